"""The animation of lesson 02: a run learns to balance, trial by trial, by falling."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, inf, nan, sin

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrow, Rectangle

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
    TRACE,
    mixed,
)
from figures.style import quiet_grid
from policywerk.actors.barto_sutton import Settings
from policywerk.data.record import Record
from policywerk.data.values import Json, flag, numbers, rows, whole
from policywerk.lessons.l02_barto_sutton import POPULATION, Film
from policywerk.lessons.l02_runs import lengths_of
from policywerk.lessons.settings import config_of
from policywerk.world.cart_pole import BOXES, DT, FARTHEST, STEEPEST

FRAMES_A_SECOND = 25
REAL_TIME = 2  # steps a frame: 50 steps a second, as the cart-pole has
UNSEEN = PALE  # a box in which the system has never been
STRONG = 600.0  # the weight from which a box is drawn in full colour
LATELY = 50  # steps of which the news are shown: one second
RUN_IN = 20  # steps after which a mark has faded to an eighth
PLAIN_MARK = 0.3  # the mark from which a box is marked in full colour
FAINT = 0.01  # and the one below which none is drawn

TITLES = {
    "weights": "ASE: push left (orange) or right (blue)",
    "predictions": "ACE: the failure it expects (orange)",
}

DECAYS = {"weights": Settings().search_decay, "predictions": Settings().lam}

Box = tuple[int, int, int, int]  # which part of x, x', phi, phi'


@dataclass(frozen=True)
class Scene:
    """What one frame shows of a trial that is watched."""

    shown: int  # which of the watched trials
    moment: int  # which of its moments
    speed: int = REAL_TIME  # steps a frame
    over: bool = False  # whether the trial has ended
    learnt: float = 0.0  # 0 shows the weights before the trial, 1 those after it
    skipped: int = 0  # trials after it that are only counted


@dataclass(frozen=True)
class Watched:
    """One trial that is watched: its moments, and the number of each step."""

    trial: int
    steps: int
    failed: bool
    moments: list[list[float]]  # x, phi, box, action, news
    numbers: list[int]  # of the steps at which they were
    kept: int  # moments before the part that is left out

    @staticmethod
    def of(snapshot: Mapping[str, Json]) -> Watched:
        """A trial as the record keeps it."""
        steps, beginning = whole(snapshot["steps"]), rows(snapshot["beginning"])
        ending = rows(snapshot["ending"])
        places = [*range(len(beginning)), *range(steps - len(ending), steps)]
        return Watched(whole(snapshot["trial"]), steps, flag(snapshot["failed"]),
                       [*beginning, *ending], places, len(beginning))

    def latest(self, moment: int, count: int) -> list[list[float]]:
        """So many moments that follow each other without a gap, the last one given."""
        first = moment
        while (first > 0 and moment + 1 - first < count
               and self.numbers[first - 1] == self.numbers[first] - 1):
            first -= 1
        return self.moments[first:moment + 1]

    def marks(self, moment: int, decay: float, signed: bool) -> dict[int, float]:
        """The marks of boxes when the push of a moment has left its own.

        z = (1 - decay) (push now + decay push before + decay^2 ...), signed by the side; a visit
        counts 1 where sides do not matter
        """
        found: dict[int, float] = {}
        amount = 1.0 - decay
        for _, _, box, action, _ in reversed(self.latest(moment, 3 * RUN_IN)):
            found[int(box)] = found.get(int(box), 0.0) + amount * (-1 if signed and not action
                                                                   else 1)
            amount *= decay
        return found

    def after(self) -> tuple[float, float]:
        """x and phi where the trial ended: one step of the same size beyond the last two."""
        (x, lean, *_), (last_x, last_lean, *_) = self.moments[-2:]
        return 2 * last_x - x, 2 * last_lean - lean


def speed_of(trial: int) -> int:
    """The first trials in real time, later ones faster, the long ones in real time again."""
    times = 1 if trial <= 5 else 2 if trial <= 20 else 5 if trial <= 50 else 1
    return times * REAL_TIME


def scenes(watched: Sequence[Watched]) -> Iterator[Scene]:
    """The whole film."""
    yield from [Scene(0, 0)] * (FRAMES_A_SECOND // 2)
    longest = max(trial.steps for trial in watched)
    for shown, trial in enumerate(watched):
        last = shown + 1 == len(watched)
        seen_before = any(earlier.steps == longest for earlier in watched[:shown])
        yield from played(shown, trial, trial.kept if seen_before else 0)
        end = len(trial.moments) - 1
        fade = 8 if not seen_before else 2
        for frame in range(1, fade + 1):
            yield Scene(shown, end, over=True, learnt=frame / fade)
        hold = 3 * FRAMES_A_SECOND if last else 8 if not seen_before else 2
        yield from [Scene(shown, end, over=True, learnt=1.0)] * hold
        unseen = 0 if last else watched[shown + 1].trial - trial.trial - 1
        for skipped in range(1, unseen + 1):
            yield from [Scene(shown, end, over=True, learnt=1.0, skipped=skipped)] * 2


def played(shown: int, trial: Watched, start: int) -> Iterator[Scene]:
    """The moments of one trial from a start, at the speed it is shown at."""
    speed = speed_of(trial.trial)
    if start and trial.failed:
        return  # the same again: only counted
    last = len(trial.moments) - 1
    cut = trial.kept <= last and trial.numbers[trial.kept] > trial.kept  # something is left out
    resumed = min(trial.kept + RUN_IN, last)  # the end is shown from where its marks are known
    for moment in range(min(start, last), last + 1, speed):
        if not (cut and trial.kept <= moment < resumed):
            yield Scene(shown, moment, speed)


class BalancingFilm:
    """The cart-pole and the news (left), weights and predictions (right), trials (below)."""

    def __init__(self, record: Record, block: Record) -> None:
        """Take the film's record, and that of the block of runs that its run is one of."""
        self.config = config_of(Film, record)
        self.learnt = [{key: numbers(snapshot[key]) for key in TITLES}
                       for snapshot in record.snapshots]
        self.watched = [Watched.of(snapshot) for snapshot in record.snapshots]
        self.figure = Figure(figsize=(9.6, 7.2), dpi=100)
        add_axes = self.figure.add_axes
        self.cart = CartPane(add_axes((0.012, 0.35, 0.44, 0.64)))
        self.search = BoxesPane(add_axes((0.555, 0.73, 0.435, 0.215)), "weights", marked=True)
        self.critic = BoxesPane(add_axes((0.555, 0.465, 0.435, 0.215)), "predictions",
                                marked=True)
        self.critic.name_columns()
        self.figure.text(0.475, 0.397, "in a panel: lean across, turning up; grey: not met",
                         fontsize=15, va="center")
        self.lengths = LengthsPane(add_axes((0.105, 0.115, 0.87, 0.195)), self.config,
                                   lengths_of(block)[:POPULATION])
        self.animated: list[Artist] = [
            *self.cart.animated, *self.search.animated, *self.critic.animated,
            *self.lengths.animated,
        ]
        self.scenes = list(scenes(self.watched))

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame, the same one while a scene is held."""
        return frames_of(self.scenes, self.show)

    def frame_of(self, trial: int, moment: int) -> int:
        """The number of the first frame that shows this moment of a trial, or a later one."""
        return next(number for number, scene in enumerate(self.scenes)
                    if self.watched[scene.shown].trial == trial and scene.moment >= moment)

    def show(self, scene: Scene) -> None:
        """Set every artist to one scene."""
        trial = self.watched[scene.shown]
        x, lean, box, action, _ = trial.moments[scene.moment]
        steps = trial.numbers[scene.moment]
        if scene.over:
            steps = trial.steps
            if trial.failed:
                x, lean = trial.after()
        self.cart.place(x, lean, None if scene.over else int(action))
        self.cart.say(*self.words(scene, trial, steps))
        self.cart.colour(scene.over and trial.failed)
        self.cart.appear(not scene.skipped)
        heard = trial.latest(scene.moment, LATELY)
        # what a step brings is known when it is done
        self.cart.tell([] if scene.skipped else
                       [news for *_, news in (heard if scene.over else heard[:-1])])
        for pane in (self.search, self.critic):
            before = self.learnt[scene.shown - 1][pane.key] if scene.shown else None
            pane.show(before, self.learnt[scene.shown][pane.key], scene.learnt)
            pane.mark(None if scene.over else int(box))
            forgotten = scene.over and scene.learnt == 1.0
            pane.show_marks({} if forgotten else trial.marks(
                scene.moment, DECAYS[pane.key], pane.key == "weights"))
        self.lengths.show(trial.trial + scene.skipped - (not scene.over), trial.trial,
                          None if scene.over else max(steps, 1))

    def words(self, scene: Scene, trial: Watched, steps: int) -> tuple[str, str, str]:
        """The trial, its steps so far, and how fast the film runs or how the trial ended."""
        title = f"Trial {trial.trial + scene.skipped}"
        if scene.skipped:
            return title, "not shown", "time-lapse: each trial counted"
        so_far = f"step {steps:,} = {steps * DT:,.1f} s"
        if not scene.over:
            times = scene.speed // REAL_TIME
            pace = "real time" if times == 1 else f"time-lapse, {times} × real time"
            if scene.moment >= trial.kept:
                pace += ", last steps"
            return title, so_far, pace
        if not trial.failed:
            return title, so_far, f"stopped: {self.config.cap:,} steps in all"
        way = "fell over" if abs(trial.after()[1]) > STEEPEST else "left the track"
        return title, so_far, f"{way} after {trial.steps:,} steps"


class CartPane:
    """The cart on its track; the pole is drawn 2.8 times its length."""

    pole_length = 2.8
    deck = 0.42  # the height of the hinge
    level = 4.0  # the height of no news
    oldest = -1.75  # where the oldest news stand that are shown

    def __init__(self, axes: Axes) -> None:
        axes.set(xlim=(-3.25, 3.25), ylim=(-0.8, 6.28), aspect="equal", anchor="SW")
        axes.axis("off")
        self.lines = [
            axes.text(-3.2, 6.24, "", fontsize=22, va="top"),
            axes.text(-3.2, 5.6, "", fontsize=17.5, va="top"),
            axes.text(-3.2, 5.08, "", fontsize=17.5, va="top"),
        ]
        axes.plot([-FARTHEST, FARTHEST], [0, 0], color=INK, linewidth=2)
        for side in (-1, 0, 1):
            place = side * FARTHEST
            axes.plot([place, place], [-0.1, 0.1 if side == 0 else 0.3], color=INK, linewidth=2)
            label = f"{place:g} m".replace("-", "−")
            axes.text(side * FARTHEST, -0.2, label, ha="center", va="top", fontsize=15.5)
        self.limits = [axes.plot([], [], color=REFERENCE, linewidth=1.2, linestyle="--")[0]
                       for _ in range(2)]
        self.limit_label = axes.text(0, 0, "12°", color=INK, fontsize=15.5, va="center",
                                     ha="center")
        (self.pole,) = axes.plot([], [], color=INK, linewidth=9, solid_capstyle="round")
        self.body = Rectangle((0, 0.12), 0.8, 0.3, facecolor=INK)
        self.wheels = [Circle((0, 0.1), 0.1, facecolor=INK, edgecolor=PAPER) for _ in range(2)]
        self.hinge = Circle((0, self.deck), 0.07, facecolor=PAPER, edgecolor=INK)
        self.pushes = [
            FancyArrow(0, 0, side * 0.42, 0, width=0.08, head_width=0.28, head_length=0.2,
                       length_includes_head=True, color=INK, linewidth=0) for side in (-1, 1)
        ]
        self.pushed = [push.get_xy().copy() for push in self.pushes]
        for patch in (self.body, *self.wheels, self.hinge, *self.pushes):
            axes.add_patch(patch)
        axes.plot([self.oldest, 3.2], [self.level] * 2, color=PALE, linewidth=1.2)
        for up, name in ((0.24, "good news"), (-0.24, "bad news")):
            axes.text(-3.2, self.level + up, name, fontsize=15, va="center")
        self.news = LineCollection([], colors=ERROR, linewidths=4.5)
        axes.add_collection(self.news)
        self.seen = [*self.limits, self.limit_label, self.body, *self.wheels, self.pole,
                     self.hinge, self.news]
        self.animated: list[Artist] = [*self.seen, *self.pushes, *self.lines]

    def place(self, x: float, lean: float, action: int | None) -> None:
        """Move everything to where the cart is; an arrow on the side it is pushed from."""
        self.pole.set_data(*self._rod(x, lean, self.pole_length))
        for sign, line in zip((-1, 1), self.limits):
            line.set_data(*self._rod(x, sign * STEEPEST, self.pole_length + 0.15))
        side = -1 if x > 1.2 else 1  # where there is room for a word
        tip, height = self._rod(x, side * STEEPEST, self.pole_length + 0.15)
        self.limit_label.set_position((tip[1] + 0.36 * side, height[1] - 0.05))
        self.body.set_x(x - 0.4)
        for side, wheel in zip((-1, 1), self.wheels):
            wheel.center = (x + 0.25 * side, 0.1)
        self.hinge.center = (x, self.deck)
        for side, (push, outline) in enumerate(zip(self.pushes, self.pushed)):
            push.set_visible(action == side)
            start = x + (0.85 if side == 0 else -0.85)
            push.set_xy([(start + along, 0.27 + up) for along, up in outline])

    def _rod(self, x: float, lean: float, length: float) -> tuple[list[float], list[float]]:
        return ([x, x + length * sin(lean)], [self.deck, self.deck + length * cos(lean)])

    def say(self, *texts: str) -> None:
        """The lines above the cart."""
        for line, text in zip(self.lines, texts):
            line.set_text(text)

    def tell(self, news: Sequence[float]) -> None:
        """A bar for the news of each step, the newest at the right; its height grows as the root
        of what it says, so that small news can be seen beside a fall."""
        apart = (3.15 - self.oldest) / LATELY
        lines = []
        for age, one in enumerate(reversed(news)):
            x, height = 3.15 - age * apart, 0.5 * min(abs(one), 1.0) ** 0.5
            lines.append([(x, self.level), (x, self.level + (height if one > 0.0 else -height))])
        self.news.set_segments(lines)

    def appear(self, shown: bool) -> None:
        """Nothing of the cart, while trials are counted that the film does not show."""
        for artist in self.seen:
            artist.set_visible(shown)

    def colour(self, failed: bool) -> None:
        """The pole in the colour of errors once the trial has failed."""
        self.pole.set_color(DANGER if failed else INK)


def parts_of(box: int) -> Box:
    """Which part of x, x', phi and phi' a box is."""
    parts = []
    for size in reversed(BOXES.shape):
        box, part = divmod(box, size)
        parts.append(part)
    position, speed, lean, turning = reversed(parts)
    return position, speed, lean, turning


def corner_of(box: int) -> tuple[float, float]:
    """Where a box is drawn: nine panels, x to the right and x' upwards; inside each the same
    with phi and phi'."""
    position, speed, lean, turning = parts_of(box)
    return 6.7 * position + lean, 3.5 * speed + turning


class BoxesPane:
    """The 162 boxes as nine panels, with the colour of a weight or a prediction each."""

    def __init__(self, axes: Axes, key: str, arrow: float = 7.0, size: float = 14.0,
                 marked: bool = False) -> None:
        self.axes, self.key, self.size = axes, key, size
        axes.set(xlim=(-0.15, 19.55), ylim=(-0.15, 10.15))
        axes.axis("off")
        corners = [corner_of(box) for box in range(BOXES.count)]
        self.cells = PolyCollection(
            [[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)] for x, y in corners],
            edgecolors=PAPER, linewidths=1.0,
        )
        axes.add_collection(self.cells)
        self.shown: tuple[Sequence[float] | None, Sequence[float], float] | None = None
        # what the colours show now
        self.centres = [(x + 0.5, y + 0.5) for x, y in corners]
        self.arrows = [axes.plot([], [], marker, color=INK, markersize=arrow,
                                 markeredgewidth=0)[0] for marker in "<>"]
        self.ring = Rectangle((0, 0), 1, 1, fill=False, edgecolor=FOCUS, linewidth=4)
        axes.add_patch(self.ring)
        self.marks = PolyCollection([], linewidths=0.0)
        axes.add_collection(self.marks)
        self.animated: list[Artist] = [self.cells, self.marks, *self.arrows, self.ring]
        axes.text(-3.55, 10.6, TITLES[key] + ("; marks: lilac" if marked else ""),
                  fontsize=size + 0.5, va="bottom")
        for row, name in enumerate(("fast ←", "slow", "fast →")):
            axes.text(-0.35, 3.5 * row + 1.5, name, ha="right", va="center", fontsize=size)

    def name_columns(self) -> None:
        """What the columns of panels are."""
        for column, name in enumerate(("cart left", "in the middle", "cart right")):
            self.axes.text(6.7 * column + 3, -0.45, name, ha="center", va="top",
                           fontsize=self.size)

    def show(self, before: Sequence[float] | None, after: Sequence[float], blend: float) -> None:
        """Colour every box; an arrow says to which side its weight pushes."""
        if self.shown == (before, after, blend):
            return
        self.shown = (before, after, blend)
        start = before or [0.0] * len(after)
        now = [a + blend * (b - a) for a, b in zip(start, after)]
        known = after if blend > 0.5 else start
        self.cells.set_facecolor([
            self.colour_of(value) if seen else UNSEEN for value, seen in zip(now, known)])
        if self.key == "weights":
            for side, arrows in zip((-1, 1), self.arrows):
                places = [centre for centre, weight in zip(self.centres, known)
                          if side * weight > 0]
                arrows.set_data([x for x, _ in places], [y for _, y in places])

    def colour_of(self, value: float) -> tuple[float, float, float, float]:
        """Weights by their sign, and stronger the larger; predictions from 0 down to -1."""
        full = STRONG if self.key == "weights" else 1.0
        strength = min(abs(value) / full, 1.0) ** 0.5
        return SIGNED(0.5 + 0.5 * strength * (1 if value >= 0 else -1))

    def show_marks(self, marks: Mapping[int, float]) -> None:
        """A lilac bar in every box that is marked, the fainter the weaker its mark: at the side
        to which it was pushed, or below where only visits count."""
        bars, colours = [], []
        for box, mark in marks.items():
            if abs(mark) < FAINT:
                continue
            x, y = corner_of(box)
            if self.key == "weights":
                left, right, top = (x + 0.7, x + 1, y + 1) if mark > 0 else (x, x + 0.3, y + 1)
            else:
                left, right, top = x, x + 1, y + 0.4
            bars.append([(left, y), (right, y), (right, top), (left, top)])
            colours.append(to_rgba(TRACE, min(1.0, abs(mark) / PLAIN_MARK) ** 0.5))
        self.marks.set_verts(bars)
        self.marks.set_facecolor(colours)

    def mark(self, box: int | None) -> None:
        """A ring around the box the cart-pole is in."""
        self.ring.set_visible(box is not None)
        if box is not None:
            self.ring.set_xy(corner_of(box))


class LengthsPane:
    """How long every trial lasted, on a log axis: the shown run, and all the others."""

    def __init__(self, axes: Axes, config: Film, runs: Sequence[list[float]]) -> None:
        self.runs = runs
        self.shown = runs[config.shown]
        quiet_grid(axes)
        axes.set(xlim=(0, config.trials + 1), ylim=(6, 9e5), yscale="log", xlabel="trial")
        axes.set_yticks([10, 1000, 100_000], ["10", "1,000", "100,000"])
        axes.minorticks_off()
        axes.tick_params(labelsize=15.5)
        axes.xaxis.label.set_fontsize(15.5)
        axes.set_title("Steps of each trial", fontsize=16, x=-0.09)
        (self.others,) = axes.plot([], [], color=mixed(REFERENCE, 0.6), linewidth=0.7,
                                   label=f"all {len(runs)} runs")
        (self.line,) = axes.plot([], [], color=OURS, marker="o", markersize=4, linewidth=1.8,
                                 label=f"the median, seed {config.shown}")
        (self.dot,) = axes.plot([], [], "o", color=FOCUS, markersize=9, label="now")
        (self.stop,) = axes.plot([], [], "D", color=GOAL, markersize=9, label="stopped, still up")
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.95), ncols=4, fontsize=15,
                    borderaxespad=0.0, handlelength=1.2, columnspacing=1.2, handletextpad=0.5)
        self.animated: list[Artist] = [self.others, self.line, self.stop, self.dot]

    def show(self, done: int, trial: int, steps: int | None) -> None:
        """All runs up to a trial, and the one under way as far as it has come."""
        xs: list[float] = []
        ys: list[float] = []
        for run in self.runs:
            lengths = run[:done]
            xs += [*range(1, len(lengths) + 1), inf]
            ys += [*lengths, nan]
        self.others.set_data(xs, ys)
        self.line.set_data(range(1, len(self.shown[:done]) + 1), self.shown[:done])
        self.dot.set_data(([], []) if steps is None else ([trial], [steps]))
        finished = done >= len(self.shown)
        self.stop.set_data(([len(self.shown)], [self.shown[-1]]) if finished else ([], []))
