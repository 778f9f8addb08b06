"""Dreaming: what the model expects to come of an actor's actions, step after step."""

from __future__ import annotations

from typing import List, NamedTuple

from policywerk.actors.behaviour import Doer
from policywerk.actors.rssm import Latent, without_slopes
from policywerk.actors.world_model import WorldModel
from policywerk.building_blocks.grad import Node, constant
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream


class Dream(NamedTuple):
    """Some dreams, time by time; of each time one row a dream. The numbers carry no slopes."""

    latents: List[Latent]  # T + 1, the start included
    features: List[Matrix]  # T + 1
    actions: List[Matrix]  # T
    log_probabilities: List[Node]  # T, with slopes to the actor
    entropies: List[Node]  # T, with slopes to the actor


def dream(model: WorldModel, actor: Doer, start: Latent, horizon: int, rng: Stream) -> Dream:
    """Act in the head for so many steps, each action and each outcome drawn.

    No slope goes back into the model.
    """
    latent = without_slopes(start)
    found = Dream([latent], [latent.features().values], [], [], [])
    for _ in range(horizon):
        belief = actor.belief(constant(found.features[-1]))
        actions = belief.sample(rng)
        rows = actor.as_rows(actions)
        latent = without_slopes(model.expect(latent, constant(rows), rng))
        found.latents.append(latent)
        found.features.append(latent.features().values)
        found.actions.append(rows)
        found.log_probabilities.append(belief.log_probability(actions))
        found.entropies.append(belief.entropy())
    return found
