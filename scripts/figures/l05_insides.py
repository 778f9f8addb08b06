"""Pictures of what the published agent of lesson 05 sees: filters, saliency, one ball."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Patch, Rectangle

from figures.drawing import Drawing
from figures.l05_animation import largest_weight
from figures.l05_runs import ACTIONS, SIZE, Moment, acts_of, frame
from figures.palette import (
    DANGER,
    FOCUS,
    GOAL,
    GRADIENT,
    INK,
    NETWORK,
    OURS,
    PALE,
    PAPER,
    REFERENCE,
    SIGNED,
    WALL,
    mixed,
)
from figures.tables import number
from policywerk.actors.q_networks import q_network_of
from policywerk.actors.saliency import saliency
from policywerk.building_blocks.frames import Stack, as_frame
from policywerk.data.weights import read
from policywerk.lessons.experiment import Records
from policywerk.lessons.l05_dqn import SHOWN, Catch, images_of
from policywerk.lessons.settings import config_of
from policywerk.primitives.vector import Vector

FILTERS = 16
BALL = 0  # of the shown scene: the one that is told as a strip
STRIP = (0, 2, 4, 6, 8, 10, 12, 14)  # rows at which its ball is shown
GLANCES = (3, 8, 13)  # rows of the ball at which saliency is shown


def board(axes: Axes, moment: Moment, width: int) -> None:
    """The game as a person sees it."""
    axes.set(xlim=(-0.5, SIZE - 0.5), ylim=(SIZE - 0.5, -0.5), xticks=[], yticks=[])
    axes.set_aspect("equal")
    framed(axes, WALL, 1.3)
    rows, columns = zip(*moment.trail, moment.ball)
    axes.plot(columns, rows, "-", color=mixed(FOCUS, 0.35), linewidth=2, zorder=1)
    ball = FOCUS if not moment.reward else GOAL if moment.reward > 0 else DANGER
    axes.add_patch(Circle((moment.ball[1], moment.ball[0]), 0.62, facecolor=ball, zorder=3))
    axes.add_patch(Rectangle((moment.paddle - 0.5, SIZE - 1.5), width, 1, facecolor=INK))


def framed(axes: Axes, colour: str, width: float) -> None:
    """A border on all four sides."""
    for side in axes.spines.values():
        side.set(visible=True, color=colour, linewidth=width)


def last_act(records: Records) -> tuple[list[Moment], int]:
    """How the shown agent plays when it is trained, and how wide its paddle is."""
    record = records.of(SHOWN)
    width = config_of(Catch, record).width
    return acts_of(record, width)[-1].moments, width


def ball_of(found: Sequence[Moment], place: int) -> list[Moment]:
    """The moments of one ball, its arrival the last."""
    ends = [i for i, moment in enumerate(found) if moment.reward]
    return [*found[ends[place - 1] + 1 if place else 0:ends[place] + 1]]


# ---------------------------------------------------------------- filters


def draw_filters(drawing: Drawing) -> None:
    """The weights of the strongest neurons of the first layer, for both frames."""
    weights = read(SHOWN.keeps)
    first, second = weights["q.0.weight"], weights["q.1.weight"]
    chosen = strongest(first, second)
    largest = largest_weight([first[j] for j in chosen])
    figure = Figure(figsize=(7.6, 6.0))
    for place, j in enumerate(chosen):
        across, down = place % 4, place // 4
        for part in range(2):
            axes = figure.add_axes((0.012 + 0.247 * across + 0.118 * part,
                                    0.69 - 0.195 * down, 0.113, 0.113 * 7.6 / 6.0))
            axes.imshow(np.asarray(first[j][part * SIZE * SIZE:(part + 1) * SIZE * SIZE])
                        .reshape(SIZE, SIZE), cmap=SIGNED, vmin=-largest, vmax=largest,
                        interpolation="nearest")
            axes.set(xticks=[], yticks=[])
            framed(axes, NETWORK, 1.0)
            axes.set_title(("before", "now")[part], fontsize=13, pad=3, loc="center")
    key = figure.add_axes((0.3, 0.03, 0.4, 0.028))
    key.imshow(np.linspace(-1.0, 1.0, 64)[None], cmap=SIGNED, aspect="auto")
    key.set(xticks=[], yticks=[])
    for x, text, side in ((0.29, f"−{largest:.1f}", "right"), (0.71, f"+{largest:.1f}", "left")):
        figure.text(x, 0.044, text, ha=side, va="center", fontsize=14)
    figure.text(0.012, 0.935, "What 16 neurons of the first layer look for: their weight of each\n"
                "pixel, in the frame before and in the frame now", va="center", fontsize=15)
    drawing.save(figure, "filters.svg")


def strongest(first: Sequence[Vector], second: Sequence[Vector]) -> list[int]:
    """The neurons of the first layer that move the second layer most, strongest first."""
    strength = [float(np.linalg.norm(row)) * sum(abs(after[j]) for after in second)
                for j, row in enumerate(first)]
    return sorted(range(len(first)), key=lambda j: -strength[j])[:FILTERS]


# ---------------------------------------------------------------- saliency


def stack_of(moment: Moment, width: int) -> Stack:
    """The state of a moment, as the agent is given it."""
    return tuple(as_frame([x for row in frame(seen, width) for x in row])
                 for seen in (moment.older, moment.newest))


def draw_saliency(drawing: Drawing) -> None:
    """Three moments of one ball: the board, and which pixels the largest value depends on."""
    found, width = last_act(drawing.records)
    network = q_network_of(read(SHOWN.keeps), images_of(Catch().frames))
    moments = [next(m for m in ball_of(found, BALL) if m.ball[0] == row) for row in GLANCES]
    slopes = [[abs(slope) for slope in saliency(network, stack_of(moment, width))]
              for moment in moments]
    most = max(max(each) for each in slopes)
    figure = Figure(figsize=(7.6, 8.2), layout="constrained")
    panels = figure.subplots(3, len(moments))
    for column, (moment, slope) in enumerate(zip(moments, slopes)):
        board(panels[0][column], moment, width)
        panels[0][column].set_title(f"max Q = {number(max(moment.values), 2)}", loc="center",
                                    fontsize=14.5)
        for part, seen in enumerate((moment.older, moment.newest)):
            half = slope[part * SIZE * SIZE:(part + 1) * SIZE * SIZE]
            slope_map(panels[part + 1][column], half, most, seen, width)
    key = [Patch(facecolor=mixed(GRADIENT, share), edgecolor=WALL) for share in (0.1, 0.9)]
    key += [Patch(fill=False, edgecolor=colour, linewidth=2) for colour in (FOCUS, INK)]
    figure.legend(key, ["small slope", "large slope", "ball", "paddle"], ncols=4,
                  loc="outside lower center", handlelength=1.2, columnspacing=1.4)
    for row, name in enumerate(("the game", "slope of max Q,\nframe before",
                                "slope of max Q,\nframe now")):
        panels[row][0].set_ylabel(name)
    drawing.save(figure, "saliency.svg")


def slope_map(axes: Axes, slopes: Vector, most: float, seen: tuple[int, int, int],
              width: int) -> None:
    """The size of each pixel's slope, with the ball and the paddle outlined."""
    share = np.asarray(slopes).reshape(SIZE, SIZE, 1) / most
    ground, colour = np.array(to_rgb(PAPER)), np.array(to_rgb(GRADIENT))
    axes.imshow(ground + share * (colour - ground), interpolation="nearest")
    row, column, paddle = seen
    for left, top, wide, edge in ((column, row, 1, FOCUS), (paddle, SIZE - 1, width, INK)):
        axes.add_patch(Rectangle((left - 0.5, top - 0.5), wide, 1, fill=False, edgecolor=edge,
                                 linewidth=2))
    axes.set(xticks=[], yticks=[])
    framed(axes, WALL, 1.3)


# ---------------------------------------------------------------- one ball


def draw_one_ball(drawing: Drawing) -> None:
    """One ball as a strip: eight boards, below each the values of the three moves."""
    found, width = last_act(drawing.records)
    falling = [m for m in ball_of(found, BALL) if not m.reward]
    shown = [m for m in falling if m.ball[0] in STRIP]
    end = "caught" if ball_of(found, BALL)[-1].reward > 0 else "missed"
    low = min(0.0, *(q for m in shown for q in m.values))
    high = max(q for m in shown for q in m.values)
    figure = Figure(figsize=(7.6, 6.6), layout="constrained")
    panels = figure.subplots(4, 4, height_ratios=[1, 0.46, 1, 0.46])
    for place, moment in enumerate(shown):
        row, column = 2 * (place // 4), place % 4
        board(panels[row][column], moment, width)
        last = f", then {end}" if moment is falling[-1] else ""
        panels[row][column].set_title(f"step {moment.ball[0] + 1}{last}", loc="center",
                                      fontsize=14)
        value_bars(panels[row + 1][column], moment, low, high, named=column == 0)
    figure.supxlabel("Q of each move; blue is the one that is chosen", fontsize=14.5)
    drawing.save(figure, "one_ball.svg")


def value_bars(axes: Axes, moment: Moment, low: float, high: float, *, named: bool) -> None:
    """Q of the three moves; the chosen one in the colour of what we compute."""
    reach = 0.62 * (high - low)  # room for the numbers
    for action, q in enumerate(moment.values):
        chosen = action == moment.action
        axes.barh(action, q, color=OURS if chosen else PALE, height=0.74)
        axes.text(high + reach, action, number(q, 2), ha="right", va="center", fontsize=13)
    axes.axvline(0.0, color=REFERENCE, linewidth=1)
    axes.set(xlim=(low, high + reach), ylim=(2.6, -0.6), xticks=[])
    axes.set_yticks(range(3), ACTIONS if named else [""] * 3)
    axes.tick_params(axis="y", length=0, labelsize=13.5)
    for side in axes.spines.values():
        side.set_visible(False)
