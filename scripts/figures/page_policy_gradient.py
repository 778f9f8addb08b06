"""The pictures of the page on the policy gradient: what lambda trades, and a step too large."""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.drawing import Drawing
from figures.palette import ERROR, GOAL, GRADIENT, INK, OURS, REFERENCE, SECOND, mixed
from figures.style import quiet_grid
from policywerk.actors.bellman import Sweeping, evaluate_policy
from policywerk.actors.policy_gradient import Ascent, PolicyGradient
from policywerk.building_blocks.acting import Episode, run_episode
from policywerk.building_blocks.policies import uniform_policy
from policywerk.building_blocks.returns import gae, stretch
from policywerk.building_blocks.value_functions import action_values
from policywerk.primitives.activations import softmax
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import bernoulli, categorical, stream
from policywerk.primitives.scalar import log, sigmoid
from policywerk.primitives.vector import Vector, mean, total, variance
from policywerk.world.gridworld import GridRewards, GridWorld

# ---------------------------------------------------------------- bias and variance of the slope

LAMBDAS = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
CRITIC_WALKS, WALKS, TOGETHER = 20, 300, 30


class Error(NamedTuple):
    """Of the slope that one walk suggests, all logits together."""

    bias: float  # squared
    noise: float  # variance


def square() -> GridWorld:
    """The world of the page: from one corner to the other, a step costs 1."""
    return GridWorld("..G\n...\nS..", rewards=GridRewards(goal=-1.0, step=-1.0))


def random_walks(n: int, name: str) -> list[Episode]:
    """Walks by lot, to the end."""
    world, rng = square(), stream(1, name)
    nobody = PolicyGradient(len(world.P), 4, Ascent(alpha=0.0))
    world.reset(seed=1)
    return [run_episode(world, world.reset()[0], nobody.policy.act, rng) for _ in range(n)]


def critic() -> Vector:
    """What a critic believes who has seen a few walks by lot."""
    learner = PolicyGradient(len(square().P), 4, Ascent(alpha=0.0, beta=0.1))
    for walk in random_walks(CRITIC_WALKS, "critic"):
        learner.learn(walk)
    return learner.values


def visits(world: GridWorld) -> Vector:
    """How often a walk by lot passes each state, on average; the goal not counted."""
    count, here = [0.0] * len(world.P), world.start
    for _ in range(600):
        count = [a + b for a, b in zip(count, here)]
        after = [0.0] * len(here)
        for state, share in enumerate(here):
            for [outcome] in world.P[state]:
                after[outcome.next_state] += 0.0 if outcome.terminated else share / 4.0
        here = after
    return count


def mean_advantages(world: GridWorld, values: Vector, lam: float) -> Matrix:
    """What gae gives on average for each action, by the model: A = delta + lam A'."""
    found = [[0.0] * 4 for _ in world.P]
    for _ in range(600):
        ahead = [0.0 if state == goal(world) else values[state] + lam * mean(row)
                 for state, row in enumerate(found)]
        found = [[outcome.reward + ahead[outcome.next_state] - values[state]
                  for [outcome] in world.P[state]] for state in range(len(world.P))]
    return found


def goal(world: GridWorld) -> int:
    """The state in which the walk is over."""
    return world.states[(0, 2)]


def slope_of(world: GridWorld, advantages: Matrix) -> Vector:
    """The mean slope of the logits, if each visit of a state is worth these advantages."""
    return [count / 4.0 * (a - mean(row)) for count, row in zip(visits(world), advantages)
            for a in row]


def suggested(walk: Episode, values: Vector, lam: float) -> Vector:
    """The slope that one walk suggests: advantage times one-hot minus a quarter."""
    seen = walk.observations
    slope = [0.0] * (4 * len(values))
    rollout = stretch(walk.rewards, [values[state] for state in seen], True, False)
    for state, action, a in zip(seen, walk.actions, gae(rollout, 1.0, lam)):
        for other in range(4):
            slope[4 * state + other] += a * ((1.0 if other == action else 0.0) - 0.25)
    return slope


def slope_errors() -> list[Error]:
    """Bias and variance of the estimated slope, for each lambda."""
    world, values, walks = square(), critic(), random_walks(WALKS, "walks")
    truth = evaluate_policy(world.P, uniform_policy(world.P), Sweeping(gamma=1.0)).values
    exact = slope_of(world, [action_values(actions, truth, 1.0) for actions in world.P])
    found = []
    for lam in LAMBDAS:
        middle = slope_of(world, mean_advantages(world, values, lam))
        slopes = [suggested(walk, values, lam) for walk in walks]
        noise = total([variance([slope[i] for slope in slopes]) for i in range(len(exact))])
        found.append(Error(total([(a - b) * (a - b) for a, b in zip(middle, exact)]), noise))
    return found


def draw_slope_error(drawing: Drawing) -> None:
    """What lambda trades in the slope of a policy: the critic's bias for the walk's noise."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    errors = slope_errors()
    for together, colour, line in ((1, ERROR, "D-"), (TOGETHER, mixed(ERROR, 0.55), "D-")):
        axes.plot(LAMBDAS, [e.bias + e.noise / together for e in errors], line, color=colour,
                  markersize=5, label="both, one walk" if together == 1
                  else f"both, the mean of {together} walks")
    axes.plot(LAMBDAS, [e.noise for e in errors], "s--", color=SECOND, markersize=5,
              label="variance, one walk")
    axes.plot(LAMBDAS[:-1], [e.bias for e in errors[:-1]], "o-", color=OURS, markersize=5,
              label="bias, squared")
    axes.set_yscale("log")
    axes.set(xlim=(-0.03, 1.03), xlabel="λ", ylabel="squared error of the slope")
    figure.legend(loc="outside upper center", ncols=2)
    drawing.save(figure, "slope_error.svg")


# ---------------------------------------------------------------- a step too large

BEGIN, PAYS = 0.3, [0.3, 0.7]
SIZES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
AGENTS, PULLS = 100, 100


def corridor(p: float) -> float:
    """The return in three cells that look alike, going right with probability p.

    J = (2p - 4) / (p (1 - p))   (Sutton & Barto 2018, example 13.1)
    """
    return (2.0 * p - 4.0) / (p * (1.0 - p))


def corridor_slope(p: float) -> float:
    """dJ / dx, where p = sigmoid(x)."""
    both = p * (1.0 - p)
    return (2.0 * both - (2.0 * p - 4.0) * (1.0 - 2.0 * p)) / both


def pay_after(alpha: float, baseline: float) -> float:
    """What two noisy arms pay on average, after so many pulls of so many agents."""
    pays = []
    for seed in range(AGENTS):
        rng, x = stream(seed, "arms"), [0.0, 0.0]
        for _ in range(PULLS):
            row = softmax(x)
            arm = categorical(rng, row)
            weight = (1.0 if bernoulli(rng, PAYS[arm]) else 0.0) - baseline
            x = [logit + alpha * weight * ((1.0 if i == arm else 0.0) - share)
                 for i, (logit, share) in enumerate(zip(x, row))]
        left, right = softmax(x)
        pays.append(left * PAYS[0] + right * PAYS[1])
    return mean(pays)


def draw_too_large(drawing: Drawing) -> None:
    """A promise that holds nearby, and step sizes that are too large for noisy slopes."""
    figure = Figure(figsize=(7.6, 4.0), layout="constrained")
    promise, arms = figure.subplots(1, 2)
    draw_promise(promise)
    quiet_grid(arms)
    for baseline, colour, line, name in ((0.0, OURS, "o-", "no baseline"),
                                         (mean(PAYS), SECOND, "s--", "baseline 0.5")):
        arms.plot(SIZES, [pay_after(alpha, baseline) for alpha in SIZES], line, color=colour,
                  markersize=5, label=name)
    arms.axhline(max(PAYS), color=GOAL, linestyle=":", linewidth=2)
    arms.text(SIZES[0], max(PAYS), "best", va="bottom", color=GOAL)
    arms.set_xscale("log")
    arms.set(ylim=(0.45, 0.74), xlabel="step size α", title=f"Two arms, {PULLS} pulls",
             ylabel="pay per pull")
    arms.legend(loc="lower right")
    drawing.save(figure, "too_large.svg")


def draw_promise(axes: Axes) -> None:
    """The corridor's return, and the straight line of its slope."""
    quiet_grid(axes)
    x, here, slope = log(BEGIN / (1.0 - BEGIN)), corridor(BEGIN), corridor_slope(BEGIN)
    steps = [i / 20.0 for i in range(70)]
    axes.axvspan(0.0, 0.5, color=mixed(OURS, 0.12))
    axes.text(0.25, -24.4, "trust", ha="center", va="bottom")
    axes.plot(steps, [here + slope * step for step in steps], "--", color=GRADIENT, linewidth=2.2)
    axes.plot(steps, [corridor(sigmoid(x + step)) for step in steps], color=OURS, linewidth=2.5)
    axes.axhline(here, color=REFERENCE, linewidth=1)
    axes.plot(0.0, here, "o", color=INK, markersize=7)
    axes.text(1.3, -7.3, "promised", color=GRADIENT, ha="left")
    axes.text(2.05, -13.0, "what comes", color=OURS, va="bottom")
    axes.set(xlim=(-0.12, 3.4), ylim=(-25, -5), xlabel="how far the logit moves",
             ylabel="return", title="The corridor")
