"""Lesson 04, Watkins 1989: off-policy control, on the cliff.

Nine experiments. `Limits` computes what learning should end with; `Online` learns on the
cliff (example 6.6 of Sutton & Barto 2018) and looks at the greedy policies; `Film` repeats
one seed of it and keeps snapshots; `StepSizes` is their figure 6.3, `Bias` their example
6.7; `Exact` learns until every value is right; `Convergence` tries step sizes on a slippery
cliff; `Lambda` shares errors along the way; `Later` learns a hundred times as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Callable, Dict, Iterator, List, NamedTuple, Optional, Tuple, Union

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
from policywerk.primitives.random import stream
from policywerk.primitives.scalar import sqrt
from policywerk.primitives.vector import Vector, max_norm, mean, total
from policywerk.world.cliff import Cliff
from policywerk.world.maximisation_bias import LEFT, A, MaximisationBias

NUMBER = "04"
LEAST_ALPHA = 0.001  # who learns nothing would never be seen to arrive


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


@dataclass(frozen=True)
class Limits(Config):
    """What learning on the cliff should end with, computed from the model."""

    epsilon: float = setting(0.1, "probability of an exploring action", least=0.0, most=1.0)


@dataclass(frozen=True)
class Online(Config):
    """Learn on the cliff, many times over; count what is earned while learning."""

    method: str = setting("Q-learning", "how a next state is judged", choices=tuple(METHODS))
    alpha: float = setting(0.5, "step size", least=LEAST_ALPHA, most=1.0)
    epsilon: float = setting(0.1, "probability of an exploring action", least=0.0, most=1.0)
    episodes: int = setting(500, "of each seed", least=1)


@dataclass(frozen=True)
class Film(Online):
    """Repeat one seed of `Online`, and keep snapshots of it."""


@dataclass(frozen=True)
class StepSizes(Config):
    """Mean return on the cliff for every step size of figure 6.3."""

    method: str = setting("Q-learning", "how a next state is judged", choices=tuple(METHODS))
    epsilon: float = setting(0.1, "probability of an exploring action", least=0.0, most=1.0)
    episodes: int = setting(100, "over which returns are averaged", least=1)


@dataclass(frozen=True)
class Bias(Config):
    """How often the two-state world lures a learner to the left."""

    method: str = setting("Q-learning", "how a next state is judged", choices=tuple(METHODS))
    alpha: float = setting(0.1, "step size", least=0.0, most=1.0)
    epsilon: float = setting(0.1, "probability of an exploring action", least=0.0, most=1.0)
    episodes: int = setting(300, "of each seed", least=1)


@dataclass(frozen=True)
class Exact(Config):
    """Q-learning, exploring much, until the table is right to the tolerance."""

    alpha: float = setting(0.5, "step size", least=0.0, most=1.0)
    epsilon: float = setting(0.5, "probability of an exploring action", least=0.0, most=1.0)
    tolerance: float = setting(1e-9, "largest error of any value", least=0.0)
    limit: int = setting(20_000, "episodes after which to give up", least=1)


@dataclass(frozen=True)
class Convergence(Config):
    """Q-learning from a random walk on a small slippery cliff, by one rule of step sizes."""

    steps: str = setting("10 / (10 + n)", "step size of update n", choices=tuple(STEP_RULES))
    gamma: float = setting(0.9, "discount", least=0.0, most=1.0)
    slip: float = setting(0.2, "probability that a move goes astray", least=0.0, most=1.0)
    updates: int = setting(1_000_000, "of the table, in all", least=1)


@dataclass(frozen=True)
class Lambda(Config):
    """Watkins' Q(lambda) on the cliff, traces cut at explorations or not."""

    lam: float = setting(0.5, "how much of a mark is kept at each step", least=0.0, most=1.0)
    cut: bool = setting(True, "whether an exploring action wipes all marks out")
    alpha: float = setting(0.1, "step size", least=LEAST_ALPHA, most=1.0)
    epsilon: float = setting(0.1, "probability of an exploring action", least=0.0, most=1.0)
    episodes: int = setting(500, "of each seed", least=1)


Q_LAMBDA = "Q(lambda)"


@dataclass(frozen=True)
class Later(Config):
    """Learn on the cliff far longer, and look at the greedy walks on the way."""

    method: str = setting("Double Q-learning", "how it learns", choices=(*METHODS, Q_LAMBDA))
    lam: float = setting(0.0, "of Q(lambda): how much of a mark is kept", least=0.0, most=1.0)
    alpha: float = setting(0.5, "step size", least=0.0, most=1.0)
    epsilon: float = setting(0.1, "probability of an exploring action", least=0.0, most=1.0)
    episodes: int = setting(50_000, "of each seed", least=1)


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


def limits_experiment(config: Limits, given: Given) -> Found:
    """The values of the greedy optimum, and what exploring makes of it, exactly."""
    given.report("planning", 0, 1)
    world = Cliff()
    best = best_values(world, 1.0)
    stumbling = [epsilon_greedy_probabilities(row, config.epsilon) for row in best]
    online = solve_policy(follow_policy(world.P, stumbling), [0] * len(best), 1.0)
    careful = best_while_exploring(world, config.epsilon)
    start = world.start_state
    given.report("planning", 1, 1, f"return {online[start]:.2f}")
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


class SeedResult(NamedTuple):
    """What one seed came to."""

    seed: int
    returns: Vector  # of every episode, while learning
    greedy: Optional[float]  # return of the greedy walk afterwards; None: never arrives
    circle: List[int]  # the states it goes round in, if it does
    repaired: int  # episodes of further learning after which it arrives


def try_seed(world: Cliff, learner: Trains, episodes: int, seed: int) -> SeedResult:
    """Learn, then walk greedily; if that leads nowhere, learn on until it does."""
    returns = train(world, learner, episodes, seed)
    lots = stream(seed, "greedy ties")
    earned, path = greedy_walk(world, learner.values, lots, GREEDY_LIMIT)
    if path[-1] == world.goal_state:
        return SeedResult(seed, returns, earned, [], 0)
    last = path[-1]
    before = max(i for i, state in enumerate(path[:-1]) if state == last)
    more, rng = 0, stream(seed, "exploration afterwards")
    while greedy_walk(world, learner.values, lots, GREEDY_LIMIT)[1][-1] != world.goal_state:
        learn_episode(world, learner, rng)
        more += 1
    return SeedResult(seed, returns, None, path[before:-1], more)


def try_seeds(episodes: int, make_learner: Callable[[], Trains], given: Given) -> Found:
    """A fresh learner for every seed: returns while learning, greedy walks afterwards."""
    world, trials = Cliff(), []
    given.report("learning", 0, given.seeds)
    for seed in given.each_seed:
        trials.append(try_seed(world, make_learner(), episodes, seed))
        last = mean(trials[-1].returns[-WINDOW:])
        given.report("learning", len(trials), given.seeds, f"return {last:.1f}")
    return Found(results=summary_of(trials), series=curve(trials))


def online_experiment(config: Online, given: Given) -> Found:
    """Many seeds of one method on the cliff."""
    def make_learner() -> TableLearner:
        return cliff_learner(config.method, config.alpha, config.epsilon)

    return try_seeds(config.episodes, make_learner, given)


def summary_of(trials: List[SeedResult]) -> Dict[str, Json]:
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


def curve(trials: List[SeedResult]) -> Dict[str, List[float]]:
    """Return of every ten episodes, mean and standard deviation over the seeds."""
    bins = [
        [mean(trial.returns[start:start + BIN]) for trial in trials]
        for start in range(0, len(trials[0].returns), BIN)
    ]
    return {
        "return mean": [mean(samples) for samples in bins],
        "return sd": [standard_deviation(samples) for samples in bins],
    }


# episodes after which the film keeps a snapshot; 0 is before the first
SHOWN = (
    0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 125, 150, 200, 250,
    300, 350, 375, 400, 450, 500,
)


# of each method that is filmed, the seed in the middle of fifty by its mean return over the
# last episodes (the lower of the two in the middle); or, if that one's greedy walk does not
# end as most do, the next better one whose does
FILMED = {"Q-learning": 8, "Sarsa": 25}


def fifty_of(config: Online) -> Tuple[Run, ...]:
    """The fifty seeds that a filmed one is the median of."""
    alike = Online(config.method, config.alpha, config.epsilon, config.episodes)
    return (Run(alike, seeds=50),)


def film_experiment(config: Film, given: Given) -> Found:
    """One seed once more, with snapshots, and which place it has among the fifty.

    Raises: RequestError if it is to show several seeds.
    """
    if given.seeds != 1:
        raise RequestError(f"a film shows one seed, not {given.seeds}")
    returns, snapshots = filmed(config, given)
    last, (fifty,) = mean(returns[-WINDOW:]), given.records
    worse = [other for other in numbers(fifty.results["last"]) if other < last]
    return Found(
        results={"last": last, "place": len(worse) + 1, "of": fifty.seeds},
        snapshots=snapshots,
    )


def filmed(config: Film, given: Given) -> Tuple[Vector, List[Dict[str, Json]]]:
    """The return of every episode of one seed, and snapshots now and then."""
    world = Cliff()
    world.reset(given.seed)
    rng = stream(given.seed, "exploration")
    learner = cliff_learner(config.method, config.alpha, config.epsilon)
    seen: List[Seen] = []

    def watch(update: Update) -> None:
        seen.append(Seen(update, [*learner.tables[0][update.step.next_observation]]))

    returns, snapshots = [], [snapshot(0, learner, rounded(learner), seen)]
    for episode in range(1, config.episodes + 1):
        seen.clear()
        before = rounded(learner)
        returns.append(learn_episode(world, learner, rng, watch))
        if episode in SHOWN:
            snapshots.append(snapshot(episode, learner, before, seen))
        given.report("filming", episode, config.episodes, f"return {returns[-1]:g}")
    return returns, snapshots


class Seen(NamedTuple):
    """An update, and what was known just then of the state that the step led to."""

    update: Update
    ahead: Vector  # q(s', .)


def largest_surprise(seen: List[Seen]) -> Json:
    """The step of an episode with the largest error; None if there is none.

    Only steps to another cell count: of others, `ahead` is not what the backup saw.
    """
    moves = [
        place for place, (update, _) in enumerate(seen)
        if not update.step.terminated and update.step.next_observation != update.step.observation
    ]
    if not moves:
        return None
    place = max(moves, key=lambda place: abs(seen[place].update.error))
    (step, _, future, error, _), ahead = seen[place]
    return {
        "place": place, "reward": step.reward, "next_state": step.next_observation,
        "next_action": seen[place + 1].update.step.action,
        "ahead": [round(q, 4) for q in ahead], "future": future, "error": error,
    }


def rounded(learner: TableLearner) -> Table:
    """The values as they are at this moment, to four digits."""
    return [[round(q, 4) for q in row] for row in learner.tables[0]]


def in_all(visits: List[int]) -> int:
    """The visits of one state, whatever was done there."""
    count = 0
    for n in visits:
        count += n
    return count


def snapshot(
    episode: int, learner: TableLearner, before: Table, seen: List[Seen]
) -> Dict[str, Json]:
    """What the film shows of an episode: the table before it and after it, and its steps."""
    return {
        "episode": episode,
        "return": total([update.step.reward for update, _ in seen]),
        "before": before,
        "values": rounded(learner),
        "visits": [in_all(row) for row in learner.visits],
        "path": [update.step.observation for update, _ in seen],
        "surprise": largest_surprise(seen),
    }


ALPHAS = tuple(tenths / 10 for tenths in range(1, 11))  # the step sizes of figure 6.3


def step_sizes_experiment(config: StepSizes, given: Given) -> Found:
    """For each step size, the mean return over all episodes, and over the later half."""
    world, of = Cliff(), len(ALPHAS) * given.seeds
    rows: List[Json] = []
    given.report("learning", 0, of)
    for alpha in ALPHAS:
        whole, later = [], []
        for seed in given.each_seed:
            learner = cliff_learner(config.method, alpha, config.epsilon)
            returns = train(world, learner, config.episodes, seed)
            whole.append(mean(returns))
            later.append(mean(returns[config.episodes // 2:]))
            done = len(rows) * given.seeds + len(whole)
            given.report("learning", done, of, f"alpha {alpha:g}, return {whole[-1]:.1f}")
        rows.append({"alpha": alpha, "all": spread(whole), "later_half": spread(later)})
    return Found(results={"step_sizes": rows})


def spread(samples: Vector) -> Dict[str, Json]:
    """Mean and standard deviation of a number over the seeds."""
    return {"mean": mean(samples), "sd": standard_deviation(samples)}


def exact_experiment(config: Exact, given: Given) -> Found:
    """For each seed, the episodes until every value is right, and the greedy walk then."""
    world = Cliff()
    best = best_values(world, 1.0)
    needed, worst, greedy = [], [], []
    given.report("learning", 0, given.seeds)
    for seed in given.each_seed:
        learner = cliff_learner("Q-learning", config.alpha, config.epsilon)
        needed.append(learn_until_right(world, learner, best, config, seed))
        worst.append(max_norm(errors_of(learner, best, world)))
        lots = stream(seed, "greedy ties")
        greedy.append(greedy_walk(world, learner.values, lots, GREEDY_LIMIT)[0])
        given.report("learning", len(needed), given.seeds, f"{needed[-1]} episodes")
    return Found(results={"episodes": needed, "largest_error": worst, "greedy": greedy})


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


def lambda_experiment(config: Lambda, given: Given) -> Found:
    """Many seeds of Q(lambda) on the cliff."""
    learning = Tuning(constant_schedule(config.alpha), 1.0, config.epsilon)

    def make_learner() -> TraceLearner:
        return TraceLearner(48, 4, learning, config.lam, config.cut)

    return try_seeds(config.episodes, make_learner, given)


MILESTONES = (500, 5000, 50_000)  # episodes after which `Later` looks


class Look(NamedTuple):
    """A learner at one moment."""

    greedy: Optional[float]  # return of its greedy walk; None: it never arrives
    edge: float  # the error of the step along the edge that is most too low, in any table


def later_experiment(config: Later, given: Given) -> Found:
    """For each milestone, the greedy walk of every seed, and how far its edge is undervalued."""
    points = [*[m for m in MILESTONES if m < config.episodes], config.episodes]
    looks: List[List[Look]] = []
    given.report("learning", 0, given.seeds)
    for seed in given.each_seed:
        looks.append(looks_along(later_learner(config), points, seed))
        given.report("learning", len(looks), given.seeds, f"greedy {looks[-1][-1].greedy}")
    return Found(results={
        "episodes": points,
        "greedy": [[look.greedy for look in at_point] for at_point in zip(*looks)],
        "edge": [[look.edge for look in at_point] for at_point in zip(*looks)],
    })


def later_learner(config: Later) -> Trains:
    """The learner that is to learn for long."""
    if config.method != Q_LAMBDA:
        return cliff_learner(config.method, config.alpha, config.epsilon)
    learning = Tuning(constant_schedule(config.alpha), 1.0, config.epsilon)
    return TraceLearner(48, 4, learning, config.lam)


def looks_along(learner: Trains, points: List[int], seed: int) -> List[Look]:
    """Learn, and look at the learner after so many episodes; looking changes nothing."""
    world = Cliff()
    world.reset(seed)
    rng, lots = stream(seed, "exploration"), stream(seed, "greedy ties")
    found = []
    for episode in range(1, points[-1] + 1):
        learn_episode(world, learner, rng)
        if episode in points:
            earned, path = greedy_walk(world, learner.values, lots, GREEDY_LIMIT)
            arrives = path[-1] == world.goal_state
            found.append(Look(earned if arrives else None, edge_error(world, learner)))
    return found


def edge_error(world: Cliff, learner: Trains) -> float:
    """The lowest error of a step to the right along the edge: below 0, it is valued too low.

    From the cell in column c the goal is `columns - c` steps away, so the step is worth
    c - columns.
    """
    tables = learner.tables if isinstance(learner, TableLearner) else [learner.table]
    first = world.start_state - world.columns
    return min(table[first + column][1] - float(column - world.columns)
               for table in tables for column in range(world.columns - 1))


# ------------------------------------------------------------- a maximum that is fooled


def bias_experiment(config: Bias, given: Given) -> Found:
    """In each episode, the share of the seeds whose first action is left."""
    lefts = [0] * config.episodes
    late: Vector = []
    given.report("learning", 0, given.seeds)
    for seed in given.each_seed:
        went_left = first_actions(config, seed)
        for episode, left in enumerate(went_left):
            lefts[episode] += left
        late.append(mean([float(left) for left in went_left[-50:]]))
        given.report("learning", len(late), given.seeds, f"left in {late[-1]:.0%} at last")
    return Found(
        results={"last_50": spread(late), "floor": config.epsilon / 2},
        series={"left": [n / given.seeds for n in lefts]},
    )


def first_actions(config: Bias, seed: int) -> List[int]:
    """One seed: for each episode 1 if it began with left, else 0."""
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


CHECKPOINTS = tuple(m * power for power in (100, 1000, 10_000, 100_000) for m in (1, 2, 5))


def convergence_experiment(config: Convergence, given: Given) -> Found:
    """The root mean squared error of the table after ever more updates, over the seeds."""
    world = Cliff(rows=3, columns=4, slip=config.slip)
    best = best_values(world, config.gamma)
    points = [*[p for p in CHECKPOINTS if p < config.updates], config.updates]
    errors: List[Vector] = []
    given.report("learning", 0, given.seeds)
    for seed in given.each_seed:
        learning = Tuning(STEP_RULES[config.steps], config.gamma, epsilon=1.0)
        learner = TableLearner([4] * len(best), METHODS["Q-learning"], learning)
        errors.append(errors_along(world, learner, best, points, seed))
        given.report("learning", len(errors), given.seeds, f"error {errors[-1][-1]:.2f}")
    at_points = [list(at_point) for at_point in zip(*errors)]
    return Found(
        results={"final": at_points[-1], "best_values": best},
        series={
            "updates": [float(p) for p in points],
            "error mean": [mean(samples) for samples in at_points],
            "error sd": [standard_deviation(samples) for samples in at_points],
        },
    )


def errors_along(
    world: Cliff, learner: TableLearner, best: Table, points: List[int], seed: int
) -> Vector:
    """The root mean squared error of the table after so many updates."""
    world.reset(seed)
    rng = stream(seed, "exploration")
    updates, found = count(1), []

    def watch(update: Update) -> None:
        if next(updates) in points:
            squares = [error * error for error in errors_of(learner, best, world)]
            found.append(sqrt(mean(squares)))

    while len(found) < len(points):
        learn_episode(world, learner, rng, watch)
    return found


# ------------------------------------------------------------- what it amounts to


LIMITS = Run(Limits())
DEFAULT = Run(Online(), seeds=10)
ON_THE_CLIFF = ("Q-learning", "Sarsa", "Expected Sarsa")  # the methods of figure 6.3
LAMBDAS = (0.0, 0.3, 0.6, 0.9)
KNOWN = {  # what the mean return should be in the end, where that is known
    "Q-learning": "q_learning_online",
    "Expected Sarsa": "best_soft",
}
COMPARED = {  # a published number, and the run that measures it
    "cliff_sarsa": Run(Online("Sarsa"), seeds=50),
    "cliff_q_learning": Run(Online("Q-learning"), seeds=50),
}


def summarise(records: Records) -> Evidence:
    """All runs together: every interval that is shown, exact limits, printed numbers."""
    samples = {record.name: numbers(record.results["last"])
               for _, record in records.each(Online)}
    rng = stream(0, "bootstrap")
    intervals = {name: bootstrap_interval(samples[name], rng) for name in samples}
    intervals.update(intervals_by_spread(records))
    intervals.update(lambda_intervals(records))
    measured = {key: records.find(run) for key, run in COMPARED.items()}
    return Evidence(
        lesson=NUMBER,
        seeds=list(range(max(map(len, samples.values()), default=0))),
        samples=samples,
        intervals=intervals,
        expected=expected_returns(records),
        comparisons=[
            Comparison(key, mean(samples[record.name]), *published(key))
            for key, record in measured.items() if record is not None
        ],
    )


def expected_returns(records: Records) -> Dict[str, float]:
    """What theory says of the mean return in the end, by run."""
    limits = records.find(LIMITS)
    if limits is None:
        return {}
    return {record.name: number(limits.results[KNOWN[config.method]])
            for config, record in records.each(Online) if config.method in KNOWN}


def part_of(record: Record, which: str) -> str:
    """The name of one of the intervals of a run that has several."""
    return f"{record.name}, {which}"


def bin_name(place: int) -> str:
    """The episodes of one point of a curve."""
    return f"episodes {BIN * place + 1} to {BIN * (place + 1)}"


class Spread(NamedTuple):
    """A number over the seeds, as a record keeps it, and the name of its interval."""

    name: str
    mean: float
    sd: float
    seeds: int


def intervals_by_spread(records: Records) -> Dict[str, Interval]:
    """Student's interval of all of which means and standard deviations were kept."""
    kept = (*curves(records), *step_sizes(records), *lefts(records), *errors_kept(records))
    return {each.name: student_interval(each.mean, each.sd, each.seeds) for each in kept}


def curves(records: Records) -> Iterator[Spread]:
    """Returns while learning, ten episodes at a time."""
    for _, record in records.each(Online):
        points = zip(record.series["return mean"], record.series["return sd"])
        for place, (middle, sd) in enumerate(points):
            yield Spread(part_of(record, bin_name(place)), middle, sd, record.seeds)


def step_sizes(records: Records) -> Iterator[Spread]:
    """Mean returns for every step size, over all episodes and over the later half."""
    for _, record in records.each(StepSizes):
        for row in map(entries, items(record.results["step_sizes"])):
            for period in ("all", "later_half"):
                found, alpha = entries(row[period]), number(row["alpha"])
                name = part_of(record, f"alpha {alpha:g}, {period}")
                yield Spread(name, number(found["mean"]), number(found["sd"]), record.seeds)


def lefts(records: Records) -> Iterator[Spread]:
    """The share of left in every episode, and at last; a share p has variance p (1 - p)."""
    for _, record in records.each(Bias):
        last, seeds = entries(record.results["last_50"]), record.seeds
        yield Spread(part_of(record, "last_50"), number(last["mean"]), number(last["sd"]), seeds)
        for place, p in enumerate(record.series["left"]):
            sd = sqrt(p * (1.0 - p) * seeds / max(seeds - 1, 1))
            yield Spread(part_of(record, f"episode {place + 1}"), p, sd, seeds)


def errors_kept(records: Records) -> Iterator[Spread]:
    """Errors of the table after ever more updates."""
    for _, record in records.each(Convergence):
        series = record.series
        for updates, error, sd in zip(series["updates"], series["error mean"], series["error sd"]):
            yield Spread(part_of(record, f"updates {updates:g}"), error, sd, record.seeds)


def lambda_intervals(records: Records) -> Dict[str, Interval]:
    """Returns of the first and the last hundred episodes of Q(lambda)."""
    rng = stream(0, "bootstrap of lambda")
    return {
        part_of(record, when): bootstrap_interval(numbers(record.results[when]), rng)
        for _, record in records.each(Lambda) for when in ("first", "last")
    }


def online_in_words(record: Record) -> List[str]:
    """Returns while learning, a fifth of the episodes at a time, and the greedy walks."""
    returns = record.series["return mean"]
    fifth = max(1, len(returns) // 5)
    lines = [f"{config_of(Online, record).method}: mean return"]
    for end in range(fifth, len(returns) + 1, fifth):
        lines.append(f"  episodes {BIN * (end - fifth) + 1:4} to {BIN * end:4}"
                     f" {mean(returns[end - fifth:end]):9.2f}")
    lines += ["", "greedy walks afterwards"]
    for earned, seeds in tally(greedy_returns(record)):
        outcome = "in circles" if earned is None else f"return {earned:g}"
        lines.append(f"  {outcome:12} {seeds:4}")
    return lines


def greedy_returns(record: Record) -> List[Optional[float]]:
    """The return of each seed's greedy walk; None where it never arrives."""
    return [None if earned is None else number(earned)
            for earned in items(record.results["greedy"])]


def tally(greedy: List[Optional[float]]) -> List[Tuple[Optional[float], int]]:
    """How often each outcome occurred: the best first, circles last."""
    arrived = sorted((earned for earned in greedy if earned is not None), reverse=True)
    outcomes: List[Optional[float]] = [*dict.fromkeys(arrived)]
    outcomes += [None] if None in greedy else []
    return [(earned, greedy.count(earned)) for earned in outcomes]


# a thousand seeds begin with the fifty of the same settings, which learn twice: so each
# record is whole, and the small ones are made without the large
STUDY = Study(
    lesson=NUMBER,
    experiments=(
        Experiment(Online, online_experiment, online_in_words),
        Experiment(Film, film_experiment, reads=fifty_of),
        Experiment(Limits, limits_experiment, seeded=False),
        Experiment(StepSizes, step_sizes_experiment, seeds=1000),
        Experiment(Bias, bias_experiment, seeds=10_000),
        Experiment(Exact, exact_experiment, seeds=20),
        Experiment(Convergence, convergence_experiment, seeds=20),
        Experiment(Lambda, lambda_experiment, seeds=200),
        Experiment(Later, later_experiment, seeds=100),
    ),
    runs=(
        LIMITS,
        *[Run(Online(m), seeds=50) for m in METHODS],
        *[Run(Film(m), seed) for m, seed in FILMED.items()],
        Run(Exact(), seeds=20, tier="evidence"),
        *[Run(Online(m, alpha), seeds=1000, tier="evidence")
          for m in METHODS for alpha in (0.5, 0.1)],
        *[Run(StepSizes(m), seeds=1000, tier="evidence") for m in ON_THE_CLIFF],
        *[Run(StepSizes(m, episodes=20_000), seeds=10, tier="evidence") for m in ON_THE_CLIFF],
        *[Run(Bias(m), seeds=10_000, tier="evidence")
          for m in ("Q-learning", "Double Q-learning")],
        *[Run(Convergence(rule), seeds=20, tier="evidence") for rule in STEP_RULES],
        *[Run(Lambda(lam), seeds=200, tier="evidence") for lam in LAMBDAS],
        Run(Lambda(0.6, cut=False), seeds=200, tier="evidence"),
        *[Run(Later(alpha=alpha), seeds=100, tier="evidence") for alpha in (0.5, 0.1)],
        *[Run(Later(Q_LAMBDA, lam, 0.1), seeds=100, tier="evidence") for lam in (0.6, 0.9)],
        DEFAULT,  # last, so that the lots of the other intervals are not shifted
    ),
    default=DEFAULT,
    summarise=summarise,
)
