"""The animation of lesson 06: one policy, iteration by iteration, and how far it moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Ellipse, Rectangle, StepPatch

from figures.drawing import Drawing
from figures.kept_text import kept_text
from figures.l06_runs import (
    POINT_MASS,
    WINDOW,
    Path,
    Returns,
    Scene,
    baseline,
    returns_of,
    scenes_of,
)
from figures.movie import Gif, frames_of
from figures.movie import record as film
from figures.palette import GOAL, HIGH, INK, LOW, OURS, PALE, REFERENCE, TRUTH, WALL, mixed
from figures.style import quiet_grid
from figures.tables import number
from policywerk.data.record import Record
from policywerk.lessons.experiment import Records
from policywerk.lessons.l06_ppo import SHOWN, Control, records_of
from policywerk.lessons.l06_scenes import BINS, NARROW, PLACES, TARGET
from policywerk.lessons.settings import config_of
from policywerk.primitives.vector import mean, total
from policywerk.world.pointmass import REACH
from policywerk.world.pointmass import WALL as EDGE

FRAMES_A_SECOND = 30  # in every scene a frame is a step of the world
READING, OVER, END = 45, 11, 60  # frames before the first scene, after each, and after the last
WIDTH, HEIGHT = 960, 840  # pixels
SIDE, LOWER = 298, 466  # pixels: of the three panes above, their sides and their lower edge
PUSH = 0.15  # what a push of 1 measures on the field
FIRST = 0.5  # where the first bin of ratios begins
CIRCLE = np.array([(cos(pi / 30.0 * i), sin(pi / 30.0 * i)) for i in range(60)])

Look = dict[str, Any]  # how something is drawn
START: Look = {"marker": "o", "color": mixed(INK, 0.6), "markersize": 4, "linestyle": ""}
GOING: Look = {"marker": "o", "color": INK, "markersize": 9, "linestyle": ""}
LATE: Look = {"marker": "x", "color": WALL, "markersize": 8, "markeredgewidth": 2.4,
              "linestyle": ""}
REACHED: Look = {"marker": "*", "color": GOAL, "markersize": 15, "markeredgecolor": INK,
                 "markeredgewidth": 0.8, "linestyle": ""}
REACHING: Look = {"marker": "o", "color": mixed(GOAL, 0.18), "markersize": 13,
                  "markeredgecolor": GOAL, "markeredgewidth": 1.6, "linestyle": ""}
TAKEN: Look = {"facecolor": mixed(PALE, 0.6), "linewidth": 0, "zorder": 0.4}
SCATTER: Look = {"facecolor": (*to_rgb(OURS), 0.1), "edgecolor": mixed(OURS, 0.6),
                 "linewidth": 1.3, "zorder": 2}
BETTER: Look = {"facecolor": HIGH, "edgecolor": mixed(HIGH, 0.6, INK), "linewidth": 1.0}
WORSE: Look = {"facecolor": LOW, "edgecolor": mixed(LOW, 0.6, INK), "linewidth": 1.0}
CLIPPED: Look = {"facecolor": mixed(TRUTH, 0.22), "linewidth": 0}


@dataclass(frozen=True)
class Shot:
    """What one frame shows: a scene, its episodes after so many steps of the world."""

    scene: int
    moment: int


def shots(scenes: Sequence[Scene]) -> Iterator[Shot]:
    """The whole film: the episodes of a scene side by side, then those of the next."""
    yield from [Shot(0, 0)] * READING
    for place, scene in enumerate(scenes):
        yield from (Shot(place, moment) for moment in range(scene.longest))
        yield from [Shot(place, scene.longest)] * OVER
    yield from [Shot(len(scenes) - 1, scenes[-1].longest)] * END


class PushFilm:
    """Panes: the map, the policy, the ratios of an iteration, and below returns of all seeds."""

    def __init__(self, shown: Record, records: Records) -> None:
        config = config_of(Control, shown)
        self.scenes = scenes_of(shown)
        self.figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100)
        words = self.add_axes(0, 0, WIDTH, HEIGHT)
        words.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
        words.axis("off")
        words.set_zorder(1)
        self.title = kept_text(words, 16, 818, fontsize=20, va="center", weight="bold")
        self.map = MapPane(self.add_axes(16, LOWER, SIDE, SIDE), words)
        self.field = FieldPane(self.add_axes(336, LOWER, SIDE, SIDE), words)
        self.ratios = RatiosPane(self.add_axes(676, LOWER, 260, SIDE), words, self.scenes, config)
        self.returns = ReturnsPane(self.add_axes(74, 78, 730, 250), records, config.steps)
        self.animated: list[Artist] = [self.title, *self.map.animated, *self.field.animated,
                                       *self.ratios.animated, *self.returns.animated]
        self.shots = list(shots(self.scenes))

    def add_axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes whose place is given in pixels."""
        return self.figure.add_axes((left / WIDTH, bottom / HEIGHT, width / WIDTH,
                                     height / HEIGHT))

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame, the same one while a shot is held."""
        return frames_of(self.shots, self.show)

    @property
    def poster(self) -> int:
        """The number of a frame of the last scene, in which some have arrived."""
        return self.shots.index(Shot(len(self.scenes) - 1, min(7, self.scenes[-1].longest)))

    def show(self, shot: Shot) -> None:
        """Set every artist to one shot."""
        scene = self.scenes[shot.scene]
        self.title.set_text(self.told(shot))
        self.map.show(scene, shot.moment)
        self.field.show(scene)
        self.ratios.show(scene)
        self.returns.show(scene.step)

    def told(self, shot: Shot) -> str:
        """How long it has learnt, in words."""
        if shot.scene == 0:
            return "Not trained yet: it pushes at random"
        return (f"After iteration {shot.scene} of {len(self.scenes) - 1}: "
                f"{self.scenes[shot.scene].step:,} steps of training")


# ---------------------------------------------------------------- the two maps


def square(axes: Axes) -> None:
    """The walls, and the target with its reach."""
    axes.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), xticks=[], yticks=[])
    for side in axes.spines.values():
        side.set(visible=True, color=WALL, linewidth=3)
    axes.add_patch(Circle((TARGET[0], TARGET[1]), REACH, facecolor=mixed(GOAL, 0.18),
                          edgecolor=GOAL, linewidth=1.6, zorder=0.5))
    axes.plot(*TARGET, "+", color=GOAL, markersize=9, markeredgewidth=1.6, zorder=0.6)


class MapPane:
    """Where the agent goes from eight starts, all at once."""

    def __init__(self, axes: Axes, words: Axes) -> None:
        square(axes)
        words.text(16, 778, "Eight episodes, exploring", fontsize=15.5, va="center")
        self.trails = LineCollection([], linewidths=2.0, capstyle="round")
        axes.add_collection(self.trails)
        self.starts, self.late, self.going, self.reached = (
            axes.plot([], [], **look)[0] for look in (START, LATE, GOING, REACHED))
        self.steps = kept_text(words, 16, 444, va="center", fontsize=14.5)
        self.score = kept_text(words, 150, 444, va="center", fontsize=14.5)
        for x, y, name, look in ((24, 416, "going", GOING), (112, 416, "arrived", REACHED),
                                 (208, 416, "time is up", LATE), (24, 388, "start", START),
                                 (102, 388, f"target, reach {REACH:g}", REACHING)):
            words.plot([x], [y], **look)
            words.text(x + 15, y, name, va="center", fontsize=14.5)
        self.animated: list[Artist] = [self.trails, self.starts, self.late, self.going,
                                       self.reached, self.steps, self.score]

    def show(self, scene: Scene, moment: int) -> None:
        """As far as each episode has come; one that ended in vain fades."""
        paths = scene.paths
        self.trails.set_segments([path.places[:moment + 1] for path in paths])
        self.trails.set_color([trail_colour(path, moment) for path in paths])
        over = [path for path in paths if moment >= len(path.places) - 1]
        mark(self.starts, [path.places[0] for path in paths])
        mark(self.going, [path.places[moment] for path in paths if path not in over])
        mark(self.late, [path.places[-1] for path in over if not path.reached])
        mark(self.reached, [path.places[-1] for path in over if path.reached])
        there = sum(1 for path in over if path.reached)
        self.steps.set_text(f"after {moment} steps:")
        self.score.set_text(f"{there} of {len(paths)} arrived")


def trail_colour(path: Path, moment: int) -> str:
    """Of a path under way, at its end, and in vain."""
    if moment < len(path.places) - 1:
        return mixed(INK, 0.45)
    return mixed(GOAL, 0.75) if path.reached else mixed(INK, 0.18)


def mark(line: Line2D, places: Sequence[Sequence[float]]) -> None:
    """Set the places of some marks."""
    line.set_data([x for x, _ in places], [y for _, y in places])


class FieldPane:
    """What the policy believes at 25 places: the mean push, and how far pushes scatter."""

    def __init__(self, axes: Axes, words: Axes) -> None:
        square(axes)
        words.text(336, 778, "The policy, at rest in 25 places", fontsize=15.5, va="center")
        self.places = [(x, y) for y in PLACES for x in PLACES]
        for x, y in self.places:
            axes.add_patch(Rectangle((x - PUSH, y - PUSH), 2 * PUSH, 2 * PUSH, **TAKEN))
        self.ellipses = PolyCollection([], **SCATTER)
        axes.add_collection(self.ellipses)
        self.arrows = axes.quiver(*zip(*self.places), [0.0] * 25, [0.0] * 25, color=OURS,
                                  angles="xy", scale_units="xy", scale=1.0 / PUSH, width=0.009,
                                  headwidth=3.6, headlength=3.6, headaxislength=3.4,
                                  minshaft=2.2, minlength=0.5, zorder=3)
        self.key(words)
        self.animated: list[Artist] = [self.ellipses, self.arrows]

    def key(self, words: Axes) -> None:
        """What each sign is."""
        words.annotate("", (366, 444), (336, 444), arrowprops={
            "arrowstyle": "-|>", "color": OURS, "linewidth": 2.4, "shrinkA": 0, "shrinkB": 0})
        words.add_patch(Ellipse((351, 416), 20, 20, **SCATTER))
        words.add_patch(Rectangle((341, 378), 20, 20, **TAKEN))
        for y, name in ((444, "the mean push"), (416, "one standard deviation"),
                        (388, "pushes the world takes: −1 to 1")):
            words.text(376, y, name, va="center", fontsize=14.5)

    def show(self, scene: Scene) -> None:
        """An arrow for each mean, and the ellipse of one standard deviation around its tip."""
        self.arrows.set_UVC([x for x, _ in scene.means], [y for _, y in scene.means])
        around = PUSH * CIRCLE * scene.sds
        self.ellipses.set_verts([place + PUSH * np.array(push) + around
                                 for place, push in zip(self.places, scene.means)])


# ---------------------------------------------------------------- ratios


class RatiosPane:
    """How much likelier an iteration has made its actions, the good ones and the bad."""

    def __init__(self, axes: Axes, words: Axes, scenes: Sequence[Scene], config: Control) -> None:
        most = max(10.0, *(count for scene in scenes for count in (*scene.better, *scene.worse)))
        self.clip = low, high = 1.0 - config.clip_range, 1.0 + config.clip_range
        words.text(668, 778, f"{config.horizon} actions: how much likelier?", fontsize=15.5,
                   va="center")
        axes.set(xlim=(FIRST, FIRST + BINS * NARROW), ylim=(-1.35 * most, 1.35 * most))
        axes.spines["left"].set_visible(False)
        axes.set_xticks([0.5, low, 1.0, high, 1.5], ["≤0.5", f"{low:g}", "1", f"{high:g}", "≥1.5"])
        unit = 20 if most >= 40.0 else 5
        axes.set_yticks(range(-2 * unit, 3 * unit, unit),
                        [f"{abs(i) * unit}" for i in range(-2, 3)])
        axes.tick_params(axis="y", length=0)
        axes.axvspan(low, high, color=mixed(TRUTH, 0.22), linewidth=0)
        axes.axhline(0.0, color=REFERENCE, linewidth=0.8)
        edges = [FIRST + NARROW * i for i in range(BINS + 1)]
        self.better, self.worse = (
            StepPatch([0.0] * BINS, edges, fill=True, **look) for look in (BETTER, WORSE))
        for bars in (self.better, self.worse):
            axes.add_patch(bars)
        self.none = kept_text(axes, 1.0, 0.3 * most, ha="center", va="center", fontsize=15.5)
        self.outside = kept_text(words, 944, 388, ha="right", va="center", fontsize=14.5)
        self.key(words)
        self.animated: list[Artist] = [self.better, self.worse, self.none, self.outside]

    def key(self, words: Axes) -> None:
        """What each colour is, beside it."""
        words.text(806, 416, "probability now / before", ha="center", va="center", fontsize=14.5)
        for x, y, name, look in ((684, 744, "went better than usual", BETTER),
                                 (684, 486, "went worse", WORSE),
                                 (668, 388, "clip range", CLIPPED)):
            words.add_patch(Rectangle((x, y - 8), 16, 16, **look))
            words.text(x + 24, y, name, va="center", fontsize=14.5)

    def show(self, scene: Scene) -> None:
        """Actions that went better than usual upwards, the others downwards."""
        learnt = total(scene.better) + total(scene.worse)
        self.better.set_data(scene.better)
        self.worse.set_data([-count for count in scene.worse])
        for bars in (self.better, self.worse):
            bars.set_visible(learnt > 0.0)
        self.none.set_text("" if learnt else "no iteration yet")
        share = outside(scene, *self.clip) if learnt else 0.0
        self.outside.set_text(f"{100.0 * share:.0f} % outside" if learnt else "")


def outside(scene: Scene, low: float, high: float) -> float:
    """The share of ratios that lie outside the clip range, whose ends are those of bins."""
    counts = [a + b for a, b in zip(scene.better, scene.worse)]
    first, last = (round((end - FIRST) / NARROW) for end in (low, high))
    return 1.0 - total(counts[first:last]) / total(counts)


# ---------------------------------------------------------------- returns


class ReturnsPane:
    """What every seed earns while it trains, the shown one on top."""

    def __init__(self, axes: Axes, records: Records, steps: int) -> None:
        found = records_of(records, POINT_MASS)
        returns_axes(axes, records, steps)
        self.curves: list[Returns] = []
        self.lines: list[Line2D] = []
        for record in shown_last(found):
            self.curves.append(returns_of(record).by_iteration())
            self.lines.append(seed_line(axes, record.seed == SHOWN.seed))
        (self.now,) = axes.plot([], [], "o", color=OURS, markersize=9, markeredgecolor=INK,
                                markeredgewidth=1.5, clip_on=False)
        seeds_legend(axes, "the agent above", len(found) - 1)
        self.animated: list[Artist] = [*self.lines, self.now]

    def show(self, step: int) -> None:
        """All that has happened by a step of training."""
        for line, curve in zip(self.lines, self.curves):
            known = curve.until(step)
            line.set_data(known.ends, known.means)
        self.now.set_data([known.ends[-1:], known.means[-1:]])


def shown_last(found: Sequence[Record]) -> list[Record]:
    """The records of all seeds, so that the shown one is drawn on top."""
    return sorted(found, key=lambda record: record.seed == SHOWN.seed)


def seed_line(axes: Axes, shown: bool, curve: Returns | None = None) -> Line2D:
    """The returns of one seed: the shown one strong, any other thin."""
    ends, means = curve or ([], [])
    (line,) = axes.plot(ends, means, color=OURS if shown else mixed(OURS, 0.4),
                        linewidth=2.4 if shown else 0.9, zorder=3.0 if shown else 2.0,
                        marker="" if shown else ".", markersize=3)
    return line


def returns_axes(axes: Axes, records: Records, steps: int) -> None:
    """Axes for returns along training, with what is earned without learning."""
    quiet_grid(axes)
    axes.set(xlim=(0, steps), ylim=(-5.4, 1.2), xlabel="steps of training")
    axes.set_xticks([2048 * i for i in range(steps // 2048 + 1)],
                    [f"{2048 * i:,}" for i in range(steps // 2048 + 1)])
    axes.set_yticks(range(-5, 2), [number(i, 0) for i in range(-5, 2)])
    axes.tick_params(labelsize=14.5)
    axes.set_title(f"Return, mean of the last {WINDOW} training episodes", fontsize=15.5, pad=9)
    for player, name in (("steering", "by a rule\nthat steers"), ("random", "at random")):
        earned = baseline(records, player)
        if earned:
            axes.axhline(mean(earned), color=REFERENCE, linestyle="--", linewidth=1.8)
            axes.text(steps * 1.016, mean(earned), f"{number(mean(earned), 2)} {name}",
                      fontsize=14, va="center", clip_on=False)


def seeds_legend(axes: Axes, shown: str, others: int) -> None:
    """Which line is whose."""
    samples = [Line2D([], [], color=OURS, linewidth=2.4),
               Line2D([], [], color=mixed(OURS, 0.4), linewidth=1.5)]
    axes.legend(samples, [f"{shown} (seed {SHOWN.seed})", f"{others} other seeds"],
                loc="lower right", bbox_to_anchor=(1.0, 0.22), fontsize=14.5, ncols=2,
                handlelength=1.4, columnspacing=1.2, borderaxespad=0.3)


def draw_trace(drawing: Drawing) -> None:
    """The training trace of the film, whole."""
    figure = Figure(figsize=(8.6, 4.4), layout="constrained")
    axes = figure.add_subplot()
    found = records_of(drawing.records, POINT_MASS)
    returns_axes(axes, drawing.records, Control().steps)
    for record in shown_last(found):
        seed_line(axes, record.seed == SHOWN.seed, returns_of(record).by_iteration())
    seeds_legend(axes, "the agent of the film", len(found) - 1)
    for kind in ("png", "svg"):
        drawing.save(figure, f"trace.{kind}")


def draw_film(drawing: Drawing) -> None:
    """The film, its poster and its small version for the README."""
    pushing = PushFilm(drawing.records.of(SHOWN), drawing.records)
    film(pushing.figure, pushing.animated, pushing.frames(), drawing.out,
         fps=FRAMES_A_SECOND, poster=pushing.poster, gif=Gif(every=4, colours=128),
         report=drawing.report)
