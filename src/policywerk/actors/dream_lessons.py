"""What dreams teach: the losses of actor and critic, from dreams and from what was lived."""

from __future__ import annotations

from typing import List, NamedTuple, Tuple

from policywerk.actors.behaviour import (
    Behaviour,
    Judged,
    actor_loss,
    critic_loss,
    judge_dream,
    scaled_advantages,
)
from policywerk.actors.imagination import Dream, dream
from policywerk.actors.needs import need_times
from policywerk.actors.rssm import Latent
from policywerk.actors.sequence_batches import SequenceBatch
from policywerk.actors.world_model import Watched, WorldModel
from policywerk.building_blocks.grad import Node, add, constant, scale, stack_rows, take_rows
from policywerk.building_blocks.returns import mixed_returns
from policywerk.primitives import vector
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector


class Told(NamedTuple):
    """What came of dreams, in numbers: three losses, and three to be looked at."""

    actor: float
    critic: float
    replay_critic: float
    entropy: float  # of the actor, in its dreams
    scale: float  # of returns
    returned: float  # mean return of the dreams


def dream_loss(model: WorldModel, behaviour: Behaviour, batch: SequenceBatch, watched: Watched,
               rng: Stream) -> Tuple[Node, Told]:
    """Dream on from the last states of each window, and judge what came of it."""
    settings = behaviour.settings
    starts = watched.latents[-settings.last:]
    start = Latent(stack_rows([each.h for each in starts]), stack_rows([each.z for each in starts]))
    dreamt = dream(model, behaviour.actor, start, settings.horizon, rng)
    known = [row for at in dreamt.features[:-1] for row in at]
    outputs = behaviour.critic(constant(known))
    values = behaviour.critic.read(outputs.values)
    judged = judge(model, behaviour, dreamt, values)
    returns, weights = vector.concatenate(judged.returns), vector.concatenate(judged.weights)
    behaviour.scale.update(returns)
    advantages = scaled_advantages(behaviour, returns, values)
    entropy = stack_rows(dreamt.entropies)
    of_actor = actor_loss(stack_rows(dreamt.log_probabilities), entropy, advantages, weights,
                          settings.entropy)
    of_critic = critic_loss(behaviour, outputs, returns, behaviour.slow_values(known), weights)
    of_replay = replay_critic_loss(model, behaviour, batch, watched, judged.returns[0])
    total = add(add(of_actor, of_critic), scale(settings.replay_weight, of_replay))
    return total, Told(
        of_actor.values[0][0], of_critic.values[0][0], of_replay.values[0][0],
        vector.mean([x for [x] in entropy.values]), behaviour.divisor(),
        vector.mean(returns))


def judge(model: WorldModel, behaviour: Behaviour, dreamt: Dream, values: Vector) -> Judged:
    """The returns of dreams, from what model and critic say of their states.

    Args: values: what the critic says of all states but the last, in the order of time.
    Raises: ValueError if there are not as many, or as judge_dream.
    """
    steps = len(dreamt.features) - 1
    if steps < 1:
        raise ValueError(f"a dream needs the start and a step, got {steps + 1} times")
    dreams = len(dreamt.features[-1])
    if len(values) != steps * dreams:
        raise ValueError(f"{dreams} dreams of {steps} steps need {steps * dreams} values, "
                         f"got {len(values)}")
    last = behaviour.values(dreamt.features[-1])
    by_time = [values[i:i + dreams] for i in range(0, len(values), dreams)]
    rewards = [[0.0] * dreams, *[model.rewards(at) for at in dreamt.features[1:]]]
    return judge_dream(rewards, [model.discounts(at) for at in dreamt.features],
                       [*by_time, last], behaviour.settings.lam)


def replay_critic_loss(model: WorldModel, behaviour: Behaviour, batch: SequenceBatch,
                       watched: Watched, dreamt: Vector) -> Node:
    """The critic's loss on states that were lived; its slope goes into the model, too.

    Args: dreamt: what the dreams returned that began in the last states, in the order of time.
    """
    settings = behaviour.settings
    n, last = len(batch.h), settings.last
    rows = len(watched.features.values)
    chosen = take_rows(watched.features, range(rows - last * n, rows - n))
    returns, weights = replay_returns(
        batch.rewards[-last:], batch.is_terminal[-last:], batch.is_last[-last:],
        [dreamt[i:i + n] for i in range(0, last * n, n)], model.settings.gamma, settings.lam)
    return critic_loss(behaviour, behaviour.critic(chosen), vector.concatenate(returns),
                       behaviour.slow_values(chosen.values), vector.concatenate(weights))


def replay_returns(
    rewards: List[Vector], is_terminal: List[List[bool]], is_last: List[List[bool]],
    dreamt: List[Vector], gamma: float, lam: float,
) -> Tuple[List[Vector], List[Vector]]:
    """Returns of lived states at all times but the last, and their weights: 0 at last rows.

    R_t = r_{t+1} + d_{t+1} [(1 - c_{t+1}) B_{t+1} + c_{t+1} R_{t+1}]
    d = gamma, or 0 at an end; c = lam, or 0 at a last row; B is what a dream from there returned.

    Args: one list a time, of one entry a window each.
    Raises: ValueError if they differ in times or windows, or as mixed_returns.
    """
    need_times({"rewards": rewards, "is_terminal": is_terminal, "is_last": is_last,
                "dreamt": dreamt})
    times, n = len(rewards), len(rewards[0])
    returns = [[0.0] * n for _ in range(times - 1)]
    weights = [[0.0 if last else 1.0 for last in at] for at in is_last[:-1]]
    for i in range(n):
        ahead = range(1, times)
        shares = [0.0 if is_last[t][i] else lam for t in ahead]
        shares[-1] = 0.0
        found = mixed_returns(
            [rewards[t][i] for t in ahead], [dreamt[t][i] for t in ahead],
            [0.0 if is_terminal[t][i] else gamma for t in ahead], shares)
        for t in range(times - 1):
            returns[t][i] = found[t]
    return returns, weights
