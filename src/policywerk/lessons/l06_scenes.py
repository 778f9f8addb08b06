"""Lesson 06, what its film keeps: how an agent goes, what it believes, how far it has moved."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

from policywerk.actors.actor_critic import Actor
from policywerk.building_blocks.clipped_actions import ClippedActions
from policywerk.data.values import Json
from policywerk.primitives.random import Stream, stream
from policywerk.primitives.vector import Vector, mean
from policywerk.world.pointmass import PointMass

TARGET = [0.4, -0.3]  # of all scenes
PATHS = 8  # episodes in a scene, which start at the same places in every one
PLACES = [-0.8, -0.4, 0.0, 0.4, 0.8]  # of the map of beliefs, along either side
NARROW = 0.025  # width of a bin of ratios
BINS = 40  # from 0.5 to 1.5; what lies outside is counted in the last one on its side

Moved = List[Tuple[float, float]]  # of each step: its ratio and its advantage


def scene(actor: Actor, step: int, moved: Moved) -> Dict[str, Json]:
    """What a film shows of an agent after so many steps, rounded: it is to be looked at."""
    paths, reached = ways(actor, stream(0, "film"))
    belief: Any = actor.beliefs([at_rest(x, y) for y in PLACES for x in PLACES])
    usual = mean([advantage for _, advantage in moved]) if moved else 0.0
    return {
        "step": step,
        "paths": [[_rounded(place) for place in path] for path in paths],
        "reached": [float(each) for each in reached],
        "means": [_rounded(row) for row in belief.mean.values],
        "log sd": _rounded(belief.log_sd.values[0]),
        "better": binned([ratio for ratio, advantage in moved if advantage > usual]),
        "worse": binned([ratio for ratio, advantage in moved if advantage <= usual]),
    }


def at_rest(x: float, y: float) -> Vector:
    """What is seen of the point mass that stands there."""
    return [x, y, 0.0, 0.0, *TARGET]


def ways(actor: Actor, rng: Stream) -> Tuple[List[List[Vector]], List[bool]]:
    """The places an agent passes from each start, acting as it does while it learns."""
    inside = PointMass(TARGET)
    world, paths, reached = ClippedActions(inside), [], []
    for episode in range(PATHS):
        observation, _ = world.reset(seed=0 if episode == 0 else None)
        path, terminated, over = [observation[:2]], False, False
        while not over:
            action = actor.beliefs([observation]).sample(rng)[0]
            observation, _, terminated, truncated, _ = world.step(action)
            path.append(observation[:2])
            over = terminated or truncated
        paths.append(path)
        reached.append(terminated)
    return paths, reached


def binned(ratios: Vector) -> List[float]:
    """How many ratios fall into each bin, from 0.5 upwards."""
    counts = [0.0] * BINS
    for ratio in ratios:
        counts[min(max(int((ratio - 0.5) / NARROW), 0), BINS - 1)] += 1.0
    return counts


def _rounded(numbers: Vector) -> Json:
    return [round(x, 3) for x in numbers]
