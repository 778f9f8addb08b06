"""What is drawn of lesson 02."""

from __future__ import annotations

from figures.pictures import Picture
from policywerk.lessons.l02_barto_sutton import (
    FILMED,
    HINGES,
    LONGER,
    POLES,
    RULED,
    UNMARKED,
    VARIANTS,
    WATCHED,
    Pole,
)

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
    Picture("numbers", "l02_barto_sutton:write_numbers", writes=("numbers.json",),
            reads=(RULED, FILMED, *HINGES, *UNMARKED, *POLES, *VARIANTS, *LONGER),
            evidence=True),
    Picture("animation", "l02_barto_sutton:draw_animation", reads=(FILMED, WATCHED),
            writes=("animation.mp4", "animation.gif", "poster.png")),
)
