"""The animation of lesson 01: values ripple back from the goal, sweep by sweep."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrow, Rectangle
from matplotlib.text import Text

from figures.movie import frames_of
from figures.palette import (
    DANGER,
    ERROR,
    FOCUS,
    GOAL,
    INK,
    OURS,
    PALE,
    PAPER,
    REFERENCE,
    SIGNED,
    TRUTH,
    WALL,
)
from figures.style import quiet_grid
from figures.typefaces import CODE
from policywerk.actors.bellman import error_bound
from policywerk.building_blocks.value_functions import lookahead
from policywerk.data.record import Record
from policywerk.data.values import Json, items, numbers, whole
from policywerk.lessons.l01_bellman import Gridworld
from policywerk.lessons.settings import config_of
from policywerk.world.gridworld import ACTIONS, MOVES, Cell, GridWorld

FOCUS_CELL = (1, 2)  # beside the pit: its backup shows what slipping costs
FRAMES_A_SECOND = 20
LIMIT = 0.8  # values are drawn between -LIMIT and LIMIT


@dataclass(frozen=True)
class Scene:
    """What one frame shows: a sweep, how far it has faded in, and a step of the final walk."""

    sweep: int
    blend: float  # 0 shows the sweep before, 1 this one
    step: int | None = None


def scenes(sweeps: int, steps: int) -> Iterator[Scene]:
    """The whole film: early sweeps slowly, later ones faster, then a walk."""
    yield from [Scene(0, 1.0)] * FRAMES_A_SECOND
    for sweep in range(1, sweeps + 1):
        fade, hold = (8, 24) if sweep <= 6 else (5, 7) if sweep <= 14 else (2, 3)
        yield from (Scene(sweep, (frame + 1) / fade) for frame in range(fade))
        yield from [Scene(sweep, 1.0)] * hold
    yield from [Scene(sweeps, 1.0)] * FRAMES_A_SECOND
    for step in range(steps):
        yield from [Scene(sweeps, 1.0, step)] * 8
    yield from [Scene(sweeps, 1.0, steps - 1)] * (2 * FRAMES_A_SECOND)


class BellmanFilm:
    """Three panes: the world (left), one backup in numbers (right), convergence (below)."""

    def __init__(self, record: Record) -> None:
        config = config_of(Gridworld, record)
        self.world = GridWorld(config.text, config.slip)
        self.history = [numbers(snapshot["values"]) for snapshot in record.snapshots]
        self.best = [best_actions(snapshot["best"]) for snapshot in record.snapshots]
        self.walk = [whole(state) for state in items(record.results["walk"])]
        self.figure = Figure(figsize=(9.6, 7.2), dpi=100)
        add_axes = self.figure.add_axes
        self.map = MapPane(add_axes((0.01, 0.365, 0.47, 0.575)), self.world)
        self.backup = BackupPane(add_axes((0.5, 0.365, 0.49, 0.575)), self.world, config.gamma)
        self.trace = TracePane(add_axes((0.085, 0.105, 0.9, 0.215)), record.series, config.gamma)
        self.animated: list[Artist] = [
            *self.map.animated, *self.backup.animated, *self.trace.animated,
        ]

        self.scenes = list(scenes(len(self.history) - 1, len(self.walk)))

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame, the same one while a scene is held."""
        return frames_of(self.scenes, self.show)

    def frame_of(self, sweep: int) -> int:
        """The number of the first frame that shows a sweep without fading."""
        return self.scenes.index(Scene(sweep, 1.0))

    def show(self, scene: Scene) -> None:
        """Set every artist to one scene."""
        old = self.history[max(scene.sweep - 1, 0)]
        new = self.history[scene.sweep]
        colours = [a + scene.blend * (b - a) for a, b in zip(old, new)]
        walker = None if scene.step is None else self.walk[scene.step]
        self.map.show(scene.sweep, self.best[scene.sweep], walker)
        self.map.paint(colours, new if scene.blend > 0.5 else old)
        self.backup.show(scene.sweep, old)
        self.trace.show(scene.sweep)


def best_actions(kept: Json) -> list[list[int]]:
    """The best actions of every state, as a snapshot has them."""
    return [[whole(action) for action in items(tied)] for tied in items(kept)]


class MapPane:
    """The gridworld: values as colour and number, best actions as arrows."""

    def __init__(self, axes: Axes, world: GridWorld) -> None:
        self.world, self.axes = world, axes
        rows, columns = len(world.symbols), len(world.symbols[0])
        axes.set(xlim=(-0.52, columns - 0.48), ylim=(rows - 0.28, -0.52), aspect="equal")
        axes.axis("off")
        self.title = axes.text(-0.5, -0.6, "", fontsize=15.5, va="bottom")
        self.patches: dict[int, Rectangle] = {}
        self.numbers: dict[int, Text] = {}
        self.arrows: dict[int, list[FancyArrow]] = {}
        for row in range(rows):
            for column in range(columns):
                self._cell((row, column))
        corner = (FOCUS_CELL[1] - 0.46, FOCUS_CELL[0] - 0.46)
        self.ring = Rectangle(corner, 0.92, 0.92, fill=False, edgecolor=FOCUS, linewidth=3.5)
        self.walker = Circle((0, 0), 0.14, facecolor=INK, edgecolor=PAPER, linewidth=1.5)
        for patch in (self.ring, self.walker):
            axes.add_patch(patch)
        self.animated: list[Artist] = [
            self.title, *self.patches.values(), *self.numbers.values(),
            *[arrow for arrows in self.arrows.values() for arrow in arrows],
            self.ring, self.walker,
        ]

    def _cell(self, cell: Cell) -> None:
        row, column = cell
        symbol = self.world.symbol(cell)
        fixed = {"#": WALL, "G": GOAL, "X": DANGER}.get(symbol)
        patch = Rectangle(
            (column - 0.5, row - 0.5), 1, 1, facecolor=fixed or PAPER, edgecolor=PAPER,
            linewidth=2,
        )
        self.axes.add_patch(patch)
        label = {"#": "wall", "G": "goal\n+1", "X": "pit\n−1"}.get(symbol)
        if label:
            self.axes.text(column, row, label, color=INK if symbol == "G" else PAPER,
                           ha="center", va="center")
            return
        if symbol == "S":
            self.axes.text(column, row + 0.53, "start", fontsize=13, ha="center", va="top")
        state = self.world.states[cell]
        self.patches[state] = patch
        self.numbers[state] = self.axes.text(
            column, row - 0.26, "", ha="center", va="center", fontsize=14.5)
        self.arrows[state] = [self._arrow(cell, move) for move in MOVES]

    def _arrow(self, cell: Cell, move: Cell) -> FancyArrow:
        gap, length = 0.04, 0.22
        arrow = FancyArrow(
            cell[1] + gap * move[1], cell[0] + 0.14 + gap * move[0], length * move[1],
            length * move[0], width=0.03, head_width=0.12, head_length=0.1,
            length_includes_head=True, color=INK, linewidth=0,
        )
        self.axes.add_patch(arrow)
        return arrow

    def paint(self, colours: list[float], numbers: list[float]) -> None:
        """Colours fade from one sweep to the next; numbers change once, half-way."""
        for state, patch in self.patches.items():
            patch.set_facecolor(SIGNED(0.5 + 0.5 * colours[state] / LIMIT))
            text = f"{numbers[state]:+.2f}".replace("-", "−")
            self.numbers[state].set_text("0.00" if text[1:] == "0.00" else text)

    def show(self, sweep: int, best: list[list[int]], walker: int | None) -> None:
        """The title, the best actions of a sweep, and where the walker stands."""
        self.title.set_text("Walking by the plan" if walker is not None else
                            "Nothing is known yet" if sweep == 0 else f"Values after sweep {sweep}")
        for state, arrows in self.arrows.items():
            for action, arrow in enumerate(arrows):
                arrow.set_visible(sweep > 0 and action in best[state])
        self.ring.set_visible(sweep > 0)
        self.walker.set_visible(walker is not None)
        if walker is not None:
            row, column = self.world.cells[walker]
            self.walker.center = (column + 0.34, row + 0.3)


class BackupPane:
    """The backup of one cell: a bar for each action, and the best one worked out."""

    def __init__(self, axes: Axes, world: GridWorld, gamma: float) -> None:
        self.world, self.gamma = world, gamma
        self.state = world.states[FOCUS_CELL]
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.axis("off")
        self.title = axes.text(0.02, 1.018, "", fontsize=15.5, va="bottom")
        self.zero, self.unit = 0.7, 0.28  # where the bars start, and the length of 1.0
        self.bars, self.labels = [], []
        for action, name in enumerate(ACTIONS):
            y = 0.91 - 0.115 * action
            axes.text(0.13, y, name, ha="right", va="center")
            bar = Rectangle((self.zero, y - 0.036), 0, 0.072, linewidth=0)
            axes.add_patch(bar)
            self.bars.append(bar)
            self.labels.append(axes.text(0.17, y, "", va="center", family=CODE))
        axes.plot([self.zero, self.zero], [0.51, 0.96], color=REFERENCE, linewidth=1)
        self.lines = [
            axes.text(0.02, 0.40 - 0.085 * line, "", va="center", family=CODE,
                      fontsize=14)
            for line in range(5)
        ]
        self.animated: list[Artist] = [self.title, *self.bars, *self.labels, *self.lines]

    def show(self, sweep: int, old: list[float]) -> None:
        """The backup of a sweep that found these values."""
        self.title.set_text("Backing up the ringed cell" if sweep else "")
        actions = self.world.P[self.state]
        worth = [lookahead(outcomes, old, self.gamma) if sweep else 0.0 for outcomes in actions]
        best = worth.index(max(worth))
        for action, (bar, label) in enumerate(zip(self.bars, self.labels)):
            length = worth[action] * self.unit
            bar.set_x(self.zero + min(length, 0.0))
            bar.set_width(abs(length))
            bar.set_facecolor(OURS if action == best else PALE)
            label.set_text(f"{worth[action]:+.3f}".replace("-", "−") if sweep else "")
        texts = self._worked(best, old, worth[best]) if sweep else [
            "Every value starts at 0.", "", "One sweep backs up every cell", "from the values"
            " of the sweep", "before."]
        for line, text in zip(self.lines, texts):
            line.set_text(text)

    def _worked(self, best: int, old: list[float], result: float) -> list[str]:
        parts = [f"The best is {ACTIONS[best]}:"]
        for number, (p, state, reward, terminated) in enumerate(self.world.P[self.state][best]):
            future = "" if terminated else f"{self.gamma} × {old[state]:+.3f}"
            sign = "+" if number else " "
            joined = f"({reward:+.2f} + {future})" if future else f"({reward:+.2f})"
            parts.append(f"{sign} {p:.1f} × {joined}")
        parts.append(f"= {result:+.3f}")
        return [part.replace("-", "−") for part in parts]


class TracePane:
    """Largest change and true error of every sweep on a log axis, below their bounds."""

    def __init__(self, axes: Axes, series: Mapping[str, list[float]], gamma: float) -> None:
        self.change, self.error = series["change"], series["error"]
        sweeps = range(1, len(self.change) + 1)
        quiet_grid(axes)
        axes.set(xlim=(0.5, len(self.change) + 0.5), ylim=(3e-10, 20), yscale="log",
                 xlabel="sweep")
        axes.set_yticks([1e-9, 1e-6, 1e-3, 1])
        geometric = [self.change[0] * power for power in powers(gamma, len(self.change))]
        axes.plot(sweeps, geometric, color=REFERENCE, linewidth=1.5, linestyle="--")
        axes.text(len(self.change), geometric[-1] * 4.0, r"first change × $\gamma^{k-1}$",
                  color=REFERENCE, ha="right", va="bottom", fontsize=13)
        (self.bounds,) = axes.plot([], [], color=TRUTH, label="error promised, γ/(1−γ) × change")
        (self.errors,) = axes.plot([], [], color=ERROR, linewidth=4, alpha=0.55, label="error")
        (self.changes,) = axes.plot([], [], color=OURS, marker="o", markersize=4, linewidth=1.2,
                                    label="largest change")
        self.promised = [error_bound(change, gamma) for change in self.change]
        axes.legend(loc="lower left", ncols=1, borderaxespad=0.2, handlelength=1.4,
                    labelspacing=0.2)
        self.animated: list[Artist] = [self.bounds, self.errors, self.changes]

    def show(self, sweep: int) -> None:
        """The lines up to a sweep."""
        shown = list(range(1, sweep + 1))
        for line, series in ((self.bounds, self.promised), (self.errors, self.error),
                             (self.changes, self.change)):
            line.set_data(shown, series[:sweep])


def powers(base: float, count: int) -> list[float]:
    """base^0, base^1, ... by repeated multiplication, as the sweeps do it."""
    result = [1.0]
    while len(result) < count:
        result.append(result[-1] * base)
    return result
