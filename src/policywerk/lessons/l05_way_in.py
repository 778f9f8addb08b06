"""Lesson 05, the way in: what stands between a table and a network.

Three experiments. `Features` learns Catcher with a weight for each feature, of which a table
is one case; `Alone` gives a network its steps one at a time, or from a memory, with a target
network or without; `Baird` lets a sum of eight weights run away, and cures it three times.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Protocol, Tuple

from policywerk.actors.dqn import ALGORITHMS, DQN, DQNSettings, Transition, clipped_reward
from policywerk.actors.linear_q import Features as Seen
from policywerk.actors.linear_q import LinearQ
from policywerk.actors.q_networks import dense_q_network
from policywerk.building_blocks.conv import Images
from policywerk.building_blocks.exploration import epsilon_greedy
from policywerk.building_blocks.frames import Stack, as_frame, first_stack, next_stack
from policywerk.building_blocks.optimizers import Adam
from policywerk.building_blocks.replay_buffer import ReplayBuffer
from policywerk.building_blocks.schedules import constant_schedule, linear_schedule
from policywerk.data.record import Record
from policywerk.data.values import numbers
from policywerk.lessons.experiment import Experiment, Found, Given, Records, Run
from policywerk.lessons.settings import Config, config_of, setting
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream, stream
from policywerk.primitives.vector import Vector, add_scaled, dot, max_norm, mean, one_hot
from policywerk.world.catcher import Catcher

FRAMES = 2  # in a state
ACTIONS = 3
JUDGED = 50  # greedy episodes, of what was learnt
ELSEWHERE = 1_000_000  # the seed of a judgement is so much above that of its training
NEWEST = 1000  # the last steps, among which states that were never met before are counted
NEAR = 3  # columns: beyond, a difference counts as this


@dataclass(frozen=True)
class Features(Config):
    """Learn Catcher by Q-learning, with one weight a feature and action."""

    features: str = setting("pixels", "what is seen of a state",
                            choices=("pixels", "difference", "line"))
    size: int = setting(16, "pixels of a side", least=2)
    width: int = setting(5, "pixels of the paddle", least=1)
    steps: int = setting(60000, "actions in training", least=1)
    alpha: float = setting(0.5, "step size", least=0.0)
    gamma: float = setting(0.97, "discount per step", least=0.0, most=1.0)


@dataclass(frozen=True)
class Alone(Config):
    """Learn Catcher with a network, from the newest step only or from a memory."""

    algorithm: str = setting("no target network", "whose additions are on",
                             choices=tuple(ALGORITHMS))
    capacity: int = setting(1, "transitions the memory holds", least=1)
    batch: int = setting(1, "transitions an update learns from", least=1)
    start: int = setting(1, "steps before the first update", least=1)
    steps: int = setting(14000, "actions in training", least=1)
    alpha: float = setting(0.001, "step size of Adam", least=0.0)
    gamma: float = setting(0.97, "discount per step", least=0.0, most=0.999)


@dataclass(frozen=True)
class Baird(Config):
    """Baird's seven states, with all that makes them diverge, and with one thing less."""

    gamma: float = setting(0.99, "discount per step", least=0.0, most=1.0)
    alpha: float = setting(0.01, "step size", least=0.0)
    sweeps: int = setting(1000, "over the seven states", least=1)


# ---------------------------------------------------------------- learning Catcher


class Player(Protocol):
    """Whoever can play and learn from one step after the other."""

    def values(self, state: Stack) -> Vector:
        """q(s, a) for every action."""

    def act(self, state: Stack, rng: Stream) -> int:
        """An exploring action."""

    def observe(self, transition: Transition, rng: Stream) -> None:
        """Learn, if it is time to."""


class Life(Protocol):
    """What is told after each step of a life."""

    def __call__(self, step: int, state: Stack) -> None:
        """The step's number, from 0, and the state in which it was taken."""


def live(
    player: Player, world: Catcher, steps: int, seed: int, watch: Optional[Life] = None
) -> List[float]:
    """So many steps, each learnt from; returns the return of each episode that ended."""
    exploration, replay = stream(seed, "exploration"), stream(seed, "replay")
    observation, _ = world.reset(seed=seed)
    state, earned, returns = first_stack(as_frame(observation), FRAMES), 0.0, []
    for step in range(steps):
        if watch:
            watch(step, state)
        action = player.act(state, exploration)
        observation, reward, over, _, _ = world.step(action)
        after = next_stack(state, as_frame(observation))
        player.observe(Transition(state, action, clipped_reward(reward), after, over), replay)
        state, earned = after, earned + reward
        if over:
            returns.append(earned)
            observation, _ = world.reset()
            state, earned = first_stack(as_frame(observation), FRAMES), 0.0
    return returns


def greedy_return(player: Player, world: Catcher, seed: int) -> float:
    """The mean return of episodes in which nothing is explored and nothing learnt."""
    rng, earned = stream(seed, "evaluation"), 0.0
    world.reset(seed=ELSEWHERE + seed)
    for _ in range(JUDGED):
        observation, _ = world.reset()
        state, over = first_stack(as_frame(observation), FRAMES), False
        while not over:
            action = epsilon_greedy(rng, player.values(state), 0.0)
            observation, reward, over, _, _ = world.step(action)
            state, earned = next_stack(state, as_frame(observation)), earned + reward
    return earned / JUDGED


def pixels(state: Stack) -> Dict[Any, float]:
    """One feature a state: the table."""
    return {state: 1.0}


def columns_apart(state: Stack, size: int, width: int) -> int:
    """How far right of the paddle's middle the ball is, in the newest frame."""
    frame, bottom = state[-1], size * (size - 1)
    return frame.index(255) % size - (frame.index(255, bottom) - bottom) - width // 2


def features_of(config: Features) -> Seen:
    """What the player of an experiment sees."""
    def difference(state: Stack) -> Dict[Any, float]:
        apart = columns_apart(state, config.size, config.width)
        return {min(max(apart, -NEAR), NEAR): 1.0}

    def line(state: Stack) -> Dict[Any, float]:
        apart = columns_apart(state, config.size, config.width) / config.size
        return {"one": 1.0, "difference": apart, "distance": abs(apart)}

    kinds: Dict[str, Seen] = {"pixels": pixels, "difference": difference, "line": line}
    return kinds[config.features]


def features_experiment(config: Features, given: Given) -> Found:
    """Every seed's greedy return, how many weights it has, and how much was new to the last."""
    greedy, met, fresh, curves = [], [], [], []
    for done, seed in enumerate(given.each_seed):
        given.report("learning", done, given.seeds)
        player = LinearQ(features_of(config), ACTIONS, config.alpha, config.gamma,
                         linear_schedule(1.0, 0.05, max(config.steps // 2, 1)))
        world, first = Catcher(config.width, config.size), FirstSeen(config.steps - NEWEST)
        curves.append(live(player, world, config.steps, seed, first))
        greedy.append(greedy_return(player, world, seed))
        met.append(len(player.weights))
        fresh.append(first.fresh / NEWEST)
    given.report("learning", given.seeds, given.seeds, f"return {mean(greedy):.1f}")
    return Found(results={"greedy": greedy, "met": met, "fresh": fresh},
                 series=curve(curves))


class FirstSeen:
    """Counts the states that are met for the first time, from some step on."""

    def __init__(self, since: int) -> None:
        self.since, self.fresh = since, 0
        self.states: Dict[Stack, None] = {}

    def __call__(self, step: int, state: Stack) -> None:
        if state not in self.states:
            self.states[state] = None
            self.fresh += step >= self.since


def curve(lives: List[List[float]]) -> Dict[str, List[float]]:
    """The mean return of each twentieth of the episodes, over all seeds."""
    episodes = min(map(len, lives))
    ends = [episodes * part // 20 for part in range(21)]
    parts = [(a, b) for a, b in zip(ends, ends[1:]) if b > a]
    return {"episode": [float(b) for _, b in parts],
            "return": [mean([mean(life[a:b]) for life in lives]) for a, b in parts]}


def alone_experiment(config: Alone, given: Given) -> Found:
    """Every seed's greedy return after so many steps."""
    greedy, curves = [], []
    for done, seed in enumerate(given.each_seed):
        given.report("learning", done, given.seeds)
        world = Catcher()
        player = network_player(config, world.size, seed)
        curves.append(live(player, world, config.steps, seed))
        greedy.append(greedy_return(player, world, seed))
    given.report("learning", given.seeds, given.seeds, f"return {mean(greedy):.1f}")
    return Found(results={"greedy": greedy}, series=curve(curves))


def network_player(config: Alone, size: int, seed: int) -> DQN:
    """A dense network that knows nothing, with Adam and a memory."""
    weights, images = stream(seed, "weights"), Images(FRAMES, size, size)
    settings = DQNSettings(
        algorithm=ALGORITHMS[config.algorithm],
        gamma=config.gamma,
        epsilon=linear_schedule(1.0, 0.05, 6000),
        alpha=constant_schedule(config.alpha),
        batch=config.batch, start=config.start, every=1, copy_every=250,
    )
    return DQN(settings, dense_q_network(images, ACTIONS, weights),
               dense_q_network(images, ACTIONS, weights), ReplayBuffer(config.capacity), Adam())


# ---------------------------------------------------------------- Baird's seven states

SHARED: Matrix = [
    *[[2.0 if i == state else 0.0 for i in range(7)] + [1.0] for state in range(6)],
    [0.0] * 6 + [1.0, 2.0],
]  # the features of Baird's states (Sutton & Barto 2018, figure 11.1)
START = [1.0] * 6 + [10.0, 1.0]  # the weights before the first sweep

WorthNext = Callable[[Vector], float]  # what the next state is worth, from all values

VARIANTS: Dict[str, Tuple[bool, WorthNext]] = {
    "all three": (True, lambda values: values[6]),
    "table": (False, lambda values: values[6]),
    "on-policy": (True, mean),
    "no bootstrapping": (True, lambda values: 0.0),  # all true returns are 0
}  # whether weights are shared, and where targets come from


def expected_sweep(
    x: Matrix, weights: Vector, worth_next: WorthNext, alpha: float, gamma: float
) -> Vector:
    """Semi-gradient TD(0) as it is on average, all states equally often; rewards are 0.

    w <- w + alpha mean over s of [gamma v(s') - v(s)] x(s)   (Sutton & Barto 2018, eq. 11.9)
    """
    values = [dot(row, weights) for row in x]
    newer = list(weights)
    for row, value in zip(x, values):
        add_scaled(newer, alpha / len(x) * (gamma * worth_next(values) - value), row)
    return newer


def baird_experiment(config: Baird, given: Given) -> Found:
    """The weights of the full example, and how large the values get in all variants."""
    given.report("sweeping", 0, 1)
    series: Dict[str, List[float]] = {}
    for name, (shared, worth_next) in VARIANTS.items():
        x = SHARED if shared else [one_hot(state, 7) for state in range(7)]
        w = START if shared else [dot(row, START) for row in SHARED]
        for _ in range(config.sweeps + 1):
            series.setdefault(name, []).append(max_norm([dot(row, w) for row in x]))
            if name == "all three":
                for i in (0, 6, 7):  # the first six are alike
                    series.setdefault(f"w{i + 1}", []).append(w[i])
            w = expected_sweep(x, w, worth_next, config.alpha, config.gamma)
    given.report("sweeping", 1, 1, f"{series['all three'][-1]:.0f}")
    return Found(results={name: series[name][-1] for name in VARIANTS},
                 series={name: thinned(points) for name, points in series.items()})


def thinned(points: List[float]) -> List[float]:
    """Every tenth point, the first included."""
    return points[::10]


# ---------------------------------------------------------------- what the lesson adds up


def way_in_samples(records: Records) -> Dict[str, List[float]]:
    """The greedy returns of every run of the way in, a number a seed."""
    found = [record for kind in (Features, Alone) for _, record in records.each(kind)]
    return {record.name: numbers(record.results["greedy"]) for record in found}


def greedy_in_words(record: Record) -> List[str]:
    """What was played greedily in the end."""
    greedy = numbers(record.results["greedy"])
    return [f"greedy return over {len(greedy)} seeds: mean {mean(greedy):.2f}, "
            f"from {min(greedy):.2f} to {max(greedy):.2f}"]


def baird_in_words(record: Record) -> List[str]:
    """The largest value of each variant."""
    sweeps = config_of(Baird, record).sweeps
    return [f"{name:17} largest |v| after {sweeps} sweeps: {record.results[name]:.3g}"
            for name in VARIANTS]


BY_LOT = Features("difference", steps=1, alpha=0.0)  # all values stay equal
TINY = Features(size=5, width=1, steps=20000, gamma=0.9)
TABLE = Features()
PATIENT = Features(steps=400000)
NINE = Features("line", steps=6000, alpha=0.1)
SEVEN = Features("difference", steps=6000, alpha=0.05)
ONLINE = Alone()
LONGER = Alone(steps=60000)
COPY_ONLY = Alone("2015")
MEMORY_ONLY = Alone(capacity=20000, batch=32, start=1000)
BOTH = Alone("2015", capacity=20000, batch=32, start=1000)

EXPERIMENTS: Tuple[Experiment[Any], ...] = (
    Experiment(Features, features_experiment, greedy_in_words, seeds=10),
    Experiment(Alone, alone_experiment, greedy_in_words, seeds=5),
    Experiment(Baird, baird_experiment, baird_in_words, seeded=False),
)
RUNS: Tuple[Run, ...] = (
    Run(Baird()),
    *[Run(config, seeds=10) for config in (BY_LOT, TINY, TABLE, SEVEN, NINE)],
    *[Run(config, seeds=5, tier="evidence")
      for config in (ONLINE, COPY_ONLY, MEMORY_ONLY, BOTH)],
    *[Run(config, seeds=3, tier="evidence") for config in (PATIENT, LONGER)],
)
