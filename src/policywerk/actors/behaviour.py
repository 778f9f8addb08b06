"""What DreamerV3 learns in its dreams: an actor, a critic, and a slow copy of the critic.

Equations are those of Hafner et al. 2023, v2.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any, List, NamedTuple, Protocol

from policywerk.actors.needs import need_finite, need_flag, need_share, need_times, need_whole
from policywerk.actors.number_heads import HEADS, NumberHead, check_numbers
from policywerk.building_blocks.dense import Draw, trunc_normal_in
from policywerk.building_blocks.distributions import Categorical, bounded_gaussian
from policywerk.building_blocks.grad import (
    Node,
    add,
    constant,
    mean,
    multiply,
    scale,
    slice_columns,
)
from policywerk.building_blocks.network import Network, normed_mlp
from policywerk.building_blocks.returns import ReturnScale, mixed_returns
from policywerk.primitives import vector
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector, one_hot

UNIMIX = 0.01  # of an actor that chooses


class Doer(Protocol):
    """A policy that can be asked in a dream: what it believes, and its actions as numbers."""

    network: Network

    def belief(self, features: Node) -> Any:
        """pi(. | features), one row a state."""

    def as_rows(self, actions: List[Any]) -> Matrix:
        """Actions as the model is told of them: one row of numbers each."""


class Mover:
    """Acts with vectors: a Gaussian whose mean and deviation both depend on the state."""

    def __init__(self, network: Network) -> None:
        """From a network with two columns for each number of an action."""
        self.network = network

    def belief(self, features: Node) -> Any:
        """pi(. | features), one row a state."""
        raw = self.network(features)
        n = len(raw.values[0]) // 2
        return bounded_gaussian(slice_columns(raw, 0, n), slice_columns(raw, n, 2 * n))

    def as_rows(self, actions: List[Any]) -> Matrix:
        """They are rows of numbers already."""
        return [list(action) for action in actions]


class Chooser:
    """Acts with choices: a categorical with a share of pure chance."""

    def __init__(self, network: Network) -> None:
        """From a network with a column for each choice."""
        self.network = network

    def belief(self, features: Node) -> Categorical:
        """pi(. | features), one row a state."""
        return Categorical(self.network(features), UNIMIX)

    def as_rows(self, actions: List[Any]) -> Matrix:
        """One-hot rows."""
        n = len(self.network.parameters()[-1].values[0])
        return [one_hot(action, n) for action in actions]


@dataclass(frozen=True)
class BehaviourSettings:
    """How actor and critic are built, and how they learn."""

    units: int = 32  # neurons of each hidden layer
    layers: int = 2  # hidden ones
    numbers: str = "two-hot"  # how values are said, a name in HEADS
    bins: int = 61
    limit: float = 7.5
    horizon: int = 10  # steps of a dream, T
    last: int = 8  # of each window, the last so many states begin a dream
    lam: float = 0.95
    entropy: float = 3e-3  # what a nat of entropy is worth, eta
    scaled: bool = True  # advantages are divided by how far returns spread
    slow_weight: float = 1.0  # of the critic's loss towards its slow copy
    slow_rate: float = 0.02  # how far that copy moves at an update
    replay_weight: float = 0.3  # of the critic's loss on what was lived

    def __post_init__(self) -> None:
        """Raises: TypeError or ValueError naming the setting that will not do."""
        for name in ("units", "layers", "horizon"):
            need_whole(name, getattr(self, name))
        need_flag("scaled", self.scaled)
        need_whole("last", self.last, 2)  # a lived return needs a state and the next
        check_numbers(self.numbers, self.bins, self.limit)
        for name in ("lam", "slow_rate"):
            need_share(name, getattr(self, name))
        for name in ("entropy", "slow_weight", "replay_weight"):
            need_finite(name, getattr(self, name))


class Behaviour:
    """Actor, critic, slow critic, and the scale of returns."""

    def __init__(self, settings: BehaviourSettings, actor: Doer, critic: NumberHead) -> None:
        """With a slow critic that is a copy, to the bit."""
        self.settings, self.actor, self.critic = settings, actor, critic
        self.slow = deepcopy(critic)
        self.scale = ReturnScale()

    def values(self, features: Matrix) -> Vector:
        """What the critic expects, a number a row."""
        return self.critic.read(self.critic(constant(features)).values)

    def slow_values(self, features: Matrix) -> Vector:
        """What its slow copy expects."""
        return self.slow.read(self.slow(constant(features)).values)

    def divisor(self) -> float:
        """What advantages are divided by."""
        return self.scale.scale() if self.settings.scaled else 1.0


def new_behaviour(settings: BehaviourSettings, features: int, action: int, chooses: bool,
                  rng: Stream, draw: Draw = trunc_normal_in) -> Behaviour:
    """An actor that does much the same everywhere, and a critic that says 0.0 of everything.

    Args: action: numbers in an action, or choices. chooses: which of the two.
    """
    hidden = [settings.units] * settings.layers
    out = action if chooses else 2 * action
    network = normed_mlp("actor", [features, *hidden, out], rng, 0.01, draw)
    critic = HEADS[settings.numbers]("critic", [features, *hidden], settings.bins,
                                     settings.limit, rng, draw)
    return Behaviour(settings, Chooser(network) if chooses else Mover(network), critic)


class Judged(NamedTuple):
    """What a dream was worth. Lists of one entry a time; in each, one a dream."""

    returns: List[Vector]  # R_0 ... R_{T-1}
    weights: List[Vector]  # w_0 ... w_{T-1}: how likely it is that the dream got so far


def judge_dream(rewards: List[Vector], discounts: List[Vector], values: List[Vector],
                lam: float) -> Judged:
    """Lambda-returns of each dream, and the weights of their times.

    R_t = r_{t+1} + d_{t+1} [(1 - lam) v_{t+1} + lam R_{t+1}],  R_T = v_T   (eq. 5)
    w_t = d_0 d_1 ... d_t   (the code of DreamerV3)

    Args: rewards, discounts, values: at times 0 to T; d is the probability of going on, times
        gamma. The reward at time 0 is not looked at.
    Raises: ValueError if they differ in times or dreams, for a discount or lam outside [0, 1],
        or as mixed_returns.
    """
    need_times({"rewards": rewards, "discounts": discounts, "values": values})
    for share in (lam, *discounts[0]):
        need_share("lam, as a discount,", share)
    dreams, steps = len(values[0]), len(values) - 1
    returns = [[0.0] * dreams for _ in range(steps)]
    weights = [[0.0] * dreams for _ in range(steps)]
    for i in range(dreams):
        shares = [lam] * (steps - 1) + [0.0]
        ahead = mixed_returns([rewards[t][i] for t in range(1, steps + 1)],
                              [values[t][i] for t in range(1, steps + 1)],
                              [discounts[t][i] for t in range(1, steps + 1)], shares)
        weight = 1.0
        for t in range(steps):
            weight *= discounts[t][i]
            returns[t][i], weights[t][i] = ahead[t], weight
    return Judged(returns, weights)


def actor_loss(log_probability: Node, entropy: Node, advantages: Vector, weights: Vector,
               eta: float) -> Node:
    """-mean of w [sg(advantage) log pi(a) + eta H]   (eq. 6; mean over time, weighted as in code).

    Args: log_probability, entropy: one row a state of a dream; advantages: (R - v) / scale.
    """
    praised = multiply(log_probability, constant([[a] for a in advantages]))
    each = multiply(add(praised, scale(eta, entropy)), constant([[w] for w in weights]))
    return scale(-1.0, mean(each))


def critic_loss(behaviour: Behaviour, outputs: Node, returns: Vector, slow: Vector,
                weights: Vector) -> Node:
    """mean of w [CE(v, R) + CE(v, what the slow critic says)]   (eq. 5 and below it).

    Args: outputs: of the critic, one row a state; slow: what the slow critic says of it.
    """
    settings = behaviour.settings
    each = behaviour.critic.errors(outputs, [returns, slow], [1.0, settings.slow_weight])
    return mean(multiply(each, constant([[w] for w in weights])))


def scaled_advantages(behaviour: Behaviour, returns: Vector, values: Vector) -> Vector:
    """(R - v) / max(1, S)   (eq. 6)."""
    return vector.scale(1.0 / behaviour.divisor(), vector.subtract(returns, values))
