"""The picture of Eligibility traces: three kinds, marked by the visits of the page's example."""

from __future__ import annotations

from typing import Callable

from matplotlib.figure import Figure

from figures.drawing import Drawing
from figures.palette import INK, OURS, REFERENCE, SECOND, THIRD
from figures.style import quiet_grid
from policywerk.building_blocks.traces import Active, Trace, accumulate, dutch, fade, replace

DECAY, ALPHA, STEPS = 0.8, 0.5, 10
VISITS = (0, 1, 2, 6)

KINDS: list[tuple[str, str, str, Callable[[Trace, Active], None]]] = [
    ("accumulating", OURS, "-", accumulate),
    ("replacing", SECOND, "-.", replace),
    ("Dutch", THIRD, "--", lambda trace, features: dutch(trace, features, ALPHA)),
]


def heights(mark: Callable[[Trace, Active], None]) -> list[float]:
    """One feature's mark after each step."""
    trace, found = [0.0], []
    for step in range(STEPS):
        fade(trace, DECAY)
        mark(trace, [(0, 1.0)] if step in VISITS else [])
        found.append(trace[0])
    return found


def draw_traces(drawing: Drawing) -> None:
    """Draw how the three kinds rise with visits and fall between them."""
    figure = Figure(figsize=(9, 4.6), layout="constrained")
    marks, visits = figure.subplots(2, 1, sharex=True, height_ratios=[6, 1])
    for name, colour, line, mark in KINDS:
        found = heights(mark)
        marks.plot(range(STEPS), found, line, color=colour, marker="o", markersize=5, label=name)
    marks.set_ylim(0.0, 2.7)
    marks.set_ylabel("mark")
    marks.set_title(f"Decay {DECAY}, step size {ALPHA}")
    marks.legend(loc="upper right", ncols=3)
    quiet_grid(marks)
    visits.vlines(VISITS, 0.0, 1.0, color=INK, linewidth=5)
    visits.axhline(0.0, color=REFERENCE, linewidth=0.8)
    visits.set_ylim(0.0, 1.2)
    visits.set_yticks([])
    visits.set_ylabel("visits", rotation=0, ha="right", va="center")
    visits.spines["left"].set_visible(False)
    visits.set_xticks(range(STEPS))
    visits.set_xlabel("step")
    drawing.save(figure, "traces.svg")
