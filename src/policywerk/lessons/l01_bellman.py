"""Lesson 01, Bellman 1957: planning with a known model.

Four experiments: `Gridworld` plans for a slippery floor and then walks on it; `Tables`
solves the problems whose answers are printed in books; `Cars` is Jack's car rental;
`Growth` measures how the cost of planning grows with the size of the problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Mapping, Tuple

from policywerk.actors.bellman import (
    Plan,
    Sweeping,
    evaluate_policy,
    modified_policy_iteration,
    policy_iteration,
    solve_policy,
    value_iteration,
)
from policywerk.actors.undiscounted import finite_horizon, howard_policy_iteration
from policywerk.building_blocks.acting import episode_steps
from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Model
from policywerk.building_blocks.policies import (
    Choices,
    Policy,
    deterministic_policy,
    greedy_ties,
    uniform_policy,
)
from policywerk.data.published import published
from policywerk.data.record import Comparison, Evidence, Record
from policywerk.data.statistics import bootstrap_interval
from policywerk.data.values import Json, entries, items, number, numbers, whole
from policywerk.lessons.experiment import Experiment, Found, Given, Records, Run, Study
from policywerk.lessons.settings import Config, RequestError, config_of, setting
from policywerk.primitives.random import Stream, categorical, stream
from policywerk.primitives.vector import Vector, max_norm_distance, mean
from policywerk.world.car_rental import CarRental, car_rental, moves
from policywerk.world.gambler import gambler
from policywerk.world.gridworld import FIVE_BY_FIVE, GridWorld, open_map, read_map
from policywerk.world.howard import taxicab, toymaker
from policywerk.world.sutton_barto import figure_3_2, figure_4_1

NUMBER = "01"


@dataclass(frozen=True)
class Gridworld(Config):
    """Plan for a slippery gridworld by value iteration, then walk it many times."""

    text: str = setting(FIVE_BY_FIVE, "the map")
    slip: float = setting(0.2, "probability that a move goes astray", least=0.0, most=1.0)
    gamma: float = setting(0.9, "discount per step", least=0.0, most=1.0)
    tolerance: float = setting(1e-9, "largest change at which the sweeps stop", least=0.0)
    episodes: int = setting(1000, "walks of each policy", least=1)
    time_limit: int = setting(1000, "steps after which a walk is cut short", least=1)

    def __post_init__(self) -> None:
        """Raises: RequestError for a setting that cannot be, also for a text that is no map."""
        super().__post_init__()
        try:
            read_map(self.text)
        except ValueError as problem:
            raise RequestError(str(problem)) from None


@dataclass(frozen=True)
class Tables(Config):
    """The small problems with published answers."""

    gamma: float = setting(0.9, "discount of figures 3.2 and 3.5", least=0.0, most=1.0)
    horizon: int = setting(10, "steps of the toymaker's finite-horizon plan", least=1)
    heads: float = setting(0.4, "the gambler's chance to win a stake", least=0.0, most=1.0)


@dataclass(frozen=True)
class Cars(Config):
    """Jack's car rental by policy iteration, each policy evaluated exactly."""

    gamma: float = setting(0.9, "discount per day", least=0.0, most=1.0)


METHODS = ("value iteration", "policy iteration", "modified policy iteration")


@dataclass(frozen=True)
class Growth(Config):
    """One way of planning on one open slippery grid, counted."""

    method: str = setting("value iteration", "how to plan", choices=METHODS)
    size: int = setting(10, "cells along each side", least=2)
    slip: float = setting(0.2, "probability that a move goes astray", least=0.0, most=1.0)
    gamma: float = setting(0.99, "discount per step", least=0.0, most=1.0)
    tolerance: float = setting(1e-6, "largest change at which sweeps stop", least=0.0)
    extra_sweeps: int = setting(10, "of modified policy iteration, after each improvement", least=0)


SHOWN = Run(Gridworld(), seed=0)  # whose sweeps and walk the film shows
WALKS = (SHOWN, *[Run(Gridworld(), seed) for seed in range(1, 10)])
TABLES = Run(Tables())
CARS = Run(Cars())
SIZES = (10, 20, 40, 60)  # cells along each side of the growing grids
GROWING = tuple(Run(Growth(method, size)) for method in METHODS for size in SIZES)


# ---------------------------------------------------------------- the gridworld


def gridworld_experiment(config: Gridworld, given: Given) -> Found:
    """Plan, keep every sweep, and check the plan's values by walking."""
    seed = given.only_seed
    world = GridWorld(config.text, config.slip, time_limit=config.time_limit)
    given.report("planning", 0, 1)
    history = [[0.0] * len(world.cells)]
    settings = Sweeping(config.gamma, config.tolerance)
    plan = value_iteration(world.P, settings, lambda sweep, values: history.append(values))
    exact = solve_policy(world.P, plan.choices, config.gamma)
    policies = candidate_policies(config, world, plan)
    return Found(
        results={
            "sweeps": len(plan.changes),
            "backups": plan.backups,
            "bound": plan.bound if config.gamma < 1.0 else None,  # JSON has no infinity
            "start": world.start.index(1.0),
            "start_value": plan.values[world.start.index(1.0)],
            "mean_returns": mean_returns(config, given, world, policies),
            "exact_returns": exact_returns(config, world, policies),
            "walk": shown_walk(config, seed, world, policies["planned"]),
        },
        series={"change": plan.changes, "error": errors(history, exact)},
        snapshots=[
            {"values": after, "best": greedy_ties(world.P, before, config.gamma)}
            for before, after in zip([history[0], *history], history)
        ],
    )


WALKERS = ("planned", "planned without slip", "random")


def candidate_policies(config: Gridworld, world: GridWorld, plan: Plan) -> Dict[str, Policy]:
    """The plan, and what to compare it with: a plan that ignores the slipping, and chance."""
    settings = Sweeping(config.gamma, config.tolerance)
    blind = value_iteration(GridWorld(config.text).P, settings)
    policies = (
        deterministic_policy(world.P, plan.choices),
        deterministic_policy(world.P, blind.choices),
        uniform_policy(world.P),
    )
    return dict(zip(WALKERS, policies))


def walk(
    world: TabularEnvironment, policy: Policy, gamma: float, rng: Stream
) -> Tuple[float, List[int]]:
    """One episode: its discounted return from the start, and the states it passed."""
    state, _ = world.reset()
    path, earned, discount = [state], 0.0, 1.0

    def act(state: int, rng: Stream) -> int:
        return categorical(rng, policy[state])

    for step in episode_steps(world, state, act, rng):
        path.append(step.next_observation)
        earned += discount * step.reward
        discount *= gamma
    return earned, path


def mean_returns(
    config: Gridworld, given: Given, world: GridWorld, policies: Dict[str, Policy]
) -> Dict[str, float]:
    """What each policy earned from the start, on average over its walks."""
    earned: Dict[str, float] = {}
    merit = ""
    for done, (name, policy) in enumerate(policies.items()):
        given.report("walking", done, len(policies), merit)
        rng = stream(given.seed, f"walks of {name}")
        world.reset(given.seed)
        earned[name] = mean([walk(world, policy, config.gamma, rng)[0]
                             for _ in range(config.episodes)])
        merit = f"return {earned[name]:.4f}, {name}"
    given.report("walking", len(policies), len(policies), merit)
    return earned


def shown_walk(config: Gridworld, seed: int, world: GridWorld, policy: Policy) -> List[int]:
    """The states of one more walk, to be drawn."""
    world.reset(seed)
    return walk(world, policy, config.gamma, stream(seed, "shown walk"))[1]


def exact_returns(
    config: Gridworld, world: GridWorld, policies: Dict[str, Policy]
) -> Dict[str, float]:
    """What each policy earns on average from the start, by policy evaluation."""
    settings = Sweeping(config.gamma, config.tolerance)
    start = world.start.index(1.0)
    return {
        name: evaluate_policy(world.P, policy, settings).values[start]
        for name, policy in policies.items()
    }


def errors(history: List[Vector], exact: Vector) -> List[float]:
    """How far the values of each sweep were from the exact ones."""
    return [max_norm_distance(values, exact) for values in history[1:]]


# ---------------------------------------------------------------- printed answers


def tables_experiment(config: Tables, given: Given) -> Found:
    """Every small problem with a published answer, solved."""
    given.report("solving the grids", 0, 1)
    grid, start = figure_3_2(), [0] * 25
    tight = Sweeping(config.gamma, tolerance=1e-13)
    random_values = evaluate_policy(grid, uniform_policy(grid), tight).values
    best = value_iteration(grid, tight)
    given.report("solving the rest", 0, 1)
    return Found(
        results={
            "figure_3_2": random_values,
            "figure_3_5": solve_policy(grid, best.choices, config.gamma),
            "figure_3_5_sweeps": sweeps_needed(best.changes),
            "figure_3_5_evaluations": policy_iteration(grid, start, tight, True).improvements + 1,
            **figure_4_1_results(),
            **howard_results(config),
            **gambler_results(config),
        },
        series={
            "figure_3_5_change": best.changes,
            "figure_3_5_ratio": [b / a for a, b in zip(best.changes, best.changes[1:])],
        },
    )


def sweeps_needed(changes: Vector) -> Dict[str, int]:
    """Sweeps until the largest change falls below each of four tolerances."""
    needed = {}
    for tolerance in (1e-2, 1e-4, 1e-6, 1e-8):
        below = [sweep for sweep, change in enumerate(changes, 1) if change < tolerance]
        needed[f"{tolerance:g}"] = below[0]
    return needed


def figure_4_1_results() -> Dict[str, Json]:
    """Figure 4.1 after 2, 3 and 10 sweeps and in the limit; sweeps of both kinds."""
    grid = figure_4_1()
    policy = uniform_policy(grid)
    history: List[Vector] = []
    evaluate_policy(
        grid, policy, Sweeping(1.0, 1e-12), observe=lambda sweep, values: history.append(values)
    )
    in_place = evaluate_policy(grid, policy, Sweeping(1.0, 1e-4, in_place=True))
    synchronous = evaluate_policy(grid, policy, Sweeping(1.0, 1e-4))
    return {
        "figure_4_1_k2": history[1],
        "figure_4_1_k3": history[2],
        "figure_4_1_k10": history[9],
        "figure_4_1_limit": history[-1],
        "figure_4_1_sweeps": [len(synchronous.changes), len(in_place.changes)],
    }


def howard_results(config: Tables) -> Dict[str, Json]:
    """Gains of every policy Howard's method visits, and the toymaker's finite horizon."""
    stages = finite_horizon(toymaker(), config.horizon, [0.0, 0.0])
    toys = howard_policy_iteration(toymaker(), [0, 0])
    cabs = howard_policy_iteration(taxicab(), [0, 0, 0])
    return {
        "toymaker_gains": [policy.gain for policy in toys],
        "toymaker_bias": toys[-1].bias,
        "toymaker_horizon": [stage.values for stage in stages],
        "taxicab_gains": [policy.gain for policy in cabs],
        "taxicab_choices": [policy.choices for policy in cabs],
    }


def gambler_results(config: Tables) -> Dict[str, Json]:
    """The gambler's chances, and the smallest stake among the best."""
    game = gambler(config.heads)
    plan = value_iteration(game, Sweeping(1.0, tolerance=1e-15, in_place=True))
    best = greedy_ties(game, plan.values, 1.0, tiny=1e-10)
    stakes = [tied[0] + 1 for tied in best[1:-1]]
    return {
        "gambler_values": plan.values,
        "gambler_stakes": stakes,
        "gambler_spikes": {str(capital): stakes[capital - 1] for capital in (25, 50, 75)},
    }


CAR_POLICIES = 5  # that are evaluated, in the book and here; only a progress bar is told


def cars_experiment(config: Cars, given: Given) -> Found:
    """Jack's car rental: policy iteration from moving nothing, every policy kept."""
    problem = CarRental()
    given.report("building the model", 0, 1)
    model = car_rental(problem)
    size = problem.capacity + 1
    possible = [moves(problem, i, j) for i in range(size) for j in range(size)]
    snapshots: List[Dict[str, Json]] = []
    tens: Vector = []  # the value with 10 cars at each place, policy by policy

    def keep(choices: Choices, values: Vector) -> None:
        moved = [options[choice] for options, choice in zip(possible, choices)]
        snapshots.append({"moved": moved, "values": values})
        tens.append(values[10 * size + 10])
        done, merit = len(snapshots), f"value with 10 and 10 cars {tens[-1]:.2f}"
        given.report("improving the policy", done, max(done, CAR_POLICIES), merit)

    given.report("improving the policy", 0, CAR_POLICIES)
    nothing = [options.index(0) for options in possible]
    plan = policy_iteration(model, nothing, Sweeping(config.gamma), exact=True, observe=keep)
    return Found(
        results={
            "car_rental_improvements": plan.improvements,
            "value_empty": plan.values[0],
            "value_full": plan.values[-1],
            "value_10_10": tens,
        },
        snapshots=snapshots,
    )


# ---------------------------------------------------------------- the cost of planning


def planned_by(config: Growth, model: Model) -> Plan:
    """The plan of one growth run; the two that improve policies begin with always going up."""
    settings, up = Sweeping(config.gamma, config.tolerance), [0] * len(model)
    if config.method == "value iteration":
        return value_iteration(model, settings)
    if config.method == "policy iteration":
        return policy_iteration(model, up, settings)
    return modified_policy_iteration(model, up, config.extra_sweeps, settings)


def growth_experiment(config: Growth, given: Given) -> Found:
    """Plan once by one method; the stage "planning" is what the build times."""
    given.report("building the model", 0, 1)
    world = GridWorld(open_map(config.size), config.slip)
    given.report("planning", 0, 1)
    plan = planned_by(config, world.P)
    given.report("planned", 1, 1, f"{plan.backups} backups")
    return Found(
        results={
            "states": len(world.cells),
            "backups": plan.backups,
            "rounds": len(plan.changes),
            "start_value": plan.values[world.start.index(1.0)],
            "bound": plan.bound if config.gamma < 1.0 else None,  # JSON has no infinity
        },
        series={"change": plan.changes},
    )


# ---------------------------------------------------------------- what it amounts to


COMPARED = (
    "figure_3_2",
    "figure_3_5",
    "figure_4_1_k2",
    "figure_4_1_k3",
    "figure_4_1_k10",
    "figure_4_1_limit",
    "toymaker_gains",
    "taxicab_gains",
    "car_rental_improvements",
    "car_rental_corners",
    "gambler_spikes",
)


def summarise(records: Records) -> Evidence:
    """All runs together: every seed's returns with intervals, and the published numbers."""
    walks = [record for _, record in records.each(Gridworld)]
    samples = {name: [number(entries(walked.results["mean_returns"])[name]) for walked in walks]
               for name in WALKERS}
    rng = stream(0, "bootstrap")
    intervals = {name: bootstrap_interval(samples[name], rng) for name in WALKERS
                 if len(walks) > 1}
    return Evidence(
        lesson=NUMBER,
        seeds=[walked.seed for walked in walks],
        samples=samples,
        intervals=intervals,
        expected=promised(walks),
        comparisons=compared(records),
    )


def promised(walks: List[Record]) -> Dict[str, float]:
    """What each policy earns in truth, which no seed changes."""
    return {name: number(exact) for walked in walks[:1]
            for name, exact in entries(walked.results["exact_returns"]).items()}


def compared(records: Records) -> List[Comparison]:
    """Our numbers beside the printed ones, as far as they are there."""
    measured: Dict[str, Json] = {}
    for record in (records.find(TABLES), records.find(CARS)):
        measured.update(record.results if record else {})
    if "value_full" in measured:
        measured["car_rental_corners"] = [measured["value_empty"], measured["value_full"]]
    return [Comparison(key, measured[key], *published(key)) for key in COMPARED
            if key in measured]


def walks_in_words(record: Record) -> List[str]:
    """The plan as a map, what it cost, and what three policies earned by walking."""
    results, config = record.results, config_of(Gridworld, record)
    promise = "without a discount there is no bound on the error"
    if results["bound"] is not None:
        promise = f"no value is wrong by more than {number(results['bound']):.1e}"
    exact = entries(results["exact_returns"])
    return [
        *_drawn_plan(config, record.snapshots[-1]),
        "",
        f"{results['sweeps']} sweeps, {results['backups']} backups; {promise}",
        f"value of the start: {number(results['start_value']):.4f}",
        "",
        f"mean discounted return of {config.episodes} walks   (and its exact value)",
        *[f"  {name:22} {number(earned):8.4f}   ({number(exact[name]):.4f})"
          for name, earned in entries(results["mean_returns"]).items()],
    ]


ARROWS = "^>v<"  # plain characters, which every terminal can print


def _drawn_plan(config: Gridworld, last: Mapping[str, Json]) -> List[str]:
    """Values and best actions of the last sweep, laid out as the map is."""
    world, best, values = GridWorld(config.text), items(last["best"]), numbers(last["values"])
    lines = []
    for row, symbols in enumerate(world.symbols):
        cells = []
        for column, symbol in enumerate(symbols):
            state = world.states.get((row, column))
            if state is None or world.ends((row, column)):
                cells.append(f"   {symbol}    ")
            else:
                arrow = ARROWS[whole(items(best[state])[0])]
                cells.append(f"{values[state]:+.3f} {arrow}")
        lines.append("  ".join(cells).rstrip())
    return lines


STUDY = Study(
    lesson=NUMBER,
    experiments=(
        Experiment(Gridworld, gridworld_experiment, walks_in_words),
        Experiment(Tables, tables_experiment, seeded=False),
        Experiment(Cars, cars_experiment, seeded=False),
        Experiment(Growth, growth_experiment, seeded=False),
    ),
    runs=(*WALKS, TABLES, CARS, *GROWING),
    default=SHOWN,
    summarise=summarise,
)
