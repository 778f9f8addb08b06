"""DreamerV3: learn what the world does, and learn in dreams of it what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from policywerk.actors.behaviour import Behaviour, BehaviourSettings, new_behaviour
from policywerk.actors.dream_lessons import dream_loss
from policywerk.actors.needs import need_above, need_finite, need_whole
from policywerk.actors.rssm import Latent, classes_of
from policywerk.actors.sequence_batches import Mind, SequenceBatch, minds_of, sequence_batch
from policywerk.actors.world_model import (
    WorldModel,
    WorldSettings,
    new_world_model,
    watch,
    world_loss,
    world_losses,
)
from policywerk.building_blocks.dense import Draw, trunc_normal_in
from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.frames import Frame, pixels_of
from policywerk.building_blocks.grad import Node, Parameter, add, backward, constant, zero_grads
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
from policywerk.building_blocks.schedules import linear_schedule
from policywerk.building_blocks.spaces import as_vector
from policywerk.primitives import vector
from policywerk.primitives.matrix import Matrix, shape
from policywerk.primitives.random import Stream
from policywerk.primitives.scalar import INFINITY
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

    def __post_init__(self) -> None:
        """Raises: TypeError or ValueError naming the setting that will not do."""
        for name in ("windows", "length", "warm_up"):
            need_whole(name, getattr(self, name))
        if self.behaviour.last > self.length:
            raise ValueError(f"last must be at most the length of {self.length} rows, "
                             f"got {self.behaviour.last}")
        need_whole("prefill", self.prefill, 0)
        need_whole("capacity", self.capacity, self.length + 1)  # a window and its context
        need_above("ratio", self.ratio, 0.0)
        need_above("agc", self.agc, 0.0)
        for name in ("alpha", "actor_alpha"):
            need_finite(name, getattr(self, name))

    @property
    def updates_per_step(self) -> float:
        """How many updates a step of the environment pays for."""
        return updates_per_step(self.ratio, self.windows, self.length)


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

    def see(self, frame: Frame, is_first: bool, rng: Stream) -> None:
        """Take in an image that came of the last action.

        Raises: ValueError for an image of another size, or one that is no frame.
        """
        self._check_frame(frame)
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
        """Keep a row, with what is in mind now; its action is what follows.

        Raises: ValueError for a row that nothing could be learned from, RuntimeError if nothing
            was seen yet; it is not kept then.
        """
        self._check_frame(row.observation)
        if not any(self.latent.z.values[0]):
            raise RuntimeError("nothing is in mind yet: see the image of a row before keeping it")
        sizes = self.settings.world.sizes
        action = as_vector(row.action)
        if action is None or len(action) != sizes.action or not all(
                -INFINITY < number < INFINITY for number in (*action, row.reward)):
            raise ValueError(f"a row needs an action of {sizes.action} finite numbers (a choice "
                             f"as a one-hot vector) and a finite reward, got {row.action!r} and "
                             f"{row.reward!r}")
        [h], [z] = self.latent.h.values, classes_of(self.latent.z.values,
                                                     self.settings.world.sizes)
        self.buffer.add(LatentRow(row, Mind(list(h), z)))
        self.action = list(row.action)

    def _check_frame(self, frame: Frame) -> None:
        """Raise ValueError unless this is an image of the size that the model looks at."""
        pixels = self.settings.world.pixels
        if not isinstance(frame, bytes) or len(frame) != pixels:
            what = f"{len(frame)} bytes" if isinstance(frame, bytes) else repr(frame)[:60]
            raise ValueError(f"an image is a frame of {pixels} bytes here, as as_frame makes it, "
                             f"got {what}")

    def update(self, replay: Stream, chance: Stream) -> Dict[str, float]:
        """One step on everything, from a batch of windows; what came of it, in numbers."""
        windows, batch = self.recall(replay)
        watched = watch(self.model, batch, chance)
        losses = world_losses(self.model, batch, watched)
        of_dreams, found = dream_loss(self.model, self.behaviour, batch, watched, chance)
        self._step(add(world_loss(self.settings.world, losses), of_dreams))
        self.renew(windows, watched.latents)
        return {**{name: node.values[0][0] for name, node in losses.items()},
                "actor": found.actor, "critic": found.critic, "replay critic": found.replay_critic,
                "entropy": found.entropy, "scale": found.scale, "returned": found.returned}

    def recall(self, replay: Stream) -> Tuple[List[ContextWindow], SequenceBatch]:
        """Windows of what was lived, new ones before any others; and the same side by side."""
        settings = self.settings
        starts = sample_starts(self.buffer, self.queue, replay, settings.windows)
        windows = [context_window(self.buffer, start, settings.length + 1) for start in starts]
        return windows, sequence_batch(windows, settings.world.sizes)

    def renew(self, windows: Sequence[ContextWindow], latents: Sequence[Latent]) -> None:
        """Write back what the model has in mind now, time by time, at the rows of the windows."""
        for i, window in enumerate(windows):
            refresh(self.buffer, window.start,
                    minds_of(latents, i, self.settings.world.sizes))

    def _step(self, loss: Node) -> None:
        """One backward pass, a step of each optimiser, one small step of the slow critic."""
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


def new_dreamer(settings: DreamerSettings, chooses: bool, rng: Stream,
                draw: Draw = trunc_normal_in) -> Dreamer:
    """An agent that knows nothing.

    Args: chooses: whether its actions are choices. draw: where its first weights come from.
    """
    sizes = settings.world.sizes
    model = new_world_model(settings.world, rng, draw)
    behaviour = new_behaviour(settings.behaviour, sizes.features, sizes.action, chooses, rng, draw)
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
