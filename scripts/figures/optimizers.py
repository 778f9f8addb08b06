"""The race of the optimizers down one valley, drawn from the record of the run "race"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import log10
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from figures.drawing import Drawing
from figures.movie import frames_of
from figures.movie import record as film
from figures.palette import FOURTH, GOAL, OURS, PALE, PAPER, REFERENCE, SECOND, THIRD
from figures.style import quiet_grid
from policywerk.data.record import Record
from policywerk.data.values import entries, whole
from policywerk.lessons.experiment import Run
from policywerk.lessons.l00_machinery import Race
from policywerk.lessons.settings import config_of

COLOURS = {"SGD": REFERENCE, "momentum": THIRD, "RMSProp": SECOND, "Adam": OURS,
           "LaProp": FOURTH}
TEXT = 16.5  # points; the film is 720 pixels wide, and a phone shows it at half of that
FRAMES_A_SECOND = 20
SMALLEST, LARGEST = 1e-3, 1e2  # sizes that the bars can show
NUMBERED = (1e-2, 1.0)  # of them


class Track(NamedTuple):
    """What one rule did: where it was after each step, and when it was there to stay."""

    name: str
    places: list[tuple[float, float]]
    arrived: int | None

    @property
    def colour(self) -> str:
        """The rule's colour, the same in all panes."""
        return COLOURS[self.name]


def tracks_of(race: Record) -> list[Track]:
    """The tracks of a record, in the order of COLOURS."""
    series, arrived = race.series, entries(race.results["arrived"])
    return [Track(name, list(zip(series[f"{name} x"], series[f"{name} y"])),
                  None if arrived[name] is None else whole(arrived[name]))
            for name in COLOURS]


def steps_shown(steps: int) -> Iterator[int]:
    """The step of each frame: the first ones slowly, the later ones faster."""
    yield from [0] * FRAMES_A_SECOND
    for step in range(1, steps + 1):
        yield from [step] * (12 if step <= 6 else 6 if step <= 20 else 2)
    yield from [steps] * (2 * FRAMES_A_SECOND)


class RaceFilm:
    """Three panes: the valley (above), slopes and steps (left), distances (right)."""

    def __init__(self, race: Record) -> None:
        self.settings = config_of(Race, race)
        tracks, steep = tracks_of(race), self.settings.steep
        self.figure = Figure(figsize=(7.2, 7.2), dpi=100)
        add_axes = self.figure.add_axes
        self.panes = (
            ValleyPane(add_axes((0.075, 0.53, 0.915, 0.405)), tracks, steep),
            SizePane(add_axes((0.02, 0.065, 0.46, 0.385)), tracks, steep),
            DistancePane(add_axes((0.62, 0.075, 0.335, 0.335)), tracks,
                         self.settings.within),
        )
        self.animated: list[Artist] = [a for pane in self.panes for a in pane.animated]

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame, the same one while a step is held."""
        return frames_of(steps_shown(self.settings.steps), self.show)

    def show(self, step: int) -> None:
        """Set every artist to one step."""
        for pane in self.panes:
            pane.show(step)


class ValleyPane:
    """The valley from above, with a ball and a trail for each rule."""

    def __init__(self, axes: Axes, tracks: list[Track], steep: float) -> None:
        self.tracks = tracks
        axes.set(xlim=(-2.6, 10.7), ylim=(-2.0, 1.6), xticks=(0, 5, 10), yticks=(-1, 0, 1))
        axes.tick_params(labelsize=TEXT)
        self.title = axes.text(-2.6, 1.7, "", fontsize=TEXT + 1.5, va="bottom")
        xs = [-2.6 + 0.15 * i for i in range(90)]
        ys = [-2.0 + 0.05 * i for i in range(73)]
        heights = [[0.5 * x * x + 0.5 * steep * y * y for x in xs] for y in ys]
        axes.contour(xs, ys, heights, levels=(1, 4, 10, 20, 35, 55), colors=PALE,
                     linewidths=1.0)
        axes.plot(0, 0, marker="x", color=GOAL, markersize=13, markeredgewidth=3.5)
        self.trails, self.balls = [], []
        for track in tracks:
            self.trails += axes.plot([], [], color=track.colour, linewidth=2.2)
            self.balls += axes.plot([], [], marker="o", color=track.colour, markersize=12,
                                    markeredgecolor=PAPER)
        self.animated: list[Artist] = [self.title, *self.trails, *self.balls]

    def show(self, step: int) -> None:
        """The trails up to a step."""
        self.title.set_text(f"After {step} step{'' if step == 1 else 's'}")
        for track, trail, ball in zip(self.tracks, self.trails, self.balls):
            trail.set_data(*zip(*track.places[:step + 1]))
            ball.set_data(*zip(track.places[step]))


class SizePane:
    """How steep the ground is under each rule, and how long its next step."""

    def __init__(self, axes: Axes, tracks: list[Track], steep: float) -> None:
        self.tracks, self.steep, self.axes = tracks, steep, axes
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.axis("off")
        size = SMALLEST
        while size <= LARGEST:
            axes.plot([length(size)] * 2, [0.0, 1.0], color=PALE, linewidth=1.0, zorder=0)
            if size in NUMBERED:
                axes.text(length(size), -0.03, f"{size:g}", fontsize=TEXT, ha="center", va="top")
            size *= 10
        self.slopes: list[Rectangle] = []
        self.steps: list[Rectangle] = []
        self.notes: list[Text] = []
        for row, track in enumerate(tracks):
            self._row(0.945 - 0.2 * row, track)
        self.animated: list[Artist] = [*self.slopes, *self.steps, *self.notes]

    def _row(self, y: float, track: Track) -> None:
        self.axes.text(0.0, y, track.name, color=track.colour, fontsize=TEXT, weight="bold",
                       va="center")
        self.notes.append(self.axes.text(1.0, y, "", ha="right", va="center", fontsize=TEXT))
        for bars, low, high in ((self.slopes, y - 0.065, 0.016), (self.steps, y - 0.115, 0.042)):
            bar = Rectangle((0.0, low), 0, high, color=track.colour, linewidth=0)
            self.axes.add_patch(bar)
            bars.append(bar)

    def show(self, step: int) -> None:
        """The bars before the step that comes next, and who has arrived."""
        for row, track in enumerate(self.tracks):
            (x, y), (newer_x, newer_y) = track.places[min(step, len(track.places) - 2):][:2]
            self.slopes[row].set_width(length(max(abs(x), abs(self.steep * y))))
            self.steps[row].set_width(length(max(abs(newer_x - x), abs(newer_y - y))))
            there = track.arrived is not None and step >= track.arrived
            self.notes[row].set_text(f"{track.arrived} steps" if there else "")


def length(size: float) -> float:
    """The length of a bar: 0.2 for each factor of ten, nothing below SMALLEST."""
    return 0.2 * log10(min(max(size, SMALLEST), LARGEST) / SMALLEST)


class DistancePane:
    """How far each rule is from the floor, in the coordinate that is further away."""

    def __init__(self, axes: Axes, tracks: list[Track], within: float) -> None:
        steps = len(tracks[0].places) - 1
        axes.set(xlim=(0, steps), ylim=(1e-4, 20), yscale="log", xticks=(0, steps // 2, steps),
                 yticks=(1e-3, 1e-1, 1e1))
        axes.minorticks_off()
        axes.tick_params(labelsize=TEXT)
        axes.set_title("distance", fontsize=TEXT)
        quiet_grid(axes)
        axes.axhline(within, color=GOAL, linewidth=1.6, linestyle="--")
        self.lines, self.distances = [], []
        for track in tracks:
            self.lines += axes.plot([], [], color=track.colour, linewidth=2.2)
            self.distances.append([max(abs(x), abs(y), 1e-9) for x, y in track.places])
        self.animated: list[Artist] = list(self.lines)

    def show(self, step: int) -> None:
        """The lines up to a step."""
        for line, distances in zip(self.lines, self.distances):
            line.set_data(range(step + 1), distances[:step + 1])


def draw_race(drawing: Drawing) -> None:
    """The film of the race, and its poster."""
    pictures = RaceFilm(drawing.records.of(Run(Race())))
    frames = pictures.frames()
    poster = list(steps_shown(pictures.settings.steps)).index(40)
    film(pictures.figure, pictures.animated, frames, drawing.out, name="optimizers",
         fps=FRAMES_A_SECOND, poster=poster, report=drawing.report)
