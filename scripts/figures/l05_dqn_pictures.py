"""What is drawn of lesson 05."""

from __future__ import annotations

from figures.l05_runs import runs_of
from figures.l05_way_in_pictures import WAY_IN_PICTURES
from figures.pictures import Picture
from policywerk.lessons.experiment import Run
from policywerk.lessons.l05_dqn import SHOWN, STUDY, Baselines

PLAYERS = tuple(Run(Baselines(width)) for width in (5, 3))  # who do not learn
FILM = (*runs_of("width 5"), PLAYERS[0])
ABLATIONS = runs_of("short", "no replay", "no target network", "one frame", "convolutional",
                    "every fourth step")

PICTURES = (
    Picture("results", "l05_dqn:write_results", ("results.md",), STUDY.runs, evidence=True),
    Picture("numbers", "l05_dqn:write_numbers", ("numbers.json",), STUDY.runs, evidence=True),
    Picture("trace", "l05_animation:draw_trace", ("trace.png", "trace.svg"), FILM),
    Picture("curves", "l05_pictures:draw_curves", ("curves.svg",),
            (*runs_of("width 5", "width 3"), *PLAYERS)),
    Picture("ablations", "l05_pictures:draw_ablations", ("ablations.svg",),
            (*ABLATIONS, PLAYERS[0]), evidence=True),
    Picture("promises", "l05_pictures:draw_promises", ("promises.svg",),
            runs_of("width 5", "double", "2013")),
    Picture("held-out", "l05_pictures:draw_held_out", ("held_out.svg",),
            runs_of("width 5", "double", "2013")),
    Picture("filters", "l05_insides:draw_filters", ("filters.svg",), (SHOWN,)),
    Picture("saliency", "l05_insides:draw_saliency", ("saliency.svg",), (SHOWN,)),
    Picture("one-ball", "l05_insides:draw_one_ball", ("one_ball.svg",), (SHOWN,)),
    Picture("plan", "l05_plans:draw_plan", ("plan.svg",)),
    Picture("loop", "l05_plans:draw_loop", ("loop.svg",)),
    Picture("animation", "l05_animation:draw_film",
            ("animation.mp4", "animation.gif", "poster.png"), FILM),
    *WAY_IN_PICTURES,
)
