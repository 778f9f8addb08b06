"""Two pictures of planning: evaluation and improvement as one path, and where the news is."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.drawing import Drawing
from figures.palette import DANGER, GOAL, INK, OURS, PALE, PAPER, REFERENCE, SECOND, THIRD, VISITS
from figures.sketch import Place, arrow, ground
from figures.style import quiet_grid
from policywerk.actors.bellman import (
    Sweeping,
    improve_policy,
    solve_policy,
    synchronous_sweep,
    value_iteration,
)
from policywerk.actors.prioritised import prioritised_sweeping
from policywerk.building_blocks.models import Model
from policywerk.building_blocks.policies import Choices
from policywerk.building_blocks.value_functions import lookahead, optimal_backup, zero_values
from policywerk.primitives.vector import Vector, max_norm_distance
from policywerk.world.gridworld import GridWorld, open_map

GAMMA, ROUNDS = 0.9, 20


def place(model: Model, choices: Choices, values: Vector) -> Place:
    """How far values are from those of the policy, and what a greedy one would gain on them."""
    best = [optimal_backup(actions, values, GAMMA) for actions in model]
    own = [lookahead(actions[choice], values, GAMMA) for actions, choice in zip(model, choices)]
    return (max_norm_distance(values, solve_policy(model, choices, GAMMA)),
            max_norm_distance(best, own))


def evaluated_once(model: Model, choices: Choices, values: Vector) -> Vector:
    """The values after one sweep with the policy's own backup."""
    return synchronous_sweep(
        lambda state, old: lookahead(model[state][choices[state]], old, GAMMA), values)


def two_halves(model: Model, sweeps: int | None) -> list[Place]:
    """The places that planning passes, from "always up" and zeros; None evaluates to the end."""
    values, choices = zero_values(model), [0] * len(model)
    passed = [place(model, choices, values)]
    for _ in range(ROUNDS):
        choices, _ = improve_policy(model, choices, values, GAMMA)
        passed.append(place(model, choices, values))
        if sweeps is None:
            values = solve_policy(model, choices, GAMMA)
        for _ in range(sweeps or 0):
            values = evaluated_once(model, choices, values)
        passed.append(place(model, choices, values))
    return passed


def draw_two_halves(drawing: Drawing) -> None:
    """Policy iteration, three sweeps a round, and value iteration: each half-step an arrow."""
    figure = Figure(figsize=(7.6, 3.7), layout="constrained")
    panels = figure.subplots(1, 3, sharex=True, sharey=True)
    cases = (("evaluate to the end", None, SECOND), ("three sweeps", 3, THIRD),
             ("one sweep", 1, OURS))
    for axes, (title, sweeps, colour) in zip(panels, cases):
        quiet_grid(axes)
        passed = two_halves(GridWorld(slip=0.2).P, sweeps)
        for number, (tail, head) in enumerate(zip(passed, passed[1:])):
            if max(abs(tail[0] - head[0]), abs(tail[1] - head[1])) < 0.012:
                continue
            arrow(axes, tail, head, REFERENCE if number % 2 == 0 else colour, size=9,
                  linewidth=1.6, linestyle="--" if number % 2 == 0 else "-")
        axes.plot(*passed[0], "o", color=colour, markersize=6)
        axes.set_title(title)
        axes.set(xlim=(-0.03, 0.87), ylim=(-0.03, 0.87), xticks=[0, 0.4, 0.8],
                 yticks=[0, 0.4, 0.8], aspect="equal")
    panels[0].set_ylabel("a greedy policy gains")
    panels[1].set_xlabel("values are off those of the policy by")
    drawing.save(figure, "two_halves.svg")


def turns(slip: float, size: int = 20) -> tuple[list[list[str]], list[int]]:
    """The map with a pit in its middle, and how often each state is backed up once it opens."""
    how, rows = Sweeping(GAMMA, 1e-6), [row.split() for row in open_map(size).splitlines()]
    before = value_iteration(GridWorld(open_map(size), slip).P, how).values
    rows[size // 2][size // 2] = "X"
    model, counts = GridWorld("\n".join(" ".join(row) for row in rows), slip).P, [0] * size * size

    def count(state: int, values: Sequence[float]) -> None:
        counts[state] += 1

    prioritised_sweeping(model, how, before, count)
    return rows, counts


def draw_news(drawing: Drawing) -> None:
    """How often each cell of the icy map is backed up after the pit has opened."""
    rows, counts = turns(0.2)
    figure = Figure(figsize=(7.6, 4.4), layout="constrained")
    axes = figure.add_subplot()
    ground(axes, (-0.6, len(rows) - 0.4), (len(rows) - 0.4, -0.6))
    for state, times in enumerate(counts):
        row, column = divmod(state, len(rows))
        colour = {"X": DANGER, "G": GOAL}.get(rows[row][column], VISITS(times / max(counts)))
        axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, edgecolor=PALE, linewidth=0.6,
                                 facecolor=colour if times or isinstance(colour, str) else "none"))
        if times:
            axes.text(column, row, str(times), ha="center", va="center", fontsize=9,
                      color=PAPER if colour == DANGER else INK)
    drawing.save(figure, "where_the_news_is.svg")
