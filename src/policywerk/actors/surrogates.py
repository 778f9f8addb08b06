"""What PPO makes grow: how much likelier actions became that went better than expected.

The clipped objective, the penalties it was compared with, and none at all differ in what is
made of the ratios, and in how the penalty's weight adapts.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Callable, Dict, List, NamedTuple, Sequence

from policywerk.actors.actor_critic import Actor
from policywerk.building_blocks.acting import Episode
from policywerk.building_blocks.curves import clip, minimum
from policywerk.building_blocks.grad import Node, constant, exp, multiply, scale, subtract
from policywerk.building_blocks.network import Network
from policywerk.building_blocks.returns import gae, join, stretch
from policywerk.primitives import vector
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.scalar import expm1
from policywerk.primitives.vector import Vector


class Batch(NamedTuple):
    """What an iteration learns from, one entry a step; all of it is fixed while it learns."""

    observations: Matrix
    actions: List[Any]  # as they were drawn, whatever the world made of them
    log_probabilities: Vector  # of the actions, by the actor that drew them
    notes: Matrix  # of its beliefs
    values: Vector  # v(s), by the critic at that time
    advantages: Vector  # neither shifted nor scaled
    returns: Vector  # advantages + values: what the critic should have said


def part(batch: Batch, indices: Sequence[int]) -> Batch:
    """The steps with these numbers, in this order.

    Raises: ValueError if there is no such step, or the lists of the batch differ in length.
    """
    steps = len(batch.actions)
    lengths = [len(column) for column in batch]
    if min(lengths) != steps or max(lengths) != steps:
        raise ValueError(f"a batch needs lists of one length, got {lengths}")
    for i in indices:
        if not 0 <= i < steps:
            raise ValueError(f"there is no step {i}, only 0 to {steps - 1}")
    return Batch(
        [batch.observations[i] for i in indices], [batch.actions[i] for i in indices],
        [batch.log_probabilities[i] for i in indices], [batch.notes[i] for i in indices],
        [batch.values[i] for i in indices], [batch.advantages[i] for i in indices],
        [batch.returns[i] for i in indices],
    )


def as_batch(
    episodes: Sequence[Episode], actor: Actor, critic: Network, gamma: float, lam: float
) -> Batch:
    """Steps, with what actor and critic say of them now.

    An episode that terminated is followed by nothing. One that was truncated, or goes on,
    is followed by v of the last observation. No advantage reaches across either.
    """
    steps = [step for episode in episodes for step in episode.steps]
    observations = [step.observation for step in steps]
    actions = [step.action for step in steps]
    belief = actor.beliefs(observations)
    rollout = join([
        stretch(episode.rewards, from_column(critic.predict(episode.observations)),
                episode.terminated, episode.truncated)
        for episode in episodes
    ])
    advantages = gae(rollout, gamma, lam)
    return Batch(
        observations, actions, from_column(belief.log_probability(actions).values),
        actor.notes(belief), rollout.values, advantages, vector.add(advantages, rollout.values),
    )


def from_column(rows: Matrix) -> Vector:
    """The only entry of each row.

    Raises: ValueError if a row has not one entry.
    """
    for row in rows:
        if len(row) != 1:
            raise ValueError(f"from_column needs rows of one entry, got one of {len(row)}")
    return [row[0] for row in rows]


def as_column(entries: Vector) -> Node:
    """A constant of one row an entry."""
    return constant([[x] for x in entries])


# ---------------------------------------------------------------- what is to grow


class Change:
    """How much likelier the actions of a batch have become since they were drawn.

    belief: what the actor believes now. log_ratios, ratios, advantages: nodes, one row a step.
    """

    def __init__(self, actor: Actor, batch: Batch, advantages: Vector) -> None:
        """Ask the actor as it is now; the advantages may be those of the batch, normalised."""
        self.actor, self.batch = actor, batch
        self.belief = actor.beliefs(batch.observations)
        self.log_ratios = subtract(self.belief.log_probability(batch.actions),
                                   as_column(batch.log_probabilities))
        self.ratios = exp(self.log_ratios)
        self.advantages = as_column(advantages)

    @cached_property
    def kl(self) -> Node:
        """KL(then || now), one row a step, in nats."""
        return self.actor.kl(self.actor.recalled(self.batch.notes), self.belief)


def plain_objective(change: Change, clip_range: float, beta: float) -> Node:
    """rho A, one row a step   (Schulman et al. 2017, eq. 6, there r for rho)."""
    return multiply(change.ratios, change.advantages)


def clipped_objective(change: Change, clip_range: float, beta: float) -> Node:
    """min(rho A, clip(rho, 1 - eps, 1 + eps) A), one row a step   (eq. 7; eps = clip_range)."""
    near = clip(change.ratios, 1.0 - clip_range, 1.0 + clip_range)
    return minimum(multiply(change.ratios, change.advantages),
                   multiply(near, change.advantages))


def penalised_objective(change: Change, clip_range: float, beta: float) -> Node:
    """rho A - beta KL(then || now), one row a step   (eq. 8)."""
    return subtract(multiply(change.ratios, change.advantages), scale(beta, change.kl))


def steady(beta: float, kl: float, target: float) -> float:
    """The same beta for ever."""
    return beta


def adapted(beta: float, kl: float, target: float) -> float:
    """Half of beta if the policy changed too little, twice if too much   (section 4).

    Args: kl: KL(then || now) after an iteration, mean over its steps. target: what it should be.
    """
    if kl < target / 1.5:
        return 0.5 * beta
    return 2.0 * beta if kl > 1.5 * target else beta


class Variant(NamedTuple):
    """What the variants differ in."""

    objective: Callable[[Change, float, float], Node]
    next_beta: Callable[[float, float, float], float]


VARIANTS: Dict[str, Variant] = {
    "clipping": Variant(clipped_objective, steady),
    "no clipping": Variant(plain_objective, steady),
    "fixed KL": Variant(penalised_objective, steady),
    "adaptive KL": Variant(penalised_objective, adapted),
}


# ---------------------------------------------------------------- how far it has moved


class Measured(NamedTuple):
    """How far a policy has moved from the one that acted, over some steps."""

    k1: float  # -mean log rho, an estimate of KL(then || now) in nats, which may be below 0
    k3: float  # mean (rho - 1 - log rho), another, which may not
    clip_fraction: float  # of steps whose ratio is outside 1 - clip_range to 1 + clip_range
    entropy: float  # mean, in nats


def measure(change: Change, clip_range: float) -> Measured:
    """Numbers that say how far a policy has moved   (k1, k3: Schulman 2020)."""
    log_ratios = from_column(change.log_ratios.values)
    moved = [expm1(x) for x in log_ratios]  # rho - 1
    beyond = [1.0 if abs(x) > clip_range else 0.0 for x in moved]
    return Measured(0.0 - vector.mean(log_ratios), vector.mean(vector.subtract(moved, log_ratios)),
                    vector.mean(beyond), vector.mean(from_column(change.belief.entropy().values)))
