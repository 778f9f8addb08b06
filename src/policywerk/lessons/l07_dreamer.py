"""Lesson 07, DreamerV3: an agent that learns in dreams what to do awake.

`Imagine` trains one agent from pixels and judges it at the end, with any of its parts left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Dict, List, Mapping, NamedTuple, Tuple

from policywerk.actors.behaviour import BehaviourSettings
from policywerk.actors.dreamer import (
    Dreamer,
    DreamerSettings,
    acting_parameters,
    new_dreamer,
    take_weights,
)
from policywerk.actors.rssm import RSSMSizes
from policywerk.actors.world_model import WorldSettings
from policywerk.building_blocks.clipped_actions import ClippedActions
from policywerk.building_blocks.environments import Environment
from policywerk.building_blocks.frames import as_frame
from policywerk.building_blocks.replay_buffer import Row
from policywerk.building_blocks.work import multiply_adds
from policywerk.data.record import Evidence, Record
from policywerk.data.statistics import bootstrap_interval
from policywerk.data.values import Json, number
from policywerk.data.weights import rounded
from policywerk.lessons.experiment import Experiment, Found, Given, Records, Run, Study
from policywerk.lessons.l06_worlds import JUDGE, JUDGED_BY, Outcome
from policywerk.lessons.l07_prices import (
    PRICE_EXPERIMENTS,
    PRICE_RUNS,
    price_samples,
    samples_of,
)
from policywerk.lessons.l07_scenes import foresight, group_size, held_out, scene, thinned
from policywerk.lessons.l07_sighted import learnt_at
from policywerk.lessons.l07_watch import WATCH_RUNS, WATCHER
from policywerk.lessons.l07_worlds import TARGETS, UNLED, Unled
from policywerk.lessons.settings import Config, RequestError, setting
from policywerk.lessons.stepwise import Stepwise
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream, stream
from policywerk.primitives.vector import Vector, mean, one_hot
from policywerk.world.catcher import Catcher
from policywerk.world.pixel_pointmass import PixelPointMass

NUMBER = "07"
STRETCH = 25  # steps that one call of advance takes
LOOKS = 8  # times that the model is looked at in training, and once before
HELD_OUT = 3_000_000  # the seed of episodes that no agent learns from
LAST = (50, 200)  # episodes of training that are looked at in the end
EPISODES, MARKS = 600, 24  # that a record keeps at most; marks only of an unfilmed run


@dataclass(frozen=True)
class Imagine(Config):
    """Learn a model of the world from pixels, and in it what to do."""

    world: str = setting("fixed", "where the target is, or another world",
                         choices=("fixed", "four", "random", "catcher"))
    steps: int = setting(4500, "decisions in training", least=STRETCH)
    reach: float = setting(0.2, "how near the target is near enough", least=0.01, most=0.4)
    repeat: int = setting(1, "steps of the physics that a push is held", least=1)
    reward_scale: float = setting(1.0, "what rewards are multiplied by", least=1e-6)
    prefill: int = setting(300, "steps at random before anything is learned", least=25)
    ratio: float = setting(96.0, "rows learned from for each step", least=0.1)
    state: int = setting(64, "numbers in the memory h, in 8 blocks", least=8)
    units: int = setting(32, "neurons of the hidden layers of the model", least=1)
    latents: int = setting(8, "in a code z", least=1)
    classes: int = setting(8, "of each latent", least=2, most=256)
    eyes: str = setting("dense", "how pictures are read and drawn",
                        choices=("dense", "convolutional"))
    encoder: int = setting(64, "neurons of encoder and decoder", least=1)
    heads: int = setting(32, "neurons of a hidden layer of heads, actor, critic", least=1)
    horizon: float = setting(33.0, "steps: the discount is 1 - 1 / horizon", least=1.5)
    dreamt: int = setting(10, "steps of a dream", least=1)
    starts: int = setting(8, "states of each window that begin a dream", least=2, most=16)
    alpha: float = setting(0.001, "step size of all but the actor", least=0.0)
    actor_alpha: float = setting(0.0003, "step size of the actor", least=0.0)
    entropy: float = setting(0.003, "what a nat of the actor's entropy is worth", least=0.0)
    image_weight: float = setting(20.0, "of the image's error", least=0.0)
    lit: float = setting(0.0, "by how much more a lit pixel's error weighs", least=0.0)
    dynamics_weight: float = setting(1.0, "of the KL that teaches to expect", least=0.0)
    representation_weight: float = setting(0.1, "of the KL that teaches to be expected", least=0.0)
    free: float = setting(1.0, "nats of KL that are free", least=0.0)
    numbers: str = setting("two-hot", "how rewards and values are said",
                           choices=("two-hot", "square"))
    scaled: bool = setting(True, "whether advantages are divided by the spread of returns")
    straight_through: bool = setting(True, "whether slopes pass through what is drawn")
    memory: bool = setting(True, "whether h is carried on")
    slow_weight: float = setting(1.0, "of the slow critic's word", least=0.0)
    replay_weight: float = setting(0.3, "of the critic's loss on what was lived", least=0.0)
    film: bool = setting(True, "keep what a film shows")


def world_of(config: Imagine) -> Environment:
    """The world of an experiment."""
    if config.world == "catcher":
        return Catcher(5)
    return PixelPointMass(TARGETS[config.world], config.reach, config.repeat, config.reward_scale)


def settings_for(config: Imagine) -> DreamerSettings:
    """The settings of an agent, from those of an experiment."""
    sizes = RSSMSizes(
        config.state, units=config.units, latents=config.latents, classes=config.classes,
        action=3 if config.world == "catcher" else 2, seen=config.encoder,
        memory=config.memory, straight_through=config.straight_through)
    return DreamerSettings(
        WorldSettings(
            sizes, eyes=config.eyes, decoder=config.encoder, head=config.heads,
            numbers=config.numbers, horizon=config.horizon, image_weight=config.image_weight,
            lit=config.lit,
            dynamics_weight=config.dynamics_weight,
            representation_weight=config.representation_weight, free=config.free),
        BehaviourSettings(
            config.heads, numbers=config.numbers, horizon=config.dreamt, last=config.starts,
            entropy=config.entropy, scaled=config.scaled, slow_weight=config.slow_weight,
            replay_weight=config.replay_weight),
        ratio=config.ratio, prefill=config.prefill, alpha=config.alpha,
        actor_alpha=config.actor_alpha)


# ---------------------------------------------------------------- a run, step by step


class Streams(NamedTuple):
    """Chance, one stream a purpose."""

    acting: Stream
    replay: Stream
    dreaming: Stream


@dataclass
class Training:
    """An agent on its way: all there is of it between two stretches of steps."""

    config: Imagine
    seed: int
    agent: Dreamer
    environment: Environment
    streams: Streams
    observation: Vector
    is_first: bool = True
    reward: float = 0.0  # that came with the observation
    earned: float = 0.0  # in the present episode
    owed: float = 0.0  # updates that are due
    taken: int = 0  # steps of the environment
    step: int = 0
    steps: int = 0
    returns: List[float] = field(default_factory=list)  # of episodes that ended
    ends: List[float] = field(default_factory=list)  # the steps at which they did
    terminated: List[float] = field(default_factory=list)  # 1.0 if not by the clock
    losses: List[Dict[str, float]] = field(default_factory=list)  # since the last mark
    marks: Dict[str, List[float]] = field(default_factory=dict)
    sights: Dict[str, List[float]] = field(default_factory=dict)  # how far the model foresees
    scenes: List[Dict[str, Json]] = field(default_factory=list)  # for the film
    work: int = 0  # multiply-adds, acting included, judging not
    digests: Dict[str, str] = field(default_factory=dict)

    @property
    def merit(self) -> str:
        """The mean return of the last ten episodes."""
        last = self.returns[-10:]
        return f"return {mean(last):.2f}" if last else ""


def begin(config: Imagine, given: Given) -> Training:
    """An agent that knows nothing, and a world at its first start."""
    seed = given.only_seed
    if config.state % 8:
        raise RequestError(f"state needs a multiple of 8, got {config.state}")
    environment = ClippedActions(world_of(config))
    agent = new_dreamer(settings_for(config), config.world == "catcher", stream(seed, "weights"))
    observation, _ = environment.reset(seed=seed)
    streams = Streams(*(stream(seed, name) for name in ("acting", "replay", "dreaming")))
    training = Training(config, seed, agent, environment, streams, observation,
                        steps=config.steps // STRETCH)
    look(training)
    return training


def advance(training: Training) -> Training:
    """A stretch of steps, and the updates that they pay for."""
    before = multiply_adds()
    for _ in range(STRETCH):
        take_step(training)
        while training.owed >= 1.0:
            training.owed -= 1.0
            training.losses.append(
                training.agent.update(training.streams.replay, training.streams.dreaming))
    training.work += multiply_adds() - before
    training.step += 1
    if training.losses and (training.step % 4 == 0 or training.step == training.steps):
        mark(training)
    if LOOKS * training.step // training.steps > LOOKS * (training.step - 1) // training.steps:
        look(training)
    return training


def take_step(training: Training) -> None:
    """See, decide, remember, act; and remember the last observation where an episode ends."""
    agent, config, acting = training.agent, training.config, training.streams.acting
    agent.see(as_frame(training.observation), training.is_first, acting)
    if training.taken < config.prefill:
        action = training.environment.action_space.sample(acting)
    else:
        action = agent.decide(acting)
    remember(training, told(config, action), False, False)
    observation, reward, terminated, truncated, _ = training.environment.step(action)
    training.taken += 1
    training.earned += reward
    training.observation, training.reward, training.is_first = observation, reward, False
    if terminated or truncated:
        end(training, terminated)
    if training.taken >= config.prefill:
        training.owed += agent.settings.updates_per_step


def told(config: Imagine, action: Any) -> Vector:
    """An action as the model is told of it: its numbers, or one-hot."""
    return one_hot(action, 3) if config.world == "catcher" else list(action)


def remember(training: Training, action: Vector, is_last: bool, is_terminal: bool) -> None:
    """Keep a row of what is seen now."""
    training.agent.remember(Row(as_frame(training.observation), action, training.reward,
                                training.is_first, is_last, is_terminal))


def end(training: Training, terminated: bool) -> None:
    """Look at how an episode ended, keep it, and start the next."""
    nothing = [0.0] * training.agent.settings.world.sizes.action
    training.agent.see(as_frame(training.observation), False, training.streams.acting)
    remember(training, nothing, True, terminated)
    training.returns.append(training.earned)
    training.ends.append(float(training.taken))
    training.terminated.append(float(terminated))
    training.observation, _ = training.environment.reset()
    training.is_first, training.reward, training.earned = True, 0.0, 0.0


def mark(training: Training) -> None:
    """Keep the means of what the updates since the last mark said."""
    rows = training.losses
    training.marks.setdefault("step", []).append(float(training.taken))
    for name in rows[0]:
        training.marks.setdefault(name, []).append(mean([row[name] for row in rows]))
    training.losses.clear()


def look(training: Training) -> None:
    """How far the model foresees by now; and a scene, if there is a film."""
    config, model = training.config, training.agent.model
    telling = partial(told, config)
    pieces = held_out(world_of(config), telling, HELD_OUT)
    training.sights.setdefault("looked at", []).append(float(training.taken))
    for name, errors in foresight(model, pieces, stream(0, "foresight")).items():
        training.sights.setdefault(name, []).append(errors[0])  # one step ahead
    if config.film:
        training.scenes.append(scene(training.agent, world_of(config), telling, training.taken))


# ---------------------------------------------------------------- how it ended


def play(config: Imagine, agent: Dreamer, environment: Environment, observation: Vector,
         rng: Stream) -> Outcome:
    """One episode by the likeliest actions; what is in mind is drawn, as in training."""
    earned, steps, terminated, first, over = 0.0, 0, False, True, False
    while not over:
        agent.see(as_frame(observation), first, rng)
        action = agent.best()
        agent.action = told(config, action)
        observation, reward, terminated, truncated, _ = environment.step(action)
        earned, steps, first, over = earned + reward, steps + 1, False, terminated or truncated
    return Outcome(earned, steps, terminated)


def agent_with(config: Imagine, weights: Mapping[str, Matrix]) -> Dreamer:
    """An agent with these weights, which has nothing in mind and no memory."""
    agent = new_dreamer(settings_for(config), config.world == "catcher", stream(0, "to be taught"))
    take_weights(agent, weights)
    return agent


def judge(config: Imagine, agent: Dreamer, episodes: int = JUDGED_BY) -> List[Outcome]:
    """Episodes that nobody learns from."""
    rng, environment = stream(0, "judge"), ClippedActions(world_of(config))
    outcomes: List[Outcome] = []
    observation, _ = environment.reset(seed=JUDGE)
    for episode in range(episodes):
        if episode > 0:
            observation, _ = environment.reset()
        outcomes.append(play(config, agent, environment, observation, rng))
    return outcomes


def found(training: Training) -> Found:
    """How the agent acts in the end, with its weights as they are published."""
    config = training.config
    weights = rounded({p.name: p.values for p in acting_parameters(training.agent)})
    agent = agent_with(config, weights)
    outcomes = judge(config, agent)
    pieces = held_out(world_of(config), partial(told, config), HELD_OUT)
    ahead = foresight(agent.model, pieces, stream(0, "foresight"))
    results: Dict[str, Json] = {
        "updates": training.agent.updates,
        "multiply_adds": training.work,
        "greedy": mean([each.earned for each in outcomes]),
        "success": mean([float(each.terminated) for each in outcomes]),
        "decisions": mean([float(each.steps) for each in outcomes]),
        "episodes": len(training.returns),
        "episodes a group": group_size(len(training.returns), EPISODES),
    }
    if config.world in TARGETS:
        results["learnt at"] = learnt_at(training.terminated, training.ends)
    for n in LAST:
        if training.returns:
            results[f"last {n}"] = mean(training.returns[-n:])
            results[f"last {n}, success"] = mean(training.terminated[-n:])
    episodes = {"return": training.returns, "end": training.ends,
                "terminated": training.terminated}
    marks = training.marks if config.film else thinned(training.marks, MARKS)
    series = {**thinned(episodes, EPISODES), **marks, **training.sights,
              **{f"{name}, ahead": errors for name, errors in ahead.items()}}
    return Found(results, series, training.scenes, weights=weights)


def learnt(training: Training) -> Json:
    """The numbers that training changes."""
    agent = training.agent
    return [p.values for p in (*agent.parameters(), *agent.behaviour.actor.network.parameters())]


IMAGINE = Stepwise(begin, advance, found, learnt, segment=32)


# ---------------------------------------------------------------- what is asked


ANYWHERE = Imagine(world="random", steps=12_600, reach=0.3, repeat=3, state=128, units=64, starts=4,
                   horizon=14.0, dreamt=5, film=False)
SHARPER = replace(ANYWHERE, alpha=0.003, image_weight=10.0, lit=10.0, dynamics_weight=10.0)
BEST = replace(SHARPER, steps=50_400, ratio=24.0, latents=16, encoder=128, heads=64, starts=8,
               entropy=0.01)
GROUPS: Dict[str, Tuple[Imagine, int]] = {  # a name, the settings, how many seeds
    "fixed": (Imagine(), 5),
    "no memory": (Imagine(memory=False, film=False), 3),
    "squared errors": (Imagine(numbers="square", film=False), 3),
    "no straight-through": (Imagine(straight_through=False, film=False), 3),
    "one weight for both KL": (Imagine(representation_weight=1.0, film=False), 3),
    "no free bits": (Imagine(free=0.0, film=False), 3),
    "returns not scaled": (Imagine(scaled=False, film=False), 3),
    "rewards a hundredth": (Imagine(reward_scale=0.01, film=False), 3),
    "rewards a hundredfold": (Imagine(reward_scale=100.0, film=False), 3),
    "no slow critic": (Imagine(slow_weight=0.0, film=False), 3),
    "no loss on what was lived": (Imagine(replay_weight=0.0, film=False), 3),
    "dreams of 3 steps": (Imagine(dreamt=3, film=False), 3),
    "dreams of 20 steps": (Imagine(dreamt=20, film=False), 3),
    "four": (Imagine(world="four", steps=11_000, film=False), 3),
    "random": (ANYWHERE, 3),
    "more decisions": (replace(ANYWHERE, steps=50_400, ratio=24.0), 1),
    "a sharper model": (SHARPER, 1),
    "at its best": (BEST, 3),
    "best with few decisions": (replace(BEST, steps=12_600, ratio=96.0), 1),
    "catcher": (Imagine(world="catcher", steps=14_000, ratio=64.0, starts=4, dreamt=15,
                        alpha=0.003, image_weight=0.5, lit=30.0, film=False), 3),
}
FILMED = 4  # the seed whose run is shown: the median by how far its dreams stray
KEPT = {  # weights that come with the package, by group and seed
    ("fixed", 0): "07-fixed", ("fixed", FILMED): "07-fixed-4", ("at its best", 0): "07-anywhere"}
UNLED_RUNS: Dict[str, Run] = {  # by world
    "fixed": Run(Unled()),
    "four": Run(Unled("four")),
    "random": Run(Unled("random", reach=0.3, repeat=3)),
}


def run_of(group: str, seed: int) -> Run:
    """The run of a group with this seed."""
    config = GROUPS[group][0]
    return Run(config, seed, tier="figures" if config.film else "evidence",
               keeps=KEPT.get((group, seed), ""))


def records_of(records: Records, group: str) -> List[Record]:
    """The records of a group that there are, in the order of their seeds."""
    found_ones = (records.find(run_of(group, seed)) for seed in range(GROUPS[group][1]))
    return [record for record in found_ones if record is not None]


def summarise(records: Records) -> Evidence:
    """What every group comes to, seed by seed, and what those without a model come to."""
    samples = price_samples(records)
    for group, (config, _) in GROUPS.items():
        samples.update(samples_of(group, records_of(records, group), config.world in TARGETS))
    rng = stream(0, "bootstrap")
    return Evidence(
        lesson=NUMBER, seeds=list(range(5)), samples=samples,
        intervals={name: bootstrap_interval(each, rng)
                   for name, each in samples.items() if len(each) > 1},
        expected={}, comparisons=[])


def imagine_in_words(record: Record) -> List[str]:
    """What the updates said on the way, and what the final weights earn."""
    series, results = record.series, record.results
    rows = zip(*(series.get(name, []) for name in ("step", "image", "kl", "entropy")))
    lines = [f"  after {int(step):6} steps   image {image:8.3f}   KL {kl:5.2f}   "
             f"entropy {entropy:5.2f}" for step, image, kl, entropy in rows]
    lines += ["", f"{int(number(results['updates'])):,} updates, "
              f"{number(results['multiply_adds']) / 1e9:.1f} billion multiply-adds"]
    if "last 50" in results:
        lines.append("last 50 episodes of training: "
                     f"mean return {number(results['last 50']):.2f}"
                     f"{arrivals(record, 'last 50, success')}")
    return [*lines, f"likeliest actions, {JUDGED_BY} episodes: "
            f"mean return {number(results['greedy']):.2f}{arrivals(record, 'success')}"]


def arrivals(record: Record, name: str) -> str:
    """The share of episodes that ended at the target, in words; none where there is no target."""
    if record.config["world"] not in TARGETS:
        return ""
    return f", {100.0 * number(record.results[name]):.0f} % at the target"


SHOWN = run_of("fixed", FILMED)
PLAYED = run_of("fixed", 0)  # whose weights the pages and the lab play with
SEEKER = run_of("at its best", 0)  # and those of one whose target may be anywhere
STUDY = Study(
    lesson=NUMBER,
    experiments=(Experiment(Imagine, IMAGINE, imagine_in_words), UNLED, WATCHER,
                 *PRICE_EXPERIMENTS),
    runs=(*(run_of(group, seed) for group, (_, seeds) in GROUPS.items() for seed in range(seeds)),
          *UNLED_RUNS.values(), *WATCH_RUNS, *PRICE_RUNS),
    default=SHOWN,
    summarise=summarise,
)
