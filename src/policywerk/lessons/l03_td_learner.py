"""Lesson 03, Sutton 1988: learning to predict by temporal differences.

Four experiments: `Sets` draws training sets of random walks and measures errors for every
lambda and step size, which gives Sutton's figures 3, 4 and 5; `Episodes` is example 6.2 of
Sutton & Barto; `Race` lets TD(lambda) and Monte Carlo learn from the same walks, many times;
`Film` follows one such race step by step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Mapping, NamedTuple, Tuple

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
from policywerk.data.record import Comparison, Evidence, Record
from policywerk.data.statistics import (
    Interval,
    bootstrap_interval,
    standard_deviation,
    student_interval,
)
from policywerk.data.values import Json, entries, items, number, numbers
from policywerk.lessons.experiment import Experiment, Found, Given, Records, Run, Study
from policywerk.lessons.settings import Config, RequestError, config_of, setting
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream, stream
from policywerk.primitives.scalar import sqrt
from policywerk.primitives.vector import Vector, mean, subtract
from policywerk.world.random_walk import RandomWalk

NUMBER = "03"

LAMBDAS = [i / 10 for i in range(11)]  # of figure 5
ALPHAS = [i / 20 for i in range(13)]  # of figures 4 and 5
LAMBDAS_3 = [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0]  # of figure 3
SHORTEST = 3  # steps of a walk, from the middle to an end


@dataclass(frozen=True)
class Sets(Config):
    """Sutton's two experiments on training sets of random walks; each seed is one of each."""

    sequences: int = setting(10, "walks in a training set; the paper says 10", least=1)
    sets: int = setting(100, "training sets in an experiment", least=1)
    within: bool = setting(False, "change the values within a sequence, not after it")
    longest: int = setting(0, "walks of more steps are drawn anew; 0 keeps all", least=0)
    start: float = setting(0.5, "value of every state before learning", least=0.0, most=1.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        if 0 < self.longest < SHORTEST:
            raise RequestError(f"longest must be 0 or at least {SHORTEST}, got {self.longest}: "
                               "no walk from the middle is shorter")


@dataclass(frozen=True)
class Episodes(Config):
    """Sutton & Barto's example 6.2: TD(0) and Monte Carlo, an error after every episode."""

    episodes: int = setting(100, "walks that are learnt from, one after the other", least=1)
    start: float = setting(0.5, "value of every state before learning", least=0.0, most=1.0)


@dataclass(frozen=True)
class Race(Config):
    """TD(lambda) and Monte Carlo on the same walks, an error after every walk."""

    episodes: int = setting(100, "walks that are learnt from, one after the other", least=1)
    lam: float = setting(0.8, "trace decay", least=0.0, most=1.0)
    alpha: float = setting(0.05, "step size of TD(lambda)", least=0.0, most=1.0)
    alpha_mc: float = setting(0.03, "step size of Monte Carlo", least=0.0, most=1.0)
    start: float = setting(0.5, "value of every state before learning", least=0.0, most=1.0)


@dataclass(frozen=True)
class Film(Race):
    """One race in every detail."""

    slow: int = setting(6, "walks of which every single step is kept", least=0)


AS_STATED = 10  # sequences in a training set, as the paper says
MATCHING = 5  # and as fits its numbers
OTHERS = (3, 4, 6, 7, 8)  # tried to see how well the numbers tell
LONGEST = (3, 5, 7, 9, 13, 25)  # tried as another explanation

MANY, FEW = 100, 10  # experiments; few are enough where the difference is large
ONE = Run(Sets())
RACE = Run(Race(), seeds=101)
SHOWN = Run(Film(), seed=36)  # the median of RACE's seeds by the last error of TD less MC's
OTHER_TRACES = {  # with the step sizes that do best in a race
    lam: Run(Race(lam=lam, alpha=alpha), seeds=RACE.seeds, tier="evidence")
    for lam, alpha in ((0.0, 0.1), (0.3, 0.08), (0.5, 0.06), (0.9, 0.04))
}
EXAMPLE = Run(Episodes(), seeds=1000)
POOLED = {n: Run(Sets(n), seeds=MANY) for n in (AS_STATED, MATCHING)}
NEARBY = {n: Run(Sets(n), seeds=MANY, tier="evidence") for n in OTHERS}
WITHIN = {n: Run(Sets(n, within=True), seeds=MANY, tier="evidence") for n in POOLED}
FROM_ZERO = {n: Run(Sets(n, start=0.0), seeds=FEW, tier="evidence") for n in POOLED}
NONE_LONGER = {n: Run(Sets(longest=n), seeds=FEW, tier="evidence") for n in LONGEST}


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


def sets_experiment(config: Sets, given: Given) -> Found:
    """An experiment on training sets for each seed, and how their errors are spread."""
    found: List[Errors] = []
    given.report("training sets", 0, given.seeds)
    for seed in given.each_seed:
        found.append(one_experiment(config, seed))
        merit = f"error {found[-1].resting[0]:.4f} at lambda 0"
        given.report("training sets", len(found), given.seeds, merit)
    figure_3 = {
        f"{lam:g}": [errors.resting[i] for errors in found] for i, lam in enumerate(LAMBDAS_3)
    }
    grid = [
        [[errors.grid[i][j] for errors in found] for j in range(len(ALPHAS))]
        for i in range(len(LAMBDAS))
    ]
    figure_5, best = best_alphas(grid)
    return Found(
        results={
            "figure_3": {lam: spread(samples) for lam, samples in figure_3.items()},
            "figure_4": {
                f"{lam:g}": [spread(samples) for samples in row]
                for lam, row in zip(LAMBDAS, grid)
            },
            "figure_5": {
                lam: {"alpha": best[lam], **spread(samples)}
                for lam, samples in figure_5.items()
            },
        },
        series={
            **{f"figure 3, lambda {lam}": samples for lam, samples in figure_3.items()},
            **{f"figure 5, lambda {lam}": samples for lam, samples in figure_5.items()},
        },
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


# ---------------------------------------------------------------- means of many


class Spread(NamedTuple):
    """What is known of many numbers: their mean, and the standard deviation of a single one."""

    mean: float
    sd: float


def spread(samples: Vector) -> Dict[str, Json]:
    """The Spread of some samples as a record keeps it; of one sample there is a mean only."""
    sd = standard_deviation(samples) if len(samples) > 1 else None
    return {"mean": mean(samples), "sd": sd}


def spread_of(found: Json) -> Spread:
    """The Spread that a record keeps.

    Raises: ValueError if it was made of one sample.
    """
    return Spread(number(entries(found)["mean"]), number(entries(found)["sd"]))


def spread_along(name: str, curves: List[Vector]) -> Dict[str, Vector]:
    """Mean and standard deviation at every point of some curves, as two series."""
    points = [list(point) for point in zip(*curves)]
    along = {f"{name} mean": [mean(point) for point in points]}
    if len(curves) > 1:
        along[f"{name} sd"] = [standard_deviation(point) for point in points]
    return along


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
COMPARED = (10, 25, 50, 100)  # episodes after which errors are compared


def episodes_experiment(config: Episodes, given: Given) -> Found:
    """All learners on the walks of each seed; the mean error after every episode."""
    curves: Dict[str, List[Vector]] = {learner.name: [] for learner in EXAMPLE_6_2}
    given.report("episodes", 0, given.seeds)
    for done, seed in enumerate(given.each_seed, 1):
        walks = draw_walks(config.episodes, seed)
        for learner in EXAMPLE_6_2:
            curves[learner.name].append(errors_along(learner, walks, config.start))
        merit = f"error {curves[EXAMPLE_6_2[0].name][-1][-1]:.3f}"
        given.report("episodes", done, given.seeds, merit)
    compared = [*[episode for episode in COMPARED if episode < config.episodes], config.episodes]
    series: Dict[str, Vector] = {}
    for name, several in curves.items():
        series.update(spread_along(name, several))
    return Found(
        results={
            name: {str(e): spread([curve[e] for curve in several]) for e in compared}
            for name, several in curves.items()
        },
        series=series,
    )


def draw_walks(count: int, seed: int) -> List[Experience]:
    """So many walks, the same for the same seed."""
    world, rng = RandomWalk(), stream(seed, "actions")
    world.reset(seed)
    return [draw_walk(world, rng) for _ in range(count)]


def errors_along(learner: Learner, walks: List[Experience], start: float) -> Vector:
    """The error before the first walk and after each, learning within the sequences."""
    truth = RandomWalk().true_values()
    values = [start] * len(truth)
    errors = [rms_error(values, truth)]
    for seen in walks:
        learn_within(learner.rule, seen, learner.how, values)
        errors.append(rms_error(values, truth))
    return errors


# ---------------------------------------------------------------- the race, and its film


def racers(config: Race) -> Tuple[Learner, Learner]:
    """TD(lambda) and Monte Carlo, with their step sizes."""
    td = Learner("td", td_lambda, Learning(config.alpha, config.lam))
    return td, Learner("mc", widrow_hoff, Learning(config.alpha_mc))


def race_experiment(config: Race, given: Given) -> Found:
    """Both learners on the walks of each seed: each one's errors, and the mean after each walk."""
    curves: Dict[str, List[Vector]] = {learner.name: [] for learner in racers(config)}
    given.report("races", 0, given.seeds)
    for done, seed in enumerate(given.each_seed, 1):
        walks = draw_walks(config.episodes, seed)
        for learner in racers(config):
            curves[learner.name].append(errors_along(learner, walks, config.start))
        merit = last_errors(curves["td"][-1], curves["mc"][-1])
        given.report("races", done, given.seeds, merit)
    return Found(
        results={
            **{f"{name}_final": [curve[-1] for curve in curves[name]] for name in curves},
            **{f"{name}_average": [mean(curve[1:]) for curve in curves[name]] for name in curves},
        },
        series={**spread_along("td", curves["td"]), **spread_along("mc", curves["mc"])},
    )


def last_errors(td: Vector, mc: Vector) -> str:
    """How far off both learners end, in words."""
    return f"error of TD {td[-1]:.3f}, of Monte Carlo {mc[-1]:.3f}"


def film_experiment(config: Film, given: Given) -> Found:
    """One race again, with somebody watching.

    Raises: RequestError for several seeds.
    """
    if given.seeds > 1:
        raise RequestError(f"a film shows one race, so it takes one seed, not {given.seeds}")
    given.report("the race", 0, 1)
    walks = draw_walks(config.episodes, given.seed)
    series = {learner.name: errors_along(learner, walks, config.start)
              for learner in racers(config)}
    snapshots = race_snapshots(config, walks)
    given.report("the race", 1, 1, last_errors(series["td"], series["mc"]))
    return Found(
        results={f"{name}_final": errors[-1] for name, errors in series.items()},
        series=series,
        snapshots=snapshots,
    )


def race_snapshots(config: Film, walks: List[Experience]) -> List[Dict[str, Json]]:
    """Both learners' values: after every step of the first walks, then after every walk."""
    td, mc = racers(config)
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


# ---------------------------------------------------------------- beside the paper


FIGURES = ("figure_3", "figure_4", "figure_5")


def printed(figure: str) -> Dict[str, Vector]:
    """The points of a figure of the paper, by lambda; those of figures 3 and 5 one each.

    Of figure 4 only the points up to alpha = 0.4, which all of its curves have: beyond, a
    few walks with huge errors decide about our means.
    """
    points = entries(published(f"sutton_1988_{figure}").value)
    if figure == "figure_4":
        return {lam: numbers(curve)[:9] for lam, curve in points.items()}
    return {lam: [number(error)] for lam, error in points.items()}


def measured(record: Record, figure: str) -> Dict[str, Vector]:
    """Our mean errors at the points that are printed."""
    ours, theirs = entries(record.results[figure]), printed(figure)
    if figure == "figure_4":
        return {lam: [mean_of(found) for found in items(ours[lam])[:9]] for lam in theirs}
    return {lam: [mean_of(ours[lam])] for lam in theirs}


def mean_of(found: Json) -> float:
    """The mean alone, which is known of one sample too."""
    return number(entries(found)["mean"])


def deviation(some: Mapping[str, Vector], others: Mapping[str, Vector]) -> float:
    """How far two sets of points lie apart: root of the mean squared difference."""
    apart = [a - b for lam in others for a, b in zip(some[lam], others[lam])]
    return sqrt(mean([difference * difference for difference in apart]))


def as_far_off(record: Record, figure: str) -> float:
    """The share of our experiments at least as far from our mean as the printed one is.

    Args: figure: "figure_3" or "figure_5", of which every experiment was kept.
    """
    ours, title = measured(record, figure), figure.replace("_", " ")
    limit = deviation(printed(figure), ours)
    farther = 0
    for e in range(record.seeds):
        one = {lam: [record.series[f"{title}, lambda {lam}"][e]] for lam in ours}
        farther += deviation(one, ours) >= limit
    return farther / record.seeds


# ---------------------------------------------------------------- what it amounts to


def is_pooled(config: Sets, record: Record) -> bool:
    """Whether a record repeats Sutton's experiments as he made them, but for the sequences."""
    return record.seeds > 1 and config == Sets(config.sequences, config.sets)


def is_told(config: Sets, record: Record) -> bool:
    """Whether the chapter gives intervals for it: ten and five sequences, after or within."""
    alike = config == Sets(config.sequences, config.sets, config.within)
    return record.seeds > 1 and alike and config.sequences in (AS_STATED, MATCHING)


def titled(what: str, config: Sets) -> str:
    """What is measured, and with which training sets: the key of its interval."""
    within = ", within" if config.within else ""
    return f"{what}, {config.sequences} sequences{within}"


def summarise(records: Records) -> Evidence:
    """Every pooled experiment with its intervals, beside the points of the paper."""
    seeds: List[int] = []
    samples: Dict[str, Vector] = {}
    intervals: Dict[str, Interval] = {}
    comparisons: List[Comparison] = []
    for config, record in records.each(Sets):
        if is_pooled(config, record):
            comparisons += compared(config, record)
            seeds = seeds or list(range(record.seed, record.seed + record.seeds))
        if is_told(config, record):
            intervals.update(sets_intervals(config, record))
        if is_told(config, record) and is_pooled(config, record):
            samples.update({titled(what, config): each for what, each in record.series.items()})
    for race, record in records.each(Race):
        if race.lam == Race().lam:
            samples.update(finals_of(record))
            intervals.update(race_intervals(record))
    for _, record in records.each(Episodes):
        intervals.update(example_intervals(record))
    return Evidence(NUMBER, seeds, samples, intervals, expected={}, comparisons=comparisons)


def compared(config: Sets, record: Record) -> List[Comparison]:
    """The three figures, ours beside the printed ones."""
    return [
        Comparison(
            titled(figure.replace("_", " "), config),
            {lam: list(points) for lam, points in measured(record, figure).items()},
            {lam: list(points) for lam, points in printed(figure).items()},
            published(f"sutton_1988_{figure}").source,
        )
        for figure in FIGURES
    ]


def sets_intervals(config: Sets, record: Record) -> Dict[str, Interval]:
    """Figures 3 and 5 by resampling their samples, figure 4 from means and deviations."""
    rng = stream(record.seed, "bootstrap")
    found = {titled(what, config): bootstrap_interval(samples, rng)
             for what, samples in record.series.items()}
    cells = entries(record.results["figure_4"])
    for lam in printed("figure_4"):
        for alpha, cell in zip(ALPHAS, items(cells[lam])):
            what = f"figure 4, lambda {lam}, alpha {alpha:g}"
            found[titled(what, config)] = student_interval(*spread_of(cell), record.seeds)
    return found


def finals_of(record: Record) -> Dict[str, Vector]:
    """The last errors of both learners in each race."""
    if record.seeds < 2:
        return {}
    return {f"race, {name}": numbers(record.results[f"{name}_final"]) for name in ("td", "mc")}


def race_intervals(record: Record) -> Dict[str, Interval]:
    """The last errors of both learners, and their errors after every walk."""
    rng = stream(record.seed, "bootstrap")
    finals = finals_of(record)
    found = {name: bootstrap_interval(samples, rng) for name, samples in finals.items()}
    for name in ("td", "mc") if finals else ():
        points = zip(record.series[f"{name} mean"], record.series[f"{name} sd"])
        for walks, (average, sd) in enumerate(points):
            found[f"race, {name}, {walks} walks"] = student_interval(average, sd, record.seeds)
    return found


def example_intervals(record: Record) -> Dict[str, Interval]:
    """The errors of example 6.2 after the episodes at which they are compared."""
    found: Dict[str, Interval] = {}
    if record.seeds < 2:
        return found
    for name, cells in record.results.items():
        for episodes, cell in entries(cells).items():
            found[f"{name}, {episodes} episodes"] = student_interval(
                *spread_of(cell), record.seeds)
    return found


# ---------------------------------------------------------------- in words


def sets_in_words(record: Record) -> List[str]:
    """Errors for every lambda, presented for ever and presented once."""
    config = config_of(Sets, record)
    often = f"{record.seeds} x " if record.seeds > 1 else ""
    when = "within" if config.within else "after"
    lines = [
        f"{often}{config.sets} training sets of {config.sequences} random walks each;",
        f"mean RMS error of the five values, learning {when} each walk",
        "",
        "lambda   presented for ever   presented once, at the best alpha",
    ]
    settled = entries(record.results["figure_3"])
    for lam, best in entries(record.results["figure_5"]).items():
        for_ever = f"{mean_of(settled[lam]):.4f}" if lam in settled else ""
        alpha = number(entries(best)["alpha"])
        lines.append(f"{lam:>6}   {for_ever:>18}   {mean_of(best):.4f} at {alpha:.2f}")
    return lines


def episodes_in_words(record: Record) -> List[str]:
    """The mean error of every learner after some of the episodes."""
    lines = ["mean RMS error of the five values after so many episodes", ""]
    for name, cells in record.results.items():
        told = [f"{mean_of(cell):.4f} after {e}" for e, cell in entries(cells).items()]
        lines.append(f"{name:17}   {'   '.join(told)}")
    return lines


def race_in_words(record: Record) -> List[str]:
    """The mean of both learners' last errors, and of those averaged over all walks."""
    config = config_of(Race, record)
    lines = [f"mean RMS error of the five values, {config.episodes} walks", ""]
    for learner, name in zip(racers(config), (f"TD({config.lam:g})", "Monte Carlo")):
        last, average = (mean(numbers(record.results[f"{learner.name}_{kind}"]))
                         for kind in ("final", "average"))
        lines.append(f"{name:11}   {last:.4f} after the last walk, {average:.4f} over all of "
                     f"them, alpha {learner.how.alpha:g}")
    return lines


def film_in_words(record: Record) -> List[str]:
    """The last errors of both learners."""
    walks = config_of(Film, record).episodes
    return [f"after {walks} walks: {last_errors(record.series['td'], record.series['mc'])}"]


STUDY = Study(
    lesson=NUMBER,
    experiments=(
        Experiment(Sets, sets_experiment, sets_in_words),
        Experiment(Race, race_experiment, race_in_words, seeds=RACE.seeds),
        Experiment(Film, film_experiment, film_in_words),
        Experiment(Episodes, episodes_experiment, episodes_in_words, seeds=EXAMPLE.seeds),
    ),
    runs=(
        ONE,
        RACE,
        SHOWN,
        *OTHER_TRACES.values(),
        EXAMPLE,
        *POOLED.values(),
        *NEARBY.values(),
        *WITHIN.values(),
        *FROM_ZERO.values(),
        *NONE_LONGER.values(),
    ),
    default=ONE,
    summarise=summarise,
)
