"""Lesson 02, Barto, Sutton and Anderson 1983: learning from interaction.

Four experiments: `Pole` trains one system on the cart-pole, several runs of many trials;
`Film` repeats its median run and keeps what can be watched; `Hinge` trains on the gentler
balance; `Rules` asks which one-line rules keep either pole up without learning anything.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import Any, Callable, Deque, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

from policywerk.actors.barto_sutton import (
    SYSTEMS,
    AdaptiveCritic,
    AssociativeSearch,
    Controller,
    Settings,
    run_trial,
)
from policywerk.building_blocks.acting import Act, episode_steps
from policywerk.building_blocks.boxes import Boxes
from policywerk.building_blocks.environments import Environment, Info
from policywerk.building_blocks.spaces import Space
from policywerk.data.published import published
from policywerk.data.record import Comparison, Evidence, Json, Record, canonical_json
from policywerk.data.statistics import bootstrap_interval
from policywerk.lessons.experiment import Found, Report, Run, record_of, settings_of, silent
from policywerk.primitives.random import Stream, integer, stream
from policywerk.primitives.vector import Vector, mean, total
from policywerk.world import balance, cart_pole
from policywerk.world.balance import Balance
from policywerk.world.cart_pole import CartPole

NUMBER = "02"


@dataclass(frozen=True)
class Pole:
    """One system on the cart-pole: so many runs, each from nothing."""

    system: str = "ACE/ASE"  # one of SYSTEMS
    runs: int = 50  # each with weights and random numbers of its own
    trials: int = 100  # of a run, unless it is stopped
    cap: int = 500_000  # steps after which a run is stopped, in the middle of a trial
    integrator: str = "explicit Euler"  # or "semi-implicit Euler"
    friction: float = 1.0  # as in the paper; 0.0 for none


@dataclass(frozen=True)
class Film:
    """Several ACE/ASE runs, and the median of them once more, watched."""

    runs: int = 41  # among which the median is found; an odd number has one
    trials: int = 100  # as in Pole
    cap: int = 500_000  # as in Pole
    beginning: int = 250  # steps of a shown trial that are kept from its start
    ending: int = 100  # and from its end, if it lasted longer


@dataclass(frozen=True)
class Hinge:
    """One system on balance."""

    system: str = "ACE/ASE"  # one of SYSTEMS
    runs: int = 50  # each with weights and random numbers of its own
    trials: int = 100  # of a run, each of 500 steps at most


@dataclass(frozen=True)
class Rules:
    """One-line rules on both poles."""

    episodes: int = 1000  # on balance, whose starts differ
    limit: int = 10_000  # steps after which an episode on the cart-pole is broken off


Config = Union[Pole, Film, Hinge, Rules]
DEFAULT = Pole(runs=1)


def run(config: Config, seed: int, report: Report = silent) -> Record:
    """Run one experiment; the same configuration and seed give the same record."""
    experiments: Dict[type, Callable[..., Found]] = {
        Pole: pole_experiment,
        Film: film_experiment,
        Hinge: hinge_experiment,
        Rules: rules_experiment,
    }
    found = experiments[type(config)](config, seed, report)
    return record_of(NUMBER, run_name(config, seed), config, seed, found)


def run_name(config: Config, seed: int) -> str:
    """A run's name, fit for a file."""
    if isinstance(config, Rules):
        return "rules"
    if isinstance(config, Film):
        return f"film-seed-{seed}"
    words = [config.system.lower().replace("/", "-").replace(" ", "-")]
    if isinstance(config, Hinge):
        words.insert(0, "balance")
    elif config.integrator != Pole.integrator:
        words.append("semi-implicit")
    elif config.friction != Pole.friction:
        words.append("no-friction")
    return "-".join([*words, "seed", str(seed)])


SEEDS = 6  # of every system on the cart-pole: 300 runs, which are 30 experiments of ten
FIRST = 2  # as many are enough for the film and the main table, and for all that is beside them


def runs() -> List[Run]:
    """Every run behind the chapter's figures and tables."""
    planned: List[Tuple[Config, int]] = [(Rules(), 0), (Film(), 0)]
    planned += [(Hinge(system), seed) for system in SYSTEMS for seed in range(FIRST)]
    planned += [(Pole(system), seed) for system in SYSTEMS for seed in range(SEEDS)]
    planned += [(Pole(integrator="semi-implicit Euler"), seed) for seed in range(FIRST)]
    planned += [(Pole(friction=0.0), seed) for seed in range(FIRST)]
    return [Run(run_name(c, seed), c, seed, tier_of(c, seed)) for c, seed in planned]


def tier_of(config: Config, seed: int) -> str:
    """What the film and the main table need is for "figures", the rest for "evidence"."""
    usual = not isinstance(config, Pole) or config == Pole(config.system)
    return "figures" if usual and seed < FIRST else "evidence"


# ---------------------------------------------------------------- trials, runs, experiments


class Lengths(NamedTuple):
    """How long the trials of one run lasted."""

    steps: Vector  # whole numbers; the last was broken off if the run was stopped
    stopped: bool  # whether the run reached the cap


def train(
    world: Environment, boxes: Boxes, system: Controller, rng: Stream, trials: int, cap: int
) -> Lengths:
    """One run: so many trials, or fewer if their steps reach the cap."""
    lengths: Vector = []
    left = cap
    while left > 0 and len(lengths) < trials:
        steps = run_trial(world, boxes, system, rng, left).steps
        lengths.append(float(steps))
        left -= steps
    return Lengths(lengths, left == 0)


def filled(lengths: Vector, trials: int) -> Vector:
    """The lengths of a run, with the trials that a stopped run did not come to.

    They count as long as the one that was broken off or the one before it, whichever was
    longer (Barto, Sutton & Anderson 1983).
    """
    return [*lengths, *[max(lengths[-2:])] * (trials - len(lengths))]


def stopped_at(lengths: Vector, cap: int) -> Vector:
    """What a run would have come to with a smaller cap."""
    kept: Vector = []
    left = float(cap)
    for length in lengths:
        if left > 0.0:
            kept.append(min(length, left))
            left -= length
    return kept


BIN = 5  # trials that are averaged for one point of a curve


def binned(lengths: Vector) -> Vector:
    """Mean length of every five trials."""
    return [mean(lengths[first:first + BIN]) for first in range(0, len(lengths), BIN)]


def averaged(curves: Sequence[Vector]) -> Vector:
    """The mean of several curves, point by point."""
    return [mean(list(points)) for points in zip(*curves)]


def new_run(config: Union[Pole, Film], seed: int, number: int) -> Tuple[Controller, Stream]:
    """A system that knows nothing, and the random numbers of one run of an experiment."""
    name = config.system if isinstance(config, Pole) else Pole.system
    system = find_system(name)(cart_pole.BOXES.count, Settings())
    return system, stream(seed, f"{name}, run {number}")


def find_system(name: str) -> Callable[[int, Settings], Controller]:
    """What makes the system of that name.

    Raises: ValueError naming the systems there are.
    """
    if name not in SYSTEMS:
        raise ValueError(f"there is no system {name!r}; there are: {', '.join(SYSTEMS)}")
    return SYSTEMS[name]


def pole_experiment(config: Pole, seed: int, report: Report) -> Found:
    """Train one system several times on the cart-pole."""
    world = CartPole(config.integrator, config.friction)
    report("training", 0.0)
    found = []
    for number in range(config.runs):
        system, rng = new_run(config, seed, number)
        found.append(train(world, cart_pole.BOXES, system, rng, config.trials, config.cap))
        report("training", (number + 1) / config.runs)
    return measured(found, config.trials)


def measured(found: List[Lengths], trials: int) -> Found:
    """The lengths of all trials, the curve of their averages, and how each run ended."""
    curves = [binned(filled(run.steps, trials)) for run in found]
    return Found(
        results={
            "curve": averaged(curves),
            "last": [curve[-1] for curve in curves],
            "stopped": [run.stopped for run in found],
        },
        series={f"run {number}": run.steps for number, run in enumerate(found)},
        snapshots=[],
    )


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

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Vector, Info]:
        """Start an episode, and forget the one before."""
        self.beginning, self.seen = [], self.world.reset(seed, options)[0]
        self.lately.clear()
        return list(self.seen), {}

    def step(self, action: int) -> Tuple[Vector, float, bool, bool, Info]:
        """Act, and note x, theta, the box and the action before the step."""
        box = cart_pole.BOXES.index(self.seen)
        moment = [self.seen[0], self.seen[2], box, action]
        (self.beginning if len(self.beginning) < self.kept else self.lately).append(moment)
        outcome = self.world.step(action)
        self.seen = list(outcome[0])
        return outcome


def shown_trials(trials: int) -> List[int]:
    """Trials worth watching: the first few, then ever fewer, and the last."""
    early = [1, 2, 3, 4, 5, 7, 9, 12, 15, 20, 25, 30, 35]
    return sorted({n for n in [*early, *range(40, trials, 5)] if n < trials} | {trials})


def film_experiment(config: Film, seed: int, report: Report) -> Found:
    """Train as `Pole` does, then train the median run again and keep moments of it."""
    pole = Pole(runs=config.runs, trials=config.trials, cap=config.cap)
    found = pole_experiment(pole, seed, report)
    last = found.results["last"]
    order = sorted(range(config.runs), key=lambda number: (last[number], number))
    median = order[(config.runs - 1) // 2]
    report("filming", 0.0)
    lengths = found.series[f"run {median}"]
    found.results["median run"] = median
    return found._replace(snapshots=film_run(config, seed, median, lengths))


def film_run(config: Film, seed: int, number: int, lengths: Vector) -> List[Dict[str, Json]]:
    """One run again, trial by trial, with what was seen and learnt in the shown ones."""
    system, rng = new_run(config, seed, number)
    world = Watched(CartPole(), config.beginning, config.ending)
    shown = shown_trials(len(lengths))
    kept: List[Dict[str, Json]] = []
    for trial, length in enumerate(lengths, 1):
        failed = run_trial(world, cart_pole.BOXES, system, rng, int(length)).failed
        if trial in shown:
            kept.append({"trial": trial, "steps": int(length), "failed": failed,
                         "beginning": world.beginning, "ending": list(world.lately),
                         **learnt(system)})
    return kept


def learnt(system: Controller) -> Dict[str, Json]:
    """Copies of the ASE's weights and of the ACE's predictions."""
    assert isinstance(system, AssociativeSearch)
    assert isinstance(system.critic, AdaptiveCritic)
    return {"weights": list(system.weights), "predictions": list(system.critic.predictions)}


# ---------------------------------------------------------------- the gentle pole


class FailureSignal:
    """A world that pays 1 a step and 0 for a fall, made to pay 0 and -1, as in 1983."""

    def __init__(self, world: Environment) -> None:
        self.world = world
        self.observation_space = world.observation_space
        self.action_space = world.action_space

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Any, Info]:
        """Start an episode."""
        return self.world.reset(seed, options)

    def step(self, action: Any) -> Tuple[Any, float, bool, bool, Info]:
        """Act; the reward is 1 less."""
        observation, reward, terminated, truncated, info = self.world.step(action)
        return observation, reward - 1.0, terminated, truncated, info


def hinge_experiment(config: Hinge, seed: int, report: Report) -> Found:
    """Train one system several times on balance."""
    make = find_system(config.system)
    report("training", 0.0)
    found = []
    for number in range(config.runs):
        world = FailureSignal(Balance())
        world.reset(seed * config.runs + number)
        rng = stream(seed, f"balance, {config.system}, run {number}")
        system = make(balance.BOXES.count, Settings())
        cap = config.trials * balance.TIME_LIMIT + 1  # never reached
        found.append(train(world, balance.BOXES, system, rng, config.trials, cap))
        report("training", (number + 1) / config.runs)
    return measured(found, config.trials)


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


def rules_experiment(config: Rules, seed: int, report: Report) -> Found:
    """How long each rule keeps each pole up."""
    results: Dict[str, Json] = {}
    for done, (name, rule) in enumerate(RULES.items()):
        report("following rules", done / len(RULES))
        rng = stream(seed, f"rule {name}")
        hinge, endless, act = Balance(), Balance(time_limit=None), on_balance(rule)
        hinge.reset(seed)
        endless.reset(seed)
        lengths = [kept_up(hinge, act, rng, config.limit) for _ in range(config.episodes)]
        results[name] = {
            "balance mean": mean([float(n) for n in lengths]),
            "balance shortest": min(lengths),
            "balance whole": lengths.count(balance.TIME_LIMIT) / config.episodes,
            "balance without a clock": kept_up(endless, act, rng, config.limit),
            "cart-pole": kept_up(CartPole(), on_cart_pole(rule), rng, config.limit),
        }
    return Found(results, {}, [])


# ---------------------------------------------------------------- what it amounts to


SHOWN_BINS = {"trials 1-5": 0, "trials 16-20": 3, "trials 46-50": 9, "trials 76-80": 15,
              "trials 96-100": 19}
LAST = "trials 96-100"
TEN = 10  # runs that are one experiment, as in 1983
FAR = 10_000  # steps: a trial as long has learnt to balance
SMALL_CAP = 100_000


def summarise(records: Dict[str, Record]) -> Evidence:
    """Every ten-run experiment's averages, system by system, with intervals over them."""
    samples: Dict[str, List[float]] = {}
    for record in records.values():
        if record.config["experiment"] in ("pole", "hinge"):
            for ten in experiments_of(record):
                for name, value in averages(record, ten).items():
                    samples.setdefault(f"{title_of(record)}, {name}", []).append(value)
    rng = stream(0, "bootstrap")
    intervals = {n: bootstrap_interval(x, rng) for n, x in samples.items() if len(x) > 1}
    second, source = published("cart_pole_last_trials")
    return Evidence(
        lesson=NUMBER,
        seeds=[r.seed for r in records.values() if r.config == settings_of(Pole())],
        samples=samples,
        intervals=intervals,
        expected={},
        comparisons=[
            Comparison(f"{title}, {LAST}", intervals[f"{title}, {LAST}"].mean, level, source)
            for title, level in second.items()
            if f"{title}, {LAST}" in intervals
        ],
    )


def experiments_of(record: Record) -> List[List[Vector]]:
    """The lengths of a record's runs, ten runs an experiment."""
    lengths = [record.series[f"run {number}"] for number in range(len(record.series))]
    return [lengths[first:first + TEN] for first in range(0, len(lengths), TEN)]


def averages(record: Record, ten: List[Vector]) -> Dict[str, float]:
    """What one experiment came to: its curve at a few places, and runs that went far."""
    trials = record.config["trials"]
    curve = averaged([binned(filled(run, trials)) for run in ten])
    found = {place: curve[i] for place, i in SHOWN_BINS.items() if i < len(curve)}
    if record.config["experiment"] == "pole":
        found["runs stopped"] = share([total(run) >= record.config["cap"] for run in ten])
        found["runs that went far"] = share([max(run) >= FAR for run in ten])
        cut = [filled(stopped_at(run, SMALL_CAP), trials) for run in ten]
        found["small cap"] = averaged([binned(run) for run in cut])[-1]
    return found


def title_of(record: Record) -> str:
    """What an experiment is called among the samples."""
    config = record.config
    if config["experiment"] == "hinge":
        return f"balance, {config['system']}"
    integrator = "" if config["integrator"] == Pole.integrator else f", {config['integrator']}"
    return f"{config['system']}{integrator}{'' if config['friction'] else ', no friction'}"


def share(flags: Sequence[bool]) -> float:
    """The fraction that is true."""
    return sum(1 for flag in flags if flag) / len(flags)


def describe(record: Record) -> str:
    """A record in words, as `python -m policywerk run 02` prints it."""
    title = f"Lesson {record.lesson}, {record.config['experiment']}, seed {record.seed}"
    if record.config["experiment"] == "rules":
        lines = [f"{name}: {canonical_json(found)}" for name, found in record.results.items()]
        return "\n".join([title, "", *lines])
    lines = [title, ""]
    for number in range(len(record.series)):
        lengths = record.series[f"run {number}"]
        lines.append(f"run {number}: {len(lengths)} trials, {int(total(lengths))} steps")
        lines += _drawn_lengths(lengths)
    lines.append(f"\nlast five trials, on average: {record.results['curve'][-1]:.1f} steps")
    return "\n".join(lines)


def _drawn_lengths(lengths: Sequence[float]) -> List[str]:
    """The trials of a run, five a line, with a bar that grows by one for each doubling."""
    lines = []
    for first in range(0, len(lengths), BIN):
        few = [int(n) for n in lengths[first:first + BIN]]
        bar = "#" * max(few).bit_length()
        lines.append(f"  {first + 1:3}  " + "".join(f"{n:8}" for n in few).ljust(41) + f" {bar}")
    return lines
