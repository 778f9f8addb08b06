"""Lesson 01, Bellman 1957: planning with a known model.

Four experiments: `Gridworld` plans for a slippery floor and then walks on it; `Tables`
solves the problems whose answers are printed in books; `Cars` is Jack's car rental;
`Growth` measures how the cost of planning grows with the size of the problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, List, Tuple, Union

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
from policywerk.data.record import Comparison, Evidence, Json, Record, canonical_json
from policywerk.data.statistics import bootstrap_interval
from policywerk.lessons.experiment import Found, Report, Run, record_of, silent
from policywerk.primitives.random import Stream, categorical, stream
from policywerk.primitives.vector import Vector, max_norm_distance, mean
from policywerk.world.car_rental import CarRental, car_rental, moves
from policywerk.world.gambler import gambler
from policywerk.world.gridworld import FIVE_BY_FIVE, GridWorld, open_map
from policywerk.world.howard import taxicab, toymaker
from policywerk.world.sutton_barto import figure_3_2, figure_4_1

NUMBER = "01"


@dataclass(frozen=True)
class Gridworld:
    """Plan for a slippery gridworld by value iteration, then walk it many times."""

    text: str = FIVE_BY_FIVE  # the map
    slip: float = 0.2  # probability that a move goes astray
    gamma: float = 0.9  # discount per step
    tolerance: float = 1e-9  # largest change at which the sweeps stop
    episodes: int = 1000  # walks of each policy
    time_limit: int = 1000  # steps after which a walk is cut short


@dataclass(frozen=True)
class Tables:
    """The small problems with published answers."""

    gamma: float = 0.9  # discount of figures 3.2 and 3.5
    horizon: int = 10  # steps of the toymaker's finite-horizon plan
    heads: float = 0.4  # the gambler's chance to win a stake


@dataclass(frozen=True)
class Cars:
    """Jack's car rental by policy iteration, each policy evaluated exactly."""

    gamma: float = 0.9  # discount per day


@dataclass(frozen=True)
class Growth:
    """One way of planning on one open slippery grid, counted."""

    method: str = "value iteration"  # or "policy iteration", "modified policy iteration"
    size: int = 10  # cells along each side
    slip: float = 0.2  # probability that a move goes astray
    gamma: float = 0.99  # discount per step
    tolerance: float = 1e-6  # largest change at which sweeps stop
    extra_sweeps: int = 10  # of modified policy iteration, after each improvement


Config = Union[Gridworld, Tables, Cars, Growth]
DEFAULT = Gridworld()


def run(config: Config, seed: int, report: Report = silent) -> Record:
    """Run one experiment; the same configuration and seed give the same record."""
    experiments: Dict[type, Callable[..., Found]] = {
        Gridworld: gridworld_experiment,
        Tables: tables_experiment,
        Cars: cars_experiment,
        Growth: growth_experiment,
    }
    found = experiments[type(config)](config, seed, report)
    return record_of(NUMBER, run_name(config, seed), config, seed, found)


def run_name(config: Config, seed: int) -> str:
    """A run's name, fit for a file."""
    if isinstance(config, Growth):
        return f"growth-{config.method.replace(' ', '-')}-{config.size}"
    if isinstance(config, Gridworld):
        return f"gridworld-seed-{seed}"
    return type(config).__name__.lower()


def runs() -> List[Run]:
    """Every run behind the chapter's figures and tables."""
    planned: List[Tuple[Config, int]] = [(Gridworld(), seed) for seed in range(10)]
    planned += [(Tables(), 0), (Cars(), 0)]
    planned += [(Growth(method=m, size=n), 0) for m in METHODS for n in SIZES]
    return [Run(run_name(config, seed), config, seed, "figures") for config, seed in planned]


# ---------------------------------------------------------------- the gridworld


def gridworld_experiment(config: Gridworld, seed: int, report: Report) -> Found:
    """Plan, keep every sweep, and check the plan's values by walking."""
    world = GridWorld(config.text, config.slip, time_limit=config.time_limit)
    report("planning", 0.0)
    history = [[0.0] * len(world.cells)]
    settings = Sweeping(config.gamma, config.tolerance)
    plan = value_iteration(world.P, settings, lambda sweep, values: history.append(values))
    exact = solve_policy(world.P, plan.choices, config.gamma)
    report("walking", 0.0)
    policies = candidate_policies(config, world, plan)
    walks: Dict[str, Json] = {}
    for done, (name, policy) in enumerate(policies.items()):
        rng = stream(seed, f"walks of {name}")
        world.reset(seed)
        walks[name] = mean([walk(world, policy, config.gamma, rng)[0]
                            for _ in range(config.episodes)])
        report("walking", (done + 1) / len(policies))
    world.reset(seed)
    _, path = walk(world, policies["planned"], config.gamma, stream(seed, "shown walk"))
    return Found(
        results={
            "sweeps": len(plan.changes),
            "backups": plan.backups,
            "bound": plan.bound if config.gamma < 1.0 else None,  # JSON has no infinity
            "start": world.start.index(1.0),
            "start_value": plan.values[world.start.index(1.0)],
            "mean_returns": walks,
            "exact_returns": exact_returns(config, world, policies),
            "walk": path,
        },
        series={"change": plan.changes, "error": errors(history, exact)},
        snapshots=[
            {"values": after, "best": greedy_ties(world.P, before, config.gamma)}
            for before, after in zip([history[0], *history], history)
        ],
    )


def candidate_policies(config: Gridworld, world: GridWorld, plan: Plan) -> Dict[str, Policy]:
    """The plan, and what to compare it with: a plan that ignores the slipping, and chance."""
    settings = Sweeping(config.gamma, config.tolerance)
    blind = value_iteration(GridWorld(config.text).P, settings)
    return {
        "planned": deterministic_policy(world.P, plan.choices),
        "planned without slip": deterministic_policy(world.P, blind.choices),
        "random": uniform_policy(world.P),
    }


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


def tables_experiment(config: Tables, seed: int, report: Report) -> Found:
    """Every small problem with a published answer, solved."""
    report("tables", 0.0)
    grid, start = figure_3_2(), [0] * 25
    tight = Sweeping(config.gamma, tolerance=1e-13)
    random_values = evaluate_policy(grid, uniform_policy(grid), tight).values
    best = value_iteration(grid, tight)
    report("tables", 0.5)
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
        snapshots=[],
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


def cars_experiment(config: Cars, seed: int, report: Report) -> Found:
    """Jack's car rental: policy iteration from moving nothing, every policy kept."""
    problem = CarRental()
    report("building the model", 0.0)
    model = car_rental(problem)
    size = problem.capacity + 1
    possible = [moves(problem, i, j) for i in range(size) for j in range(size)]
    snapshots: List[Dict[str, Json]] = []

    def keep(choices: Choices, values: Vector) -> None:
        moved = [options[choice] for options, choice in zip(possible, choices)]
        snapshots.append({"moved": moved, "values": values})
        report("improving the policy", min(1.0, len(snapshots) / 5))

    nothing = [options.index(0) for options in possible]
    plan = policy_iteration(model, nothing, Sweeping(config.gamma), exact=True, observe=keep)
    return Found(
        results={
            "car_rental_improvements": plan.improvements,
            "value_empty": plan.values[0],
            "value_full": plan.values[-1],
            "value_10_10": [seen["values"][10 * size + 10] for seen in snapshots],
        },
        series={},
        snapshots=snapshots,
    )


# ---------------------------------------------------------------- the cost of planning


def plan_by_value_iteration(model: Model, config: Growth) -> Plan:
    """Value iteration with the settings of one growth run."""
    return value_iteration(model, Sweeping(config.gamma, config.tolerance))


def plan_by_policy_iteration(model: Model, config: Growth) -> Plan:
    """Policy iteration from always going up, policies evaluated by sweeping."""
    settings = Sweeping(config.gamma, config.tolerance)
    return policy_iteration(model, [0] * len(model), settings)


def plan_by_modified_policy_iteration(model: Model, config: Growth) -> Plan:
    """Modified policy iteration from always going up."""
    settings = Sweeping(config.gamma, config.tolerance)
    return modified_policy_iteration(model, [0] * len(model), config.extra_sweeps, settings)


SIZES = (10, 20, 40, 60)  # cells along each side of the growing grids

METHODS: Dict[str, Callable[[Model, Growth], Plan]] = {
    "value iteration": plan_by_value_iteration,
    "policy iteration": plan_by_policy_iteration,
    "modified policy iteration": plan_by_modified_policy_iteration,
}


def growth_experiment(config: Growth, seed: int, report: Report) -> Found:
    """Plan once by one method; the stage "planning" is what the build times."""
    report("building the model", 0.0)
    world = GridWorld(open_map(config.size), config.slip)
    report("planning", 0.0)
    plan = METHODS[config.method](world.P, config)
    report("planned", 1.0)
    return Found(
        results={
            "states": len(world.cells),
            "backups": plan.backups,
            "rounds": len(plan.changes),
            "start_value": plan.values[world.start.index(1.0)],
            "bound": plan.bound if config.gamma < 1.0 else None,  # JSON has no infinity
        },
        series={"change": plan.changes},
        snapshots=[],
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
    "gambler_spikes",
)


def summarise(records: Dict[str, Record]) -> Evidence:
    """All runs together: every seed's returns with intervals, and the published numbers."""
    walks = [r for r in records.values() if r.config["experiment"] == "gridworld"]
    methods = list(walks[0].results["mean_returns"])
    samples = {m: [r.results["mean_returns"][m] for r in walks] for m in methods}
    rng = stream(0, "bootstrap")
    measured = {**records["tables"].results, **records["cars"].results}
    return Evidence(
        lesson=NUMBER,
        seeds=[r.seed for r in walks],
        samples=samples,
        intervals={m: bootstrap_interval(samples[m], rng) for m in methods},
        expected=dict(walks[0].results["exact_returns"]),
        comparisons=[Comparison(key, measured[key], *published(key)) for key in COMPARED],
    )


ARROWS = "^>v<"  # plain characters, which every terminal can print


def describe(record: Record) -> str:
    """A record in words, as `python -m policywerk run 01` prints it."""
    title = f"Lesson {record.lesson}, {record.config['experiment']}, seed {record.seed}"
    if record.config["experiment"] != "gridworld":
        lines = [f"{name}: {canonical_json(value)}" for name, value in record.results.items()]
        return "\n".join([title, "", *lines])
    results = record.results
    promise = "without a discount there is no bound on the error"
    if results["bound"] is not None:
        promise = f"no value is wrong by more than {results['bound']:.1e}"
    return "\n".join([
        title,
        "",
        *_drawn_plan(record),
        "",
        f"{results['sweeps']} sweeps, {results['backups']} backups; {promise}",
        f"value of the start: {results['start_value']:.4f}",
        "",
        f"mean discounted return of {record.config['episodes']} walks   (and its exact value)",
        *[f"  {name:22} {mean_return:8.4f}   ({results['exact_returns'][name]:.4f})"
          for name, mean_return in results["mean_returns"].items()],
    ])


def _drawn_plan(record: Record) -> List[str]:
    """Values and best actions of the last sweep, laid out as the map is."""
    world = GridWorld(record.config["text"], record.config["slip"])
    last = record.snapshots[-1]
    lines = []
    for row, symbols in enumerate(world.symbols):
        entries = []
        for column, symbol in enumerate(symbols):
            state = world.states.get((row, column))
            if state is None or world.ends((row, column)):
                entries.append(f"   {symbol}    ")
            else:
                arrow = ARROWS[last["best"][state][0]]
                entries.append(f"{last['values'][state]:+.3f} {arrow}")
        lines.append("  ".join(entries).rstrip())
    return lines
