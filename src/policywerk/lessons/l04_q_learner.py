"""Lesson 04, Watkins 1989: off-policy control, on the cliff.

Seven experiments. `Limits` computes what learning should end with; `Online` learns on the
cliff (example 6.6 of Sutton & Barto 2018) and looks at the greedy policies; `StepSizes` is
their figure 6.3, `Bias` their example 6.7; `Exact` learns until every value is right;
`Convergence` tries step sizes on a slippery cliff; `Lambda` shares errors along the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, List, NamedTuple, Optional, Tuple, Union

from policywerk.actors.bellman import (
    Plan,
    Sweeping,
    policy_iteration,
    solve_policy,
    value_iteration,
)
from policywerk.actors.q_lambda import TraceLearner
from policywerk.actors.q_learner import (
    METHODS,
    Table,
    TableLearner,
    Tuning,
    Update,
    greedy_walk,
    learn_episode,
)
from policywerk.building_blocks.epsilon_soft import epsilon_soft_model, follow_policy
from policywerk.building_blocks.exploration import epsilon_greedy_probabilities
from policywerk.building_blocks.schedules import Schedule, constant_schedule
from policywerk.building_blocks.value_functions import action_values
from policywerk.data.published import published
from policywerk.data.record import Comparison, Evidence, Json, Record, canonical_json
from policywerk.data.statistics import Interval, bootstrap_interval
from policywerk.lessons.experiment import Found, Report, Run, record_of, silent
from policywerk.primitives.random import Stream, stream
from policywerk.primitives.scalar import sqrt
from policywerk.primitives.vector import Vector, max_norm, mean, total
from policywerk.world.cliff import Cliff
from policywerk.world.maximisation_bias import LEFT, A, MaximisationBias

NUMBER = "04"


@dataclass(frozen=True)
class Limits:
    """What learning on the cliff should end with, computed from the model."""

    epsilon: float = 0.1  # how the learner explores


@dataclass(frozen=True)
class Online:
    """Learn on the cliff, many times over; count what is earned while learning."""

    method: str = "Q-learning"  # or another of METHODS
    alpha: float = 0.5  # step size
    epsilon: float = 0.1  # probability of an exploring action
    episodes: int = 500
    runs: int = 10  # with the seeds seed, seed + 1, ...
    shown: bool = False  # repeat the median run, and keep snapshots


@dataclass(frozen=True)
class StepSizes:
    """Mean return on the cliff for every step size of figure 6.3."""

    method: str = "Q-learning"
    epsilon: float = 0.1
    episodes: int = 100  # over which returns are averaged
    runs: int = 1000


@dataclass(frozen=True)
class Bias:
    """How often the two-state world lures a learner to the left."""

    method: str = "Q-learning"  # or "Double Q-learning"
    alpha: float = 0.1
    epsilon: float = 0.1
    episodes: int = 300
    runs: int = 10_000


@dataclass(frozen=True)
class Exact:
    """Q-learning, exploring much, until the table is right to the tolerance."""

    alpha: float = 0.5
    epsilon: float = 0.5
    tolerance: float = 1e-9  # largest error of any value
    limit: int = 20_000  # episodes after which to give up
    runs: int = 20


@dataclass(frozen=True)
class Convergence:
    """Q-learning from a random walk on a small slippery cliff, by one rule of step sizes."""

    steps: str = "10 / (10 + n)"  # one of STEP_RULES
    gamma: float = 0.9
    slip: float = 0.2  # probability that a move goes astray
    updates: int = 1_000_000
    runs: int = 20


@dataclass(frozen=True)
class Lambda:
    """Watkins' Q(lambda) on the cliff, traces cut at explorations or not."""

    lam: float = 0.5  # how much of a mark is kept at each step
    cut: bool = True
    alpha: float = 0.1
    epsilon: float = 0.1
    episodes: int = 500
    runs: int = 200


Config = Union[Limits, Online, StepSizes, Bias, Exact, Convergence, Lambda]
DEFAULT = Online()


def run(config: Config, seed: int, report: Report = silent) -> Record:
    """Run one experiment; the same configuration and seed give the same record."""
    experiments: Dict[type, Callable[..., Found]] = {
        Limits: limits_experiment,
        Online: online_experiment,
        StepSizes: step_sizes_experiment,
        Bias: bias_experiment,
        Exact: exact_experiment,
        Convergence: convergence_experiment,
        Lambda: lambda_experiment,
    }
    found = experiments[type(config)](config, seed, report)
    return record_of(NUMBER, run_name(config, seed), config, seed, found)


def run_name(config: Config, seed: int) -> str:
    """A run's name, fit for a file."""
    parts: List[str] = [type(config).__name__]
    if isinstance(config, (Online, StepSizes, Bias)):
        parts.append(config.method)
    if isinstance(config, Online):
        parts += [f"alpha {config.alpha:g}", f"{config.runs} runs"]
    if isinstance(config, StepSizes):
        parts.append(f"{config.episodes} episodes")
    if isinstance(config, Convergence):
        parts.append(str(list(STEP_RULES).index(config.steps)))
    if isinstance(config, Lambda):
        parts += [f"{config.lam:g}", "cut" if config.cut else "uncut"]
    text = "-".join(parts).lower().replace("stepsizes", "step-sizes")
    text = "".join(c if c.isalnum() else "-" for c in text)
    return f"{text}-seed-{seed}" if seed else text


ON_THE_CLIFF = ("Q-learning", "Sarsa", "Expected Sarsa")  # the methods of figure 6.3
LAMBDAS = (0.0, 0.3, 0.6, 0.9)


def runs() -> List[Run]:
    """Every run behind the chapter's figures and tables."""
    figures: List[Config] = [Limits()]
    figures += [Online(m, runs=50, shown=True) for m in ("Q-learning", "Sarsa")]
    figures += [Online(m, runs=50) for m in ("Expected Sarsa", "Double Q-learning")]
    evidence: List[Config] = [Exact()]
    evidence += [Online(m, alpha, runs=1000) for m in METHODS for alpha in (0.5, 0.1)]
    evidence += [StepSizes(m) for m in ON_THE_CLIFF]
    evidence += [StepSizes(m, episodes=20_000, runs=10) for m in ON_THE_CLIFF]
    evidence += [Bias(m) for m in ("Q-learning", "Double Q-learning")]
    evidence += [Convergence(rule) for rule in STEP_RULES]
    evidence += [Lambda(lam) for lam in LAMBDAS] + [Lambda(0.6, cut=False)]
    planned = [(config, "figures") for config in figures]
    planned += [(config, "evidence") for config in evidence]
    return [Run(run_name(config, 0), config, 0, tier) for config, tier in planned]


# ------------------------------------------------------------- what there is to be learnt


def best_values(world: Cliff, gamma: float) -> Table:
    """q*(s, a) of every state and action, from the model."""
    plan = value_iteration(world.P, Sweeping(gamma, tolerance=1e-12))
    return [action_values(actions, plan.values, gamma) for actions in world.P]


def best_while_exploring(world: Cliff, epsilon: float) -> Plan:
    """The best that can be done by somebody who must explore."""
    model = epsilon_soft_model(world.P, epsilon)
    greedy = value_iteration(world.P, Sweeping(1.0)).choices
    return policy_iteration(model, greedy, Sweeping(1.0), exact=True)


def limits_experiment(config: Limits, seed: int, report: Report) -> Found:
    """The values of the greedy optimum, and what exploring makes of it, exactly."""
    report("planning", 0.0)
    world = Cliff()
    best = best_values(world, 1.0)
    stumbling = [epsilon_greedy_probabilities(row, config.epsilon) for row in best]
    online = solve_policy(follow_policy(world.P, stumbling), [0] * len(best), 1.0)
    careful = best_while_exploring(world, config.epsilon)
    start = world.start_state
    return Found(
        results={
            "start": start,
            "best_values": best,
            "greedy": max(best[start]),
            "q_learning_online": online[start],
            "best_soft": careful.values[start],
            "best_soft_choices": careful.choices,
            "best_soft_values": careful.values,
        },
        series={},
        snapshots=[],
    )


# ------------------------------------------------------------- learning on the cliff


Trains = Union[TableLearner, TraceLearner]


def cliff_learner(method: str, alpha: float, epsilon: float) -> TableLearner:
    """A learner for the 48 cells of the cliff, with a constant step size and no discount."""
    learning = Tuning(constant_schedule(alpha), 1.0, epsilon)
    return TableLearner([4] * 48, METHODS[method], learning)


def train(world: Cliff, learner: Trains, episodes: int, seed: int) -> Vector:
    """Learn for some episodes; the return of each."""
    world.reset(seed)
    rng = stream(seed, "exploration")
    return [learn_episode(world, learner, rng) for _ in range(episodes)]


WINDOW = 100  # episodes at the end (and at the beginning) whose mean return is reported
BIN = 10  # episodes to a point of the drawn curve
GREEDY_LIMIT = 200  # steps after which a greedy walk is taken to go in circles


class Trial(NamedTuple):
    """What one seed came to."""

    seed: int
    returns: Vector  # of every episode, while learning
    greedy: Optional[float]  # return of the greedy walk afterwards; None: never arrives
    circle: List[int]  # the states it goes round in, if it does
    repaired: int  # episodes of further learning after which it arrives


def try_seed(world: Cliff, learner: Trains, episodes: int, seed: int) -> Trial:
    """Learn, then walk greedily; if that leads nowhere, learn on until it does."""
    returns = train(world, learner, episodes, seed)
    lots = stream(seed, "greedy ties")
    earned, path = greedy_walk(world, learner.values, lots, GREEDY_LIMIT)
    if path[-1] == world.goal_state:
        return Trial(seed, returns, earned, [], 0)
    last = path[-1]
    before = max(i for i, state in enumerate(path[:-1]) if state == last)
    more, rng = 0, stream(seed, "exploration afterwards")
    while greedy_walk(world, learner.values, lots, GREEDY_LIMIT)[1][-1] != world.goal_state:
        learn_episode(world, learner, rng)
        more += 1
    return Trial(seed, returns, None, path[before:-1], more)


def online_experiment(config: Online, seed: int, report: Report) -> Found:
    """Many seeds on the cliff: returns while learning, greedy walks afterwards."""
    world, trials = Cliff(), []
    for done in range(config.runs):
        report("learning", done / config.runs)
        learner = cliff_learner(config.method, config.alpha, config.epsilon)
        trials.append(try_seed(world, learner, config.episodes, seed + done))
    results = summary_of(trials)
    snapshots: List[Dict[str, Json]] = []
    if config.shown:
        results["shown_seed"] = median_seed(trials)
        snapshots = film(config, median_seed(trials))
    report("intervals", 0.0)
    return Found(results=results, series=curve(trials, seed), snapshots=snapshots)


def summary_of(trials: List[Trial]) -> Dict[str, Json]:
    """Each seed's mean returns and greedy walk; more about the walks that never arrive."""
    return {
        "last": [mean(trial.returns[-WINDOW:]) for trial in trials],
        "first": [mean(trial.returns[:WINDOW]) for trial in trials],
        "greedy": [trial.greedy for trial in trials],
        "circles": [
            {"seed": trial.seed, "states": trial.circle, "repaired": trial.repaired}
            for trial in trials if trial.greedy is None
        ],
    }


def median_seed(trials: List[Trial]) -> int:
    """The seed whose mean return over the last episodes is the median (lower of two)."""
    judged = sorted((mean(trial.returns[-WINDOW:]), trial.seed) for trial in trials)
    return judged[(len(judged) - 1) // 2][1]


def curve(trials: List[Trial], seed: int) -> Dict[str, List[float]]:
    """Mean return of every ten episodes over the seeds, with its interval."""
    rng = stream(seed, "bootstrap of the curve")
    intervals: List[Interval] = []
    for start in range(0, len(trials[0].returns), BIN):
        samples = [mean(trial.returns[start:start + BIN]) for trial in trials]
        intervals.append(interval_of(samples, rng, resamples=400))
    return {
        "return": [interval.mean for interval in intervals],
        "low": [interval.low for interval in intervals],
        "high": [interval.high for interval in intervals],
    }


def interval_of(samples: Vector, rng: Stream, resamples: int = 2000) -> Interval:
    """The bootstrap interval; of a single sample, that sample."""
    if len(samples) == 1:
        return Interval(samples[0], samples[0], samples[0])
    return bootstrap_interval(samples, rng, resamples=resamples)


# episodes after which the film keeps a snapshot; 0 is before the first
SHOWN = (
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 23, 26, 30, 35, 40, 45, 50, 60,
    70, 80, 90, 100, 120, 140, 160, 180, 200, 225, 250, 275, 300, 325, 350, 375, 400, 420,
    440, 460, 480, 500,
)
WATCHED = (30, 1)  # the middle of the edge, and the step to the right along it


def film(config: Online, seed: int) -> List[Dict[str, Json]]:
    """One seed once more, with a snapshot now and then.

    Each holds the table (rounded), the visits so far, the path of the last episode, and the
    last update of the watched state and action, if there has been one.
    """
    world = Cliff()
    world.reset(seed)
    rng = stream(seed, "exploration")
    learner = cliff_learner(config.method, config.alpha, config.epsilon)
    updates: List[Update] = []
    snapshots = [snapshot(0, learner, updates, None)]
    watched: Json = None
    for episode in range(1, config.episodes + 1):
        updates.clear()
        learn_episode(world, learner, rng, updates.append)
        watched = last_watched(updates) or watched
        if episode in SHOWN:
            snapshots.append(snapshot(episode, learner, updates, watched))
    return snapshots


def last_watched(updates: List[Update]) -> Json:
    """The last update of the watched state and action in an episode; None if there is none."""
    for place in range(len(updates) - 2, -1, -1):
        step, _, future, error, value = updates[place]
        if (step.observation, step.action) == WATCHED:
            return {
                "reward": step.reward, "next_state": step.next_observation,
                "next_action": updates[place + 1].step.action,
                "future": future, "error": error, "value": value,
            }
    return None


def in_all(visits: List[int]) -> int:
    """The visits of one state, whatever was done there."""
    count = 0
    for n in visits:
        count += n
    return count


def snapshot(
    episode: int, learner: TableLearner, updates: List[Update], watched: Json
) -> Dict[str, Json]:
    """What the film shows of one moment."""
    return {
        "episode": episode,
        "return": total([update.step.reward for update in updates]),
        "values": [[round(q, 4) for q in row] for row in learner.tables[0]],
        "visits": [in_all(row) for row in learner.visits],
        "path": [update.step.observation for update in updates],
        "watched": watched,
    }


ALPHAS = tuple(tenths / 10 for tenths in range(1, 11))  # the step sizes of figure 6.3


def step_sizes_experiment(config: StepSizes, seed: int, report: Report) -> Found:
    """For each step size, the mean return over all episodes, and over the later half."""
    world, results = Cliff(), []
    rng = stream(seed, "bootstrap")
    for place, alpha in enumerate(ALPHAS):
        whole, later = [], []
        for done in range(config.runs):
            report("learning", (place + done / config.runs) / len(ALPHAS))
            learner = cliff_learner(config.method, alpha, config.epsilon)
            returns = train(world, learner, config.episodes, seed + done)
            whole.append(mean(returns))
            later.append(mean(returns[config.episodes // 2:]))
        results.append({
            "alpha": alpha,
            "all": interval_of(whole, rng)._asdict(),
            "later_half": interval_of(later, rng)._asdict(),
        })
    return Found(results={"step_sizes": results}, series={}, snapshots=[])


def exact_experiment(config: Exact, seed: int, report: Report) -> Found:
    """For each seed, the episodes until every value is right, and the greedy walk then."""
    world = Cliff()
    best = best_values(world, 1.0)
    needed, worst, greedy = [], [], []
    for done in range(config.runs):
        report("learning", done / config.runs)
        learner = cliff_learner("Q-learning", config.alpha, config.epsilon)
        needed.append(learn_until_right(world, learner, best, config, seed + done))
        worst.append(max_norm(errors_of(learner, best, world)))
        lots = stream(seed + done, "greedy ties")
        greedy.append(greedy_walk(world, learner.values, lots, GREEDY_LIMIT)[0])
    return Found(
        results={"episodes": needed, "largest_error": worst, "greedy": greedy},
        series={},
        snapshots=[],
    )


def learn_until_right(
    world: Cliff, learner: TableLearner, best: Table, config: Exact, seed: int
) -> int:
    """Learn until no value is wrong by more than the tolerance; count the episodes."""
    world.reset(seed)
    rng = stream(seed, "exploration")
    for episodes in range(config.limit):
        if max_norm(errors_of(learner, best, world)) <= config.tolerance:
            return episodes
        learn_episode(world, learner, rng)
    return config.limit


def errors_of(learner: TableLearner, best: Table, world: Cliff) -> Vector:
    """The error of every value in every state where something is decided."""
    table = learner.tables[0]
    return [q - true for s in world.floor for q, true in zip(table[s], best[s])]


def lambda_experiment(config: Lambda, seed: int, report: Report) -> Found:
    """Many seeds of Q(lambda) on the cliff."""
    world, trials = Cliff(), []
    learning = Tuning(constant_schedule(config.alpha), 1.0, config.epsilon)
    for done in range(config.runs):
        report("learning", done / config.runs)
        learner = TraceLearner(48, 4, learning, config.lam, config.cut)
        trials.append(try_seed(world, learner, config.episodes, seed + done))
    return Found(results=summary_of(trials), series=curve(trials, seed), snapshots=[])


# ------------------------------------------------------------- a maximum that is fooled


def bias_experiment(config: Bias, seed: int, report: Report) -> Found:
    """In each episode, the share of the runs whose first action is left."""
    lefts = [0] * config.episodes
    late = []
    for done in range(config.runs):
        report("learning", done / config.runs)
        went_left = first_actions(config, seed + done)
        for episode, left in enumerate(went_left):
            lefts[episode] += left
        late.append(mean([float(left) for left in went_left[-50:]]))
    interval = bootstrap_interval(late, stream(seed, "bootstrap"), resamples=1000)
    return Found(
        results={"last_50": interval._asdict(), "floor": config.epsilon / 2},
        series={"left": [count / config.runs for count in lefts]},
        snapshots=[],
    )


def first_actions(config: Bias, seed: int) -> List[int]:
    """One run: for each episode 1 if it began with left, else 0."""
    world = MaximisationBias()
    world.reset(seed)
    rng = stream(seed, "exploration")
    learning = Tuning(constant_schedule(config.alpha), 1.0, config.epsilon)
    learner = TableLearner([*world.actions, 1], METHODS[config.method], learning)
    went: List[int] = []
    for _ in range(config.episodes):
        before = learner.visits[A][LEFT]
        learn_episode(world, learner, rng)
        went.append(learner.visits[A][LEFT] - before)
    return went


# ------------------------------------------------------------- step sizes that converge


def harmonic(c: float) -> Schedule:
    """alpha_n = c / (c + n): 1 at first, half after c updates, in the end nearly c / n."""
    return lambda n: c / (c + n)


STEP_RULES: Dict[str, Schedule] = {
    "0.5": constant_schedule(0.5),
    "0.1": constant_schedule(0.1),
    "1 / (1 + n)": harmonic(1.0),
    "10 / (10 + n)": harmonic(10.0),
    "1 / (1 + n)^2": lambda n: 1.0 / ((1.0 + n) * (1.0 + n)),
}
CHECKPOINTS = tuple(m * power for power in (100, 1000, 10_000, 100_000) for m in (1, 2, 5))


def convergence_experiment(config: Convergence, seed: int, report: Report) -> Found:
    """The root mean squared error of the table after ever more updates, for each seed."""
    world = Cliff(rows=3, columns=4, slip=config.slip)
    best = best_values(world, config.gamma)
    points = [*[p for p in CHECKPOINTS if p < config.updates], config.updates]
    errors = []
    for done in range(config.runs):
        report("learning", done / config.runs)
        learning = Tuning(STEP_RULES[config.steps], config.gamma, epsilon=1.0)
        learner = TableLearner([4] * len(best), METHODS["Q-learning"], learning)
        errors.append(errors_along(world, learner, best, points, seed + done))
    rng = stream(seed, "bootstrap")
    intervals = [interval_of([of_seed[i] for of_seed in errors], rng)
                 for i in range(len(points))]
    return Found(
        results={"final": [of_seed[-1] for of_seed in errors],
                 "best_values": best},
        series={
            "updates": [float(p) for p in points],
            "error": [interval.mean for interval in intervals],
            "low": [interval.low for interval in intervals],
            "high": [interval.high for interval in intervals],
        },
        snapshots=[],
    )


def errors_along(
    world: Cliff, learner: TableLearner, best: Table, points: List[int], seed: int
) -> Vector:
    """The root mean squared error of the table after so many updates."""
    world.reset(seed)
    rng = stream(seed, "exploration")
    updates, found = [0], []

    def watch(update: Update) -> None:
        updates[0] += 1
        if updates[0] in points:
            squares = [error * error for error in errors_of(learner, best, world)]
            found.append(sqrt(mean(squares)))

    while len(found) < len(points):
        learn_episode(world, learner, rng, watch)
    return found


# ------------------------------------------------------------- what it amounts to


def summarise(records: Dict[str, Record]) -> Evidence:
    """All runs together: returns while learning with intervals, beside the printed ones."""
    learnt = [r for r in records.values() if r.config["experiment"] == "online"]
    samples = {r.name: r.results["last"] for r in learnt}
    rng = stream(0, "bootstrap")
    limits = records["limits"].results
    expected = {}
    for record in learnt:
        if record.config["method"] == "Q-learning":
            expected[record.name] = limits["q_learning_online"]
        if record.config["method"] == "Expected Sarsa":
            expected[record.name] = limits["best_soft"]
    return Evidence(
        lesson=NUMBER,
        seeds=list(range(max(len(sample) for sample in samples.values()))),
        samples=samples,
        intervals={name: bootstrap_interval(samples[name], rng) for name in samples},
        expected=expected,
        comparisons=[
            Comparison(key, mean(samples[name]), *published(key))
            for key, name in COMPARED.items()
        ],
    )


COMPARED = {  # a published number, and the run that measures it
    "cliff_sarsa": "online-sarsa-alpha-0-5-50-runs",
    "cliff_q_learning": "online-q-learning-alpha-0-5-50-runs",
}


def describe(record: Record) -> str:
    """A record in words, as `python -m policywerk run 04` prints it."""
    title = f"Lesson {record.lesson}, {record.config['experiment']}, seed {record.seed}"
    if record.config["experiment"] != "online":
        told = [f"{key}: {canonical_json(value)}" for key, value in record.results.items()]
        return "\n".join([title, "", *told])
    returns, results = record.series["return"], record.results
    fifth = max(1, len(returns) // 5)
    method, seeds = record.config["method"], record.config["runs"]
    lines = [title, "", f"{method}, {seeds} runs; mean return"]
    for end in range(fifth, len(returns) + 1, fifth):
        lines.append(f"  episodes {BIN * (end - fifth) + 1:4} to {BIN * end:4}"
                     f" {mean(returns[end - fifth:end]):9.2f}")
    lines += ["", "greedy walks afterwards"]
    for earned, count in tally(results["greedy"]):
        outcome = "in circles" if earned is None else f"return {earned:g}"
        lines.append(f"  {outcome:12} {count:4}")
    return "\n".join(lines)


def tally(greedy: List[Optional[float]]) -> List[Tuple[Optional[float], int]]:
    """How often each outcome occurred: the best first, circles last."""
    arrived = sorted((earned for earned in greedy if earned is not None), reverse=True)
    outcomes: List[Optional[float]] = [*dict.fromkeys(arrived)]
    outcomes += [None] if None in greedy else []
    return [(earned, greedy.count(earned)) for earned in outcomes]
