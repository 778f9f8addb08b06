"""Proximal policy optimisation: many small steps on what was just collected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, NamedTuple, Optional, Sequence

from policywerk.actors.actor_critic import Actor
from policywerk.actors.surrogates import (
    Batch,
    Change,
    Measured,
    Variant,
    as_batch,
    as_column,
    from_column,
    measure,
    part,
)
from policywerk.building_blocks.acting import Episode, collect
from policywerk.building_blocks.clipped_actions import ClippedActions
from policywerk.building_blocks.curves import clip, maximum
from policywerk.building_blocks.environments import Environment
from policywerk.building_blocks.grad import (
    Node,
    Parameter,
    add,
    backward,
    constant,
    mean,
    multiply,
    scale,
    subtract,
    zero_grads,
)
from policywerk.building_blocks.network import Network
from policywerk.building_blocks.optimizers import Optimizer, clip_global_norm
from policywerk.building_blocks.schedules import Schedule
from policywerk.primitives import vector
from policywerk.primitives.random import Stream, permutation
from policywerk.primitives.scalar import INFINITY
from policywerk.primitives.vector import Vector, standardise, total, variance

TINY = 1e-8  # keeps the divisor of advantages from 0


class PPODiverged(ArithmeticError):
    """Learning has run away; the message names the iteration and what went wrong."""


@dataclass(frozen=True)
class PPOSettings:
    """How an agent learns; the defaults are what programs for PPO share."""

    variant: Variant
    alpha: Schedule  # step size, by iterations
    horizon: int  # steps of an iteration, T
    minibatch: int  # steps of an update, M
    epochs: int = 10  # how often each step is learned from, K
    gamma: float = 0.99  # discount per step
    lam: float = 0.95  # trace decay of the advantages
    clip_range: float = 0.2
    beta: float = 1.0  # weight of the KL penalty, to begin with
    kl_target: float = 0.01  # nats, for a penalty that adapts
    value_weight: float = 0.5  # c1
    entropy_weight: float = 0.0  # c2
    gradient_limit: float = 0.5  # the longest gradient, of both networks together
    normalise: bool = True  # advantages, within each minibatch
    value_clip: Optional[float] = None  # how far values may move, as programs have it
    kl_stop: float = INFINITY  # no further epoch after one whose k3 was above this

    def __post_init__(self) -> None:
        """Raises: ValueError naming the setting that will not do."""
        for name in ("horizon", "minibatch", "epochs"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, got {getattr(self, name)!r}")
        for name in ("gamma", "lam"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} must lie in [0, 1], got {getattr(self, name)!r}")
        for name in ("clip_range", "beta", "kl_target", "value_weight", "entropy_weight"):
            if not 0.0 <= getattr(self, name) < INFINITY:
                raise ValueError(f"{name} must be finite and at least 0, "
                                 f"got {getattr(self, name)!r}")
        if self.value_clip is not None and not 0.0 <= self.value_clip < INFINITY:
            raise ValueError("value_clip must be None, or finite and at least 0, "
                             f"got {self.value_clip!r}")
        if not self.gradient_limit > 0.0 or not self.kl_stop > 0.0:
            raise ValueError("gradient_limit and kl_stop must be above 0, "
                             f"got {self.gradient_limit!r} and {self.kl_stop!r}")


def normalised(advantages: Vector) -> Vector:
    """Shifted to mean 0 and scaled to standard deviation 1; one alone stays as it is."""
    return standardise(advantages, TINY) if len(advantages) > 1 else list(advantages)


def value_loss(values: Node, batch: Batch, value_clip: Optional[float]) -> Node:
    """Half the mean squared error, max(e^2, e'^2) / 2; without value_clip, e^2 / 2.

    e = v(s) - G,  e' = v_then(s) + clip(v(s) - v_then(s), -c, c) - G,  c = value_clip

    Args: values: v(s) by the critic now, one row a step; G is batch.returns.
    """
    errors = subtract(values, as_column(batch.returns))
    squares = multiply(errors, errors)
    if value_clip is not None:
        before = as_column(batch.values)
        near = add(clip(subtract(values, before), -value_clip, value_clip), before)
        clipped = subtract(near, as_column(batch.returns))
        squares = maximum(squares, multiply(clipped, clipped))
    return scale(0.5, mean(squares))


def total_loss(objective: Node, of_values: Node, entropy: Node, settings: PPOSettings) -> Node:
    """-L + c1 L_v - c2 S, from three numbers   (Schulman et al. 2017, eq. 9, times -1)."""
    loss = subtract(scale(settings.value_weight, of_values), objective)
    return subtract(loss, scale(settings.entropy_weight, entropy))


# ---------------------------------------------------------------- the agent


def explained_variance(values: Vector, returns: Vector) -> float:
    """How much of the differences between returns the values foretold; at most 1.

    1 - Var(G - v) / Var(G);  0.0 if all returns are equal
    """
    spread = variance(returns)
    if spread == 0.0:
        return 0.0
    return 1.0 - variance(vector.subtract(returns, values)) / spread


class Ended(NamedTuple):
    """An episode that ended, wherever it began."""

    earned: float  # the sum of all its rewards
    steps: int
    terminated: bool  # otherwise it was truncated


class Metrics(NamedTuple):
    """What came of an iteration."""

    ended: List[Ended]  # may be empty
    measured: Measured  # k1, k3 and entropy after all updates; clip_fraction the mean over them
    kl: float  # KL(then || now) after all updates, mean over the steps
    explained_variance: float  # by the critic before it learned from them
    epochs: int  # as many as were not stopped
    beta: float  # weight of the KL penalty from now on
    ratios: Vector  # pi_now / pi_then of each step's action, after all updates
    advantages: Vector  # of these steps, neither shifted nor scaled


@dataclass
class PPO:
    """An agent and its world: all there is of them between two iterations."""

    settings: PPOSettings
    actor: Actor
    critic: Network
    optimizer: Optimizer
    environment: Environment
    observation: Any  # where its episode stands, from reset or from a step
    acting: Stream
    shuffling: Stream
    beta: float
    iteration: int = 0
    earned: float = 0.0  # so far in the present episode
    steps: int = 0

    def act(self, observation: Any, rng: Stream) -> Any:
        """An action, drawn; the world may clip it."""
        return self.actor.beliefs([observation]).sample(rng)[0]

    def best(self, observation: Any) -> Any:
        """The likeliest action."""
        return self.actor.likeliest(self.actor.beliefs([observation]))[0]

    def parameters(self) -> List[Parameter]:
        """What learning changes: the actor's, then the critic's."""
        return [*self.actor.parameters(), *self.critic.parameters()]


def iterate(agent: PPO) -> Metrics:
    """Act for a horizon, learn from it in several epochs, and forget it   (algorithm 1).

    Raises: PPODiverged if a number has become too large to go on.
    """
    settings = agent.settings
    try:
        episodes = gather_steps(agent)
        batch = as_batch(episodes, agent.actor, agent.critic, settings.gamma, settings.lam)
        clip_fractions = learn(agent, batch)
        change = Change(agent.actor, batch, batch.advantages)
    except (ValueError, OverflowError) as problem:
        raise PPODiverged(f"iteration {agent.iteration}: {problem}") from problem
    kl = vector.mean(from_column(change.kl.values))
    measured = measure(change, settings.clip_range)
    agent.beta = settings.variant.next_beta(agent.beta, kl, settings.kl_target)
    agent.iteration += 1
    return Metrics(
        count_ends(agent, episodes),
        measured._replace(clip_fraction=vector.mean(vector.concatenate(clip_fractions))),
        kl, explained_variance(batch.values, batch.returns), len(clip_fractions), agent.beta,
        from_column(change.ratios.values), batch.advantages,
    )


def gather_steps(agent: PPO) -> List[Episode]:
    """A horizon of steps, and the agent where the next ones begin."""
    found = collect(ClippedActions(agent.environment), agent.observation, agent.act,
                    agent.settings.horizon, agent.acting)
    agent.observation = found.observation
    return found.episodes


def count_ends(agent: PPO, episodes: Sequence[Episode]) -> List[Ended]:
    """The episodes that ended, with what they earned before this horizon too."""
    ended = []
    for episode in episodes:
        agent.earned += total(episode.rewards)
        agent.steps += len(episode.steps)
        if episode.over:
            ended.append(Ended(agent.earned, agent.steps, episode.terminated))
            agent.earned, agent.steps = 0.0, 0
    return ended


def minibatches(rng: Stream, steps: int, size: int) -> List[List[int]]:
    """All numbers below steps in a random order, cut into pieces; the last may be shorter."""
    order = permutation(rng, steps)
    return [order[start:start + size] for start in range(0, steps, size)]


def learn(agent: PPO, batch: Batch) -> List[Vector]:
    """Epochs of updates; returns the clip fraction of every update, an epoch a list."""
    settings, fractions = agent.settings, []
    for _ in range(settings.epochs):
        updates = [update(agent, part(batch, indices)) for indices in minibatches(
            agent.shuffling, len(batch.actions), settings.minibatch)]
        fractions.append([measured.clip_fraction for measured in updates])
        if vector.mean([measured.k3 for measured in updates]) > settings.kl_stop:
            break
    return fractions


def update(agent: PPO, batch: Batch) -> Measured:
    """One step of the optimiser; returns how far the policy had moved before it."""
    settings, parameters = agent.settings, agent.parameters()
    change = Change(agent.actor, batch,
                    normalised(batch.advantages) if settings.normalise else batch.advantages)
    measured = measure(change, settings.clip_range)
    zero_grads(parameters)
    backward(batch_loss(agent, batch, change))
    clip_global_norm(parameters, settings.gradient_limit)
    agent.optimizer.step(parameters, settings.alpha(agent.iteration))
    return measured


def batch_loss(agent: PPO, batch: Batch, change: Change) -> Node:
    """What a step of the optimiser is to make smaller."""
    settings = agent.settings
    return total_loss(
        mean(settings.variant.objective(change, settings.clip_range, agent.beta)),
        value_loss(agent.critic(constant(batch.observations)), batch, settings.value_clip),
        mean(change.belief.entropy()), settings,
    )
