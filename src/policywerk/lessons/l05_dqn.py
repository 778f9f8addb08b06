"""Lesson 05, DQN: Q-learning with a network that sees pixels.

`Catch` trains one agent on Catcher and judges it on the way and at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Callable, Dict, List, NamedTuple, Optional, Tuple

from policywerk.actors.dqn import (
    ALGORITHMS,
    DQN,
    Diverged,
    DQNSettings,
    Transition,
    clipped_reward,
)
from policywerk.actors.q_networks import conv_q_network, dense_q_network, q_network_of
from policywerk.building_blocks.conv import Images
from policywerk.building_blocks.exploration import epsilon_greedy
from policywerk.building_blocks.frames import (
    Stack,
    as_frame,
    first_stack,
    next_stack,
    pixels_of,
)
from policywerk.building_blocks.network import Network
from policywerk.building_blocks.optimizers import Adam, CentredRMSProp, Optimizer
from policywerk.building_blocks.replay_buffer import ReplayBuffer
from policywerk.building_blocks.schedules import linear_schedule
from policywerk.building_blocks.work import multiply_adds
from policywerk.data.record import Evidence, Record
from policywerk.data.statistics import bootstrap_interval
from policywerk.data.values import Json, number, numbers
from policywerk.data.weights import rounded
from policywerk.lessons.experiment import Experiment, Found, Given, Records, Run, Study
from policywerk.lessons.l05_way_in import EXPERIMENTS as WAY_IN
from policywerk.lessons.l05_way_in import RUNS as WAY_IN_RUNS
from policywerk.lessons.l05_way_in import way_in_samples
from policywerk.lessons.settings import Config, RequestError, setting
from policywerk.lessons.stepwise import Stepwise
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream, stream
from policywerk.primitives.vector import Vector, argmax, max_norm, mean, total
from policywerk.world.catcher import Catcher

NUMBER = "05"
STRETCH = 100  # steps that one call of advance takes
JUDGED_BY = 100  # episodes, of the final weights
HELD_OUT = 200  # states that no agent learns from on purpose
SCENE_BALLS = 4  # in a scene of the film
SCENE_NEURONS = 6  # of the first layer, whose weights a scene shows
FAR = 1_000_000  # seeds of evaluations begin here, those of training far below


@dataclass(frozen=True)
class Catch(Config):
    """Learn to catch falling balls from pixels."""

    algorithm: str = setting("2015", "whose additions are on", choices=tuple(ALGORITHMS))
    width: int = setting(5, "pixels of the paddle", least=1, most=16)
    steps: int = setting(60000, "actions in training", least=1)
    network: str = setting("dense", "the kind of Q-network", choices=("dense", "convolutional"))
    frames: int = setting(2, "in a state", least=1)
    optimizer: str = setting("adam", "which rule steps", choices=("adam", "rmsprop"))
    alpha: float = setting(0.002, "first step size", least=0.0)
    alpha_last: float = setting(0.0001, "last step size", least=0.0)
    alpha_steps: int = setting(40000, "over which it falls there in a line", least=1)
    gamma: float = setting(0.97, "discount per step", least=0.0, most=0.999)
    batch: int = setting(32, "transitions an update learns from", least=1)
    capacity: int = setting(20000, "transitions the memory holds", least=1)
    start: int = setting(1000, "steps before the first update", least=1)
    every: int = setting(1, "steps from one update to the next", least=1)
    copy_every: int = setting(250, "steps from one copy of the network to the next", least=1)
    epsilon_last: float = setting(0.05, "last share of random actions", least=0.0, most=1.0)
    epsilon_steps: int = setting(6000, "over which it falls there from 1", least=1)
    evaluations: int = setting(30, "on the way, equally far apart", least=1)
    episodes: int = setting(30, "of each of these", least=1)
    film: bool = setting(True, "keep what a film shows")


@dataclass(frozen=True)
class Baselines(Config):
    """Play without learning: at random, and by following the ball."""

    width: int = setting(5, "pixels of the paddle", least=1, most=16)
    episodes: int = setting(1000, "of each", least=2)


class Judged(NamedTuple):
    """What came of some episodes."""

    returns: List[float]  # undiscounted, one an episode
    promised: float  # mean over all states of max_a Q(s, a)
    earned: float  # mean over all states of the discounted return from there on


def new_network(config: Catch, rng: Stream) -> Network:
    """A Q-network that knows nothing."""
    make = dense_q_network if config.network == "dense" else conv_q_network
    return make(images_of(config.frames), 3, rng)


def images_of(frames: int) -> Images:
    """The shape of a state of so many frames of Catcher."""
    return Images(frames, 16, 16)


def play(
    network: Network, environment: Catcher, frames: int, epsilon: float, rng: Stream
) -> Tuple[List[float], List[float]]:
    """One episode from the next start on: the reward, and max_a Q before it, of each step."""
    observation, _ = environment.reset()
    state, over = first_stack(as_frame(observation), frames), False
    rewards, promises = [], []
    while not over:
        values = network.predict([pixels_of(state)])[0]
        observation, reward, over, _, _ = environment.step(epsilon_greedy(rng, values, epsilon))
        state = next_stack(state, as_frame(observation))
        rewards.append(reward)
        promises.append(max(values))
    return rewards, promises


def judge(network: Network, config: Catch, episodes: int, epsilon: float, seed: int) -> Judged:
    """Episodes that nobody learns from, the same for every agent but for its own doing."""
    environment, rng = Catcher(config.width), stream(seed, "evaluation")
    environment.reset(seed=seed)
    returns: List[float] = []
    promised: List[float] = []
    earned: List[float] = []
    for _ in range(episodes):
        rewards, promises = play(network, environment, config.frames, epsilon, rng)
        returns.append(total(rewards))
        promised += promises
        earned += discounted(rewards, config.gamma)
    return Judged(returns, total(promised) / len(promised), total(earned) / len(earned))


def discounted(rewards: Vector, gamma: float) -> Vector:
    """G_t = r_{t+1} + gamma G_{t+1} of every step of a whole episode."""
    found, following = [], 0.0
    for reward in reversed(rewards):
        following = reward + gamma * following
        found.append(following)
    return found[::-1]


def held_out(config: Catch, seed: int) -> List[Stack]:
    """States that a player who acts at random comes to (Mnih et al. 2013, section 5.1)."""
    environment, rng = Catcher(config.width), stream(seed, "held out")
    environment.reset(seed=FAR - 1 - seed)
    states: List[Stack] = []
    state: Optional[Stack] = None
    while len(states) < HELD_OUT:
        if state is None:
            observation, _ = environment.reset()
            state = first_stack(as_frame(observation), config.frames)
        observation, _, over, _, _ = environment.step(environment.action_space.sample(rng))
        state = next_stack(state, as_frame(observation))
        if rng.random() < 0.2:
            states.append(state)
        state = None if over else state
    return states


# ---------------------------------------------------------------- a run, step by step


@dataclass
class Training:
    """An agent on its way: all there is of it between two stretches of steps."""

    config: Catch
    seed: int
    agent: DQN
    environment: Catcher
    exploration: Stream
    replay: Stream
    unseen: List[Stack]
    state: Stack
    step: int = 0
    steps: int = 0
    earned: float = 0.0  # in the present episode
    returns: List[float] = field(default_factory=list)  # of episodes that ended
    ends: List[float] = field(default_factory=list)  # the steps at which they did
    marks: Dict[str, List[float]] = field(default_factory=dict)
    scenes: List[Dict[str, Json]] = field(default_factory=list)  # for the film
    layers: List[Matrix] = field(default_factory=list)  # weights of the first one, a scene each
    work: int = 0  # multiply-adds, acting included, judging not
    diverged: str = ""
    digests: Dict[str, str] = field(default_factory=dict)

    @property
    def merit(self) -> str:
        """The mean return of the last ten episodes."""
        last = self.returns[-10:]
        return f"return {total(last) / len(last):.1f}" if last else ""


def begin(config: Catch, given: Given) -> Training:
    """An agent that knows nothing, and a world at its first start."""
    seed = given.only_seed
    if config.evaluations * STRETCH > config.steps:
        raise RequestError(f"{config.steps} steps leave time for "
                           f"{config.steps // STRETCH} evaluations, one in {STRETCH} steps, "
                           f"got {config.evaluations}")
    weights = stream(seed, "weights")
    rules: Dict[str, Optimizer] = {"adam": Adam(), "rmsprop": CentredRMSProp(0.95, 0.01, 0.95)}
    agent = DQN(
        DQNSettings(
            algorithm=ALGORITHMS[config.algorithm],
            gamma=config.gamma,
            epsilon=linear_schedule(1.0, config.epsilon_last, config.epsilon_steps),
            alpha=linear_schedule(config.alpha, config.alpha_last, config.alpha_steps),
            batch=config.batch, start=config.start, every=config.every,
            copy_every=config.copy_every,
        ),
        new_network(config, weights), new_network(config, weights),
        ReplayBuffer(config.capacity), rules[config.optimizer],
    )
    environment = Catcher(config.width)
    observation, _ = environment.reset(seed=seed)
    training = Training(
        config, seed, agent, environment, stream(seed, "exploration"), stream(seed, "replay"),
        held_out(config, seed), first_stack(as_frame(observation), config.frames),
        steps=config.steps,
    )
    evaluate(training)
    return training


def advance(training: Training) -> Training:
    """A stretch of steps, or as many as are left; an evaluation where one is due."""
    before, config = multiply_adds(), training.config
    try:
        for _ in range(min(STRETCH, training.steps - training.step)):
            take_step(training)
    except Diverged as problem:
        training.diverged, training.step = str(problem), training.steps  # so it ends here
    training.work += multiply_adds() - before
    due = config.evaluations * training.step // config.steps >= len(training.marks["step"])
    if due and not training.diverged:
        evaluate(training)
    return training


def take_step(training: Training) -> None:
    """Act once, remember it, learn, and start again where an episode ends."""
    agent, environment = training.agent, training.environment
    action = agent.act(training.state, training.exploration)
    observation, reward, terminated, truncated, _ = environment.step(action)
    following = next_stack(training.state, as_frame(observation))
    agent.observe(
        Transition(training.state, action, clipped_reward(reward), following, terminated),
        training.replay,
    )
    training.state = following
    training.step += 1
    training.earned += reward
    if terminated or truncated:
        training.returns.append(training.earned)
        training.ends.append(float(training.step))
        observation, _ = environment.reset()
        training.state = first_stack(as_frame(observation), training.config.frames)
        training.earned = 0.0


def evaluate(training: Training) -> None:
    """Judge the agent as it is now, and keep what came out."""
    config, network = training.config, training.agent.online
    judged = judge(network, config, config.episodes, 0.0, FAR + training.seed)
    rows = network.predict([pixels_of(state) for state in training.unseen])
    for name, value in {
        "step": float(training.step),
        "greedy": total(judged.returns) / config.episodes,
        "promised": judged.promised,
        "earned": judged.earned,
        "held out": total([max(row) for row in rows]) / HELD_OUT,
    }.items():
        training.marks.setdefault(name, []).append(value)
    done = len(training.marks["step"]) - 1
    if config.film and done in (0, config.evaluations // 6, config.evaluations):
        training.scenes.append(scene(network, config, training.step))
        training.layers.append([list(row) for row in network.parameters()[0].values])


def scene(network: Network, config: Catch, step: int) -> Dict[str, Json]:
    """How the agent plays by now: the same few balls in every scene, and its values."""
    environment = Catcher(config.width, balls=SCENE_BALLS)
    observation, info = environment.reset(seed=3 * FAR)
    state, over = first_stack(as_frame(observation), config.frames), False
    steps: List[Json] = []
    while not over:
        values = network.predict([pixels_of(state)])[0]
        action = argmax(values)
        (row, column), paddle = info["ball"], info["paddle"]
        observation, reward, over, _, info = environment.step(action)
        state = next_stack(state, as_frame(observation))
        steps.append([row, column, paddle, action, reward, *values])
    return {"step": step, "steps": steps}


def strongest(layers: List[Matrix], following: Matrix) -> List[int]:
    """The neurons of the first layer that weigh most in the second, strongest first."""
    strength = [max_norm(weights) * total([abs(row[j]) for row in following])
                for j, weights in enumerate(layers[-1])]
    order = sorted(range(len(strength)), key=lambda j: -strength[j])
    return order[:SCENE_NEURONS]


def scenes_of(training: Training) -> List[Dict[str, Json]]:
    """The scenes, each with what a few neurons of the first layer respond to."""
    if not training.scenes:
        return []
    chosen = strongest(training.layers, training.agent.online.parameters()[2].values)
    return [{**each, "neurons": list(chosen),
             "weights": [[round(w, 3) for w in layer[j]] for j in chosen]}
            for each, layer in zip(training.scenes, training.layers)]


def found(training: Training) -> Found:
    """How the agent plays in the end, with its weights as they are published.

    One that diverged has no end, and is not judged: the results say where it stopped.
    """
    results: Dict[str, Json] = {
        "updates": training.agent.updates,
        "multiply_adds": training.work,
        "diverged": training.diverged,
    }
    series = {"return": training.returns, "end": training.ends, **training.marks}
    if training.diverged:
        return Found(results, series)
    config = training.config
    weights = rounded({p.name: p.values for p in training.agent.online.parameters()})
    network = q_network_of(weights, images_of(config.frames))
    greedy = judge(network, config, JUDGED_BY, 0.0, 2 * FAR + training.seed)
    exploring = judge(network, config, JUDGED_BY, 0.05, 2 * FAR + training.seed)
    results.update(
        greedy=total(greedy.returns) / JUDGED_BY,
        exploring=total(exploring.returns) / JUDGED_BY,
        promised=greedy.promised, earned=greedy.earned,
    )
    return Found(results, series, scenes_of(training), weights=weights)


def learnt(training: Training) -> Json:
    """The numbers that training changes; none once they have run away."""
    if training.diverged:
        return []
    return [p.values for p in training.agent.online.parameters()]


CATCH = Stepwise(begin, advance, found, learnt, segment=10_000)


# ---------------------------------------------------------------- who does not learn


def follow(observation: Vector) -> int:
    """The move of somebody who looks where the ball is: its column against the paddle's middle."""
    bottom = observation[-16:]
    column = argmax(observation[:-16]) % 16
    paddle = [i for i, x in enumerate(bottom) if x > 0.0]
    middle = paddle[len(paddle) // 2]
    return 1 + (column > middle) - (column < middle)


def baselines_experiment(config: Baselines, given: Given) -> Found:
    """Returns of players who do not learn."""
    rng = stream(given.only_seed, "exploration")
    environment = Catcher(config.width)
    environment.reset(seed=given.only_seed)
    players: Dict[str, Callable[[Vector], int]] = {
        "random": lambda observation: environment.action_space.sample(rng),
        "following": follow,
    }
    return Found(results={
        name: [return_of(environment, act) for _ in range(config.episodes)]
        for name, act in players.items()
    })


def return_of(environment: Catcher, act: Callable[[Vector], int]) -> float:
    """The return of one episode."""
    observation, _ = environment.reset()
    earned, over = 0.0, False
    while not over:
        observation, reward, over, _, _ = environment.step(act(observation))
        earned += reward
    return earned


# ---------------------------------------------------------------- what it amounts to


SHORT = 20_000  # steps, where variants are compared
BASE = Catch(film=False)
BRIEF = replace(BASE, steps=SHORT, alpha_steps=SHORT)
GROUPS: Dict[str, Tuple[Catch, int]] = {  # a name, the settings, how many seeds
    "width 5": (Catch(), 10),
    "width 3": (replace(BASE, width=3, steps=150_000, alpha_steps=90_000), 5),
    "2013": (replace(BASE, algorithm="2013", optimizer="rmsprop", alpha=2.5e-4,
                     alpha_last=2.5e-4), 5),
    "double": (replace(BASE, algorithm="double"), 5),
    "short": (BRIEF, 5),
    "no replay": (replace(BRIEF, capacity=32), 5),
    "no target network": (replace(BRIEF, algorithm="no target network"), 5),
    "one frame": (replace(BRIEF, frames=1), 5),
    "convolutional": (replace(BRIEF, network="convolutional"), 5),
    "every fourth step": (replace(BRIEF, every=4), 5),
}
SHOWN = Run(Catch(), seed=1, keeps="05-catcher")  # of ten the fifth from below


def group_of(config: Catch) -> str:
    """The name of the runs with these settings."""
    return next(name for name, (settings, _) in GROUPS.items() if settings == config)


def summarise(records: Records) -> Evidence:
    """What every group of runs earns in the end, seed by seed, beside those who do not learn."""
    samples: Dict[str, List[float]] = {}
    for config, record in records.each(Catch):
        group, results = group_of(config), record.results
        if results["diverged"]:
            continue
        for name in ("greedy", "exploring", "promised", "earned"):
            samples.setdefault(f"{group}, {name}", []).append(number(results[name]))
        gap = number(results["promised"]) - number(results["earned"])
        samples.setdefault(f"{group}, gap", []).append(gap)
    for baseline, record in records.each(Baselines):
        for name in ("random", "following"):
            samples[f"width {baseline.width}, {name}"] = numbers(record.results[name])
    samples.update(way_in_samples(records))
    rng = stream(0, "bootstrap")
    return Evidence(
        lesson=NUMBER,
        seeds=list(range(10)),
        samples=samples,
        intervals={name: bootstrap_interval(each, rng)
                   for name, each in samples.items() if len(each) > 1},
        expected={},
        comparisons=[],
    )


def catch_in_words(record: Record) -> List[str]:
    """Greedy returns on the way, and what the final weights earn."""
    marks = zip(record.series["step"], record.series["greedy"])
    lines = [f"  after {int(step):6} steps   greedy return {greedy:6.2f}"
             for step, greedy in marks]
    results = record.results
    lines += ["", f"{int(number(results['updates'])):,} updates, "
              f"{number(results['multiply_adds']) / 1e9:.1f} billion multiply-adds"]
    if results["diverged"]:
        return [*lines, f"it ended early: {results['diverged']}"]
    return [
        *lines,
        f"final weights, {JUDGED_BY} episodes: greedy {number(results['greedy']):.2f}, "
        f"with epsilon 0.05 {number(results['exploring']):.2f}",
        f"promised {number(results['promised']):.3f}, earned {number(results['earned']):.3f} "
        "(discounted, mean over the states)",
    ]


def baselines_in_words(record: Record) -> List[str]:
    """Mean returns of those who do not learn."""
    return [f"  {name:10} {mean(numbers(record.results[name])):6.2f}"
            for name in ("random", "following")]


STUDY = Study(
    lesson=NUMBER,
    experiments=(
        Experiment(Catch, CATCH, catch_in_words),
        Experiment(Baselines, baselines_experiment, baselines_in_words),
        *WAY_IN,
    ),
    runs=(
        *[SHOWN if settings == SHOWN.config and seed == SHOWN.seed else
          Run(settings, seed, tier="figures" if settings.film else "evidence")
          for settings, seeds in GROUPS.values() for seed in range(seeds)],
        *[Run(Baselines(width)) for width in (5, 3)],
        *WAY_IN_RUNS,
    ),
    default=SHOWN,
    summarise=summarise,
)
