"""DreamerV3: learn what the world does, and learn in dreams of it what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, NamedTuple, Sequence, Tuple

from policywerk.actors.behaviour import (
    Behaviour,
    BehaviourSettings,
    Judged,
    actor_loss,
    critic_loss,
    judge_dream,
    new_behaviour,
    scaled_advantages,
)
from policywerk.actors.imagination import Dream, dream
from policywerk.actors.rssm import Latent, classes_of, code_of
from policywerk.actors.world_model import (
    SequenceBatch,
    Watched,
    WorldModel,
    WorldSettings,
    new_world_model,
    watch,
    world_loss,
    world_losses,
)
from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.frames import Frame, pixels_of
from policywerk.building_blocks.grad import (
    Node,
    Parameter,
    add,
    backward,
    constant,
    scale,
    stack_rows,
    take_rows,
    zero_grads,
)
from policywerk.building_blocks.network import follow
from policywerk.building_blocks.optimizers import LaProp, Optimizer, clip_adaptively
from policywerk.building_blocks.replay_buffer import (
    ContextWindow,
    LatentRow,
    OnlineQueue,
    ReplayBuffer,
    Row,
    context_window,
    refresh,
    sample_starts,
    updates_per_step,
)
from policywerk.building_blocks.returns import mixed_returns
from policywerk.building_blocks.schedules import linear_schedule
from policywerk.primitives import vector
from policywerk.primitives.matrix import Matrix, shape
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector


@dataclass(frozen=True)
class DreamerSettings:
    """How an agent learns."""

    world: WorldSettings = field(default_factory=WorldSettings)
    behaviour: BehaviourSettings = field(default_factory=BehaviourSettings)
    windows: int = 8  # of a batch, B
    length: int = 16  # rows of a window, T
    ratio: float = 96.0  # rows learned from for each step taken
    prefill: int = 300  # steps at random before anything is learned
    capacity: int = 100_000  # rows that are kept
    alpha: float = 1e-3  # step size of all but the actor
    actor_alpha: float = 3e-4
    warm_up: int = 100  # updates over which step sizes rise from 0
    agc: float = 0.3  # the longest gradient, as a share of its parameter

    @property
    def updates_per_step(self) -> float:
        """How many updates a step of the environment pays for."""
        return updates_per_step(self.ratio, self.windows, self.length)


class Mind(NamedTuple):
    """What an agent has in mind, as it is kept with a row: h, and the class of each latent."""

    h: Vector
    z: bytes


class Losses(NamedTuple):
    """What came of an update, in numbers."""

    world: Dict[str, float]
    actor: float
    critic: float
    replay_critic: float
    entropy: float  # of the actor, in its dreams
    scale: float  # of returns
    returned: float  # mean return of the dreams


class Dreamer:
    """All there is of an agent: model, behaviour, memory of rows, and what it has in mind."""

    def __init__(self, settings: DreamerSettings, model: WorldModel, behaviour: Behaviour) -> None:
        """An agent that knows nothing and has seen nothing."""
        self.settings, self.model, self.behaviour = settings, model, behaviour
        self.buffer: ReplayBuffer[LatentRow] = ReplayBuffer(settings.capacity)
        self.queue = OnlineQueue(settings.length + 1, overlap=1)
        self.rule: Optimizer = LaProp(0.9, 0.999, 1e-20)
        self.actor_rule: Optimizer = LaProp(0.9, 0.999, 1e-20)
        self.alpha = linear_schedule(0.0, settings.alpha, settings.warm_up)
        self.actor_alpha = linear_schedule(0.0, settings.actor_alpha, settings.warm_up)
        self.updates = 0
        self.latent = model.rssm.start(1)
        self.action: Vector = [0.0] * settings.world.sizes.action

    def parameters(self) -> List[Parameter]:
        """What learning changes, the actor's aside."""
        return [*self.model.parameters(), *self.behaviour.critic.network.parameters()]

    # ------------------------------------------------------------ acting

    def see(self, frame: Frame, is_first: bool, rng: Stream) -> None:
        """Take in an image that came of the last action."""
        pixels = constant([pixels_of((frame,))])
        latent = self.model.see(self.latent, constant([self.action]), [is_first], pixels, rng)
        self.latent = Latent(constant(latent.h.values), constant(latent.z.values))

    def decide(self, rng: Stream) -> Any:
        """An action, drawn."""
        belief = self.behaviour.actor.belief(constant(self.latent.features().values))
        return belief.sample(rng)[0]

    def best(self) -> Any:
        """The likeliest action."""
        belief = self.behaviour.actor.belief(constant(self.latent.features().values))
        if isinstance(belief, Categorical):
            return vector.argmax(belief.probabilities.values[0])
        return list(belief.mean.values[0])

    def remember(self, row: Row) -> None:
        """Keep a row, with what is in mind now; its action is what follows."""
        [h], [z] = self.latent.h.values, classes_of(self.latent.z.values,
                                                     self.settings.world.sizes)
        self.buffer.add(LatentRow(row, Mind(list(h), z)))
        self.action = list(row.action)

    # ------------------------------------------------------------ learning

    def update(self, replay: Stream, chance: Stream) -> Losses:
        """One step on everything, from a batch of windows."""
        settings = self.settings
        starts = sample_starts(self.buffer, self.queue, replay, settings.windows)
        windows = [context_window(self.buffer, start, settings.length + 1) for start in starts]
        batch = as_batch(windows, settings.world)
        watched = watch(self.model, batch, chance)
        losses = world_losses(self.model, batch, watched)
        lessons = dream_losses(self, batch, watched, chance)
        total = add(world_loss(settings.world, losses), lessons.total)
        self._step(total)
        for i, window in enumerate(windows):
            refresh(self.buffer, window.start, minds_of(watched, i, settings.world))
        return Losses({name: node.values[0][0] for name, node in losses.items()},
                      *lessons.numbers)

    def _step(self, loss: Node) -> None:
        """One backward pass, one step of the optimiser, one small step of the slow critic."""
        rest, actor = self.parameters(), self.behaviour.actor.network.parameters()
        zero_grads(rest)
        zero_grads(actor)
        backward(loss)
        clip_adaptively([*rest, *actor], self.settings.agc)
        self.rule.step(rest, self.alpha(self.updates))
        self.actor_rule.step(actor, self.actor_alpha(self.updates))
        behaviour = self.behaviour
        follow(behaviour.critic.network.parameters(), behaviour.slow.network.parameters(),
               behaviour.settings.slow_rate)
        self.updates += 1


# ---------------------------------------------------------------- batches


def as_batch(windows: Sequence[ContextWindow], settings: WorldSettings) -> SequenceBatch:
    """Windows, side by side, time by time."""
    times = range(len(windows[0].rows))
    rows = [[window.rows[t] for window in windows] for t in times]
    first = [window.action for window in windows]
    return SequenceBatch(
        h=[list(window.latents.h) for window in windows],
        z=[code_of(window.latents.z, settings.sizes) for window in windows],
        frames=[[pixels_of((row.observation,)) for row in at] for at in rows],
        actions=[[list(action) for action in first]]
        + [[list(row.action) for row in at] for at in rows[:-1]],
        is_first=[[row.is_first for row in at] for at in rows],
        rewards=[[row.reward for row in at] for at in rows],
        is_terminal=[[row.is_terminal for row in at] for at in rows],
        is_last=[[row.is_last for row in at] for at in rows],
    )


def minds_of(watched: Watched, i: int, settings: WorldSettings) -> List[Mind]:
    """What the model now has in mind at each row of window i."""
    return [Mind(list(latent.h.values[i]), classes_of([latent.z.values[i]], settings.sizes)[0])
            for latent in watched.latents]


# ---------------------------------------------------------------- learning from dreams


class Lessons(NamedTuple):
    """What dreams teach: a loss, and numbers to be looked at."""

    total: Node
    numbers: Tuple[float, float, float, float, float, float]


def dream_losses(agent: Dreamer, batch: SequenceBatch, watched: Watched, rng: Stream) -> Lessons:
    """Dream on from the last states of each window, and judge what came of it."""
    behaviour, settings = agent.behaviour, agent.behaviour.settings
    starts = watched.latents[-settings.last:]
    start = Latent(stack_rows([each.h for each in starts]), stack_rows([each.z for each in starts]))
    dreamt = dream(agent.model, behaviour.actor, start, settings.horizon, rng)
    known = [row for at in dreamt.features[:-1] for row in at]
    outputs = behaviour.critic(constant(known))
    dreams = len(dreamt.features[0])
    values = behaviour.critic.read(outputs.values)
    judged = judge(agent, dreamt, values, dreams)
    returns, weights = vector.concatenate(judged.returns), vector.concatenate(judged.weights)
    behaviour.scale.update(returns)
    advantages = scaled_advantages(behaviour, returns, values)
    entropy = stack_rows(dreamt.entropies)
    of_actor = actor_loss(stack_rows(dreamt.log_probabilities), entropy, advantages, weights,
                          settings.entropy)
    of_critic = critic_loss(behaviour, outputs, returns, behaviour.slow_values(known), weights)
    of_replay = replay_critic_loss(agent, batch, watched, judged.returns[0])
    total = add(add(of_actor, of_critic), scale(settings.replay_weight, of_replay))
    return Lessons(total, (
        of_actor.values[0][0], of_critic.values[0][0], of_replay.values[0][0],
        vector.mean([x for [x] in entropy.values]), behaviour.divisor(),
        vector.mean(returns)))


def judge(agent: Dreamer, dreamt: Dream, values: Vector, dreams: int) -> Judged:
    """The returns of dreams, from what model and critic say of their states."""
    behaviour, model = agent.behaviour, agent.model
    last = behaviour.values(dreamt.features[-1])
    by_time = [values[i:i + dreams] for i in range(0, len(values), dreams)]
    rewards = [[0.0] * dreams, *[model.rewards(at) for at in dreamt.features[1:]]]
    return judge_dream(rewards, [model.discounts(at) for at in dreamt.features],
                       [*by_time, last], behaviour.settings.lam)


def replay_critic_loss(
    agent: Dreamer, batch: SequenceBatch, watched: Watched, dreamt: Vector
) -> Node:
    """The critic's loss on states that were lived; its slope goes into the model, too.

    R_t = r_{t+1} + d_{t+1} [(1 - c_{t+1}) B_{t+1} + c_{t+1} R_{t+1}]
    d = gamma, or 0 at an end; c = lam, or 0 at a last row; B is what a dream from there returned.
    """
    behaviour, settings = agent.behaviour, agent.behaviour.settings
    n, last = len(batch.h), settings.last
    rows = len(watched.features.values)
    chosen = take_rows(watched.features, range(rows - last * n, rows - n))
    returns, weights = replay_returns(
        batch.rewards[-last:], batch.is_terminal[-last:], batch.is_last[-last:],
        [dreamt[i:i + n] for i in range(0, last * n, n)],
        agent.settings.world.gamma, settings.lam)
    return critic_loss(behaviour, behaviour.critic(chosen), vector.concatenate(returns),
                       behaviour.slow_values(chosen.values), vector.concatenate(weights))


def replay_returns(
    rewards: List[Vector], is_terminal: List[List[bool]], is_last: List[List[bool]],
    dreamt: List[Vector], gamma: float, lam: float,
) -> Tuple[List[Vector], List[Vector]]:
    """Returns of lived states at all times but the last, and their weights: 0 at last rows."""
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


# ---------------------------------------------------------------- new agents, and kept ones


def new_dreamer(settings: DreamerSettings, chooses: bool, rng: Stream) -> Dreamer:
    """An agent that knows nothing. Args: chooses: whether its actions are choices."""
    sizes = settings.world.sizes
    model = new_world_model(settings.world, rng)
    behaviour = new_behaviour(settings.behaviour, sizes.features, sizes.action, chooses, rng)
    return Dreamer(settings, model, behaviour)


def acting_parameters(agent: Dreamer) -> List[Parameter]:
    """What acting and dreaming need: the model and the actor, no critics."""
    return [*agent.model.parameters(), *agent.behaviour.actor.network.parameters()]


def take_weights(agent: Dreamer, weights: Mapping[str, Matrix]) -> None:
    """Give an agent's model and actor these weights.

    Raises: ValueError if one is missing or has another shape.
    """
    for p in acting_parameters(agent):
        if p.name not in weights or shape(weights[p.name]) != shape(p.values):
            raise ValueError(f"this agent needs {p.name} of shape {shape(p.values)}, got "
                             f"{shape(weights[p.name]) if p.name in weights else 'none'}")
    for p in acting_parameters(agent):
        for row, into in zip(weights[p.name], p.values):
            into[:] = row
