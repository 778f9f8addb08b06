"""Lesson 02, Barto, Sutton and Anderson 1983: learning from interaction.

Five experiments: `Pole` trains one system on the cart-pole, one run of many trials a seed;
`Film` repeats a run that is in the middle of many and keeps what can be watched; `Hinge` trains
on the gentler balance; `Rules` asks which one-line rules keep either pole up without learning
anything; `Marking` stands in l02_marks.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import Callable, Deque, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from policywerk.actors.barto_sutton import (
    SYSTEMS,
    AdaptiveCritic,
    AssociativeSearch,
    Controller,
    Critic,
    Settings,
    run_trial,
)
from policywerk.building_blocks.acting import Act, episode_steps
from policywerk.building_blocks.environments import Environment, Info
from policywerk.building_blocks.spaces import Space
from policywerk.data.published import published
from policywerk.data.record import Comparison, Evidence, Record
from policywerk.data.statistics import bootstrap_interval
from policywerk.data.values import Json, entries, flag, number, numbers, whole
from policywerk.lessons.experiment import (
    Experiment,
    Found,
    Given,
    Records,
    Report,
    Run,
    Study,
)
from policywerk.lessons.l02_marks import MARKING_RUNS, Marking, marking_experiment, marking_samples
from policywerk.lessons.l02_runs import (
    BIN,
    FAR,
    RunsSoFar,
    averaged,
    binned,
    filled,
    lengths_of,
    train,
)
from policywerk.lessons.settings import Config, config_of, setting
from policywerk.primitives.random import Stream, integer, stream
from policywerk.primitives.vector import Vector, mean, total
from policywerk.world import balance, cart_pole
from policywerk.world.balance import Balance
from policywerk.world.cart_pole import CartPole

NUMBER = "02"

BLOCK = 50  # seeds of one training: five experiments of ten runs, as those of 1983 were
POPULATION = 41  # seeds from 0 on, among which the film's is the median; an odd number has one
SHOWN_SEED = 11  # which that is


@dataclass(frozen=True)
class Pole(Config):
    """One system on the cart-pole, a run from nothing for each seed."""

    system: str = setting("ACE/ASE", "what learns", choices=tuple(SYSTEMS))
    trials: int = setting(100, "of a run, unless it is stopped", least=1)
    cap: int = setting(500_000, "steps after which a run is stopped, in the middle of a trial",
                       least=1)
    integrator: str = setting("explicit Euler", "how time passes",
                              choices=tuple(cart_pole.INTEGRATORS))
    friction: float = setting(1.0, "as in the paper; 0 for none", least=0.0)


@dataclass(frozen=True)
class Film(Config):
    """One of the first ACE/ASE runs once more, watched."""

    shown: int = setting(SHOWN_SEED, "the seed of the run", least=0, most=BLOCK - 1)
    trials: int = setting(100, "as in pole", least=1)
    cap: int = setting(500_000, "as in pole", least=1)
    beginning: int = setting(250, "steps of a shown trial that are kept from its start", least=2)
    ending: int = setting(100, "and from its end, if it lasted longer", least=0)


@dataclass(frozen=True)
class Hinge(Config):
    """One system on balance, a run from nothing for each seed."""

    system: str = setting("ACE/ASE", "what learns", choices=tuple(SYSTEMS))
    trials: int = setting(100, "of a run, each of 500 steps at most", least=1)
    search_decay: float = setting(0.9, "what a mark of the ASE keeps a step", least=0.0, most=1.0)


@dataclass(frozen=True)
class Rules(Config):
    """One-line rules on both poles."""

    episodes: int = setting(1000, "on balance, whose starts differ", least=1)
    limit: int = setting(10_000, "steps after which an episode on the cart-pole is broken off",
                         least=1)


BLOCKS = 6  # of every system on the cart-pole: 300 runs, which are 30 experiments of ten
FIRST = 2  # as many are enough for the film and the main table, and for all that is beside them


def blocks(config: Config, count: int, first: int = FIRST) -> Tuple[Run, ...]:
    """So many runs of a configuration, a block of seeds each; the first are for figures."""
    return tuple(Run(config, BLOCK * block, BLOCK, "figures" if block < first else "evidence")
                 for block in range(count))


ONE = Run(Pole(), seed=0)  # a single run, to be told trial by trial
RULED = Run(Rules())
FILMED = Run(Film())
HINGES = tuple(run for system in SYSTEMS for run in blocks(Hinge(system), FIRST))
UNMARKED = tuple(run for system in ("ACE/ASE", "ASE alone")  # only the last push is credited
                 for run in blocks(Hinge(system, search_decay=0.0), FIRST))
POLES = tuple(run for system in SYSTEMS for run in blocks(Pole(system), BLOCKS))
VARIANTS = (*blocks(Pole(integrator="semi-implicit Euler"), FIRST, first=0),
            *blocks(Pole(friction=0.0), FIRST, first=0))
LONG_CAP = 3_000_000
LONGER = blocks(Pole(cap=LONG_CAP), FIRST, first=0)  # the first runs, stopped later
WATCHED = blocks(Pole(), 1)[0]  # the block that the film's run is one of
OF_1983 = {system: blocks(Pole(system), 1)[0] for system in ("ACE/ASE", "ASE alone")}


# ---------------------------------------------------------------- trials, runs, experiments


def stopped_at(lengths: Vector, cap: int) -> Vector:
    """What a run would have come to with a smaller cap."""
    kept: Vector = []
    left = float(cap)
    for length in lengths:
        if left > 0.0:
            kept.append(min(length, left))
            left -= length
    return kept


NUMBERED = 50  # runs that were numbered from 0 within a seed, when these were first made


def run_stream(seed: int, title: str) -> Stream:
    """The random numbers of one run.

    What is seed 107 now was run 7 of seed 2 when this lesson's runs were first made. It draws
    from the stream that it had then, so that it is the same run to the last bit.
    """
    return stream(seed // NUMBERED, f"{title}, run {seed % NUMBERED}")


def new_run(system: str, seed: int) -> Tuple[Controller, Stream]:
    """A system that knows nothing of the cart-pole, and the random numbers of its run."""
    return SYSTEMS[system](cart_pole.BOXES.count, Settings()), run_stream(seed, system)


def pole_experiment(config: Pole, given: Given) -> Found:
    """Train one system on the cart-pole, once for each seed."""
    world = CartPole(config.integrator, config.friction)
    runs = RunsSoFar(config.trials, given)
    for seed in given.each_seed:
        system, rng = new_run(config.system, seed)
        runs.add(train(world, cart_pole.BOXES, system, rng, config.trials, config.cap))
    return runs.measured()


# ---------------------------------------------------------------- the film


class Watched:
    """A world that remembers how the present episode began, and how it goes on."""

    def __init__(self, world: CartPole, beginning: int, ending: int) -> None:
        self.world = world
        self.observation_space: Space = world.observation_space
        self.action_space: Space = world.action_space
        self.beginning: List[List[float]] = []
        self.lately: Deque[List[float]] = deque(maxlen=ending)
        self.kept = beginning
        self.seen: Vector = []
        self.latest: List[float] = []  # what was noted of the last step

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Vector, Info]:
        """Start an episode, and forget the one before."""
        self.beginning, self.seen = [], self.world.reset(seed, options)[0]
        self.lately.clear()
        return list(self.seen), {}

    def step(self, action: int) -> Tuple[Vector, float, bool, bool, Info]:
        """Act, and note x, phi, the box and the action before the step."""
        box = cart_pole.BOXES.index(self.seen)
        self.latest = [self.seen[0], self.seen[2], box, action]
        (self.beginning if len(self.beginning) < self.kept else self.lately).append(self.latest)
        outcome = self.world.step(action)
        self.seen = list(outcome[0])
        return outcome


class Overheard:
    """A critic that passes on another one's news, and has a watched world note them."""

    def __init__(self, critic: Critic, world: Watched) -> None:
        self.critic, self.world = critic, world

    def reinforcement(self, box: int, reward: float, next_box: Optional[int]) -> float:
        """The other critic's news, noted beside the step that they are about."""
        news = self.critic.reinforcement(box, reward, next_box)
        self.world.latest.append(round(news, 4))  # as much as a picture can show
        return news

    def end(self) -> None:
        """Called when a trial is over."""
        self.critic.end()


def shown_trials(trials: int) -> List[int]:
    """Trials worth watching: the first few, then ever fewer, and the last."""
    early = [1, 2, 3, 4, 5, 7, 9, 12, 15, 20, 25, 30, 35]
    return sorted({n for n in [*early, *range(40, trials, 5)] if n < trials} | {trials})


def film_reads(config: Film) -> Tuple[Run, ...]:
    """The runs among which the film's is."""
    return (Run(Pole(trials=config.trials, cap=config.cap), 0, BLOCK),)


def film_experiment(config: Film, given: Given) -> Found:
    """Train the run of a seed again, as long as its record says, and keep moments of it."""
    block = given.records[0]
    lengths = lengths_of(block)[config.shown]
    snapshots = film_run(config, lengths, given.report)
    return Found(
        results={
            "trials": len(lengths),
            "longest": max(lengths),
            "last": numbers(block.results["last"])[config.shown],
            "stopped": total(lengths) >= config.cap,
        },
        snapshots=snapshots,
    )


def film_run(config: Film, lengths: Vector, report: Report) -> List[Dict[str, Json]]:
    """One run again, trial by trial, with what was seen, said and learnt in the shown ones."""
    system, rng = new_run(Pole.system, config.shown)
    world = Watched(CartPole(), config.beginning, config.ending)
    assert isinstance(system, AssociativeSearch)
    critic = system.critic
    assert isinstance(critic, AdaptiveCritic)
    system.critic = Overheard(critic, world)
    shown = shown_trials(len(lengths))
    kept: List[Dict[str, Json]] = []
    report("filming", 0, len(lengths))
    for trial, length in enumerate(lengths, 1):
        failed = run_trial(world, cart_pole.BOXES, system, rng, int(length)).failed
        report("filming", trial, len(lengths), f"{int(length)} steps")
        if trial in shown:
            kept.append({"trial": trial, "steps": int(length), "failed": failed,
                         "beginning": world.beginning, "ending": list(world.lately),
                         "weights": list(system.weights),
                         "predictions": list(critic.predictions)})
    return kept


# ---------------------------------------------------------------- the gentle pole


class FailureSignal:
    """A world that pays 1 a step and 0 for a fall, made to pay 0 and -1, as in 1983."""

    def __init__(self, world: Environment) -> None:
        self.world = world
        self.observation_space: Space = world.observation_space
        self.action_space: Space = world.action_space

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Vector, Info]:
        """Start an episode."""
        observation, info = self.world.reset(seed, options)
        return observation, info

    def step(self, action: int) -> Tuple[Vector, float, bool, bool, Info]:
        """Act; the reward is 1 less."""
        observation, reward, terminated, truncated, info = self.world.step(action)
        return observation, reward - 1.0, terminated, truncated, info


def hinge_experiment(config: Hinge, given: Given) -> Found:
    """Train one system on balance, once for each seed."""
    runs = RunsSoFar(config.trials, given)
    cap = config.trials * balance.TIME_LIMIT + 1  # never reached
    for seed in given.each_seed:
        world = FailureSignal(Balance())
        world.reset(seed)
        rng = run_stream(seed, f"balance, {config.system}")
        settings = Settings(search_decay=config.search_decay)
        system = SYSTEMS[config.system](balance.BOXES.count, settings)
        runs.add(train(world, balance.BOXES, system, rng, config.trials, cap))
    return runs.measured()


# ---------------------------------------------------------------- rules that learn nothing

Rule = Callable[[float, float, Stream], bool]  # (lean, turning, rng) -> whether it expects a fall
# to the side where the angle grows

RULES: Dict[str, Rule] = {
    "always one side": lambda lean, turning, rng: True,
    "by lot": lambda lean, turning, rng: integer(rng, 2) == 1,
    "lean": lambda lean, turning, rng: lean >= 0.0,
    "turning": lambda lean, turning, rng: turning >= 0.0,
    "lean + turning / 5": lambda lean, turning, rng: lean + 0.2 * turning >= 0.0,
}


def on_cart_pole(rule: Rule) -> Act:
    """Push the cart to the side to which the pole is about to fall."""
    return lambda observation, rng: int(rule(observation[2], observation[3], rng))


def on_balance(rule: Rule) -> Act:
    """Twist the pole away from the side to which it is about to fall."""
    return lambda observation, rng: 1 - int(rule(observation[0], observation[1], rng))


def kept_up(world: Environment, act: Act, rng: Stream, limit: int) -> int:
    """Steps until the pole falls or the episode is truncated, and no more than the limit."""
    observation, _ = world.reset()
    return sum(1 for _ in islice(episode_steps(world, observation, act, rng), limit))


def rules_experiment(config: Rules, given: Given) -> Found:
    """How long each rule keeps each pole up."""
    seed = given.only_seed
    results: Dict[str, Json] = {}
    given.report("following rules", 0, len(RULES))
    for done, (name, rule) in enumerate(RULES.items(), 1):
        rng = stream(seed, f"rule {name}")
        hinge, endless, act = Balance(), Balance(time_limit=None), on_balance(rule)
        hinge.reset(seed)
        endless.reset(seed)
        lengths = [kept_up(hinge, act, rng, config.limit) for _ in range(config.episodes)]
        on_average = mean([float(n) for n in lengths])
        results[name] = {
            "balance mean": on_average,
            "balance shortest": min(lengths),
            "balance whole": lengths.count(balance.TIME_LIMIT) / config.episodes,
            "balance without a clock": kept_up(endless, act, rng, config.limit),
            "cart-pole": kept_up(CartPole(), on_cart_pole(rule), rng, config.limit),
        }
        given.report("following rules", done, len(RULES), f"{on_average:.1f} steps, {name}")
    return Found(results)


# ---------------------------------------------------------------- what it amounts to


SHOWN_BINS = {"trials 1-5": 0, "trials 16-20": 3, "trials 46-50": 9, "trials 76-80": 15,
              "trials 96-100": 19}
LAST = "trials 96-100"
TEN = 10  # runs that are one experiment, as in 1983
SMALL_CAP = 100_000


def summarise(records: Records) -> Evidence:
    """Every ten-run experiment's averages, system by system, with intervals over them."""
    samples: Dict[str, List[float]] = {}
    for hinge, record in records.each(Hinge):
        for ten in tens_of(record):
            add_to(samples, hinge_title(hinge), on_the_way(ten, hinge.trials))
    for pole, record in records.each(Pole):
        for ten in tens_of(record):
            add_to(samples, title_of(pole), averages(ten, pole))
    samples.update(marking_samples(records, OF_1983))
    rng = stream(0, "bootstrap")
    intervals = {n: bootstrap_interval(x, rng) for n, x in samples.items() if len(x) > 1}
    second, source = published("cart_pole_last_trials")
    return Evidence(
        lesson=NUMBER,
        seeds=[seed for pole, record in records.each(Pole)
               if title_of(pole) == Pole.system and record.seeds >= TEN
               for seed in range(record.seed, record.seed + record.seeds)],
        samples=samples,
        intervals=intervals,
        expected={},
        comparisons=[
            Comparison(f"{title}, {LAST}", intervals[f"{title}, {LAST}"].mean, level, source)
            for title, level in entries(second).items()
            if f"{title}, {LAST}" in intervals
        ],
    )


def add_to(samples: Dict[str, List[float]], title: str, found: Mapping[str, float]) -> None:
    """Add what one experiment came to."""
    for name, value in found.items():
        samples.setdefault(f"{title}, {name}", []).append(value)


class BrokenOff(NamedTuple):
    """The trial in the middle of which a smaller cap would have stopped a run."""

    steps: float  # that it lasted in truth
    end: float  # steps of the whole run when it was over


def broken_off(run: Vector, cap: int) -> Optional[BrokenOff]:
    """Which trial of a run a smaller cap would have broken off.

    None if the run does not come to the cap: a hundred trials can be shorter.
    """
    passed = 0.0
    for steps in run:
        passed += steps
        if passed >= cap:
            return BrokenOff(steps, passed)
    return None


def tens_of(record: Record) -> List[List[Vector]]:
    """The lengths of a record's runs, ten runs an experiment; fewer than ten are none."""
    lengths = lengths_of(record)
    return [lengths[first:first + TEN] for first in range(0, len(lengths) - TEN + 1, TEN)]


def on_the_way(ten: Sequence[Vector], trials: int) -> Dict[str, float]:
    """The mean lengths of the trials of one experiment, at a few places."""
    curve = averaged([binned(filled(run, trials)) for run in ten])
    return {place: curve[i] for place, i in SHOWN_BINS.items() if i < len(curve)}


def averages(ten: Sequence[Vector], config: Pole) -> Dict[str, float]:
    """What one experiment on the cart-pole came to: its curve, and runs that went far."""
    cut = [filled(stopped_at(run, SMALL_CAP), config.trials) for run in ten]
    return {
        **on_the_way(ten, config.trials),
        "runs stopped": share([total(run) >= config.cap for run in ten]),
        "runs that went far": share([max(run) >= FAR for run in ten]),
        "small cap": averaged([binned(run) for run in cut])[-1],
    }


def title_of(config: Pole) -> str:
    """What an experiment on the cart-pole is called among the samples."""
    integrator = "" if config.integrator == Pole.integrator else f", {config.integrator}"
    later = f", stopped at {config.cap:,}" if config.cap > Pole.cap else ""
    return f"{config.system}{integrator}{'' if config.friction else ', no friction'}{later}"


def hinge_title(config: Hinge) -> str:
    """What an experiment on balance is called among the samples."""
    return f"balance, {config.system}{'' if config.search_decay else ', no marks'}"


def share(flags: Sequence[bool]) -> float:
    """The fraction that is true."""
    return sum(1 for flag in flags if flag) / len(flags)


# ---------------------------------------------------------------- in words


def runs_in_words(record: Record) -> List[str]:
    """The trials of every run, and how long they were in the end."""
    lines: List[str] = []
    for seed, lengths in enumerate(lengths_of(record), record.seed):
        lines.append(f"seed {seed}: {len(lengths)} trials, {int(total(lengths))} steps")
        lines += _drawn_lengths(lengths)
    last = numbers(record.results["curve"])[-1]
    return [*lines, "", f"last five trials, on average: {last:.1f} steps"]


def _drawn_lengths(lengths: Sequence[float]) -> List[str]:
    """The trials of a run, five a line, with a bar that grows by one for each doubling."""
    lines = []
    for first in range(0, len(lengths), BIN):
        few = [int(n) for n in lengths[first:first + BIN]]
        bar = "#" * max(few).bit_length()
        lines.append(f"  {first + 1:3}  " + "".join(f"{n:8}" for n in few).ljust(41) + f" {bar}")
    return lines


def film_in_words(record: Record) -> List[str]:
    """The trials that were watched, and how each of them ended."""
    shown = config_of(Film, record).shown
    lines = [f"seed {shown}: {whole(record.results['trials'])} trials, "
             f"the longest of {number(record.results['longest']):.0f} steps"]
    for trial in record.snapshots:
        end = "failed" if flag(trial["failed"]) else "was stopped"
        lines.append(f"  {whole(trial['trial']):3}  {end} after {whole(trial['steps'])} steps")
    return lines


STUDY = Study(
    lesson=NUMBER,
    experiments=(
        Experiment(Pole, pole_experiment, runs_in_words, seeds=BLOCK),
        Experiment(Film, film_experiment, film_in_words, reads=film_reads, seeded=False),
        Experiment(Hinge, hinge_experiment, runs_in_words, seeds=BLOCK),
        Experiment(Rules, rules_experiment),
        Experiment(Marking, marking_experiment, runs_in_words, seeds=BLOCK),
    ),
    runs=(ONE, RULED, FILMED, *HINGES, *UNMARKED, *POLES, *VARIANTS, *LONGER, *MARKING_RUNS),
    default=ONE,
    summarise=summarise,
)
