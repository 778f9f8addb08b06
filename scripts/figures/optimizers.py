"""The race of the optimizers down one valley, drawn from positions that our own rules took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from math import log10
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.movie import Film, record
from figures.style import FAINT, FOCUS, GOAL, INK, OURS, SECOND, quiet_grid
from policywerk.building_blocks.optimizers import SGD, Adam, LaProp, Momentum, Optimizer, RMSProp

START = (10.0, 1.0)
STEEP = 25.0  # the valley is x^2/2 + STEEP y^2/2, as in the chapter
STEPS = 140
FRAMES_A_SECOND = 20
WITHIN = 0.01  # of the floor, in both coordinates
LEFT = 0.06  # where the bars begin
SMALLEST, LARGEST = 1e-3, 1e2  # sizes that the bars can show


class Racer(NamedTuple):
    """A rule, its step size, and the colour it has in all panes."""

    name: str
    rule: Callable[[], Optimizer]
    alpha: float
    colour: str


FIELD = (
    Racer("SGD", SGD, 1 / 13, FAINT),
    Racer("momentum", lambda: Momentum(0.5), 0.1, INK),
    Racer("RMSProp", lambda: RMSProp(0.9, 1e-8), 0.1, SECOND),
    Racer("Adam", Adam, 0.5, OURS),
    Racer("LaProp", LaProp, 0.5, FOCUS),
)


class Track(NamedTuple):
    """What a racer did: where it was after each step, and when it was there to stay."""

    places: list[tuple[float, float]]
    arrived: int | None


def race(racer: Racer) -> Track:
    """STEPS steps from START."""
    w = SimpleNamespace(name="w", values=[list(START)], grads=[])
    rule, places = racer.rule(), [START]
    for _ in range(STEPS):
        x, y = w.values[0]
        w.grads = [[x, STEEP * y]]
        rule.step([w], racer.alpha)
        places.append((w.values[0][0], w.values[0][1]))
    outside = [step for step, place in enumerate(places) if distance(place) >= WITHIN]
    return Track(places, outside[-1] + 1 if outside[-1] < STEPS else None)


def distance(place: tuple[float, float]) -> float:
    """From the floor, in the coordinate that is further away."""
    return max(abs(place[0]), abs(place[1]))


def steps_shown() -> Iterator[int]:
    """The step of each frame: the first ones slowly, the later ones faster."""
    yield from [0] * FRAMES_A_SECOND
    for step in range(1, STEPS + 1):
        yield from [step] * (12 if step <= 6 else 6 if step <= 20 else 2)
    yield from [STEPS] * (2 * FRAMES_A_SECOND)


class RaceFilm:
    """Three panes: the valley (left), slopes and steps (right), distances (below)."""

    def __init__(self) -> None:
        self.tracks = [race(racer) for racer in FIELD]
        self.figure = Figure(figsize=(9.6, 7.2), dpi=100)
        add_axes = self.figure.add_axes
        self.panes = (
            ValleyPane(add_axes((0.085, 0.46, 0.45, 0.48)), self.tracks),
            SizePane(add_axes((0.56, 0.44, 0.43, 0.5)), self.tracks),
            DistancePane(add_axes((0.085, 0.085, 0.885, 0.24)), self.tracks),
        )
        self.animated: list[Artist] = [a for pane in self.panes for a in pane.animated]

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame, the same one while a step is held."""
        show = [partial(self.show, step) for step in range(STEPS + 1)]
        return [show[step] for step in steps_shown()]

    def show(self, step: int) -> None:
        """Set every artist to one step."""
        for pane in self.panes:
            pane.show(step)


class ValleyPane:
    """The valley from above, with a ball and a trail for each racer."""

    def __init__(self, axes: Axes, tracks: list[Track]) -> None:
        self.tracks = tracks
        axes.set(xlim=(-2.6, 10.9), ylim=(-2.1, 2.1), xlabel="x: gentle",
                 ylabel=f"y: {STEEP:g} times as steep", yticks=(-2, -1, 0, 1, 2))
        self.title = axes.text(-2.6, 2.2, "", fontsize=14, va="bottom")
        xs = [-2.6 + 0.15 * i for i in range(91)]
        ys = [-2.1 + 0.05 * i for i in range(85)]
        heights = [[0.5 * x * x + 0.5 * STEEP * y * y for x in xs] for y in ys]
        axes.contour(xs, ys, heights, levels=(1, 4, 10, 20, 35, 55), colors="#c9c9c9",
                     linewidths=1.0)
        axes.plot(0, 0, marker="x", color=GOAL, markersize=11, markeredgewidth=3)
        self.trails, self.balls = [], []
        for racer in FIELD:
            self.trails += axes.plot([], [], color=racer.colour, linewidth=1.6)
            self.balls += axes.plot([], [], marker="o", color=racer.colour, markersize=9,
                                    markeredgecolor="white")
        self.animated: list[Artist] = [self.title, *self.trails, *self.balls]

    def show(self, step: int) -> None:
        """The trails up to a step."""
        self.title.set_text(f"After {step} step{'' if step == 1 else 's'}")
        for track, trail, ball in zip(self.tracks, self.trails, self.balls):
            trail.set_data(*zip(*track.places[:step + 1]))
            ball.set_data(*zip(track.places[step]))


class SizePane:
    """How steep the ground is under each racer, and how long its next step."""

    def __init__(self, axes: Axes, tracks: list[Track]) -> None:
        self.tracks, self.axes = tracks, axes
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.axis("off")
        axes.text(LEFT, 1.01, "Slope (thin) and step (thick)", fontsize=14, va="bottom")
        for size in (0.001, 0.01, 0.1, 1.0, 10.0):
            x = LEFT + length(size)
            axes.plot([x, x], [0.04, 0.97], color="#d9d9d9", linewidth=0.7, zorder=0)
            axes.text(x, 0.0, f"{size:g}", fontsize=12, ha="center", va="center")
        self.slopes, self.steps, self.notes = [], [], []
        for row, racer in enumerate(FIELD):
            self._row(0.93 - 0.19 * row, racer)
        self.animated: list[Artist] = [*self.slopes, *self.steps, *self.notes]

    def _row(self, y: float, racer: Racer) -> None:
        self.axes.text(LEFT, y, racer.name, color=racer.colour, weight="bold", va="center")
        self.notes.append(self.axes.text(0.98, y, "", ha="right", va="center", fontsize=12))
        for bars, low, high in ((self.slopes, y - 0.055, 0.014), (self.steps, y - 0.1, 0.035)):
            bar = Rectangle((LEFT, low), 0, high, color=racer.colour, linewidth=0)
            bars.append(self.axes.add_patch(bar))

    def show(self, step: int) -> None:
        """The bars before the step that comes next, and who has arrived."""
        for row, track in enumerate(self.tracks):
            (x, y), (newer_x, newer_y) = track.places[min(step, STEPS - 1):][:2]
            self.slopes[row].set_width(length(max(abs(x), abs(STEEP * y))))
            self.steps[row].set_width(length(max(abs(newer_x - x), abs(newer_y - y))))
            there = track.arrived is not None and step >= track.arrived
            self.notes[row].set_text(f"arrived after {track.arrived}" if there else "")


def length(size: float) -> float:
    """The length of a bar: 0.18 for each factor of ten, nothing below SMALLEST."""
    return 0.18 * log10(min(max(size, SMALLEST), LARGEST) / SMALLEST)


class DistancePane:
    """How far each racer is from the floor."""

    def __init__(self, axes: Axes, tracks: list[Track]) -> None:
        axes.set(xlim=(0, STEPS), ylim=(1e-4, 20), yscale="log", xlabel="step")
        axes.set_title("Distance from the floor")
        quiet_grid(axes)
        axes.axhline(WITHIN, color=GOAL, linewidth=1.2, linestyle="--")
        self.lines, self.distances = [], []
        for racer, track in zip(FIELD, tracks):
            self.lines += axes.plot([], [], color=racer.colour)
            self.distances.append([max(distance(place), 1e-9) for place in track.places])
        self.animated: list[Artist] = list(self.lines)

    def show(self, step: int) -> None:
        """The lines up to a step."""
        for line, distances in zip(self.lines, self.distances):
            line.set_data(range(step + 1), distances[:step + 1])


def draw_race(out: Path, progress: Callable[[str, float], None] | None = None) -> Film:
    """Write out/optimizers.mp4, .gif and poster.png."""
    film = RaceFilm()
    frames = film.frames()
    poster = list(steps_shown()).index(40)
    return record(film.figure, film.animated, frames, out, name="optimizers",
                  fps=FRAMES_A_SECOND, poster=poster, progress=progress)
