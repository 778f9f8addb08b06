"""The animation of lesson 05: a game of falling balls, three times in one agent's training."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle

from figures.drawing import Drawing
from figures.kept_text import KeptText, kept_text
from figures.l05_runs import (
    ACTIONS,
    HEADLINE,
    SIZE,
    WINDOW,
    Act,
    Moment,
    Returns,
    acts_of,
    baseline,
    frame,
    records_of,
    returns_of,
)
from figures.movie import Gif, frames_of
from figures.movie import record as film
from figures.palette import (
    DANGER,
    FOCUS,
    GOAL,
    INK,
    NETWORK,
    OURS,
    PALE,
    PAPER,
    REFERENCE,
    SIGNED,
    TRUTH,
    WALL,
    mixed,
)
from figures.style import quiet_grid
from figures.tables import number
from figures.typefaces import CODE
from policywerk.data.record import Record
from policywerk.lessons.experiment import Records
from policywerk.lessons.l05_dqn import SHOWN, Catch
from policywerk.lessons.settings import config_of
from policywerk.primitives.vector import mean

FRAMES_A_SECOND = 20
FALLING, LANDED = 2, 10  # frames that a step of a ball stands, and the moment when it arrives
TRAINING = (50, 100)  # frames between the acts
WIDE, HIGH = 960, 840  # pixels
DARK, LIGHT = np.array(to_rgb(INK)), np.array(to_rgb(PAPER))


@dataclass(frozen=True)
class Scene:
    """What one frame shows: a moment of an act, and the returns until a step of training."""

    act: int
    moment: int
    step: int
    training: bool = False  # nobody plays: the agent learns


def scenes(acts: Sequence[Act]) -> Iterator[Scene]:
    """The whole film: the agent plays, learns, plays, learns, and plays."""
    yield from [Scene(0, 0, acts[0].step)] * FRAMES_A_SECOND
    for place, act in enumerate(acts):
        for at, moment in enumerate(act.moments):
            yield from [Scene(place, at, act.step)] * (LANDED if moment.reward else FALLING)
        last = len(act.moments) - 1
        if place + 1 < len(acts):
            frames, ahead = TRAINING[place % len(TRAINING)], acts[place + 1].step - act.step
            yield from (Scene(place, last, act.step + ahead * (i + 1) // frames, training=True)
                        for i in range(frames))
        else:
            yield from [Scene(place, last, act.step)] * (2 * FRAMES_A_SECOND)


class CatchFilm:
    """Panes: the game (left), values and neurons (right), returns of all seeds (below)."""

    def __init__(self, shown: Record, records: Records) -> None:
        config = config_of(Catch, shown)
        self.acts = acts_of(shown, config.width)
        self.figure = Figure(figsize=(WIDE / 100, HIGH / 100), dpi=100)
        words = self.add_axes(0, 0, WIDE, HIGH)
        words.set(xlim=(0, WIDE), ylim=(0, HIGH))
        words.axis("off")
        self.title = kept_text(words, 16, 818, fontsize=20, va="center", weight="bold")
        self.board = BoardPane(self.add_axes(16, 404, 360, 360), words, config)
        self.eyes = EyesPane([self.add_axes(390, 604, 160, 160),
                              self.add_axes(390, 404, 160, 160)], words, config.width)
        self.values = ValuesPane(words, self.acts)
        self.neurons = NeuronsPane([self.add_axes(597 + 102 * (i % 3), 496 - 98 * (i // 3), 92, 92)
                                    for i in range(6)], self.add_axes(904, 404, 13, 172),
                                   words, self.acts)
        self.returns = ReturnsPane(self.add_axes(74, 78, 742, 232), records, config.steps)
        self.animated: list[Artist] = [
            self.title, *self.board.animated, *self.eyes.animated, *self.values.animated,
            *self.neurons.animated, *self.returns.animated]
        self.scenes = list(scenes(self.acts))

    def add_axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes whose place is given in pixels."""
        return self.figure.add_axes((left / WIDE, bottom / HIGH, width / WIDE, height / HIGH))

    def frames(self) -> list[Callable[[], None]]:
        """One function a frame, the same one while a scene is held."""
        return frames_of(self.scenes, self.show)

    @property
    def poster(self) -> int:
        """The number of a frame of the last act, in which a ball is on its way."""
        last = len(self.acts) - 1
        falling = [i for i, scene in enumerate(self.scenes) if scene.act == last
                   and not scene.training and self.moment_of(scene).ball[0] == SIZE - 4]
        return falling[len(falling) // 2]

    def moment_of(self, scene: Scene) -> Moment:
        """What is on the board."""
        return self.acts[scene.act].moments[scene.moment]

    def show(self, scene: Scene) -> None:
        """Set every artist to one scene."""
        act, moment = self.acts[scene.act], self.moment_of(scene)
        self.title.set_text(self.told(scene))
        self.board.show(moment, scene)
        self.eyes.show(moment)
        self.values.show(moment)
        self.neurons.show(act)
        self.returns.show(scene.step)

    def told(self, scene: Scene) -> str:
        """What is going on, in words."""
        if scene.training:
            return f"It trains: step {scene.step:,} of {self.acts[-1].step:,}"
        what = {0: "Not trained yet", len(self.acts) - 1: "Trained"}.get(scene.act, "On its way")
        steps = "its weights are random" if scene.act == 0 else f"after {scene.step:,} steps"
        return f"{scene.act + 1} of {len(self.acts)}   {what}: {steps}"


class BoardPane:
    """The game as a person sees it, and how many balls were caught."""

    def __init__(self, axes: Axes, words: Axes, config: Catch) -> None:
        self.width, self.steps = config.width, config.steps
        axes.set(xlim=(-0.5, SIZE - 0.5), ylim=(SIZE - 0.5, -0.5), xticks=[], yticks=[])
        for side in axes.spines.values():
            side.set(visible=True, color=WALL, linewidth=1.5)
        words.text(16, 778, "The game as a person sees it", fontsize=15.5, va="center")
        (self.path,) = axes.plot([], [], "o-", color=mixed(FOCUS, 0.35), markersize=5,
                                 linewidth=2, zorder=1)
        self.paddle = Rectangle((0, SIZE - 1.4), self.width, 0.8, facecolor=INK)
        self.ball = Circle((0, 0), 0.5, zorder=3)
        for patch in (self.paddle, self.ball):
            axes.add_patch(patch)
        self.said = kept_text(axes, SIZE / 2 - 0.5, 7.0, ha="center", va="center", fontsize=19,
                              linespacing=1.5)
        self.score = kept_text(words, 16, 380, va="center", fontsize=16)
        words.plot([238], [380], "o", color=FOCUS, markersize=11)
        words.text(250, 380, "ball", va="center", fontsize=14.5)
        words.plot([292, 314], [380, 380], color=INK, linewidth=8, solid_capstyle="butt")
        words.text(321, 380, "paddle", va="center", fontsize=14.5)
        self.animated: list[Artist] = [self.path, self.paddle, self.ball, self.said, self.score]

    def show(self, moment: Moment, scene: Scene) -> None:
        """The ball, where it was before, the paddle; in training nobody plays."""
        playing = not scene.training
        for artist in (self.path, self.paddle, self.ball):
            artist.set_visible(playing)
        rows, columns = zip(*moment.trail, moment.ball)
        self.path.set_data(columns, rows)
        self.paddle.set_x(moment.paddle - 0.5)
        self.ball.set_center((moment.ball[1], moment.ball[0]))
        self.ball.set_facecolor(FOCUS if not moment.reward else
                                GOAL if moment.reward > 0 else DANGER)
        said = {1.0: "caught: +1", -1.0: "missed: −1"}.get(moment.reward, "")
        column = moment.trail[-3][1] if len(moment.trail) > 2 else 0  # of the path, at that height
        beside = 3.4 if column > SIZE // 2 else SIZE - 4.4
        self.said.set_position((beside, 12.0) if playing else (SIZE / 2 - 0.5, 7.0))
        self.said.set_text(said if playing else
                           "It trains\nin other games …")
        self.score.set_text(f"caught {moment.caught}, missed {moment.missed}")


class EyesPane:
    """The two frames that are all the agent is given."""

    def __init__(self, axes: Sequence[Axes], words: Axes, width: int) -> None:
        self.width = width
        blank = np.zeros((SIZE, SIZE, 3))
        self.images: list[AxesImage] = []
        words.text(390, 778, "as the agent sees it", fontsize=15.5, va="center")
        for each, name, y in zip(axes, ("the frame before", "the frame now"), (585, 385)):
            each.set(xticks=[], yticks=[])
            for side in each.spines.values():
                side.set(visible=True, color=INK, linewidth=2.5)
            self.images.append(each.imshow(blank, interpolation="nearest", aspect="auto"))
            words.text(470, y, name, fontsize=14.5, ha="center", va="center")
        self.animated: list[Artist] = [*self.images]

    def show(self, moment: Moment) -> None:
        """The frames of a moment. Those of an arrival are still the last that were seen."""
        for image, seen in zip(self.images, (moment.older, moment.newest)):
            image.set_data(grey(frame(seen, self.width)))


def grey(pixels: Sequence[Sequence[float]]) -> np.ndarray:
    """Pixels from 0 to 1 as the agent has them: from black to white."""
    share = np.asarray(pixels)[:, :, None]
    return DARK + share * (LIGHT - DARK)


class ValuesPane:
    """Q of the three moves, a bar each; the chosen one in blue."""

    def __init__(self, axes: Axes, acts: Sequence[Act]) -> None:
        found = [q for act in acts for moment in act.moments for q in moment.values]
        low, high = min(0.0, *found), max(0.1, *found)
        left, right = 658.0, 878.0
        self.unit = (right - left) / (high - low)
        self.zero = left - low * self.unit
        axes.text(597, 778, "Q of each move; blue is chosen", fontsize=15.5, va="center")
        axes.plot([self.zero] * 2, [640, 762], color=REFERENCE, linewidth=1.2)
        self.bars: list[Rectangle] = []
        self.labels: list[KeptText] = []
        for action, name in enumerate(ACTIONS):
            y = 742 - 41 * action
            axes.text(597, y, name, va="center", fontsize=16)
            bar = Rectangle((self.zero, y - 14), 0, 28, linewidth=0)
            axes.add_patch(bar)
            self.bars.append(bar)
            self.labels.append(kept_text(axes, 948, y, ha="right", va="center", family=CODE,
                                         fontsize=15))
        self.animated: list[Artist] = [*self.bars, *self.labels]

    def show(self, moment: Moment) -> None:
        """The values on which the choice rests; those of an arrival led there."""
        for action, (bar, label) in enumerate(zip(self.bars, self.labels)):
            bar.set_width(self.unit * moment.values[action])
            bar.set_facecolor(OURS if action == moment.action else PALE)
            label.set_text(number(moment.values[action], 2))


class NeuronsPane:
    """What six neurons of the first layer look for: their weights for the newest frame."""

    def __init__(self, axes: Sequence[Axes], key: Axes, words: Axes, acts: Sequence[Act]) -> None:
        largest = largest_weight([row for act in acts for row in act.weights])
        words.text(597, 610, "Six neurons: weight of each pixel", fontsize=15.5, va="center")
        self.images: list[AxesImage] = []
        for each in axes:
            each.set(xticks=[], yticks=[])
            for side in each.spines.values():
                side.set(visible=True, color=NETWORK, linewidth=1.2)
            self.images.append(each.imshow(np.zeros((SIZE, SIZE)), cmap=SIGNED, vmin=-largest,
                                           vmax=largest, interpolation="nearest", aspect="auto"))
        ramp = np.linspace(1.0, -1.0, 64)[:, None]
        key.imshow(ramp, cmap=SIGNED, aspect="auto", extent=(0, 1, -1, 1))
        key.set(xticks=[], yticks=[])
        for height, text in ((566, f"+{largest:.1f}"), (490, "0"), (414, f"−{largest:.1f}")):
            words.text(922, height, text, va="center", fontsize=14)
        self.step = kept_text(words, 597, 385, va="center", fontsize=14.5)
        self.animated: list[Artist] = [*self.images, self.step]

    def show(self, act: Act) -> None:
        """The weights of an act."""
        for image, row in zip(self.images, act.weights):
            image.set_data(np.asarray(row[-SIZE * SIZE:]).reshape(SIZE, SIZE))
        when = "at random" if act.step == 0 else f"after {act.step:,} steps"
        self.step.set_text(f"of the frame now, {when}")


def largest_weight(rows: Sequence[Sequence[float]]) -> float:
    """A size that few weights exceed, so that one alone does not pale all others."""
    return float(round(max(np.quantile(np.abs(np.asarray(rows)), 0.98), 0.1), 1))


class ReturnsPane:
    """What every seed earns while it trains, the shown one on top."""

    def __init__(self, axes: Axes, records: Records, steps: int) -> None:
        found = records_of(records, HEADLINE)
        returns_axes(axes, records, steps)
        self.curves: list[Returns] = []
        self.lines: list[Line2D] = []
        for record in [*[r for r in found if r.seed != SHOWN.seed],
                       *[r for r in found if r.seed == SHOWN.seed]]:
            self.curves.append(returns_of(record))
            self.lines.append(seed_line(axes, record.seed == SHOWN.seed))
        (self.now,) = axes.plot([], [], "o", color=OURS, markersize=9, markeredgecolor=INK,
                                markeredgewidth=1.5, clip_on=False)
        seeds_legend(axes, len(found) - 1)
        self.animated: list[Artist] = [*self.lines, self.now]

    def show(self, step: int) -> None:
        """All that has happened by a step of training."""
        for line, curve in zip(self.lines, self.curves):
            known = curve.until(step)
            line.set_data(known.ends, known.means)
        self.now.set_data([known.ends[-1:], known.means[-1:]])


def seed_line(axes: Axes, shown: bool, curve: Returns | None = None) -> Line2D:
    """The returns of one seed: the shown one strong, any other thin."""
    ends, means = curve or ([], [])
    (line,) = axes.plot(ends, means, color=OURS if shown else mixed(OURS, 0.4),
                        linewidth=2.4 if shown else 0.9, zorder=3.0 if shown else 2.0)
    return line


def returns_axes(axes: Axes, records: Records, steps: int) -> None:
    """Axes for returns along training, with those of perfect and of random play."""
    quiet_grid(axes)
    axes.set(xlim=(0, steps), ylim=(-10.4, 10.8), xlabel="steps of training")
    axes.set_xticks([steps * i // 6 for i in range(7)],
                    [f"{steps * i // 6:,}" for i in range(7)])
    axes.set_yticks([-10, -5, 0, 5, 10], ["−10", "−5", "0", "5", "10"])
    axes.tick_params(labelsize=14.5)
    axes.set_title(f"Return, mean of the last {WINDOW} training games", fontsize=15.5, pad=9)
    at_random = baseline(records, "random", Catch().width)
    lines = [(10.0, TRUTH, "10 at best")]
    if at_random:
        value = mean(at_random)
        lines.append((value, REFERENCE, f"{number(value, 1)} at random"))
    for value, colour, name in lines:
        axes.axhline(value, color=colour, linestyle="--", linewidth=1.8)
        axes.text(steps * 1.016, value, name, fontsize=14, va="center", clip_on=False)


def seeds_legend(axes: Axes, others: int) -> None:
    """Which line is whose."""
    samples = [Line2D([], [], color=OURS, linewidth=2.4),
               Line2D([], [], color=mixed(OURS, 0.4), linewidth=1.5)]
    axes.legend(samples, [f"the agent above (seed {SHOWN.seed})", f"{others} other seeds"],
                loc="lower right", fontsize=14.5, ncols=2, handlelength=1.4, columnspacing=1.2,
                borderaxespad=0.3)


def draw_trace(drawing: Drawing) -> None:
    """The training trace of the film, whole."""
    figure = Figure(figsize=(8.6, 4.4), layout="constrained")
    axes = figure.add_subplot()
    found = records_of(drawing.records, HEADLINE)
    returns_axes(axes, drawing.records, Catch().steps)
    for record in found:
        seed_line(axes, record.seed == SHOWN.seed, returns_of(record))
    seeds_legend(axes, len(found) - 1)
    for kind in ("png", "svg"):
        drawing.save(figure, f"trace.{kind}")


def draw_film(drawing: Drawing) -> None:
    """The film, its poster and its small version for the README."""
    catching = CatchFilm(drawing.records.of(SHOWN), drawing.records)
    film(catching.figure, catching.animated, catching.frames(), drawing.out,
         fps=FRAMES_A_SECOND, poster=catching.poster, gif=Gif(every=4, colours=192),
         report=drawing.report)
