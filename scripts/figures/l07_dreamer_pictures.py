"""What is drawn of lesson 07."""

from __future__ import annotations

from figures.pictures import Picture
from policywerk.lessons.l07_dreamer import STUDY

PICTURES = (
    Picture("results", "l07_dreamer:write_results", ("results.md",), STUDY.runs, evidence=True),
    Picture("numbers", "l07_dreamer:write_numbers", ("numbers.json",), STUDY.runs, evidence=True),
)
