"""Actors and critics: a network that says what to do, and one that says what to expect.

They share nothing. First weights are orthogonal, and those of an actor's last layer small: at
first it does much the same everywhere.
"""

from __future__ import annotations

from typing import Any, List, Mapping, Protocol, Sequence

from policywerk.building_blocks.dense import Dense, dense, linear
from policywerk.building_blocks.distributions import Categorical, Gaussian, kl_categoricals
from policywerk.building_blocks.grad import Node, Parameter, constant, tanh
from policywerk.building_blocks.network import Network
from policywerk.building_blocks.orthogonal import orthogonal
from policywerk.primitives.matrix import Matrix, shape
from policywerk.primitives.random import Stream
from policywerk.primitives.scalar import sqrt
from policywerk.primitives.vector import argmax

HIDDEN_GAIN = sqrt(2.0)  # of layers that bend
ACTOR_GAIN = 0.01  # of an actor's last layer
CRITIC_GAIN = 1.0  # of a critic's


class Belief(Protocol):
    """What an actor may do, one row a state: a Gaussian is one, and a Categorical."""

    def sample(self, rng: Stream) -> List[Any]:
        """Draw an action for each row."""

    def log_probability(self, actions: List[Any]) -> Node:
        """log pi(a | s) of one action a row, in nats; summed over what an action consists of."""

    def entropy(self) -> Node:
        """How undecided the actor is, one row a state, in nats."""


class Actor(Protocol):
    """A policy with parameters. The kind of its actions is known here and nowhere else."""

    def beliefs(self, observations: Matrix) -> Belief:
        """pi(. | s), one row a state."""

    def notes(self, belief: Any) -> Matrix:
        """A belief of this actor in plain numbers, one row a state."""

    def recalled(self, notes: Matrix) -> Belief:
        """The belief that was noted; no slope leads to it."""

    def kl(self, before: Any, now: Any) -> Node:
        """KL(before || now) of two beliefs of this actor, one row a state, in nats."""

    def likeliest(self, belief: Any) -> List[Any]:
        """The action with the highest probability, or density, of each row."""

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change."""


class GaussianActor:
    """Acts with vectors: a network says the mean; the deviation is the same in every state.

    network: one column a dimension of the action. log_sd: one row.
    """

    def __init__(self, network: Network, log_sd: Parameter) -> None:
        """Raises: ValueError if log_sd is not one row."""
        if len(log_sd.values) != 1:
            raise ValueError(f"log_sd must be one row, the same for all states, "
                             f"got {len(log_sd.values)} rows")
        self.network = network
        self.log_sd = log_sd

    def beliefs(self, observations: Matrix) -> Gaussian:
        """pi(. | s), one row a state."""
        return Gaussian(self.network(constant(observations)), self.log_sd)

    def notes(self, belief: Gaussian) -> Matrix:
        """The means of each row, then its log_sd."""
        return [[*means, *log_sds]
                for means, log_sds in zip(belief.mean.values, belief.log_sd.values)]

    def recalled(self, notes: Matrix) -> Gaussian:
        """The belief that was noted; no slope leads to it."""
        n = shape(self.log_sd.values)[1]
        return Gaussian(constant([row[:n] for row in notes]), constant([row[n:] for row in notes]))

    def kl(self, before: Gaussian, now: Gaussian) -> Node:
        """KL(before || now), one row a state, in nats."""
        return before.kl(now)

    def likeliest(self, belief: Gaussian) -> Matrix:
        """The mean of each row."""
        return [list(row) for row in belief.mean.values]

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change."""
        return [*self.network.parameters(), self.log_sd]


class CategoricalActor:
    """Acts with choices: a network says a logit for each."""

    def __init__(self, network: Network) -> None:
        """From a network with one column an action."""
        self.network = network

    def beliefs(self, observations: Matrix) -> Categorical:
        """pi(. | s), one row a state."""
        return Categorical(self.network(constant(observations)))

    def notes(self, belief: Categorical) -> Matrix:
        """The logits of each row."""
        return [list(row) for row in belief.logits.values]

    def recalled(self, notes: Matrix) -> Categorical:
        """The belief that was noted; no slope leads to it."""
        return Categorical(constant(notes))

    def kl(self, before: Categorical, now: Categorical) -> Node:
        """KL(before || now), one row a state, in nats."""
        return kl_categoricals(before, now)

    def likeliest(self, belief: Categorical) -> List[int]:
        """The action with the largest logit of each row."""
        return [argmax(row) for row in belief.logits.values]

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change."""
        return self.network.parameters()


def tanh_network(name: str, sizes: Sequence[int], last_gain: float, rng: Stream) -> Network:
    """Layers of tanh and a last one without a bend, with orthogonal weights and biases 0.0.

    Args: sizes: inputs, hidden layers, outputs. last_gain: of the last layer's weights.
    Raises: ValueError if there are fewer than two sizes, or one is below 1; or as orthogonal.
    """
    if len(sizes) < 2:
        raise ValueError("a network needs sizes for its input and output, "
                         f"got {list(sizes)}")
    last = len(sizes) - 2
    return Network([
        dense(f"{name}.{i}", sizes[i], sizes[i + 1], rng,
              linear if i == last else tanh,
              orthogonal(last_gain if i == last else HIDDEN_GAIN))
        for i in range(last + 1)
    ])


def gaussian_actor(sizes: Sequence[int], rng: Stream, log_sd: float = 0.0) -> GaussianActor:
    """A new actor whose last size is the number of dimensions; sizes as those of tanh_network.

    Args: log_sd: the first logarithm of the standard deviation, of every dimension.
    """
    network = tanh_network("actor", sizes, ACTOR_GAIN, rng)
    return GaussianActor(network, Parameter("actor.log_sd", [[log_sd] * sizes[-1]]))


def categorical_actor(sizes: Sequence[int], rng: Stream) -> CategoricalActor:
    """A new actor whose last size is the number of choices; sizes as those of tanh_network."""
    return CategoricalActor(tanh_network("actor", sizes, ACTOR_GAIN, rng))


def critic(sizes: Sequence[int], rng: Stream) -> Network:
    """A new critic, whose last size is 1; sizes as those of tanh_network."""
    if list(sizes[-1:]) != [1]:
        raise ValueError(f"a critic says one number, got sizes {list(sizes)}")
    return tanh_network("critic", sizes, CRITIC_GAIN, rng)


def actor_of(weights: Mapping[str, Matrix]) -> Actor:
    """The actor that has these weights, named as above; with a log_sd, it acts with vectors.

    Raises: ValueError if they are not those of an actor.
    """
    layers: List[Dense] = []
    depth = len(weights) // 2
    for i in range(depth):
        name = f"actor.{i}"
        if f"{name}.weight" not in weights or f"{name}.bias" not in weights:
            raise ValueError(f"an actor has weights {name}.weight and {name}.bias, "
                             f"got {sorted(weights)}")
        weight, bias = (Parameter(f"{name}.{part}", weights[f"{name}.{part}"])
                        for part in ("weight", "bias"))
        layers.append(Dense(weight, bias, linear if i == depth - 1 else tanh))
    network = Network(layers)
    if "actor.log_sd" not in weights:
        return CategoricalActor(network)
    return GaussianActor(network, Parameter("actor.log_sd", weights["actor.log_sd"]))
