"""What is drawn of lesson 06."""

from __future__ import annotations

from figures.pictures import Picture
from policywerk.lessons.l06_ppo import STUDY

PICTURES = (
    Picture("numbers", "l06_ppo:write_numbers", ("numbers.json",), STUDY.runs, evidence=True),
)
