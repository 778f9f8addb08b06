"""What is drawn of lesson 07."""

from __future__ import annotations

from figures.l07_tables import ANYWHERE, changed_groups
from figures.pictures import Picture
from policywerk.lessons.l07_dreamer import GROUPS, PLAYED, SEEKER, STUDY, UNLED_RUNS, run_of
from policywerk.lessons.l07_watch import WATCH_RUNS

FIXED = tuple(run_of("fixed", seed) for seed in range(GROUPS["fixed"][1]))
CHANGED = (*FIXED, UNLED_RUNS["fixed"], *(
    run_of(group, seed) for group in changed_groups() for seed in range(GROUPS[group][1])))
SOUGHT = (UNLED_RUNS[ANYWHERE], *(
    run_of(group, seed) for group in (ANYWHERE, *changed_groups(ANYWHERE))
    for seed in range(GROUPS[group][1])), *WATCH_RUNS)

PICTURES = (
    Picture("results", "l07_dreamer:write_results", ("results.md",), STUDY.runs, evidence=True),
    Picture("numbers", "l07_dreamer:write_numbers", ("numbers.json",), STUDY.runs, evidence=True),
    Picture("changes", "l07_changes:draw_changes", ("changes.svg",), CHANGED),
    Picture("anywhere", "l07_anywhere:draw_anywhere", ("anywhere.svg",), SOUGHT),
    Picture("roads", "l07_roads:draw_roads", ("roads.svg",), (SEEKER,)),
    Picture("horizon", "l07_pictures:draw_horizon", ("horizon.svg",), FIXED),
    Picture("unseen", "l07_pictures:draw_unseen", ("unseen.svg",), (PLAYED,)),
    Picture("animation", "l07_animation:draw_film",
            ("animation.mp4", "animation.gif", "poster.png"), FIXED),
    Picture("trace", "l07_animation:draw_trace", ("trace.png", "trace.svg"), FIXED),
    Picture("dot_appears", "page_world_model:draw_dot_appears", ("dot_appears.svg",), (PLAYED,)),
    Picture("eyes_closed", "page_world_model:draw_eyes_closed", ("eyes_closed.svg",), (PLAYED,)),
    Picture("three_dreams", "page_world_model:draw_three_dreams", ("three_dreams.svg",), (PLAYED,)),
)
