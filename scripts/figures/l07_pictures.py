"""The still pictures of lesson 07: how far models foresee, and what one believes unseen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from figures.drawing import Drawing
from figures.l07_animation import GROUP, framed, grey
from figures.l07_runs import ahead
from figures.palette import DREAM, INK, NETWORK, REFERENCE, mixed
from figures.style import quiet_grid
from policywerk.actors.sequence_batches import Mind
from policywerk.data.weights import read
from policywerk.lessons.dreamer_player import DreamerPlayer, dreamer_player
from policywerk.lessons.l07_dreamer import (
    GROUPS,
    HELD_OUT,
    PLAYED,
    Imagine,
    records_of,
    world_of,
)
from policywerk.lessons.l07_scenes import AHEAD, CONTEXT, held_out
from policywerk.lessons.l07_worlds import TARGETS
from policywerk.primitives.random import stream
from policywerk.primitives.vector import Vector
from policywerk.world.pixel_pointmass import SIDE, PixelPointMass

# ---------------------------------------------------------------- how far a model foresees

SHOWERS = {  # who shows a picture: its series, colour, label, line
    "still": (REFERENCE, "no change expected", "--"),
    "seen": (NETWORK, "eyes open", "-"),
    "foreseen": (DREAM, "eyes closed", "-"),
}


def draw_horizon(drawing: Drawing) -> None:
    """Errors against the number of steps with closed eyes: every seed, mean, and the range."""
    figure = Figure(figsize=(7.6, 5.0), layout=ConstrainedLayoutEngine(wspace=0.06))
    found = records_of(drawing.records, GROUP)
    panes = (("", "Error of the picture"), ("dot ", "The dot: pixels off"))
    for axes, (what, title) in zip(figure.subplots(1, 2), panes):
        quiet_grid(axes)
        axes.set_title(title)
        for name, (colour, label, line) in SHOWERS.items():
            draw_errors(axes, ahead(found, what + name), colour, label, line)
        axes.set(xlim=(0.7, AHEAD + 0.3), xlabel="steps ahead; below, of so many episodes")
        axes.set_ylim(bottom=0.0)
        counts = episodes_ahead(GROUPS[GROUP][0])
        shown = (1, 4, 7, 10)
        axes.set_xticks(shown, [f"{k}\n({counts[k - 1]})" for k in shown])
    seeds = f"{len(found)} seed{'s' if len(found) != 1 else ''}"
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3,
                  title=f"mean and range of {seeds}", title_fontsize=14.5, columnspacing=1.2,
                  handlelength=1.8)
    drawing.save(figure, "horizon.svg")


def draw_errors(axes: Axes, seeds: Sequence[Vector], colour: str, label: str, line: str) -> None:
    """The mean over the seeds, the band that all lie in, and thin each of them."""
    if not seeds:
        return
    errors = np.asarray(seeds)
    steps = np.arange(1, errors.shape[1] + 1)
    axes.fill_between(steps, errors.min(axis=0), errors.max(axis=0), color=mixed(colour, 0.25),
                      linewidth=0, zorder=1.5)
    axes.plot(steps, errors.T, color=mixed(colour, 0.6), linewidth=0.8, zorder=1.8)
    axes.plot(steps, errors.mean(axis=0), line, color=colour, linewidth=3.0, label=label)


def episodes_ahead(config: Imagine) -> list[int]:
    """Of how many held-out episodes there is a picture 1, 2, ... steps after the eyes close."""
    longest = [len(piece.frames) - CONTEXT for piece in held_out(world_of(config), list, HELD_OUT)]
    return [sum(1 for each in longest if each >= k) for k in range(1, AHEAD + 1)]


# ---------------------------------------------------------------- what it believes unseen

START = 82  # the seed of an episode that begins far away from the target
PUSHED = 4  # steps that the dot is pushed; then it glides
SHOWN_AHEAD = (0, 1, 2, 5, 10)
DREAMS = 24  # whose mean is drawn


class Glide(NamedTuple):
    """An episode by hand: the dot is pushed to the right and downwards, and then left alone."""

    pictures: list[Vector]
    actions: list[Vector]


def glide() -> Glide:
    """The pictures until the last that is drawn."""
    world = PixelPointMass(TARGETS[GROUP], GROUPS[GROUP][0].reach)
    observation, _ = world.reset(seed=START)
    found = Glide([observation], [])
    for step in range(CONTEXT - 1 + SHOWN_AHEAD[-1]):
        found.actions.append([1.0, -1.0] if step < PUSHED else [0.0, 0.0])
        observation, *_ = world.step(found.actions[-1])
        found.pictures.append(observation)
    return found


def mind_after(player: DreamerPlayer, lived: Glide, first: int, seed: int) -> Mind:
    """What it has in mind where its eyes close, if the first picture it saw was this one."""
    rng, state = stream(seed, "seen"), None
    for t in range(first, CONTEXT):
        action = lived.actions[t - 1] if t > first else []
        state = player.see(state, action, lived.pictures[t], rng).state
    assert state is not None
    return state


def dream_on(player: DreamerPlayer, lived: Glide, first: int, seed: int) -> list[np.ndarray]:
    """One dream from there, told the same pushes; the pictures, that of the present included."""
    state, rng = mind_after(player, lived, first, seed), stream(seed, "dreamt")
    pictures = [player.outlook(state).image]
    for action in lived.actions[CONTEXT - 1:]:
        state, image = player.dream(state, action, rng)
        pictures.append(image)
    return [np.asarray(image).reshape(SIDE, SIDE) for image in pictures]


def mean_dream(player: DreamerPlayer, lived: Glide, first: int) -> list[np.ndarray]:
    """The mean picture of many dreams: bright where it believes the dot to be."""
    dreams = [dream_on(player, lived, first, seed) for seed in range(DREAMS)]
    return list(np.mean(np.asarray(dreams), axis=0))


def draw_unseen(drawing: Drawing) -> None:
    """What the filmed agent believes of a dot that glides on, when its eyes are closed."""
    drawing.records.of(PLAYED)  # whose weights the player has
    player, lived = dreamer_player(read(PLAYED.keeps)), glide()
    real = [np.asarray(image).reshape(SIDE, SIDE) for image in lived.pictures[CONTEXT - 1:]]
    rows = (("what is\nthere", real, INK),
            ("one dream,\n4 pictures\nseen", dream_on(player, lived, 0, 0), DREAM),
            (f"mean of\n{DREAMS} such\ndreams", mean_dream(player, lived, 0), DREAM),
            (f"mean of {DREAMS},\nonly the last\nseen", mean_dream(player, lived, CONTEXT - 1),
             DREAM))
    figure = Figure(figsize=(7.6, 5.9), layout=ConstrainedLayoutEngine(wspace=0.03, hspace=0.03))
    for row, (panes, (name, images, colour)) in enumerate(zip(figure.subplots(
            len(rows), len(SHOWN_AHEAD)), rows)):
        for axes, steps in zip(panes, SHOWN_AHEAD):
            framed(axes, colour).set_data(grey(images[steps]))
            axes.set_aspect("equal")
            if row == 0:
                axes.set_title(f"{steps} ahead" if steps else "eyes close", loc="center",
                               fontsize=14.5)
        panes[0].set_ylabel(name, rotation=0, ha="right", va="center", fontsize=14)
    drawing.save(figure, "unseen.svg")
