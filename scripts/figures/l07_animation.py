"""The animation of lesson 07: what is there and what the agent imagines, at nine looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle

from figures.drawing import Drawing
from figures.kept_text import kept_text
from figures.l06_runs import WINDOW, returns_of
from figures.l07_runs import Curve, Scene, eyes_closed, marks_of, pixels_off, scenes_of
from figures.movie import Gif, frames_of
from figures.movie import record as film
from figures.palette import DREAM, FOCUS, GOAL, INK, NETWORK, OURS, PALE, PAPER, TRUTH, WALL, mixed
from figures.style import quiet_grid
from figures.tables import number
from policywerk.data.record import Record
from policywerk.lessons.experiment import Records
from policywerk.lessons.l07_dreamer import SHOWN, Imagine, records_of
from policywerk.lessons.l07_scenes import CONTEXT, LONGEST
from policywerk.lessons.l07_worlds import TARGETS
from policywerk.lessons.settings import config_of
from policywerk.primitives.scalar import log
from policywerk.world.pixel_pointmass import SIDE
from policywerk.world.pointmass import WALL as EDGE

GROUP = "fixed"
FRAMES_A_SECOND = 20
READING, STEP, OVER, LEARNING, END = 50, 5, 10, 12, 60  # frames
WIDE, HIGH = 960, 840  # pixels
DARK, LIGHT = np.array(to_rgb(INK)), np.array(to_rgb(PAPER))

Look = dict[str, Any]  # how something is drawn
OPEN: Look = {"color": NETWORK, "linewidth": 2.2, "marker": "o", "markersize": 4.5}
CLOSED: Look = {"color": DREAM, "linewidth": 3.4, "marker": "o", "markersize": 6.5}
REAL: Look = {"color": INK, "linewidth": 1.8}
DOT: Look = {"color": INK, "marker": "o", "markersize": 9, "linestyle": ""}
CLOSING: Look = {"color": PAPER, "marker": "o", "markersize": 12, "linestyle": "",
                 "markeredgecolor": FOCUS, "markeredgewidth": 2.4, "fillstyle": "none"}
REACHING: Look = {"marker": "o", "color": mixed(GOAL, 0.18), "markersize": 15,
                  "markeredgecolor": GOAL, "markeredgewidth": 1.6, "linestyle": ""}
USED: Look = {"facecolor": mixed(PALE, 0.6), "linewidth": 0}


@dataclass(frozen=True)
class Shot:
    """What one frame shows: a moment of a scene, and the curves until a step of training."""

    scene: int
    moment: int
    step: int
    learning: bool = False  # nothing is looked at: it goes on to learn


def shots(scenes: Sequence[Scene]) -> Iterator[Shot]:
    """The whole film: a look, some learning, another look."""
    yield from [Shot(0, 0, scenes[0].step)] * READING
    for place, scene in enumerate(scenes):
        for moment in range(scene.last + 1):
            yield from [Shot(place, moment, scene.step)] * STEP
        yield from [Shot(place, scene.last, scene.step)] * OVER
        if place + 1 < len(scenes):
            span = scenes[place + 1].step - scene.step
            yield from (Shot(place, scene.last, scene.step + span * (i + 1) // LEARNING, True)
                        for i in range(LEARNING))
    yield from [Shot(len(scenes) - 1, scenes[-1].last, scenes[-1].step)] * END


class DreamFilm:
    """Panes: pictures and ways (left), the code (right), training of all seeds (below)."""

    def __init__(self, shown: Record, records: Records) -> None:
        config = config_of(Imagine, shown)
        target = (TARGETS[config.world] or [[0.0, 0.0]])[0]
        self.steps = config.steps
        self.scenes = scenes_of(shown, target)
        self.figure = Figure(figsize=(WIDE / 100, HIGH / 100), dpi=100)
        words = self.add_axes(0, 0, WIDE, HIGH)
        words.set(xlim=(0, WIDE), ylim=(0, HIGH))
        words.axis("off")
        words.set_zorder(1)
        self.title = kept_text(words, 16, 818, fontsize=20, va="center", weight="bold")
        self.pictures = PicturesPane([self.add_axes(16, 592, 172, 172),
                                      self.add_axes(16, 362, 172, 172)], words)
        self.map = MapPane(self.add_axes(220, 464, 300, 300), words, target, config.reach)
        self.code = CodePane(self.add_axes(556, 572, 192, 192), words)
        self.openness = OpennessPane(self.add_axes(590, 390, 354, 124), words, self.scenes, config)
        self.training = TrainingPane([self.add_axes(58, 72, 366, 214),
                                      self.add_axes(516, 72, 176, 214),
                                      self.add_axes(756, 72, 176, 214)], records, config.steps)
        self.animated: list[Artist] = [
            self.title, *self.pictures.animated, *self.map.animated, *self.code.animated,
            *self.openness.animated, *self.training.animated]
        self.shots = list(shots(self.scenes))

    def add_axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes whose place is given in pixels."""
        return self.figure.add_axes((left / WIDE, bottom / HIGH, width / WIDE, height / HIGH))

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame, the same one while a shot is held."""
        return frames_of(self.shots, self.show)

    @property
    def poster(self) -> int:
        """The number of a frame of the last scene, in which it dreams and has not arrived."""
        last = self.scenes[-1]
        return self.shots.index(Shot(len(self.scenes) - 1, max(last.last - 1, 0), last.step))

    def show(self, shot: Shot) -> None:
        """Set every artist to one shot."""
        scene = self.scenes[shot.scene]
        self.title.set_text(self.told(shot))
        self.pictures.show(scene, shot.moment)
        self.map.show(scene, shot.moment)
        self.code.show(scene, shot.moment)
        self.openness.show(self.scenes[:shot.scene], scene, shot.moment)
        self.training.show(shot.step)

    def told(self, shot: Shot) -> str:
        """What is going on, in words."""
        if shot.learning:
            return f"It learns: step {shot.step:,} of {self.steps:,}"
        when = f"After {shot.step:,} steps of training" if shot.scene else "Not trained yet"
        closed = eyes_closed(shot.moment)
        plural = "s" if closed > 1 else ""
        return f"{when}: " + (f"eyes closed for {closed} step{plural}" if closed
                              else "eyes open")


# ---------------------------------------------------------------- pictures, and ways


def grey(pixels: np.ndarray) -> np.ndarray:
    """Pixels from 0 to 1 as the agent has them: from black to white."""
    return DARK + pixels[:, :, None] * (LIGHT - DARK)


def framed(axes: Axes, colour: str) -> AxesImage:
    """A black picture in a frame."""
    axes.set(xticks=[], yticks=[])
    for side in axes.spines.values():
        side.set(visible=True, color=colour, linewidth=3)
    return axes.imshow(grey(np.zeros((SIDE, SIDE))), interpolation="nearest", aspect="auto")


class PicturesPane:
    """What there is to be seen, and what the agent makes of it or imagines."""

    def __init__(self, axes: Sequence[Axes], words: Axes) -> None:
        real, imagined = axes
        words.text(16, 778, "What is there", fontsize=15.5, va="center")
        self.real, self.imagined = framed(real, INK), framed(imagined, NETWORK)
        self.frame = list(imagined.spines.values())
        self.name = kept_text(words, 16, 548, fontsize=15.5, va="center")
        self.paid = kept_text(words, 16, 577, fontsize=14.5, va="center")
        self.believed = kept_text(words, 16, 347, fontsize=14.5, va="center")
        self.animated: list[Artist] = [self.real, self.imagined, *self.frame, self.name,
                                       self.paid, self.believed]

    def show(self, scene: Scene, moment: int) -> None:
        """The pictures of a moment, and what they pay."""
        closed = eyes_closed(moment) > 0
        self.real.set_data(grey(scene.real[moment]))
        self.imagined.set_data(grey(scene.imagined[moment]))
        for side in self.frame:
            side.set_color(DREAM if closed else NETWORK)
        self.name.set_text("What it imagines" if closed else "What it draws")
        arrived = ": arrived" if scene.arrived and moment == scene.last else ""
        self.paid.set_text(f"reward {number(scene.rewards[moment], 2)}{arrived}"
                           if moment else "")
        self.believed.set_text(f"reward {number(scene.imagined_rewards[moment], 2)}"
                               if moment else "")


class MapPane:
    """The way of the dot, and where the agent's pictures show it."""

    def __init__(self, axes: Axes, words: Axes, target: Sequence[float], reach: float) -> None:
        axes.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), xticks=[], yticks=[])
        for side in axes.spines.values():
            side.set(visible=True, color=WALL, linewidth=3)
        axes.add_patch(Circle((target[0], target[1]), reach, facecolor=mixed(GOAL, 0.18),
                              edgecolor=GOAL, linewidth=1.6, zorder=0.5))
        words.text(220, 778, "The way of the dot", fontsize=15.5, va="center")
        (self.real,), (self.open,), (self.closed,), (self.closing,), (self.dot,) = (
            axes.plot([], [], **look) for look in (REAL, OPEN, CLOSED, CLOSING, DOT))
        self.distance = kept_text(words, 220, 347, fontsize=14.5, va="center")
        self.key(words, reach)
        self.animated: list[Artist] = [self.real, self.open, self.closed, self.closing, self.dot,
                                       self.distance]

    def key(self, words: Axes, reach: float) -> None:
        """What each sign is."""
        for x, y, name, look in ((220, 442, "as it is", REAL), (220, 416, "as it draws it", OPEN),
                                 (220, 390, "as it imagines it", CLOSED)):
            words.plot([x, x + 26], [y, y], **look)
            words.text(x + 34, y, name, va="center", fontsize=14.5)
        for y, name, look in ((442, "eyes close", CLOSING), (416, "target", REACHING)):
            words.plot([416], [y], **look)
            words.text(430, y, name, va="center", fontsize=14.5)

    def show(self, scene: Scene, moment: int) -> None:
        """As far as the dot has come, and the imagined one."""
        draw_way(self.real, scene.places[:moment + 1])
        draw_way(self.dot, scene.places[moment:moment + 1])
        draw_way(self.open, scene.imagined_places[:min(moment + 1, CONTEXT)])
        closed = eyes_closed(moment)
        draw_way(self.closed, scene.imagined_places[CONTEXT - 1:moment + 1] if closed else [])
        draw_way(self.closing, scene.places[CONTEXT - 1:CONTEXT] if closed else [])
        off, what = pixels_off(scene, moment), "imagines" if closed else "draws"
        self.distance.set_text(f"It {what} no dot" if off is None
                               else f"{number(off, 1)} pixels off")


def draw_way(line: Line2D, places: Sequence[Sequence[float] | None]) -> None:
    """Set the places of a line; where there is none it is broken."""
    nowhere = (float("nan"), float("nan"))
    known = [nowhere if place is None else place for place in places]
    line.set_data([x for x, _ in known], [y for _, y in known])


# ---------------------------------------------------------------- the code


class CodePane:
    """The code z: of each latent, which class it has."""

    def __init__(self, axes: Axes, words: Axes) -> None:
        self.size = size = 8
        axes.set(xlim=(-0.5, size - 0.5), ylim=(size - 0.5, -0.5), xticks=[], yticks=[])
        for side in axes.spines.values():
            side.set(visible=True, color=NETWORK, linewidth=1.2)
        for i in range(1, size):
            axes.axhline(i - 0.5, color=PALE, linewidth=0.8)
            axes.axvline(i - 0.5, color=PALE, linewidth=0.8)
        words.text(556, 778, "The code z: a row a latent, its class filled", fontsize=15.5,
                   va="center")
        self.used = [[cell(axes, row, column, **USED) for column in range(size)]
                     for row in range(size)]
        self.now = [cell(axes, row, 0, linewidth=0) for row in range(size)]
        self.changed = [cell(axes, row, 0, facecolor="none", edgecolor=FOCUS, linewidth=2.6)
                        for row in range(size)]
        for y, name, look in (
                (748, "eyes open: from q", {"facecolor": NETWORK}),
                (718, "eyes closed: from p", {"facecolor": DREAM}),
                (688, "changed just now", {"facecolor": PAPER, "edgecolor": FOCUS,
                                           "linewidth": 2.6}),
                (658, "had before", USED)):
            words.add_patch(Rectangle((764, y - 8), 16, 16, **look))
            words.text(788, y, name, va="center", fontsize=14)
        self.count = kept_text(words, 764, 612, va="center", fontsize=14.5)
        self.animated: list[Artist] = [*(each for row in self.used for each in row), *self.now,
                                       *self.changed, self.count]

    def show(self, scene: Scene, moment: int) -> None:
        """The classes of a moment, those before it in the scene, and what has changed."""
        code = scene.codes[moment]
        before = scene.codes[moment - 1] if moment else code
        colour = DREAM if eyes_closed(moment) else NETWORK
        for row, klass in enumerate(code):
            had = {each[row] for each in scene.codes[:moment]}
            for column, patch in enumerate(self.used[row]):
                patch.set_visible(column in had)
            self.now[row].set(x=klass - 0.5, facecolor=colour)
            self.changed[row].set(x=klass - 0.46, visible=klass != before[row])
        changed = sum(1 for a, b in zip(code, before) if a != b)
        self.count.set_text(f"{changed} of {len(code)} changed" if moment else "")


def cell(axes: Axes, row: int, column: int, **look: Any) -> Rectangle:
    """A square of the grid."""
    inset = 0.04 if look.get("edgecolor") else 0.0
    patch = Rectangle((column - 0.5 + inset, row - 0.5 + inset), 1.0 - 2.0 * inset,
                      1.0 - 2.0 * inset, **look)
    axes.add_patch(patch)
    return patch


class OpennessPane:
    """How open the next code is before the picture is seen, along an episode."""

    def __init__(self, axes: Axes, words: Axes, scenes: Sequence[Scene], config: Imagine) -> None:
        self.most = config.latents * log(float(config.classes))
        quiet_grid(axes)
        axes.set(xlim=(-0.3, LONGEST - 0.7), ylim=(0, self.most + 1.6))
        axes.set_xticks(range(0, LONGEST, 3))
        axes.set_yticks([0, 5, 10, 15])
        axes.tick_params(labelsize=13.5)
        words.text(556, 532, "Entropy of p: how open z still is, in nats", fontsize=15.5,
                   va="center")
        axes.axhline(self.most, color=TRUTH, linestyle="--", linewidth=1.8)
        words.text(940, 341, "picture of the episode", fontsize=14.5, va="center", ha="right")
        words.plot([556, 576], [341, 341], color=TRUTH, linestyle="--", linewidth=1.8)
        words.text(582, 341, "at most", fontsize=14, va="center")
        words.plot([654, 674], [341, 341], color=mixed(NETWORK, 0.35), linewidth=1.4)
        words.text(680, 341, "before", fontsize=14, va="center")
        self.before = [axes.plot([], [], color=mixed(NETWORK, 0.35), linewidth=1.1)[0]
                       for _ in scenes]
        (self.open,), (self.closed,) = (axes.plot([], [], **look) for look in (OPEN, CLOSED))
        self.animated: list[Artist] = [*self.before, self.open, self.closed]

    def show(self, before: Sequence[Scene], scene: Scene, moment: int) -> None:
        """Until this moment; and pale, of all looks before."""
        for i, line in enumerate(self.before):
            past = before[i].entropies if i < len(before) else []
            line.set_data(range(len(past)), past)
        known = scene.entropies[:moment + 1]
        self.open.set_data(range(min(len(known), CONTEXT)), known[:CONTEXT])
        dreamt = known[CONTEXT - 1:] if eyes_closed(moment) else []
        self.closed.set_data(range(CONTEXT - 1, CONTEXT - 1 + len(dreamt)), dreamt)


# ---------------------------------------------------------------- training

TRACES = {  # a series of the records, and its title
    "return": f"Return, mean of the last {WINDOW} episodes",
    "image": "Error of the picture",
    "kl": "KL(q || p), nats",
}


class TrainingPane:
    """Returns, errors of the picture and KL of all seeds, the shown one on top."""

    def __init__(self, axes: Sequence[Axes], records: Records, steps: int) -> None:
        found = shown_last(records_of(records, GROUP))
        self.curves: list[Curve] = []
        self.lines: list[Line2D] = []
        self.now: list[Line2D] = []
        for each, name in zip(axes, TRACES):
            curves = [curve_of(record, name) for record in found]
            trace_axes(each, name, curves, steps)
            self.curves += curves
            self.lines += [seed_line(each, record.seed == SHOWN.seed) for record in found]
            self.now += each.plot([], [], "o", color=OURS, markersize=8, markeredgecolor=INK,
                                  markeredgewidth=1.4, clip_on=False)
        seeds_legend(axes[0], "above", len(found) - 1)
        self.animated: list[Artist] = [*self.lines, *self.now]

    def show(self, step: int) -> None:
        """All that has happened by a step of training."""
        each = len(self.lines) // len(self.now)
        for i, (line, curve) in enumerate(zip(self.lines, self.curves)):
            known = curve.until(step)
            line.set_data(known.steps, known.values)
            if (i + 1) % each == 0:
                self.now[i // each].set_data([known.steps[-1:], known.values[-1:]])


def curve_of(record: Record, name: str) -> Curve:
    """What a pane of the training shows of a seed, which has kept each episode.

    Raises: ValueError for one that has kept its episodes in groups: their means are no episodes.
    """
    size = record.results.get("episodes a group", 1)
    if name == "return" and size != 1:
        raise ValueError(f"{record.name} keeps {size} episodes as one: let the film show a run of "
                         "fewer, or keep more (EPISODES)")
    return Curve(*returns_of(record)) if name == "return" else marks_of(record, name)


def shown_last(found: Sequence[Record]) -> list[Record]:
    """The records of all seeds, so that the shown one is drawn on top."""
    return sorted(found, key=lambda record: record.seed == SHOWN.seed)


def seed_line(axes: Axes, shown: bool, curve: Curve | None = None) -> Line2D:
    """The curve of one seed: the shown one strong, any other thin."""
    steps, values = curve or ([], [])
    (line,) = axes.plot(steps, values, color=OURS if shown else mixed(OURS, 0.4),
                        linewidth=2.4 if shown else 1.1, zorder=3.0 if shown else 2.0)
    return line


def trace_axes(axes: Axes, name: str, curves: Sequence[Curve], steps: int) -> None:
    """Axes with room for all seeds."""
    quiet_grid(axes)
    least, most = (end([x for curve in curves for x in curve.values]) for end in (min, max))
    axes.set(xlim=(0, steps), xlabel="steps of training")
    ticks = 3 if name == "return" else 2
    axes.set_xticks([steps * i // ticks for i in range(ticks + 1)],
                    [f"{steps * i // ticks:,}" for i in range(ticks + 1)])
    axes.tick_params(labelsize=13.5)
    axes.set_title(TRACES[name], fontsize=15.5, pad=8)
    if name == "image":
        axes.set(yscale="log", ylim=(0.8 * least, 1.3 * most))
        axes.yaxis.set_major_formatter(lambda x, _: f"{x:g}")
        axes.minorticks_off()
    else:
        margin = 0.06 * (most - least)
        axes.set_ylim(0.0 if name == "kl" else least - margin, most + margin)
        axes.yaxis.set_major_formatter(lambda x, _: number(x, 0))


def seeds_legend(axes: Axes, shown: str, others: int) -> None:
    """Which line is whose."""
    samples = [Line2D([], [], color=OURS, linewidth=2.4),
               Line2D([], [], color=mixed(OURS, 0.4), linewidth=1.5)]
    axes.legend(samples, [f"seed {SHOWN.seed}, {shown}",
                          f"{others} other seed{'s' if others != 1 else ''}"],
                loc="lower right", fontsize=14.5, handlelength=1.2, borderaxespad=0.2,
                handletextpad=0.5, labelspacing=0.3)


def draw_trace(drawing: Drawing) -> None:
    """The training trace of the film, whole."""
    figure = Figure(figsize=(8.6, 7.0), layout="constrained")
    panels = figure.subplot_mosaic([["return", "return"], ["image", "kl"]])
    found = shown_last(records_of(drawing.records, GROUP))
    for name, axes in panels.items():
        curves = [curve_of(record, name) for record in found]
        trace_axes(axes, name, curves, Imagine().steps)
        for record, curve in zip(found, curves):
            seed_line(axes, record.seed == SHOWN.seed, curve)
    seeds_legend(panels["return"], "that of the film", len(found) - 1)
    for kind in ("png", "svg"):
        drawing.save(figure, f"trace.{kind}")


def draw_film(drawing: Drawing) -> None:
    """The film, its poster and its small version for the README."""
    dreaming = DreamFilm(drawing.records.of(SHOWN), drawing.records)
    film(dreaming.figure, dreaming.animated, dreaming.frames(), drawing.out,
         fps=FRAMES_A_SECOND, poster=dreaming.poster, gif=Gif(every=5, colours=96),
         report=drawing.report)
