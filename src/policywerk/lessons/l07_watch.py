"""Lesson 07, a model alone: what helps it to see two things, and to know what a push does.

`Watch` takes rows that are there already, with a target anywhere, and learns the model of
DreamerV3 from them. Nobody dreams, and nobody learns to act.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Dict, List, Tuple

from policywerk.actors.behaviour import BehaviourSettings
from policywerk.actors.dreamer import Dreamer, DreamerSettings, new_dreamer
from policywerk.actors.rssm import RSSMSizes
from policywerk.actors.world_model import (
    WorldModel,
    WorldSettings,
    watch,
    world_loss,
    world_losses,
)
from policywerk.building_blocks.clipped_actions import ClippedActions
from policywerk.building_blocks.frames import as_frame
from policywerk.building_blocks.grad import backward, zero_grads
from policywerk.building_blocks.optimizers import clip_adaptively
from policywerk.building_blocks.replay_buffer import Row
from policywerk.building_blocks.work import multiply_adds
from policywerk.data.record import Record
from policywerk.data.values import Json, number
from policywerk.lessons.experiment import Experiment, Found, Given, Records, Run
from policywerk.lessons.l07_scenes import CONTEXT, Lived, errors_of, held_out
from policywerk.lessons.l07_worlds import steered
from policywerk.lessons.settings import Config, RequestError, setting
from policywerk.lessons.stepwise import Stepwise
from policywerk.primitives.random import Stream, stream
from policywerk.primitives.vector import Vector, mean, percentile
from policywerk.world.pixel_pointmass import PixelPointMass

BATCHES = 25  # updates that one call of advance takes
LOOK = 250  # updates after which the model is looked at, again and again
BY_CHANCE = 0.3  # the share of pushes in a steered episode that are drawn
UNSEEN = 3_000_000  # the first seed of episodes that no model learns from
SETS = 6  # of 24 such episodes each
LOST = 3.0  # pixels: a dot that is farther off is lost


@dataclass(frozen=True)
class Watch(Config):
    """Learn a model alone, from rows that are there already."""

    updates: int = setting(2000, "steps of the optimiser, 25 at a time", least=BATCHES)
    rows: int = setting(6000, "that are there to be learnt from", least=100, most=100_000)
    windows: int = setting(8, "of a batch", least=1)
    length: int = setting(16, "rows of a window", least=2)
    state: int = setting(128, "numbers in the memory h, in 8 blocks", least=8)
    units: int = setting(64, "neurons of the hidden layers of the model", least=1)
    latents: int = setting(8, "in a code z", least=1)
    encoder: int = setting(64, "neurons of encoder and decoder", least=1)
    alpha: float = setting(0.001, "step size", least=0.0)
    image_weight: float = setting(20.0, "of the image's error", least=0.0)
    lit: float = setting(0.0, "by how much more a lit pixel's error weighs", least=0.0)
    dynamics_weight: float = setting(1.0, "of the KL that teaches to expect", least=0.0)
    representation_weight: float = setting(0.1, "of the KL that teaches to be expected", least=0.0)


def alone(config: Watch) -> DreamerSettings:
    """The settings of an agent of which only the model will learn."""
    sizes = RSSMSizes(config.state, units=config.units, latents=config.latents,
                      seen=config.encoder)
    world = WorldSettings(
        sizes, decoder=config.encoder, horizon=14.0, image_weight=config.image_weight,
        lit=config.lit, dynamics_weight=config.dynamics_weight,
        representation_weight=config.representation_weight)
    return DreamerSettings(world, BehaviourSettings(last=2), windows=config.windows,
                           length=config.length, alpha=config.alpha)


def anywhere() -> PixelPointMass:
    """The world with its target anywhere, as the agent of this lesson meets it."""
    return PixelPointMass(None, reach=0.3, repeat=3)


# ---------------------------------------------------------------- rows to learn from


def fill(agent: Dreamer, rows: int, seed: int) -> None:
    """Go on until the agent holds so many rows, or one more.

    Every other episode is pushed at random, the others are steered; of these BY_CHANCE of the
    pushes are random too, so that a push does not follow from where the dot is and how fast.

    Raises: ValueError for more rows than the agent can hold.
    """
    if rows > agent.settings.capacity:
        raise ValueError(f"rows must be at most {agent.settings.capacity}, what the agent can "
                         f"hold, got {rows}")
    world, rng = ClippedActions(anywhere()), stream(seed, "acting")
    observation, info = world.reset(seed=seed)
    episode, reward, first = 0, 0.0, True
    while len(agent.buffer) < rows:
        frame = as_frame(observation)
        agent.see(frame, first, rng)
        by_hand = episode % 2 == 1 and rng.random() >= BY_CHANCE
        push = steered(info) if by_hand else world.action_space.sample(rng)
        agent.remember(Row(frame, list(push), reward, first, False, False))
        observation, reward, terminated, truncated, info = world.step(push)
        first = False
        if terminated or truncated:
            frame = as_frame(observation)
            agent.see(frame, False, rng)
            agent.remember(Row(frame, [0.0, 0.0], reward, False, True, terminated))
            observation, info = world.reset()
            episode, reward, first = episode + 1, 0.0, True


# ---------------------------------------------------------------- a run, step by step


@dataclass
class Watching:
    """A model on its way."""

    config: Watch
    agent: Dreamer
    replay: Stream
    chance: Stream
    unseen: List[Lived]
    steps: int
    step: int = 0
    losses: List[Dict[str, float]] = field(default_factory=list)  # since the last look
    marks: Dict[str, List[float]] = field(default_factory=dict)
    work: int = 0  # multiply-adds of learning; filling and looking are not counted
    digests: Dict[str, str] = field(default_factory=dict)

    @property
    def merit(self) -> str:
        """How far off its dot is, one step after the eyes are closed."""
        off = self.marks.get("dot foreseen")
        return f"dot {off[-1]:.2f} pixels off" if off else ""


def begin(config: Watch, given: Given) -> Watching:
    """A model that knows nothing, beside rows that are there already."""
    seed = given.only_seed
    if config.state % 8:
        raise RequestError(f"state needs a multiple of 8, got {config.state}")
    if config.updates % BATCHES:
        raise RequestError(f"updates needs a multiple of {BATCHES}, got {config.updates}")
    if config.length >= config.rows:
        raise RequestError(f"length must be less than the {config.rows} rows, "
                           f"got {config.length}")
    agent = new_dreamer(alone(config), False, stream(seed, "weights"))
    fill(agent, config.rows, seed)
    unseen = [piece for k in range(SETS) for piece in held_out(anywhere(), list, UNSEEN + k)]
    return Watching(config, agent, stream(seed, "replay"), stream(seed, "dreaming"), unseen,
                    steps=config.updates // BATCHES)


def advance(watching: Watching) -> Watching:
    """Some updates, and now and then a look."""
    before = multiply_adds()
    for _ in range(BATCHES):
        watching.losses.append(learn(watching.agent, watching.replay, watching.chance))
    watching.work += multiply_adds() - before
    watching.step += 1
    if BATCHES * watching.step % LOOK == 0 or watching.step == watching.steps:
        look(watching)
    return watching


def learn(agent: Dreamer, replay: Stream, chance: Stream) -> Dict[str, float]:
    """An update of the model alone: that of Dreamer.update, without dreams."""
    windows, batch = agent.recall(replay)
    watched = watch(agent.model, batch, chance)
    losses = world_losses(agent.model, batch, watched)
    parameters = agent.model.parameters()
    zero_grads(parameters)
    backward(world_loss(agent.settings.world, losses))
    clip_adaptively(parameters, agent.settings.agc)
    agent.rule.step(parameters, agent.alpha(agent.updates))
    agent.updates += 1
    agent.renew(windows, watched.latents)
    return {name: node.values[0][0] for name, node in losses.items()}


def look(watching: Watching) -> None:
    """What the updates said, and how far the model foresees."""
    marks, rows = watching.marks, watching.losses
    marks.setdefault("update", []).append(float(BATCHES * watching.step))
    for name in rows[0]:
        marks.setdefault(name, []).append(mean([row[name] for row in rows]))
    rows.clear()
    for name, off in seen_by(watching.agent.model, watching.unseen).items():
        marks.setdefault(name, []).append(off)


def seen_by(model: WorldModel, pieces: List[Lived]) -> Dict[str, float]:
    """How many pixels the dot is off, the median of the pieces; and how often it is lost.

    With eyes open, and one and three steps after they are closed; and for somebody who expects
    no change. Pieces that end before are left out. With eyes open, "three steps" is the third
    picture after the context, and it is seen.
    """
    rng, found = stream(0, "foresight"), {}
    errors = [errors_of(model, piece, rng) for piece in pieces if len(piece.frames) > CONTEXT]
    for name in ("dot seen", "dot foreseen", "dot still"):
        for steps, words in ((1, ""), (3, ", three steps")):
            off = [each[name][steps - 1] for each in errors if len(each[name]) >= steps]
            found[f"{name}{words}"] = percentile(off, 0.5)
            found[f"{name}{words}, lost"] = share_lost(off)
    return found


def share_lost(off: Vector) -> float:
    """The share of these distances that are longer than LOST."""
    return mean([float(distance > LOST) for distance in off])


def found(watching: Watching) -> Found:
    """How far the model foresees in the end."""
    results: Dict[str, Json] = {"multiply_adds": watching.work,
                                **seen_by(watching.agent.model, watching.unseen)}
    return Found(results, dict(watching.marks))


def learnt(watching: Watching) -> Json:
    """The numbers that learning changes."""
    return [p.values for p in watching.agent.model.parameters()]


WATCH = Stepwise(begin, advance, found, learnt, segment=8)


# ---------------------------------------------------------------- what is asked


LIT = Watch(image_weight=10.0, lit=10.0)
BOTH = replace(LIT, dynamics_weight=10.0)
WATCHED: Dict[str, Tuple[Watch, int]] = {  # a name, the settings, how many seeds
    "as it is": (Watch(), 2),
    "lit pixels count more": (LIT, 2),
    "expecting counts tenfold": (Watch(dynamics_weight=10.0), 2),
    "both": (BOTH, 2),
    "both, and steps of 0.003": (replace(BOTH, alpha=0.003), 2),
}
WATCH_RUNS = tuple(Run(config, seed, tier="evidence")
                   for config, seeds in WATCHED.values() for seed in range(seeds))


def watch_records(records: Records, group: str) -> List[Record]:
    """The records of a group that there are, in the order of their seeds."""
    config, seeds = WATCHED[group]
    found_ones = (records.find(Run(config, seed, tier="evidence")) for seed in range(seeds))
    return [record for record in found_ones if record is not None]


def watch_in_words(record: Record) -> List[str]:
    """How far off the dot is, in pixels, as the model learns: the median of many pieces."""
    series = record.series
    lines = [f"  after {int(update):5} updates   image {image:6.2f}   KL {kl:5.2f}   "
             f"dot seen {seen:5.2f}   one step foreseen {foreseen:5.2f}"
             for update, image, kl, seen, foreseen in zip(*(
                 series[name] for name in ("update", "image", "kl", "dot seen", "dot foreseen")))]
    return [*lines, "", f"{number(record.results['multiply_adds']) / 1e9:.1f} billion "
            f"multiply-adds; no change expected {number(record.results['dot still']):.2f}"]


WATCHER = Experiment(Watch, WATCH, watch_in_words)
