"""Two pictures that explain: what a trace hands on, and three ways along the cliff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.drawing import Drawing
from figures.palette import (
    DANGER,
    ERROR,
    GOAL,
    INK,
    OURS,
    PALE,
    PAPER,
    REFERENCE,
    SECOND,
    THIRD,
    TRACE,
)
from figures.sketch import arrow, ground
from figures.tables import number
from policywerk.actors.bellman import solve_policy
from policywerk.actors.td_learner import Learning, learn_after, td_lambda, with_outcome
from policywerk.building_blocks.epsilon_soft import epsilon_soft_model
from policywerk.world.cliff import Cliff
from policywerk.world.random_walk import LETTERS, RandomWalk

# ---------------------------------------------------------------- the walk D C D E F G

WALK, ALPHA, BEFORE = [3, 2, 3, 4, 5], 0.1, 0.5
DECAYS = (0.0, 0.3, 1.0)
HIGHEST = 0.1  # what D receives at lambda 1: the tallest bar


def received(lam: float) -> list[float]:
    """By how much the walk moves each state's value, all of them 0.5 before."""
    values = [BEFORE] * len(RandomWalk().true_values())
    learn_after(td_lambda, with_outcome(WALK, 1.0), Learning(ALPHA, lam), values)
    return [value - BEFORE for value in values]


def draw_credit(drawing: Drawing) -> None:
    """The walk with the TD error on each arrow, and what C, D, E and F receive of the last."""
    figure = Figure(figsize=(7.6, 5.0), layout="constrained")
    panels = figure.subplots(1 + len(DECAYS), 1, height_ratios=[1.1, 1, 1, 1])
    ground(panels[0], (-1.3, 5.3), (-0.5, 0.6), equal=False)
    panels[0].text(-1.25, 0, "the walk,\nand each δ", va="center", weight="bold")
    for step, (state, after) in enumerate(zip(WALK, [*WALK[1:], 6])):
        last = after == 6
        delta = 1.0 - BEFORE if last else 0.0
        panels[0].plot(step, 0, "o", markersize=28, markerfacecolor=PAPER, color=INK)
        panels[0].text(step, -0.02, LETTERS[state], ha="center", va="center")
        arrow(panels[0], (step + 0.26, 0), (step + 0.74, 0), ERROR if last else REFERENCE)
        panels[0].text(step + 0.5, 0.14, f"{delta:g}", ha="center", va="bottom",
                       color=ERROR if last else INK)
    panels[0].plot(5, 0, "s", markersize=26, color=GOAL)
    panels[0].text(5, -0.02, "G", ha="center", va="center", color=PAPER)
    for axes, lam in zip(panels[1:], DECAYS):
        ground(axes, (-1.3, 5.3), (-0.5 * HIGHEST, 1.5 * HIGHEST), equal=False)
        axes.plot([0.4, 4.6], [0, 0], color=PALE, linewidth=1)
        axes.text(-1.25, 0.3 * HIGHEST, f"λ = {lam:g}", va="center", weight="bold")
        gained = received(lam)
        for place, state in enumerate((2, 3, 4, 5), 1):
            axes.bar(place, gained[state], width=0.5, color=TRACE)
            text = f"{gained[state]:.6f}".rstrip("0").rstrip(".")
            axes.text(place, gained[state] + 0.06 * HIGHEST, text, ha="center", va="bottom")
            axes.text(place, -0.08 * HIGHEST, LETTERS[state], ha="center", va="top")
    drawing.save(figure, "credit.svg")


# ---------------------------------------------------------------- three ways along the cliff

UP, RIGHT, DOWN = 0, 1, 2
EPSILON = 0.1


class Way(NamedTuple):
    """Along one row of the cliff to its end, and down to the goal."""

    name: str
    row: int
    colour: str

    def choices(self, world: Cliff) -> list[int]:
        """What to do in each cell; whoever has strayed goes straight back to the row."""
        return [DOWN if column == world.columns - 1 or row < self.row
                else UP if row > self.row else RIGHT for row, column in world.cells]


WAYS = {"edge": Way("the edge", 2, OURS), "above": Way("one row above", 1, THIRD),
        "top": Way("the top row", 0, SECOND)}


def earned(way: Way, epsilon: float) -> float:
    """The exact expected return from the start, with so much exploration."""
    world = Cliff()
    model = epsilon_soft_model(world.P, epsilon)
    return solve_policy(model, way.choices(world), 1.0)[world.start_state]


def strays_on(epsilon: float) -> float:
    """The same for the edge, if whoever has strayed up goes on to the right, not back down."""
    world = Cliff()
    last = world.columns - 1
    choices = [DOWN if column == last else UP if row == world.rows - 1 else RIGHT
               for row, column in world.cells]
    return solve_policy(epsilon_soft_model(world.P, epsilon), choices, 1.0)[world.start_state]


def way_numbers() -> Mapping[str, str]:
    """What each way earns with exploration, for sentences: way_edge, way_above, way_top."""
    made = {f"way_{key}": number(earned(way, EPSILON), 2) for key, way in WAYS.items()}
    return {**made, "way_edge_strays_on": number(strays_on(EPSILON), 2)}


def draw_ways(drawing: Drawing) -> None:
    """The cliff with its three ways: their steps, and what they earn with exploration."""
    figure = Figure(figsize=(7.6, 3.5), layout="constrained")
    axes = figure.add_subplot()
    world = Cliff()
    right, bottom = world.columns - 1, world.rows - 1
    ground(axes, (-0.55, right + 5.3), (bottom + 0.9, -1.25))
    for row, column in world.cells:
        if not world.falls((row, column)):
            goal = (row, column) == (bottom, right)
            axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, edgecolor=PALE,
                                     facecolor=GOAL if goal else PAPER))
    axes.add_patch(Rectangle((0.5, bottom - 0.5), right - 1, 1, facecolor=DANGER))
    axes.text(right / 2, bottom, "the cliff", color=PAPER, ha="center", va="center")
    axes.text(0, bottom + 0.6, "start", ha="center", va="top")
    axes.text(right, bottom + 0.6, "goal", ha="center", va="top")
    for x, title in ((right + 2.0, "steps"), (right + 4.2, "earns,\nε = 0.1")):
        axes.text(x, -0.62, title, ha="center", va="bottom", color=INK)
    for shift, way in zip((0.2, 0.0, -0.2), WAYS.values()):
        x, end = shift, right - shift
        axes.plot([x, x, end, end], [bottom, way.row, way.row, bottom], color=way.colour,
                  linewidth=3.2, solid_joinstyle="round")
        axes.text(right + 2.0, way.row, number(-earned(way, 0.0), 0), ha="center", va="center",
                  color=way.colour)
        axes.text(right + 4.2, way.row, number(earned(way, EPSILON), 2), ha="center",
                  va="center", color=way.colour)
    drawing.save(figure, "ways.svg")
