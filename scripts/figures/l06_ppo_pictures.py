"""What is drawn of lesson 06."""

from __future__ import annotations

from figures.pictures import Picture
from policywerk.lessons.experiment import Run
from policywerk.lessons.l06_ppo import (
    ABLATIONS,
    BALANCED,
    EACH,
    STUDY,
    TABLE,
    THINNER,
    compared,
    group_name,
    run_of,
)
from policywerk.lessons.l06_worlds import UNTAUGHT_RUNS


def runs_of(*groups: str) -> tuple[Run, ...]:
    """The runs of some groups: one a seed, or one for all."""
    return tuple(run for group in groups for run in (
        [run_of(group, seed) for seed in range(EACH[group][1])] if group in EACH
        else [compared(group)]))


ALL_SEEDS = runs_of(*EACH)
SCORED = runs_of(*(group_name(world, name) for world in THINNER for name in TABLE))
CHANGED = runs_of(*THINNER, *(f"point mass, {name}" for name in ABLATIONS),
                  *(f"balance, {name}" for name in BALANCED))
HELD = runs_of("point mass", *(f"point mass, {name}" for name in (
    "no clipping", "adaptive KL, 0.01", "fixed KL, 1")))
FILM = (*runs_of("point mass"), UNTAUGHT_RUNS[0])

PICTURES = (
    Picture("results", "l06_ppo:write_results", ("results.md",), STUDY.runs, evidence=True),
    Picture("numbers", "l06_ppo:write_numbers", ("numbers.json",), STUDY.runs, evidence=True),
    Picture("clip", "l06_pictures:draw_clip", ("clip.svg",)),
    Picture("table-1", "l06_pictures:draw_table", ("table1.svg",), SCORED, evidence=True),
    Picture("curves", "l06_pictures:draw_curves", ("curves.svg",),
            (*ALL_SEEDS, *UNTAUGHT_RUNS)),
    Picture("ablations", "l06_pictures:draw_ablations", ("ablations.svg",), CHANGED,
            evidence=True),
    Picture("kl", "l06_pictures:draw_kl", ("kl.svg",), HELD),
    Picture("animation", "l06_animation:draw_film",
            ("animation.mp4", "animation.gif", "poster.png"), FILM),
    Picture("trace", "l06_animation:draw_trace", ("trace.png", "trace.svg"), FILM),
)
