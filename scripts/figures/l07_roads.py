"""The ways of an agent whose target may be anywhere, beside those of a rule that knows all."""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Circle

from figures.drawing import Drawing
from figures.palette import GOAL, INK, REFERENCE, mixed
from policywerk.building_blocks.clipped_actions import ClippedActions
from policywerk.data.weights import read
from policywerk.lessons.dreamer_player import ANYWHERE, DreamerPlayer, dreamer_player
from policywerk.lessons.l07_dreamer import BEST, SEEKER, world_of
from policywerk.lessons.l07_worlds import steered
from policywerk.primitives.vector import Vector
from policywerk.world.pointmass import WALL

STARTS = range(8)  # seeds of the episodes whose ways are drawn, one after the other


class Road(NamedTuple):
    """Where the dot was when each decision was made and at the end, and how it ended."""

    places: list[Vector]
    target: Vector
    arrived: bool


def road(seed: int, player: DreamerPlayer | None = None) -> Road:
    """An episode from that start, as the player goes; without one, as the rule does."""
    world = ClippedActions(world_of(BEST))
    observation, info = world.reset(seed=seed)
    found = Road([info["position"]], info["target"], False)
    if player is not None:
        player.start()
    while True:
        push = steered(info) if player is None else player.act(observation)[0]
        observation, _, terminated, truncated, info = world.step(push)
        found.places.append(info["position"])
        if terminated or truncated:
            return found._replace(arrived=terminated)


def draw_roads(drawing: Drawing) -> None:
    """Some episodes of the published agent, each beside that of the rule.

    Before that agent is trained there are the ways of the rule alone.
    """
    trained = drawing.records.find(SEEKER) is not None
    player = dreamer_player(read(SEEKER.keeps), ANYWHERE) if trained else None
    figure = Figure(figsize=(7.6, 4.9), layout=ConstrainedLayoutEngine(wspace=0.05, hspace=0.05))
    for axes, seed in zip(figure.subplots(2, len(STARTS) // 2).flat, STARTS):
        draw_road(axes, road(seed), road(seed, player) if player else None)
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3,
                  columnspacing=1.2, handlelength=1.8)
    drawing.save(figure, "roads.svg")


def draw_road(axes: Axes, rule: Road, ours: Road | None) -> None:
    """Both ways from one start; the title says how many decisions each took."""
    axes.set(xlim=(-WALL, WALL), ylim=(-WALL, WALL), xticks=[], yticks=[], aspect="equal")
    for side in axes.spines.values():
        side.set_visible(True)
    axes.add_patch(Circle((rule.target[0], rule.target[1]), BEST.reach, facecolor=mixed(GOAL, 0.35),
                          edgecolor=GOAL, label="near enough"))
    axes.plot(*zip(*rule.places), "--", color=REFERENCE, linewidth=2.0, marker="o", markersize=4.0,
              label="the rule")
    axes.plot(*rule.places[0], "o", markersize=10.0, markerfacecolor="none",
              markeredgecolor=INK, markeredgewidth=1.6)
    steps = f"rule {len(rule.places) - 1}"
    if ours is not None:
        axes.plot(*zip(*ours.places), "-", color=INK, linewidth=2.0, marker="o", markersize=4.0,
                  label="the agent")
        steps = f"{len(ours.places) - 1}, {steps}"
    axes.set_title(steps, loc="center", fontsize=14.5)
