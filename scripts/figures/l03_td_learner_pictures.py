"""What is drawn of lesson 03, and from which runs."""

from __future__ import annotations

from figures.pictures import Picture
from policywerk.lessons.l03_td_learner import (
    AS_STATED,
    EXAMPLE,
    FROM_ZERO,
    NEARBY,
    NONE_LONGER,
    OTHER_TRACES,
    POOLED,
    RACE,
    SHOWN,
    WITHIN,
)

MAIN = tuple(POOLED.values())  # ten sequences and five
BY_SIZE = (*MAIN, *NEARBY.values())
AT_ONCE = (*MAIN, *WITHIN.values())
OTHERWISE = (*MAIN, WITHIN[AS_STATED], *FROM_ZERO.values(), *NONE_LONGER.values())
ALL_SETS = (*BY_SIZE, *WITHIN.values(), *FROM_ZERO.values(), *NONE_LONGER.values())

PICTURES = (
    Picture("trace", "l03_td_learner:draw_trace", writes=("trace.png", "trace.svg"),
            reads=(RACE, SHOWN), evidence=True),
    Picture("figure_3", "l03_td_learner:draw_figure_3", writes=("figure_3.svg",),
            reads=MAIN, evidence=True),
    Picture("figure_4", "l03_td_learner:draw_figure_4", writes=("figure_4.svg",),
            reads=MAIN, evidence=True),
    Picture("figure_5", "l03_td_learner:draw_figure_5", writes=("figure_5.svg",),
            reads=MAIN, evidence=True),
    Picture("how_many", "l03_td_learner:draw_how_many", writes=("how_many.svg",), reads=BY_SIZE),
    Picture("within", "l03_td_learner:draw_within", writes=("within.svg",),
            reads=AT_ONCE, evidence=True),
    Picture("example_6_2", "l03_td_learner:draw_example_6_2", writes=("example_6_2.svg",),
            reads=(EXAMPLE,), evidence=True),
    Picture("credit", "page_steps:draw_credit", writes=("credit.svg",)),
    Picture("figure_3_table", "l03_td_learner:write_figure_3", writes=("figure_3.md",),
            reads=MAIN, evidence=True),
    Picture("figure_5_table", "l03_td_learner:write_figure_5", writes=("figure_5.md",),
            reads=MAIN, evidence=True),
    Picture("how_many_table", "l03_td_learner:write_how_many", writes=("how_many.md",),
            reads=BY_SIZE),
    Picture("alternatives_table", "l03_td_learner:write_alternatives",
            writes=("alternatives.md",), reads=OTHERWISE),
    Picture("within_table", "l03_td_learner:write_within", writes=("within.md",), reads=AT_ONCE),
    Picture("example_6_2_table", "l03_td_learner:write_example_6_2",
            writes=("example_6_2.md",), reads=(EXAMPLE,), evidence=True),
    Picture("results", "l03_td_learner:write_results", writes=("results.md",),
            reads=(*ALL_SETS, EXAMPLE), evidence=True),
    Picture("numbers", "l03_td_learner:write_numbers", writes=("numbers.json",),
            reads=(RACE, SHOWN, *OTHER_TRACES.values(), *BY_SIZE), evidence=True),
    Picture("animation", "l03_td_learner:draw_animation",
            writes=("animation.mp4", "animation.gif", "poster.png"), reads=(RACE, SHOWN),
            evidence=True),
)
