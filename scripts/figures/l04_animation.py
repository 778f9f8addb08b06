"""The animation of lesson 04: two learners on the cliff, one careful, one bold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from typing import cast

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from figures.cliff_map import CliffMap, best_actions, follow
from figures.drawing import Drawing
from figures.kept_text import KeptText, kept_text
from figures.l04_runs import (
    Curve,
    Exact,
    Seen,
    Shown,
    Surprise,
    curve_behind,
    exact_limits,
    greedy_behind,
    shown_learners,
)
from figures.movie import Gif, frames_of
from figures.movie import record as film
from figures.palette import DANGER, FOCUS, INK, OURS, PALE, PAPER, SECOND, TRUTH, VISITS
from figures.style import quiet_grid
from figures.tables import number
from figures.typefaces import CODE
from policywerk.lessons.l04_q_learner import BIN
from policywerk.world.cliff import Cliff
from policywerk.world.gridworld import ACTIONS

FRAMES_A_SECOND = 20
LAST, RIGHT = 560, 5000  # episodes: where the lines of the lower panel end, and its frame
POSTER_EPISODE = 100  # one learner falls, the other keeps away
LONGEST_BAR = 30.0  # a longer one is broken off
STEPS_SHOWN = 20  # of a greedy walk that goes in circles


@dataclass(frozen=True)
class Scene:
    """What one frame shows: so much of a snapshot's episode, or so many greedy steps."""

    snapshot: int
    done: float = 1.0  # part of the episode's path that has been walked
    step: int | None = None  # of the greedy walk at the end


def scenes(episodes: list[int]) -> Iterator[Scene]:
    """The whole film: early episodes slowly, later ones faster, then two greedy walks."""
    yield from [Scene(0)] * FRAMES_A_SECOND
    for snapshot, episode in enumerate(episodes[1:], 1):
        walk, hold = (16, 14) if episode <= 6 else (8, 12) if episode <= 50 else (6, 12)
        yield from (Scene(snapshot, (frame + 1) / (walk + 1)) for frame in range(walk))
        yield from [Scene(snapshot)] * hold
    last = len(episodes) - 1
    yield from [Scene(last)] * FRAMES_A_SECOND
    for step in range(STEPS_SHOWN + 1):
        yield from [Scene(last, 1.0, step)] * 3
    yield from [Scene(last, 1.0, STEPS_SHOWN)] * (2 * FRAMES_A_SECOND)


class CliffFilm:
    """Panes: both learners on the cliff (left), their backups (right), returns (below)."""

    def __init__(self, learners: list[Shown], curves: list[Curve], limits: Exact,
                 outcomes: list[list[float | None]]) -> None:
        self.figure = Figure(figsize=(9.6, 8.4), dpi=100)
        add_axes = self.figure.add_axes
        self.learners = []
        places = ((OURS, 0.703), (SECOND, 0.402))
        for shown, greedy, (colour, bottom) in zip(learners, outcomes, places):
            left = add_axes((0.008, bottom, 0.582, 0.265))
            right = add_axes((0.61, bottom, 0.385, 0.265))
            self.learners.append(LearnerPane(left, right, shown, colour, greedy))
        self.returns = ReturnsPane(
            add_axes((0.082, 0.092, 0.905, 0.205)), learners, curves, limits)
        add_key(self.figure)
        self.animated: list[Artist] = [
            artist for pane in self.learners for artist in pane.animated] + self.returns.animated
        self.episodes = [seen.episode for seen in learners[0].snapshots]
        self.scenes = list(scenes(self.episodes))

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame, the same one while a scene is held."""
        return frames_of(self.scenes, self.show)

    def frame_of(self, episode: int) -> int:
        """The number of the first frame that shows an episode whole, or the last one before it."""
        place = max(i for i, seen in enumerate(self.episodes) if seen <= episode)
        return self.scenes.index(Scene(place))

    def show(self, scene: Scene) -> None:
        """Set every artist to one scene."""
        for learner in self.learners:
            learner.show(scene)
        whole = scene.done == 1.0
        self.returns.show(scene.snapshot if whole else scene.snapshot - 1, whole)


def add_key(figure: Figure) -> None:
    """What the marks on the maps mean."""
    def mark(shape: str, colour: str, size: float) -> Line2D:
        return Line2D([], [], marker=shape, color=colour, linestyle="none", markersize=size,
                      markeredgewidth=2.5)

    marks = [
        mark(">", INK, 8),
        (mark("s", DANGER, 14), mark("x", PAPER, 7)),
        Patch(facecolor=VISITS(0.9)),
        Patch(facecolor=PAPER, edgecolor=FOCUS, linewidth=2.5),
    ]
    figure.legend(
        cast("list[Artist]", marks),  # a tuple of marks is drawn as one on top of the other
        ["best, as the episode begins", "fell", "often visited", "the step at the right"],
        loc="center left", bbox_to_anchor=(0.0, 0.378), ncols=4, fontsize=14.5, frameon=False,
        handlelength=1.0, columnspacing=1.2, handletextpad=0.5)


class LearnerPane:
    """One learner: its map, and one of its backups in numbers."""

    def __init__(self, left: Axes, right: Axes, shown: Shown, colour: str,
                 outcomes: list[float | None]) -> None:
        self.method, self.snapshots, self.world = shown.method, shown.snapshots, Cliff()
        self.map = CliffMap(left, self.world, colour)
        self.title = kept_text(left, -0.5, -0.64, fontsize=17.5, va="bottom")
        self.rings = [
            Rectangle((0, 0), 0.9, 0.9, fill=False, edgecolor=FOCUS, linestyle=line,
                      linewidth=3.5, zorder=3)
            for line in ("-", (0, (1.5, 1.0)))
        ]
        for ring in self.rings:
            left.add_patch(ring)
        self.backup = BackupPane(right, shown.method, colour)
        self.animated: list[Artist] = [
            self.title, *self.map.moving, *self.rings, *self.backup.animated]
        self.greedy = follow(self.world, self.snapshots[-1].choices, STEPS_SHOWN)
        self.end = self.ending(outcomes)

    def ending(self, outcomes: list[float | None]) -> str:
        """How the greedy walk ends, and how many of the fifty end so."""
        steps = len(self.greedy) - 1
        arrives = self.greedy[-1] == self.world.goal_state
        alike = outcomes.count(float(-steps) if arrives else None)
        said = f"arrives in {steps} steps" if arrives else "goes in circles"
        return f"{said}, as {alike} of {len(outcomes)} do"

    def show(self, scene: Scene) -> None:
        """The map, its title and the backup of one scene."""
        walked = self.snapshots[scene.snapshot]
        whole = scene.done == 1.0
        known = walked if whole else self.snapshots[scene.snapshot - 1]
        most = max(1, *known.visits)
        self.map.warm([sqrt(count / most) for count in known.visits])
        table = walked.before if scene.step is None else walked.values
        self.map.point(best_actions(table, [any(row) for row in table]))  # what was tried is not 0
        if scene.step is None:
            path = walked.path[:max(1, round(scene.done * len(walked.path)))]
            arrived = [self.world.goal_state] if whole and path else []
            self.map.walk([*path, *arrived], walker=bool(path) and not whole)
        else:
            self.map.walk(self.greedy[:scene.step + 1], walker=True)
        self.explain(self.lesson_of(scene), hidden=scene.step is not None)
        self.title.set_text(self.told(scene, walked))

    def lesson_of(self, scene: Scene) -> Seen:
        """The episode whose surprise is explained: this one, once the walker has met it."""
        walked = self.snapshots[scene.snapshot]
        if walked.surprise is None or scene.done == 1.0:
            return walked
        met = round(scene.done * len(walked.path)) > walked.surprise.place + 1
        return walked if met else self.snapshots[scene.snapshot - 1]

    def explain(self, seen: Seen, *, hidden: bool) -> None:
        """Ring a step on the map, and work it out beside it."""
        step = seen.surprise
        for ring in self.rings:
            ring.set_visible(step is not None and not hidden)
        if step is not None:
            for ring, state in zip(self.rings, (seen.path[step.place], step.next_state)):
                row, column = self.world.cells[state]
                ring.set_xy((column - 0.45, row - 0.45))
        self.backup.show(step)

    def told(self, scene: Scene, walked: Seen) -> str:
        """What the map shows, in words."""
        if scene.step is not None:
            arrives = self.greedy[-1] == self.world.goal_state
            steps = len(self.greedy) - 1
            over = scene.step >= (steps if arrives else STEPS_SHOWN // 2)
            return f"{self.method}, greedy" + (f": {self.end}" if over else "")
        if scene.snapshot == 0:
            return f"{self.method}: nothing is known yet"
        told = f"{self.method}, episode {walked.episode}"
        return f"{told}: return {number(walked.earned, 0)}" if scene.done == 1.0 else told


class BackupPane:
    """The values of the cell that the ringed step leads to, and what the method makes of them."""

    def __init__(self, axes: Axes, method: str, colour: str) -> None:
        self.takes_maximum, self.colour = method == "Q-learning", colour
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.axis("off")
        title = "the best" if self.takes_maximum else "what it did"
        axes.text(0.02, 0.985, f"Target: {title} in the next cell", fontsize=17.5, va="bottom")
        self.zero, self.unit = 0.45, 0.37 / LONGEST_BAR
        self.bars: list[Rectangle] = []
        self.labels: list[KeptText] = []
        self.breaks: list[Line2D] = []
        for action, name in enumerate(ACTIONS):
            y = 0.87 - 0.145 * action
            axes.text(0.155, y, name, ha="right", va="center", fontsize=17)
            bar = Rectangle((self.zero, y - 0.048), 0, 0.096, linewidth=0)
            axes.add_patch(bar)
            self.bars.append(bar)
            self.labels.append(kept_text(
                axes, 0.43, y, ha="right", va="center", family=CODE, fontsize=15.5))
            far = self.zero + 0.93 * LONGEST_BAR * self.unit
            self.breaks.append(axes.plot([far - 0.012, far + 0.012], [y - 0.06, y + 0.06],
                                         color=PAPER, linewidth=4)[0])
        self.tag = kept_text(axes, 0.825, 0.0, va="center", fontsize=17)
        self.lines = [
            kept_text(axes, 0.02, y, va="center", family=CODE, fontsize=14.5)
            for y in (0.25, 0.12)
        ]
        self.animated: list[Artist] = [
            *self.bars, *self.breaks, *self.labels, self.tag, *self.lines]

    def show(self, step: Surprise | None) -> None:
        """The backup of one step, by the values of that moment."""
        for place, (bar, label, broken) in enumerate(zip(self.bars, self.labels, self.breaks)):
            q = 0.0 if step is None else step.ahead[place]
            bar.set_width(min(-q, LONGEST_BAR) * self.unit)
            broken.set_visible(-q > LONGEST_BAR)
            label.set_text(number(q, 2))
            bar.set_facecolor(PALE)
        texts = ["", ""]
        self.tag.set_text("")
        if step is not None:
            used = step.ahead.index(max(step.ahead)) if self.takes_maximum else step.next_action
            self.bars[used].set_facecolor(self.colour)
            self.tag.set_text("max" if self.takes_maximum else "taken")
            self.tag.set_y(0.87 - 0.145 * used)
            texts = worked(step)
        for line, text in zip(self.lines, texts):
            line.set_text(text)


def worked(step: Surprise) -> list[str]:
    """The target of a step and its TD error, worked out to two digits."""
    reward, future = round(step.reward, 2), round(step.future, 2)  # what is shown adds up
    target = reward + future
    old = round(step.reward + step.future - step.error, 2)
    return [
        f"target {number(reward, 0)} {signed(future)} = {number(target, 2)}",
        f"error {number(target, 2)} {signed(-old)} = {number(target - old, 2)}",
    ]


def signed(value: float) -> str:
    """A number that is added or taken away, e.g. − 5.00."""
    return f"{'−' if value < 0.0 else '+'} {number(abs(value), 2)}"


class ReturnsPane:
    """Returns of both learners on logarithmic axes, beside the exact limits."""

    def __init__(self, axes: Axes, learners: list[Shown], curves: list[Curve],
                 limits: Exact) -> None:
        self.learners, self.curves = learners, curves
        returns_axes(axes, limits)
        self.lines: list[Line2D] = []
        self.bands: list[PolyCollection] = []
        self.dots: list[Line2D] = []
        self.now: list[Line2D] = []
        for colour, marker in ((OURS, "o"), (SECOND, "^")):
            band = PolyCollection([], facecolors=colour, alpha=0.3, linewidths=0)
            axes.add_collection(band, autolim=False)
            self.bands.append(band)
            (line,) = axes.plot([], [], color=colour, linewidth=2)
            (dots,) = axes.plot([], [], marker, color=colour, markersize=6.5,
                                markeredgecolor=PAPER, markeredgewidth=0.7)
            (now,) = axes.plot([], [], marker, color=colour, markersize=11,
                               markeredgecolor=INK, markeredgewidth=2)
            for artists, artist in ((self.lines, line), (self.dots, dots), (self.now, now)):
                artists.append(artist)
        axes.set_title("Return", fontsize=17.5, pad=7)
        self._legend(axes)
        self.animated: list[Artist] = [*self.bands, *self.lines, *self.dots, *self.now]

    def _legend(self, axes: Axes) -> None:
        marks = [*self.dots, *self.lines]
        labels = [shown.method for shown in self.learners]
        labels += [f"mean of {curve.seeds} seeds" for curve in self.curves]
        sample = [axes.plot([], [], color=mark.get_color(), marker=mark.get_marker(),
                            linestyle=mark.get_linestyle(), linewidth=2, markersize=7)[0]
                  for mark in marks]
        axes.legend([sample[place] for place in (0, 2, 1, 3)],
                    [labels[place] for place in (0, 2, 1, 3)], loc="lower right", ncols=4,
                    bbox_to_anchor=(1.0, 0.97), borderaxespad=0.1, fontsize=14.5,
                    handlelength=1.0, columnspacing=1.0, handletextpad=0.5, labelspacing=0.25)

    def show(self, snapshot: int, whole: bool) -> None:
        """Everything up to the episode of a snapshot; it is marked once it is whole."""
        for place, (shown, curve) in enumerate(zip(self.learners, self.curves)):
            seen = shown.snapshots[1:max(snapshot, 0) + 1]
            episodes = [one.episode for one in seen]
            returns = [-one.earned for one in seen]
            self.dots[place].set_data(episodes, returns)
            self.now[place].set_data(episodes[-1:], returns[-1:])
            self.now[place].set_visible(whole)
            begun = curve.first((episodes[-1] if episodes else 0) // BIN)
            across, means, low, high = begun.stairs()
            self.lines[place].set_data(across, means)
            corners = [*zip(across, low), *zip(across[::-1], high[::-1])]
            self.bands[place].set_verts([corners] if corners else [])


def returns_axes(axes: Axes, limits: Exact) -> None:
    """Logarithmic axes for returns below zero, with the exact limits named at the right."""
    quiet_grid(axes)
    axes.set(xscale="log", yscale="log", xlim=(0.9, RIGHT), ylim=(2600, 6), xlabel="episode")
    axes.set_xticks([1, 2, 5, 10, 20, 50, 100, 200, 500], ["1", "2", "5", "10", "20", "50", "100",
                                                           "200", "500"])
    axes.set_yticks([10, 30, 100, 300, 1000], ["−10", "−30", "−100", "−300", "−1000"])
    axes.minorticks_off()
    axes.tick_params(labelsize=15)
    axes.set_title("Return of an episode", fontsize=17.5, pad=7)
    for value, name, place in ((limits.greedy, "best of all", 0.72),
                               (limits.best_soft, "best, if ε = 0.1", 1.0),
                               (limits.q_learning_online, "Q-learning’s limit", 1.0)):
        axes.plot([0.9, LAST], [-value] * 2, color=TRUTH, linestyle="--", linewidth=1.8)
        digits = 0 if value == round(value) else 2
        axes.text(LAST * 1.06, -value * place, f"{number(value, digits)} {name}", fontsize=14,
                  va="center")


def draw_film(drawing: Drawing) -> None:
    """The film, its poster and its small version for the README."""
    records, learners = drawing.records, shown_learners(drawing.records)
    curves = [curve_behind(shown, records, drawing.intervals) for shown in learners]
    outcomes = [greedy_behind(shown, records) for shown in learners]
    cliff = CliffFilm(learners, curves, exact_limits(records), outcomes)
    film(cliff.figure, cliff.animated, cliff.frames(), drawing.out, fps=FRAMES_A_SECOND,
         poster=cliff.frame_of(POSTER_EPISODE), gif=Gif(every=8), report=drawing.report)
