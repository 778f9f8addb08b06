"""Lesson 06, the worlds: what is controlled, how that is judged, and who does it untaught."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

from policywerk.building_blocks.clipped_actions import ClippedActions
from policywerk.building_blocks.environments import Environment, Info
from policywerk.building_blocks.scaled import Scaled
from policywerk.building_blocks.spaces import Box, Space
from policywerk.data.record import Record
from policywerk.data.values import numbers
from policywerk.lessons.experiment import Experiment, Found, Given, Run
from policywerk.lessons.settings import Config, setting
from policywerk.primitives.random import stream
from policywerk.primitives.scalar import clip
from policywerk.primitives.vector import Vector, mean
from policywerk.world.balance import STRONGEST, Balance
from policywerk.world.cart_pole_v1 import CartPoleV1
from policywerk.world.pendulum import Pendulum
from policywerk.world.pointmass import PointMass

JUDGED_BY = 100  # episodes, of what was learnt
JUDGE = 1_000_000  # the seed of their starts, the same for all agents


def twisted() -> Environment:
    """The hinged pole of lesson 2, twisted, with all its numbers between about -1 and 1."""
    return Scaled(Balance(continuous=True), [5.0, 1.0], STRONGEST)


WORLDS: Dict[str, Callable[[], Environment]] = {
    "point mass": PointMass,
    "balance": twisted,
    "cart-pole": CartPoleV1,
    "pendulum": Pendulum,
}


class OneEnd:
    """A world that says its task has ended where only its clock has: a mistake, to be measured."""

    def __init__(self, environment: Environment) -> None:
        """Stand between an agent and this environment."""
        self.environment = environment
        self.observation_space: Space = environment.observation_space
        self.action_space: Space = environment.action_space

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Any, Info]:
        """Start an episode, as the environment does."""
        return self.environment.reset(seed=seed, options=options)

    def step(self, action: Any) -> Tuple[Any, float, bool, bool, Info]:
        """Act once; nothing is ever truncated."""
        observation, reward, terminated, truncated, info = self.environment.step(action)
        return observation, reward, terminated or truncated, False, info


# ---------------------------------------------------------------- judging


class Outcome(NamedTuple):
    """What came of one episode."""

    earned: float  # the sum of its rewards
    steps: int
    terminated: bool  # of the point mass: the target was reached


def outcome(environment: Environment, observation: Any, act: Callable[[Any], Any]) -> Outcome:
    """Act until the episode is over. Actions may go too far: the world sees what is allowed."""
    world, earned, steps, terminated, over = ClippedActions(environment), 0.0, 0, False, False
    while not over:
        observation, reward, terminated, truncated, _ = world.step(act(observation))
        earned, steps, over = earned + reward, steps + 1, terminated or truncated
    return Outcome(earned, steps, terminated)


def judge(
    environment: Environment, act: Callable[[Any], Any], episodes: int = JUDGED_BY,
    seed: int = JUDGE,
) -> List[Outcome]:
    """Episodes that nobody learns from; their starts depend on the seed and on nothing else."""
    outcomes = []
    observation, _ = environment.reset(seed=seed)
    for episode in range(episodes):
        if episode > 0:
            observation, _ = environment.reset()
        outcomes.append(outcome(environment, observation, act))
    return outcomes


# ---------------------------------------------------------------- who does not learn


@dataclass(frozen=True)
class Untaught(Config):
    """Act without learning: at random, and, where there is a rule that does well, by it."""

    world: str = setting("point mass", "what is controlled", choices=tuple(WORLDS))
    episodes: int = setting(1000, "of each", least=2)


def steer(observation: Vector) -> Vector:
    """The push of somebody who knows the point mass: towards the target, and against the speed.

    a = 5 (target - x) - 10 v, cut to -1 ... 1
    """
    x, y, fast_x, fast_y, target_x, target_y = observation  # the speeds are seen five times
    return [clip(5.0 * (target_x - x) - 2.0 * fast_x, -1.0, 1.0),
            clip(5.0 * (target_y - y) - 2.0 * fast_y, -1.0, 1.0)]


def untaught_experiment(config: Untaught, given: Given) -> Found:
    """Returns, and shares of episodes that terminated, of players who do not learn."""
    world, rng = WORLDS[config.world](), stream(given.only_seed, "actions")
    players: Dict[str, Callable[[Any], Any]] = {
        "random": lambda observation: world.action_space.sample(rng)}
    if config.world == "point mass":
        players["steering"] = steer
    found: Dict[str, List[float]] = {}
    for name, act in players.items():
        outcomes = judge(world, act, config.episodes, given.only_seed)
        found[name] = [each.earned for each in outcomes]
        found[f"{name}, ended"] = [float(each.terminated) for each in outcomes]
        found[f"{name}, judged"] = [each.earned for each in judge(world, act)]
    return Found(results=found)


def untaught_in_words(record: Record) -> List[str]:
    """Mean returns of those who do not learn."""
    return [f"  {name:20} {mean(numbers(record.results[name])):8.2f}"
            for name in record.results if "ended" not in name]


def size(space: Space) -> int:
    """How many numbers a network needs for it: entries of a vector, or choices."""
    return space.shape[0] if isinstance(space, Box) else space.n  # type: ignore[attr-defined]


UNTAUGHT = Experiment(Untaught, untaught_experiment, untaught_in_words)
UNTAUGHT_RUNS = tuple(Run(Untaught(world)) for world in WORLDS)
