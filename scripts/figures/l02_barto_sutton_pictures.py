"""What is drawn of lesson 02."""

from __future__ import annotations

from figures.pictures import Picture
from policywerk.lessons.l02_barto_sutton import (
    FILMED,
    HINGES,
    LONGER,
    OF_1983,
    POLES,
    RULED,
    UNMARKED,
    VARIANTS,
    WATCHED,
    Pole,
)
from policywerk.lessons.l02_marks import CHOSEN, MARKING_RUNS, chosen_run

PAIR = tuple(run for run in POLES if run.config == Pole())  # the blocks of ACE/ASE

PICTURES = (
    Picture("trace", "l02_barto_sutton:draw_trace", writes=("trace.png", "trace.svg"),
            reads=(WATCHED,)),
    Picture("curves", "l02_barto_sutton:draw_curves", writes=("curves.svg",), reads=POLES),
    Picture("single-runs", "l02_barto_sutton:draw_single_runs", writes=("single_runs.svg",),
            reads=PAIR),
    Picture("survival", "l02_barto_sutton:draw_survival", writes=("survival.svg",), reads=LONGER),
    Picture("boxes", "l02_barto_sutton:draw_boxes", writes=("boxes.svg",), reads=(FILMED,)),
    Picture("balance", "l02_barto_sutton:draw_balance", writes=("balance.svg",),
            reads=(*HINGES, RULED)),
    Picture("results", "l02_barto_sutton:write_results", writes=("results.md",), reads=POLES,
            evidence=True),
    Picture("sensitivity", "l02_barto_sutton:write_sensitivity", writes=("sensitivity.md",),
            reads=(*PAIR, *VARIANTS, *LONGER), evidence=True),
    Picture("balance-table", "l02_barto_sutton:write_balance", writes=("balance.md",),
            reads=(*HINGES, *UNMARKED), evidence=True),
    Picture("rules", "l02_barto_sutton:write_rules", writes=("rules.md",), reads=(RULED,)),
    Picture("marks", "l02_marks:draw_marks", writes=("marks.svg",),
            reads=(*OF_1983.values(), *map(chosen_run, CHOSEN))),
    Picture("marks-table", "l02_marks:write_marks", writes=("marks.md",),
            reads=(*OF_1983.values(), *MARKING_RUNS), evidence=True),
    Picture("mark-steps", "l02_marks:write_mark_steps", writes=("mark_steps.md",),
            reads=MARKING_RUNS, evidence=True),
    Picture("numbers", "l02_marks:write_numbers", writes=("numbers.json",),
            reads=(RULED, FILMED, *HINGES, *UNMARKED, *POLES, *VARIANTS, *LONGER,
                   *MARKING_RUNS),
            evidence=True),
    Picture("animation", "l02_barto_sutton:draw_animation", reads=(FILMED, WATCHED),
            writes=("animation.mp4", "animation.gif", "poster.png")),
)
