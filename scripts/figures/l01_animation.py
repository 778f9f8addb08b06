"""The animation of lesson 01: values ripple back from the goal, sweep by sweep."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrow, Rectangle
from matplotlib.text import Text

from figures.l01_insides import (
    HEIGHT,
    LIMIT,
    SMALL,
    WIDTH,
    BackupPane,
    RulesPane,
    WalkPane,
    paper,
    signed,
)
from figures.movie import frames_of
from figures.palette import (
    DANGER,
    ERROR,
    FOCUS,
    GOAL,
    INK,
    OURS,
    PAPER,
    REFERENCE,
    SIGNED,
    TRUTH,
    WALL,
)
from figures.style import quiet_grid
from policywerk.actors.bellman import error_bound
from policywerk.data import values as value
from policywerk.data.record import Record
from policywerk.data.values import Json, entries, items, numbers, whole
from policywerk.lessons.l01_bellman import Gridworld
from policywerk.lessons.settings import config_of
from policywerk.world.gridworld import ACTIONS, MOVES, Cell, GridWorld

FRAMES_A_SECOND = 20
SIZE = (960, 760)  # pixels
RINGS: dict[int, Cell] = {  # from which sweep on the ring is where; the news is there just then
    1: (0, 3),  # beside goal and pit
    3: (1, 2),  # beside wall and pit: it stops pushing against the wall
    5: (4, 3),  # it hears of the goal, and changes its mind a sweep later
    7: (4, 1),
    8: (4, 0),  # the start is the last to hear
}


@dataclass(frozen=True)
class Scene:
    """What one frame shows: a sweep, how far it has faded in, and a step of the final walk."""

    sweep: int
    blend: float  # 0 has the colours of the sweep before, 1 of this one
    step: int | None = None


def scenes(sweeps: int, steps: int) -> Iterator[Scene]:
    """The whole film: early sweeps slowly, later ones faster, then a walk."""
    yield from [Scene(0, 1.0)] * (4 * FRAMES_A_SECOND)
    for sweep in range(1, sweeps + 1):
        fade, hold = (8, 56 if sweep in RINGS else 30) if sweep <= 8 else (
            (5, 9) if sweep <= 14 else (2, 3))
        yield from (Scene(sweep, (frame + 1) / fade) for frame in range(fade))
        yield from [Scene(sweep, 1.0)] * hold
    yield from [Scene(sweeps, 1.0)] * (5 * FRAMES_A_SECOND // 2)
    for step in range(steps):
        yield from [Scene(sweeps, 1.0, step)] * 16
    yield from [Scene(sweeps, 1.0, steps - 1)] * (4 * FRAMES_A_SECOND)


def place(left: float, top: float, width: float, height: float
          ) -> tuple[float, float, float, float]:
    """Where axes lie, from pixels counted from the film's upper left corner."""
    return (left / SIZE[0], 1.0 - (top + height) / SIZE[1], width / SIZE[0], height / SIZE[1])


class BellmanFilm:
    """Three panes: the world (left), one backup or one walk (right), convergence (below)."""

    def __init__(self, record: Record) -> None:
        config = config_of(Gridworld, record)
        self.world = GridWorld(config.text, config.slip)
        self.history = [numbers(snapshot["values"]) for snapshot in record.snapshots]
        self.best = [best_actions(snapshot["best"]) for snapshot in record.snapshots]
        self.walk = [whole(state) for state in items(record.results["walk"])]
        self.figure = Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100)
        add_axes = self.figure.add_axes
        self.map = MapPane(add_axes(place(10, 43, 451, 414)), self.world)
        settings = f"slip {config.slip:g}, discount {config.gamma:g}"
        self.figure.text(434 / SIZE[0], 1.0 - 37 / SIZE[1], settings, ha="right", va="bottom",
                         fontsize=SMALL)
        key(self.figure)
        right = add_axes(place(482, 43, WIDTH, HEIGHT))
        paper(right)
        means = entries(record.results["mean_returns"])
        self.rules = RulesPane(right, self.world, config.gamma)
        self.backup = BackupPane(right, self.world, config.gamma)
        self.account = WalkPane(
            right, self.world, config.gamma, self.walk, self.best[-1],
            value.number(record.results["start_value"]), value.number(means["planned"]),
            config.episodes)
        self.trace = TracePane(add_axes(place(84, 520, 864, 165)), record.series, config.gamma)
        self.animated: list[Artist] = [
            *self.map.animated, *self.rules.animated, *self.backup.animated,
            *self.account.animated, *self.trace.animated,
        ]
        changed = [sweep for sweep in range(1, len(self.best))
                   if self.best[sweep] != self.best[sweep - 1]]
        self.settled = max(changed, default=0)  # the last sweep in which an arrow changed
        self.scenes = list(scenes(len(self.history) - 1, len(self.walk)))

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame, the same one while a scene is held."""
        return frames_of(self.scenes, self.show)

    def frame_of(self, sweep: int) -> int:
        """The number of the first frame that shows a sweep without fading."""
        return self.scenes.index(Scene(sweep, 1.0))

    def show(self, scene: Scene) -> None:
        """Set every artist to one scene: a sweep's title, numbers and arrows come together."""
        old = self.history[max(scene.sweep - 1, 0)]
        new = self.history[scene.sweep]
        walking = scene.step is not None
        backing_up = scene.sweep > 0 and not walking
        ringed = self.ringed(scene.sweep) if backing_up else None
        self.map.show(scene.sweep, self.best[scene.sweep], ringed,
                      None if scene.step is None else self.walk[scene.step])
        self.map.paint([a + scene.blend * (b - a) for a, b in zip(old, new)], new)
        self.rules.set_visible(scene.sweep == 0)
        self.backup.set_visible(backing_up)
        self.account.set_visible(walking)
        if ringed is not None:
            self.backup.show(ringed, scene.sweep, old, self.best[scene.sweep][ringed])
            self.backup.tell(self.news(ringed, scene.sweep), self.trace.promised[scene.sweep - 1],
                             f"No arrow has changed since sweep {self.settled}."
                             if scene.sweep > self.settled else "")
        if scene.step is not None:
            self.account.show(scene.step)
        self.trace.show(scene.sweep)

    def ringed(self, sweep: int) -> int:
        """The state whose backup is shown in a sweep."""
        return self.world.states[RINGS[max(first for first in RINGS if first <= sweep)]]

    def news(self, state: int, sweep: int) -> str:
        """What has just happened to a state: a new best action, or the largest change."""
        before, after = self.best[sweep - 1][state], self.best[sweep][state]
        if before != after:
            return f"Its best action is new: {named(after)}. Before: {named(before)}."
        changes = [abs(b - a) for a, b in zip(self.history[sweep - 1], self.history[sweep])]
        digits = 3 if changes[state] >= 5e-4 else 6 if changes[state] >= 5e-7 else 10
        a, b = (signed(self.history[k][state], digits) for k in (sweep - 1, sweep))
        most = changes[state] >= max(changes)
        return f"It changes{' most' if most else ''}: {a} to {b}."


def best_actions(kept: Json) -> list[list[int]]:
    """The best actions of every state, as a snapshot has them."""
    return [[whole(action) for action in items(tied)] for tied in items(kept)]


def named(actions: list[int]) -> str:
    """Best actions in words."""
    if len(actions) == len(ACTIONS):
        return "all four tied"
    names = " and ".join(ACTIONS[action] for action in actions)
    return names if len(actions) == 1 else f"{names} tied"


def key(figure: Figure) -> None:
    """Below the map: what several arrows mean, and which colour means which value."""
    height = 1.0 - 457 / SIZE[1]
    figure.text(109 / SIZE[0], height, "several arrows: a tie", va="center", fontsize=SMALL)
    strip = figure.add_axes(place(342, 450, 66, 13))
    strip.imshow([[step / 100 for step in range(101)]], cmap=SIGNED, aspect="auto")
    strip.set(xticks=[], yticks=[])
    strip.spines[:].set(visible=True, linewidth=0.6)
    for x, side, end in ((337, "right", f"value {signed(-LIMIT, 0)}"),
                         (413, "left", signed(LIMIT, 0))):
        figure.text(x / SIZE[0], height, end, ha=side, va="center", fontsize=SMALL)


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
        self.ring = Rectangle((0, 0), 0.92, 0.92, fill=False, edgecolor=FOCUS, linewidth=3.5)
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
            self.axes.text(column, row + 0.55, "start", fontsize=SMALL, ha="center", va="top")
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
        """Set the colours, which glide from one sweep to the next, and the numbers."""
        for state, patch in self.patches.items():
            patch.set_facecolor(SIGNED(0.5 + 0.5 * colours[state] / LIMIT))
            self.numbers[state].set_text(signed(numbers[state], 2))

    def show(
        self, sweep: int, best: list[list[int]], ringed: int | None, walker: int | None
    ) -> None:
        """The title, the best actions of a sweep, the ring, and where the walker stands."""
        self.title.set_text("Walking by the plan" if walker is not None else
                            "Nothing is known yet" if sweep == 0 else f"Values after sweep {sweep}")
        for state, arrows in self.arrows.items():
            for action, arrow in enumerate(arrows):
                arrow.set_visible(sweep > 0 and action in best[state])
        self.ring.set_visible(ringed is not None)
        if ringed is not None:
            row, column = self.world.cells[ringed]
            self.ring.set_xy((column - 0.46, row - 0.46))
        self.walker.set_visible(walker is not None)
        if walker is not None:
            row, column = self.world.cells[walker]
            self.walker.center = (column + 0.34, row + 0.3)


class TracePane:
    """Largest change and true error of every sweep on a log axis, below their bounds."""

    def __init__(self, axes: Axes, series: Mapping[str, list[float]], gamma: float) -> None:
        self.change, self.error = series["change"], series["error"]
        count = len(self.change)
        quiet_grid(axes)
        axes.set(xlim=(0.5, count + 0.5), ylim=(2e-12, 20), yscale="log", xlabel="sweep k",
                 ylabel="size (log scale)")
        axes.set_yticks([1e-9, 1e-6, 1e-3, 1])
        geometric = [self.change[0] * power for power in powers(gamma, count)]
        (self.changes,) = axes.plot([], [], color=OURS, marker="o", markersize=4, linewidth=1.2,
                                    label="largest change")
        (self.errors,) = axes.plot([], [], color=ERROR, linestyle="", marker="o", markersize=9,
                                   fillstyle="none", markeredgewidth=1.2, label="largest error")
        (self.allowed,) = axes.plot(
            range(1, count + 1), geometric, color=REFERENCE, linewidth=1.5, linestyle="--",
            label=rf"change that the proof allows: first $\times\ {gamma:g}^{{k-1}}$")
        (self.bounds,) = axes.plot([], [], color=TRUTH,
                                   label="largest error that the bound allows")
        self.promised = [error_bound(change, gamma) for change in self.change]
        axes.legend(loc="lower left", ncols=1, borderaxespad=0.1, handlelength=1.4,
                    labelspacing=0.15)
        self.animated: list[Artist] = [self.bounds, self.allowed, self.errors, self.changes]

    def show(self, sweep: int) -> None:
        """The lines up to a sweep, and what the first change allows to all that follow."""
        shown = list(range(1, sweep + 1))
        self.allowed.set_visible(sweep > 0)
        for line, series in ((self.bounds, self.promised), (self.errors, self.error),
                             (self.changes, self.change)):
            line.set_data(shown, series[:sweep])


def powers(base: float, count: int) -> list[float]:
    """base^0, base^1, ... by repeated multiplication, as the sweeps do it."""
    result = [1.0]
    while len(result) < count:
        result.append(result[-1] * base)
    return result
