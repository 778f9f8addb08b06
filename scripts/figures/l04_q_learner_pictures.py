"""What is drawn of lesson 04."""

from __future__ import annotations

from figures.l04_runs import SHOWN_RUNS
from figures.pictures import Picture
from policywerk.lessons.experiment import Run
from policywerk.lessons.l04_q_learner import (
    DEFAULT,
    LIMITS,
    STUDY,
    Bias,
    Convergence,
    Online,
    StepSizes,
)
from policywerk.lessons.settings import Config


def runs_of(kind: type[Config]) -> tuple[Run, ...]:
    """All runs of one experiment, without the one that the command line shows."""
    return tuple(run for run in STUDY.runs if type(run.config) is kind and run != DEFAULT)


ONLINE = runs_of(Online)
USUAL = tuple(run for run in ONLINE
              if isinstance(run.config, Online) and run.config.alpha == Online().alpha)
FIFTIES = tuple(run for shown in SHOWN_RUNS for run in STUDY.reads(shown))
FILM = (LIMITS, *FIFTIES, *SHOWN_RUNS)
TOLD = tuple(run for run in STUDY.runs if run not in (*SHOWN_RUNS, DEFAULT))

PICTURES = (
    Picture("results", "l04_q_learner:write_results", ("results.md",), TOLD, evidence=True),
    Picture("numbers", "l04_q_learner:write_numbers", ("numbers.json",), TOLD, evidence=True),
    Picture("trace", "l04_pictures:draw_trace", ("trace.png", "trace.svg"), FILM, evidence=True),
    Picture("returns", "l04_pictures:draw_returns", ("figure_6_6.svg",), (LIMITS, *USUAL),
            evidence=True),
    Picture("paths", "l04_pictures:draw_paths", ("paths.svg",), (LIMITS, *SHOWN_RUNS)),
    Picture("ways", "page_steps:draw_ways", ("ways.svg",)),
    Picture("greedy-walks", "l04_pictures:draw_greedy_walks", ("greedy_walks.svg",), USUAL),
    Picture("step-sizes", "l04_pictures:draw_step_sizes", ("figure_6_3.svg",),
            runs_of(StepSizes), evidence=True),
    Picture("bias", "l04_pictures:draw_bias", ("bias.svg",), runs_of(Bias), evidence=True),
    Picture("convergence", "l04_pictures:draw_convergence", ("convergence.svg",),
            runs_of(Convergence), evidence=True),
    Picture("animation", "l04_animation:draw_film",
            ("animation.mp4", "animation.gif", "poster.png"), FILM, evidence=True),
)
