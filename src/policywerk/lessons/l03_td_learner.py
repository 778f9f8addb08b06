"""Lesson 03, Sutton 1988: learning to predict by temporal differences.

Three experiments: `Sets` draws training sets of random walks and measures errors for every
lambda and step size, which gives Sutton's figures 3, 4 and 5; `Episodes` is example 6.2 of
Sutton & Barto; `Race` follows TD(lambda) and Monte Carlo step by step on the same walks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, List, NamedTuple, Tuple, Union

from policywerk.actors.td_learner import (
    Experience,
    Learning,
    Rule,
    experience_of,
    learn_within,
    present,
    resting_point,
    system_of,
    td_lambda,
    td_zero,
    widrow_hoff,
)
from policywerk.building_blocks.acting import run_episode
from policywerk.data.published import published
from policywerk.data.record import Comparison, Evidence, Json, Record, canonical_json
from policywerk.data.statistics import Interval, bootstrap_interval
from policywerk.lessons.experiment import Found, Report, Run, record_of, silent
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream, stream
from policywerk.primitives.scalar import sqrt
from policywerk.primitives.vector import Vector, mean, subtract, variance
from policywerk.world.random_walk import RandomWalk

NUMBER = "03"

LAMBDAS = [i / 10 for i in range(11)]  # of figure 5
ALPHAS = [i / 20 for i in range(13)]  # of figures 4 and 5
LAMBDAS_3 = [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0]  # of figure 3


def at_least(least: int, **settings: int) -> None:
    """Refuse settings that are too small.

    Raises: ValueError naming the setting.
    """
    for name, setting in settings.items():
        if setting < least:
            raise ValueError(f"{name} must be at least {least}, got {setting}")


@dataclass(frozen=True)
class Sets:
    """Sutton's two experiments; experiment e draws its walks with seed + e."""

    sequences: int = 10  # walks in a training set; the paper says 10
    sets: int = 100  # training sets in an experiment
    experiments: int = 1  # how often the whole is repeated
    within: bool = False  # change the values within a sequence, not after it
    longest: int = 0  # walks of more steps are thrown away and drawn anew; 0 keeps all
    start: float = 0.5  # value of every state before learning

    def __post_init__(self) -> None:
        at_least(1, sequences=self.sequences, sets=self.sets, experiments=self.experiments)
        if self.longest:
            at_least(3, longest=self.longest)  # no walk from the middle is shorter


@dataclass(frozen=True)
class Episodes:
    """Sutton & Barto's example 6.2: TD(0) and Monte Carlo, an error after every episode."""

    episodes: int = 100  # walks that are learnt from, one after the other
    runs: int = 1000  # how often the whole is repeated; run i draws with seed + i
    start: float = 0.5  # value of every state before learning

    def __post_init__(self) -> None:
        at_least(1, episodes=self.episodes, runs=self.runs)


@dataclass(frozen=True)
class Race:
    """TD(lambda) and Monte Carlo on the same walks, the median run kept in every detail."""

    episodes: int = 100  # walks that are learnt from, one after the other
    runs: int = 101  # how often the whole is repeated; run i draws with seed + i
    lam: float = 0.8  # trace decay
    alpha: float = 0.05  # step size of TD(lambda)
    alpha_mc: float = 0.03  # step size of Monte Carlo
    start: float = 0.5  # value of every state before learning
    slow: int = 6  # walks of which every single step is kept

    def __post_init__(self) -> None:
        at_least(1, episodes=self.episodes)
        at_least(2, runs=self.runs)  # for an interval


Config = Union[Sets, Episodes, Race]
DEFAULT = Sets()


def run(config: Config, seed: int, report: Report = silent) -> Record:
    """Run one experiment; the same configuration and seed give the same record."""
    experiments: Dict[type, Callable[..., Found]] = {
        Sets: sets_experiment,
        Episodes: episodes_experiment,
        Race: race_experiment,
    }
    found = experiments[type(config)](config, seed, report)
    return record_of(NUMBER, run_name(config, seed), config, seed, found)


def run_name(config: Config, seed: int) -> str:
    """A run's name, fit for a file."""
    if not isinstance(config, Sets):
        return type(config).__name__.lower()
    name = f"sets-of-{config.sequences}"
    name += f"-times-{config.experiments}" if config.experiments > 1 else ""
    name += "-within" if config.within else ""
    name += f"-longest-{config.longest}" if config.longest else ""
    name += "" if config.start == 0.5 else f"-start-{config.start:g}".replace(".", "-")
    return f"{name}-seed-{seed}"


AS_STATED = 10  # sequences in a training set, as the paper says
MATCHING = 5  # and as fits its numbers
OTHERS = (3, 4, 6, 7, 8)  # tried to see how well the numbers tell
LONGEST = (3, 5, 7, 9, 13, 25)  # tried as another explanation


def runs() -> List[Run]:
    """One experiment, the film, example 6.2, the pooled experiments, and variants."""
    main: List[Config] = [DEFAULT, Race(), Episodes()]
    main += [Sets(n, experiments=100) for n in (AS_STATED, MATCHING)]
    more = [Sets(n, experiments=100) for n in OTHERS]
    more += [Sets(n, experiments=100, within=True) for n in (AS_STATED, MATCHING)]
    more += [Sets(n, experiments=10, start=0.0) for n in (AS_STATED, MATCHING)]
    more += [Sets(AS_STATED, experiments=10, longest=steps) for steps in LONGEST]
    return [
        Run(run_name(config, 0), config, 0, tier)
        for tier, configs in (("figures", main), ("evidence", more))
        for config in configs
    ]


# ---------------------------------------------------------------- walks and errors


def draw_walk(world: RandomWalk, rng: Stream) -> Experience:
    """One walk to its end, in an environment that was given its seed before."""
    state, _ = world.reset()
    return experience_of(run_episode(world, state, lambda state, rng: 0, rng))


def draw_batch(config: Sets, world: RandomWalk, rng: Stream) -> List[Experience]:
    """The walks of one training set, none longer than allowed."""
    batch: List[Experience] = []
    while len(batch) < config.sequences:
        seen = draw_walk(world, rng)
        if config.longest == 0 or len(seen.states) <= config.longest:
            batch.append(seen)
    return batch


def rms_error(values: Vector, truth: Vector) -> float:
    """Root of the mean squared error over the states between the ends."""
    errors = subtract(values[1:-1], truth[1:-1])
    return sqrt(mean([error * error for error in errors]))


# ---------------------------------------------------------------- figures 3, 4 and 5


class Errors(NamedTuple):
    """RMS errors of one experiment, each the mean over its training sets."""

    resting: Vector  # figure 3: for each of LAMBDAS_3
    grid: Matrix  # figures 4 and 5: a row for each of LAMBDAS, a column for each of ALPHAS


def sets_experiment(config: Sets, seed: int, report: Report) -> Found:
    """Repeat the experiments on training sets, and say how their errors are spread."""
    found = []
    for e in range(config.experiments):
        report("training sets", e / config.experiments)
        found.append(one_experiment(config, seed + e))
    report("intervals", 0.0)
    rng = stream(seed, "bootstrap")
    figure_3 = {
        f"{lam:g}": [errors.resting[i] for errors in found] for i, lam in enumerate(LAMBDAS_3)
    }
    grid = [
        [[errors.grid[i][j] for errors in found] for j in range(len(ALPHAS))]
        for i in range(len(LAMBDAS))
    ]
    figure_5, best = best_alphas(grid)
    report("intervals", 1.0)
    return Found(
        results={
            "figure_3": {lam: spread(samples, rng) for lam, samples in figure_3.items()},
            "figure_4": {
                f"{lam:g}": [spread(samples, rng) for samples in row]
                for lam, row in zip(LAMBDAS, grid)
            },
            "figure_5": {
                lam: {"alpha": best[lam], **spread(samples, rng)}
                for lam, samples in figure_5.items()
            },
        },
        series={
            **{f"figure 3, lambda {lam}": samples for lam, samples in figure_3.items()},
            **{f"figure 5, lambda {lam}": samples for lam, samples in figure_5.items()},
        },
        snapshots=[],
    )


def one_experiment(config: Sets, seed: int) -> Errors:
    """Draw the training sets of one experiment, learn from each, and average the errors."""
    world, rng = RandomWalk(), stream(seed, "actions")
    world.reset(seed)
    truth, start = world.true_values(), [config.start] * (world.inner + 2)
    resting = [0.0] * len(LAMBDAS_3)
    grid = [[0.0] * len(ALPHAS) for _ in LAMBDAS]
    learn_once = errors_within if config.within else errors_after
    for _ in range(config.sets):
        batch = draw_batch(config, world, rng)
        for i, lam in enumerate(LAMBDAS_3):
            settled = resting_point(system_of(batch, lam), start)
            resting[i] += rms_error(settled, truth) / config.sets
        for row, lam in zip(grid, LAMBDAS):
            for j, error in enumerate(learn_once(batch, lam, start, truth)):
                row[j] += error / config.sets
    return Errors(resting, grid)


def errors_after(
    batch: List[Experience], lam: float, start: Vector, truth: Vector
) -> Vector:
    """The error for each of ALPHAS when values change after each sequence.

    The sums over a sequence do not depend on alpha, so they are made once for all of them.
    """
    systems = [system_of([seen], lam) for seen in batch]
    errors = []
    for alpha in ALPHAS:
        values = list(start)
        for system in systems:
            present(system, alpha, values)
        errors.append(rms_error(values, truth))
    return errors


def errors_within(
    batch: List[Experience], lam: float, start: Vector, truth: Vector
) -> Vector:
    """The error for each of ALPHAS when values change within the sequences."""
    errors = []
    for alpha in ALPHAS:
        values, how = list(start), Learning(alpha, lam)
        for seen in batch:
            learn_within(td_lambda, seen, how, values)
        errors.append(rms_error(values, truth))
    return errors


def best_alphas(grid: List[List[Vector]]) -> Tuple[Dict[str, Vector], Dict[str, float]]:
    """For each lambda the step size with the smallest mean error, and its samples.

    Args: grid[i][j] has a sample an experiment, for LAMBDAS[i] and ALPHAS[j].
    """
    samples, best = {}, {}
    for lam, row in zip(LAMBDAS, grid):
        means = [mean(cell) for cell in row]
        j = means.index(min(means))
        samples[f"{lam:g}"], best[f"{lam:g}"] = row[j], ALPHAS[j]
    return samples, best


def spread(samples: Vector, rng: Stream) -> Dict[str, Json]:
    """Mean, 95 % interval of the mean, and standard deviation of a single sample.

    From one sample there is a mean only; the other entries are None.
    """
    if len(samples) < 2:
        return {"mean": samples[0], "low": None, "high": None, "sd": None}
    average, low, high = bootstrap_interval(samples, rng)
    sd = sqrt(variance(samples) * len(samples) / (len(samples) - 1))
    return {"mean": average, "low": low, "high": high, "sd": sd}


# ---------------------------------------------------------------- example 6.2


class Learner(NamedTuple):
    """A rule with its settings."""

    name: str
    rule: Rule
    how: Learning


EXAMPLE_6_2 = [
    *[Learner(f"TD(0), alpha {a:g}", td_zero, Learning(a)) for a in (0.05, 0.1, 0.15)],
    *[Learner(f"MC, alpha {a:g}", widrow_hoff, Learning(a)) for a in (0.01, 0.02, 0.03, 0.04)],
]
SHOWN = (10, 25, 50, 100)  # episodes after which errors are compared


def episodes_experiment(config: Episodes, seed: int, report: Report) -> Found:
    """All learners on the same walks, many times; the mean error after every episode."""
    world, rng = RandomWalk(), stream(seed, "actions")
    truth = world.true_values()
    samples: Dict[str, List[Vector]] = {learner.name: [] for learner in EXAMPLE_6_2}
    for i in range(config.runs):
        report("episodes", i / config.runs)
        world.reset(seed + i)
        walks = [draw_walk(world, rng) for _ in range(config.episodes)]
        for learner in EXAMPLE_6_2:
            samples[learner.name].append(errors_along(learner, walks, config.start, truth))
    report("intervals", 0.0)
    rng = stream(seed, "bootstrap")
    shown = [episode for episode in SHOWN if episode <= config.episodes]
    results: Dict[str, Json] = {
        name: {str(e): spread([curve[e] for curve in curves], rng) for e in shown}
        for name, curves in samples.items()
    }
    series = {
        name: [mean([curve[e] for curve in curves]) for e in range(config.episodes + 1)]
        for name, curves in samples.items()
    }
    report("intervals", 1.0)
    return Found(results, series, snapshots=[])


def errors_along(
    learner: Learner, walks: List[Experience], start: float, truth: Vector
) -> Vector:
    """The error before the first walk and after each, learning within the sequences."""
    values = [start] * len(truth)
    errors = [rms_error(values, truth)]
    for seen in walks:
        learn_within(learner.rule, seen, learner.how, values)
        errors.append(rms_error(values, truth))
    return errors


# ---------------------------------------------------------------- the film


def race_experiment(config: Race, seed: int, report: Report) -> Found:
    """Both learners on many series of walks; then the median run again, step by step."""
    td = Learner("td", td_lambda, Learning(config.alpha, config.lam))
    mc = Learner("mc", widrow_hoff, Learning(config.alpha_mc))
    curves: Dict[str, List[Vector]] = {"td": [], "mc": []}
    for i in range(config.runs):
        report("runs", i / config.runs)
        world, walks = race_walks(config, seed + i)
        for learner in (td, mc):
            along = errors_along(learner, walks, config.start, world.true_values())
            curves[learner.name].append(along)
    finals = sorted((curve[-1], i) for i, curve in enumerate(curves["td"]))
    shown = finals[(len(finals) - 1) // 2][1]
    report("the median run", 0.0)
    snapshots = race_snapshots(config, race_walks(config, seed + shown)[1], td, mc)
    rng = stream(seed, "bootstrap")
    series: Dict[str, Vector] = {}
    for name, runs_ in curves.items():
        spreads = [spread([c[e] for c in runs_], rng) for e in range(config.episodes + 1)]
        for key in ("mean", "low", "high"):
            series[f"{name} {key}"] = [each[key] for each in spreads]
        series[f"{name} shown"] = runs_[shown]
    report("the median run", 1.0)
    return Found(
        results={
            "shown_seed": seed + shown,
            **{f"{n}_final": spread([c[-1] for c in curves[n]], rng) for n in ("td", "mc")},
        },
        series=series,
        snapshots=snapshots,
    )


def race_walks(config: Race, seed: int) -> Tuple[RandomWalk, List[Experience]]:
    """The walks of one run, which both learners see."""
    world, rng = RandomWalk(), stream(seed, "actions")
    world.reset(seed)
    return world, [draw_walk(world, rng) for _ in range(config.episodes)]


def race_snapshots(
    config: Race, walks: List[Experience], td: Learner, mc: Learner
) -> List[Dict[str, Json]]:
    """Both learners' values: after every step of the first walks, then after every walk."""
    td_values, mc_values = [config.start] * 7, [config.start] * 7
    snapshots: List[Dict[str, Json]] = []
    for episode, seen in enumerate(walks):
        steps = stepwise(seen, td.how, td_values)
        for step in steps if episode < config.slow else []:
            snapshots.append({"episode": episode, **step, "mc": mc_values[1:-1]})
        learn_within(mc.rule, seen, mc.how, mc_values)
        snapshots.append(
            {
                "episode": episode,
                "states": seen.states,
                "outcome": seen.rewards[-1],
                "td": td_values[1:-1],
                "mc": mc_values[1:-1],
            }
        )
    return snapshots


def stepwise(seen: Experience, how: Learning, values: Vector) -> List[Dict[str, Json]]:
    """Learn from one walk by TD(lambda), in place, and tell what happened at each step."""
    told: List[Dict[str, Json]] = []

    def tell(t: int, delta: float, trace: Vector) -> None:
        step = {"t": t, "state": seen.states[t], "delta": delta}
        told.append({**step, "trace": trace[1:-1], "td": values[1:-1]})

    td_lambda(seen, how, values, values, tell)
    return told


# ---------------------------------------------------------------- what it amounts to


FIGURES = ("figure_3", "figure_4", "figure_5")


def is_pooled(record: Record) -> bool:
    """Whether a record repeats Sutton's experiments as he made them, but for the sequences."""
    settings = record.config
    if settings["experiment"] != "sets" or settings["experiments"] < 2:
        return False
    changed = settings["within"] or settings["longest"] or settings["start"] != 0.5
    return not changed


def printed(figure: str) -> Dict[str, Vector]:
    """The points of a figure of the paper, by lambda; those of figures 3 and 5 one each.

    Of figure 4 only the points up to alpha = 0.4, which all of its curves have: beyond, a
    few walks with huge errors decide about our means.
    """
    points: Dict[str, Json] = published(f"sutton_1988_{figure}").value
    if figure == "figure_4":
        return {lam: list(curve)[:9] for lam, curve in points.items()}
    return {lam: [error] for lam, error in points.items()}


def measured(record: Record, figure: str) -> Dict[str, Vector]:
    """Our mean errors at the points that are printed."""
    ours = record.results[figure]
    if figure == "figure_4":
        return {lam: [each["mean"] for each in ours[lam][:9]] for lam in printed(figure)}
    return {lam: [ours[lam]["mean"]] for lam in printed(figure)}


def deviation(some: Dict[str, Vector], others: Dict[str, Vector]) -> float:
    """How far two sets of points lie apart: root of the mean squared difference."""
    apart = [a - b for lam in others for a, b in zip(some[lam], others[lam])]
    return sqrt(mean([difference * difference for difference in apart]))


def as_far_off(record: Record, figure: str) -> float:
    """The share of our experiments at least as far from our mean as the printed one is.

    Args: figure: "figure_3" or "figure_5", of which every experiment was kept.
    """
    ours, title = measured(record, figure), figure.replace("_", " ")
    limit = deviation(printed(figure), ours)
    experiments: int = record.config["experiments"]
    farther = 0
    for e in range(experiments):
        one = {lam: [record.series[f"{title}, lambda {lam}"][e]] for lam in ours}
        farther += deviation(one, ours) >= limit
    return farther / experiments


def summarise(records: Dict[str, Record]) -> Evidence:
    """Every pooled experiment with its intervals, beside the points of the paper."""
    pooled = [record for record in records.values() if is_pooled(record)]
    samples, intervals, comparisons = {}, {}, []
    for record in pooled:
        sequences = record.config["sequences"]
        for figure in FIGURES:
            source = published(f"sutton_1988_{figure}").source
            name = f"{figure.replace('_', ' ')}, {sequences} sequences"
            ours = measured(record, figure)
            comparisons.append(Comparison(name, ours, printed(figure), source))
        if sequences not in (AS_STATED, MATCHING):
            continue
        for figure in ("figure_3", "figure_5"):
            for lam, found in record.results[figure].items():
                title = f"{figure.replace('_', ' ')}, lambda {lam}"
                name = f"{title}, {sequences} sequences"
                samples[name] = record.series[title]
                intervals[name] = Interval(found["mean"], found["low"], found["high"])
    return Evidence(
        lesson=NUMBER,
        seeds=[pooled[0].seed + e for e in range(pooled[0].config["experiments"])],
        samples=samples,
        intervals=intervals,
        expected={},
        comparisons=comparisons,
    )


def describe(record: Record) -> str:
    """A record in words, as `python -m policywerk run 03` prints it."""
    settings, results = record.config, record.results
    lines = [f"Lesson {record.lesson}, {settings['experiment']}, seed {record.seed}", ""]
    if settings["experiment"] != "sets":
        return "\n".join(lines + [f"{k}: {canonical_json(v)}" for k, v in results.items()])
    often = f"{settings['experiments']} x " if settings["experiments"] > 1 else ""
    when = "within" if settings["within"] else "after"
    lines += [
        f"{often}{settings['sets']} training sets of {settings['sequences']} random walks each;",
        f"mean RMS error of the five values, learning {when} each walk",
        "",
        "lambda   presented for ever   presented once, at the best alpha",
    ]
    for lam, best in results["figure_5"].items():
        settled = results["figure_3"].get(lam)
        for_ever = f"{settled['mean']:.4f}" if settled else ""
        lines.append(f"{lam:>6}   {for_ever:>18}   {best['mean']:.4f} at {best['alpha']:.2f}")
    return "\n".join(lines)
