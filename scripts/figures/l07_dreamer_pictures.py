"""What is drawn of lesson 07."""

from __future__ import annotations

from figures.pictures import Picture
from policywerk.lessons.l07_dreamer import SHOWN, STUDY

PICTURES = (
    Picture("numbers", "l07_dreamer:write_numbers", ("numbers.json",), STUDY.runs, evidence=True),
    Picture("dot_appears", "page_world_model:draw_dot_appears", ("dot_appears.svg",), (SHOWN,)),
    Picture("eyes_closed", "page_world_model:draw_eyes_closed", ("eyes_closed.svg",), (SHOWN,)),
    Picture("three_dreams", "page_world_model:draw_three_dreams", ("three_dreams.svg",), (SHOWN,)),
)
