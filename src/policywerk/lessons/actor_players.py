"""Players with an actor of lesson 06: they push, twist, turn, or choose."""

from __future__ import annotations

from typing import Any, Dict, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from policywerk.actors.actor_critic import Actor, Belief, GaussianActor, actor_of
from policywerk.building_blocks.distributions import Gaussian
from policywerk.building_blocks.grad import scale, shift
from policywerk.building_blocks.spaces import Box, Discrete, as_vector
from policywerk.primitives import vector
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream
from policywerk.primitives.scalar import INFINITY, clip, exp, log
from policywerk.primitives.vector import Vector
from policywerk.world.balance import STRONGEST
from policywerk.world.cart_pole_v1 import CartPoleV1
from policywerk.world.pendulum import Pendulum
from policywerk.world.pointmass import PointMass


class Task(NamedTuple):
    """What an actor has learned to do, and in which units it sees and acts."""

    factors: Vector  # what the numbers of an observation are multiplied by before it sees them
    actions: Union[Box, Discrete]  # what the world allows
    strength: float = 1.0  # what its own numbers are multiplied by to be the world's


PUSHING = Task([1.0] * 6, PointMass().action_space)
TWISTING = Task([5.0, 1.0], Box(-STRONGEST, STRONGEST, (1,)), STRONGEST)
CHOOSING = Task([1.0] * 4, CartPoleV1().action_space)
TURNING = Task([1.0] * 3, Pendulum().action_space)

TASKS: Dict[str, Task] = {
    "06-pointmass": PUSHING,
    "06-balance": TWISTING,
    **{f"06-cart-pole-{seed}": CHOOSING for seed in range(5)},
    **{f"06-pendulum-{seed}": TURNING for seed in range(3)},
}


class Bell(NamedTuple):
    """What went on in an actor that acts with numbers, in the world's units.

    All of it may lie beyond what the world allows.
    """

    mean: Vector
    sd: Vector
    drawn: Vector  # the mean itself, where nothing was left to chance


class Chances(NamedTuple):
    """What went on in an actor that chooses."""

    probabilities: Vector
    drawn: int  # the likeliest choice, where nothing was left to chance


class ActorPlayer:
    """Plays a plain world, in the world's own units, with an actor that has learned to.

    It looks at the present alone, so whether an episode begins makes no difference to it.
    """

    def __init__(self, actor: Actor, task: Task) -> None:
        """A player with this actor, which acts with vectors if the task's actions are a Box."""
        self.actor, self.task = actor, task

    def start(self) -> None:
        """An episode begins."""

    def act(
        self, observation: Sequence[float], rng: Optional[Stream] = None
    ) -> Tuple[Any, Any]:
        """What to give to the world, and why.

        Args:
            observation: what the world shows, in numbers of any library.
            rng: to draw from what the actor believes; without it, its likeliest action.
        Returns: an action that the world allows, of a vector the nearest; a Bell or Chances.
        Raises: ValueError as look.
        """
        belief = self.look(observation)
        drawn = self.actor.likeliest(belief)[0] if rng is None else belief.sample(rng)[0]
        space = self.task.actions
        if not isinstance(space, Box):
            return drawn, insides_of(belief, drawn)
        allowed = [clip(entry, space.low, space.high) for entry in drawn]
        return allowed, insides_of(belief, drawn)

    def look(self, observation: Sequence[float]) -> Belief:
        """pi(. | s), one row: what the actor may do at an observation, in the world's units.

        Raises: ValueError if the observation is not as many finite numbers as the world's.
        """
        seen = vector.multiply(self.task.factors, seen_as(observation, len(self.task.factors)))
        belief = self.actor.beliefs([seen])
        if not isinstance(belief, Gaussian):
            return belief
        strength = self.task.strength
        return Gaussian(scale(strength, belief.mean), shift(log(strength), belief.log_sd))


def seen_as(observation: Sequence[float], entries: int) -> Vector:
    """An observation in Python's own numbers.

    Raises: ValueError if it is not so many finite numbers.
    """
    seen = as_vector(observation)
    if seen is None:
        raise ValueError(f"this world is seen as {entries} numbers, got {observation!r}")
    if len(seen) != entries:
        raise ValueError(f"this world is seen as {entries} numbers, got {len(seen)}")
    for i, entry in enumerate(seen):
        if not -INFINITY < entry < INFINITY:
            raise ValueError(f"an observation must be finite, but number {i} of it is {entry!r}")
    return seen


def insides_of(belief: Any, drawn: Any) -> Any:
    """A Bell or Chances, from a belief of one row and what came of it."""
    if isinstance(belief, Gaussian):
        return Bell(list(belief.mean.values[0]), [exp(x) for x in belief.log_sd.values[0]], drawn)
    return Chances(list(belief.probabilities.values[0]), drawn)


def actor_player(task: Task, weights: Mapping[str, Matrix]) -> ActorPlayer:
    """The player who does this task with an actor that has these weights.

    Raises: ValueError if they are not those of an actor for it.
    """
    actor, space = actor_of(weights), task.actions
    if isinstance(space, Box) != isinstance(actor, GaussianActor):
        raise ValueError(f"an actor whose actions are {space!r} has "
                         f"{'an' if isinstance(space, Box) else 'no'} actor.log_sd")
    player = ActorPlayer(actor, task)
    _, insides = player.act([0.0] * len(task.factors))  # which fails if the layers do not fit
    outputs, wanted = len(insides[0]), space.shape[0] if isinstance(space, Box) else space.n
    if outputs != wanted:
        raise ValueError(f"the actor has {outputs} outputs, but actions are {space!r}")
    return player
