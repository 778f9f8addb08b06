"""The agents of lesson 06 in the worlds of another library: Gymnasium's, which they never saw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gymnasium
import numpy as np

from policywerk.actors.actor_critic import actor_of
from policywerk.data.weights import read
from policywerk.lessons.experiment import Records
from policywerk.lessons.l06_ppo import EACH, run_of
from policywerk.lessons.l06_worlds import JUDGE, JUDGED_BY
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.scalar import clip

THEIRS = {"cart-pole": "CartPole-v1", "pendulum": "Pendulum-v1"}


def elsewhere(records: Records, world: str) -> list[float]:
    """What each trained seed earns in the world of that name of Gymnasium's, in the mean."""
    runs = [run_of(world, seed) for seed in range(EACH[world][1])]
    return [float(np.mean(played(THEIRS[world], read(run.keeps)))) for run in runs
            if records.find(run) is not None]


def played(name: str, weights: Mapping[str, Matrix], episodes: int = JUDGED_BY) -> list[float]:
    """Returns of the likeliest actions of these weights; the episodes go side by side."""
    actor = actor_of(weights)
    worlds = [gymnasium.make(name) for _ in range(episodes)]
    seen = [world.reset(seed=JUDGE + i)[0] for i, world in enumerate(worlds)]
    earned, under_way = [0.0] * episodes, list(range(episodes))
    while under_way:
        asked = [[float(x) for x in seen[i]] for i in under_way]
        for i, action in zip(list(under_way), actor.likeliest(actor.beliefs(asked))):
            seen[i], reward, terminated, truncated, _ = worlds[i].step(
                as_theirs(worlds[i].action_space, action))
            earned[i] += float(reward)
            if terminated or truncated:
                under_way.remove(i)
    return earned


def as_theirs(space: Any, action: Any) -> Any:
    """An action of ours, as such a space has it: a choice, or an array within its bounds."""
    if isinstance(space, gymnasium.spaces.Discrete):
        return int(action)
    return np.array([clip(entry, float(low), float(high)) for entry, low, high in zip(
        action, space.low, space.high)], dtype=space.dtype)
