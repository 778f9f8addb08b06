"""Lesson 07, the worlds: where the dot's target is, and what those earn there who do not learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, List, Optional

from policywerk.building_blocks.environments import Info
from policywerk.data.record import Record
from policywerk.data.values import numbers
from policywerk.lessons.experiment import Experiment, Found, Given
from policywerk.lessons.l06_worlds import JUDGE, JUDGED_BY, Outcome, steer
from policywerk.lessons.settings import Config, setting
from policywerk.primitives.random import stream
from policywerk.primitives.vector import Vector, mean
from policywerk.world.pixel_pointmass import PixelPointMass

CORNERS = [[x, y] for x in (-0.5, 0.5) for y in (-0.5, 0.5)]
TARGETS: Dict[str, Optional[List[List[float]]]] = {
    "fixed": [[0.5, -0.5]], "four": CORNERS, "random": None}

Push = Callable[[Info], Vector]


def steered(info: Info) -> Vector:
    """The push of somebody who knows where everything is."""
    speed = [5.0 * v for v in info["velocity"]]
    return steer([*info["position"], *speed, *info["target"]])


@dataclass(frozen=True)
class Unled(Config):
    """Push the dot without learning: at random, not at all, always the same way, and by a rule."""

    world: str = setting("fixed", "where the target is", choices=tuple(TARGETS))
    reach: float = setting(0.2, "how near the target is near enough", least=0.01, most=0.4)
    repeat: int = setting(1, "steps of the physics that a push is held", least=1)
    episodes: int = setting(500, "of each", least=2)


def unled_episode(world: PixelPointMass, info: Info, push: Push) -> Outcome:
    """One episode of somebody who is told what the picture hides."""
    earned, steps, terminated, over = 0.0, 0, False, False
    while not over:
        _, reward, terminated, truncated, info = world.step(push(info))
        earned, steps, over = earned + reward, steps + 1, terminated or truncated
    return Outcome(earned, steps, terminated)


def unled_episodes(world: PixelPointMass, push: Push, episodes: int, seed: int) -> List[Outcome]:
    """Episodes one after the other; their starts depend on the seed and on nothing else."""
    outcomes: List[Outcome] = []
    _, info = world.reset(seed=seed)
    for episode in range(episodes):
        if episode > 0:
            _, info = world.reset()
        outcomes.append(unled_episode(world, info, push))
    return outcomes


def unled_experiment(config: Unled, given: Given) -> Found:
    """Returns, shares of episodes at the target, and lengths, of those who do not learn."""
    world = PixelPointMass(TARGETS[config.world], config.reach, config.repeat)
    rng = stream(given.only_seed, "actions")
    players: Dict[str, Push] = {
        "random": lambda info: world.action_space.sample(rng),
        "still": lambda info: [0.0, 0.0],
        "to the corner": lambda info: [1.0, -1.0],
        "steering": steered,
    }
    found: Dict[str, List[float]] = {}
    for name, push in players.items():
        outcomes = unled_episodes(world, push, config.episodes, given.only_seed)
        found[name] = [each.earned for each in outcomes]
        found[f"{name}, ended"] = [float(each.terminated) for each in outcomes]
        found[f"{name}, steps"] = [float(each.steps) for each in outcomes]
        judged = unled_episodes(world, push, JUDGED_BY, JUDGE)
        found[f"{name}, judged"] = [each.earned for each in judged]
    return Found(results=found)


def unled_in_words(record: Record) -> List[str]:
    """What each of them comes to."""
    return [f"  {name:15} mean return {mean(numbers(record.results[name])):6.2f}   "
            f"at the target {100.0 * mean(numbers(record.results[f'{name}, ended'])):5.1f} %"
            for name in record.results if "," not in name]


UNLED = Experiment(Unled, unled_experiment, unled_in_words)
