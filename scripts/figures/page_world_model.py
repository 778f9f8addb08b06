"""The pictures of the pages on a model of the world and on dreaming, and a number of the second."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from figures.drawing import Drawing
from figures.palette import DREAM, ERROR, GOAL, INK, NETWORK, PAPER, REFERENCE
from figures.style import quiet_grid
from policywerk.actors.dreamer import DreamerSettings
from policywerk.actors.sequence_batches import Mind
from policywerk.building_blocks.frames import pixels_of
from policywerk.data.values import entries, items, number, text
from policywerk.data.weights import read
from policywerk.lessons.dreamer_player import DreamerPlayer, Outlook, dreamer_player
from policywerk.lessons.experiment import Records
from policywerk.lessons.l07_dreamer import HELD_OUT, PLAYED, Imagine, world_of
from policywerk.lessons.l07_scenes import CONTEXT, held_out, unshaded
from policywerk.lessons.settings import config_of
from policywerk.primitives.random import Stream, stream
from policywerk.primitives.vector import Vector
from policywerk.world.pixel_pointmass import SIDE

DARK, LIGHT = np.asarray(to_rgb(INK)), np.asarray(to_rgb(PAPER))  # of a pixel
MOMENTS = (0, 1, 2, 3, 4, 5, 7, 8)  # of the nine looks at the model, those that are shown


def screen(axes: Axes, image: Vector, frame: str = REFERENCE) -> None:
    """A picture of the world, pixel by pixel, in a frame of a colour."""
    share = np.asarray(image).reshape(SIDE, SIDE, 1)
    axes.imshow(DARK + share * (LIGHT - DARK), interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set(visible=True, color=frame, linewidth=2.0)


# ---------------------------------------------------------------- a dot appears


def draw_dot_appears(drawing: Drawing) -> None:
    """What the model shows of one picture as it learns, over the error and the KL."""
    record = drawing.records.of(PLAYED)
    scenes = [entries(scene) for scene in record.snapshots]
    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    grid = figure.add_gridspec(2, 1 + len(MOMENTS), height_ratios=(1.0, 2.6))
    true = figure.add_subplot(grid[0, 0])
    screen(true, unshaded(text(items(scenes[0]["real"])[0])))
    true.set_title("true", fontsize=13.5, loc="center")
    for column, moment in enumerate(MOMENTS, start=1):
        axes = figure.add_subplot(grid[0, column])
        screen(axes, unshaded(text(items(scenes[moment]["seen"])[0])), NETWORK)
        axes.set_title(f"{scenes[moment]['step']:,}", fontsize=13.5, loc="center")
    lines = figure.add_subplot(grid[1, :])
    quiet_grid(lines)
    steps = record.series["step"]
    lines.plot(steps, record.series["image"], color=ERROR)
    lines.plot(steps, record.series["kl"], "--", color=NETWORK)
    lines.axhline(1.0, color=REFERENCE, linewidth=1, linestyle=":")
    lines.text(4480, 1.06, "what is free: 1 nat", ha="right", va="bottom", color=REFERENCE)
    lines.text(4480, 2.86, "KL, nats", ha="right", va="bottom", color=NETWORK)
    lines.text(4480, 0.2, "error of the image", ha="right", va="bottom", color=ERROR)
    lines.set(xlim=(300, 4550), ylim=(0.0, 4.0), xlabel="steps in the world")
    drawing.save(figure, "dot_appears.svg")


# ---------------------------------------------------------------- dreams


def draw_eyes_closed(drawing: Drawing) -> None:
    """The last scene: what was there, and what was dreamt after four pictures."""
    scene = entries(drawing.records.of(PLAYED).snapshots[-1])
    real, dreamt = items(scene["real"]), items(scene["dreamt"])
    figure = Figure(figsize=(7.6, 2.6), layout="constrained")
    grid = figure.subplots(2, len(real))
    for t, column in enumerate(grid.T):
        screen(column[0], unshaded(text(real[t])))
        screen(column[1], unshaded(text(dreamt[t])), NETWORK if t < CONTEXT else DREAM)
        column[0].set_title("eyes open" if t == 0 else "closed" if t == CONTEXT else " ",
                            fontsize=13.5)
    for axes, name in zip(grid[:, 0], ("true", "model")):
        axes.set_ylabel(name)
    drawing.save(figure, "eyes_closed.svg")


PUSHES: Mapping[str, Vector] = {"right": [1.0, 0.0], "left": [-1.0, 0.0], "up": [0.0, 1.0]}
DREAMT = 6  # steps


def three_dreams() -> dict[str, list[Outlook]]:
    """What an agent makes of each step of a dream, for each push.

    All begin at the same moment of an episode that nobody learnt from.
    """
    player = dreamer_player(read(PLAYED.keeps))
    piece, rng = held_out(world_of(Imagine()), list, HELD_OUT)[0], stream(0, "dream")
    state: Mind | None = None
    action: Vector = []
    for frame, following in zip(piece.frames[:CONTEXT], piece.actions):
        state = player.see(state, action, pixels_of((frame,)), rng).state
        action = following
    assert state is not None
    return {name: dreamt(player, state, push, rng) for name, push in PUSHES.items()}


def dreamt(player: DreamerPlayer, state: Mind, push: Vector, rng: Stream) -> list[Outlook]:
    """What comes of a push that is held, from a state on."""
    seen = [player.outlook(state)]
    for _ in range(DREAMT):
        state, _ = player.dream(state, push, rng)
        seen.append(player.outlook(state))
    return seen


def draw_three_dreams(drawing: Drawing) -> None:
    """One moment, dreamt on with three pushes, and what each step is expected to pay."""
    figure = Figure(figsize=(7.6, 4.4), layout="constrained")
    grid = figure.subplots(len(PUSHES), 1 + DREAMT)
    for row, (name, told) in zip(grid, three_dreams().items()):
        for t, (axes, outlook) in enumerate(zip(row, told)):
            screen(axes, outlook.image, NETWORK if t == 0 else DREAM)
            if t > 0:
                reward = outlook.reward
                axes.set_xlabel(f"{reward:+.2f}".replace("-", "−"), fontsize=13.5,
                                color=GOAL if reward > 0.0 else INK)
        row[0].set_ylabel(name)
    grid[0, 0].set_title("lived", fontsize=13.5, loc="center")
    grid[0, 1].set_title("dreamt", fontsize=13.5, loc="center")
    drawing.save(figure, "three_dreams.svg")


# ---------------------------------------------------------------- numbers in sentences

def numbers_of_dreams(records: Records) -> dict[str, str]:
    """How many steps an agent takes in its dreams, in millions."""
    record = records.of(PLAYED)
    a_dream = DreamerSettings().windows * config_of(Imagine, record).starts
    dreams = number(record.results["updates"]) * a_dream * config_of(Imagine, record).dreamt
    return {"dreamt_millions": f"{dreams / 1e6:.1f}"}
