"""Everything lesson 06 shows: the film, the pictures, the tables, the numbers."""

from __future__ import annotations

import re
from statistics import median

from figures.drawing import Drawing
from figures.l06_gymnasium import THEIRS, elsewhere
from figures.l06_tables import (
    DIGITS,
    GROUPS,
    OF_TRAINING,
    billions,
    curves_of,
    diverged,
    marks_of,
    mean_curve,
    over_seeds,
    percent,
    printed,
    results,
    seeds_of,
    untaught,
    world_of,
)
from figures.tables import number
from policywerk.data.record import Evidence
from policywerk.data.values import numbers
from policywerk.lessons.experiment import Records
from policywerk.lessons.l06_ppo import (
    BASE,
    EACH,
    LAST,
    SEEDS,
    SHOWN,
    TABLE,
    THINNER,
    group_name,
    outcomes_of,
)
from policywerk.lessons.l06_worlds import JUDGED_BY
from policywerk.primitives.vector import mean


def write_results(drawing: Drawing) -> None:
    """All tables of the lesson."""
    drawing.write(results(drawing.records, drawing.intervals), "results.md")


def write_numbers(drawing: Drawing) -> None:
    """The numbers that stand inside sentences."""
    drawing.numbers(numbers_in_prose(drawing.records, drawing.intervals))


def key_of(name: str) -> str:
    """A name as it stands in {{ 06.name }}: clipping, 0.1 is clipping_0_1."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower())


def numbers_in_prose(records: Records, evidence: Evidence) -> dict[str, str]:
    """The numbers that stand inside sentences, by name."""
    found = {"steps": f"{BASE.steps:,}", "shown_seed": str(SHOWN.seed), "compared": str(SEEDS),
             "judged_by": str(JUDGED_BY), "last_episodes": str(LAST)}
    found |= {f"paper_{key_of(name)}": number(score, 2) for name, score in printed().items()}
    for group in GROUPS:
        if seeds_of(records, group):
            found |= group_numbers(group, records, evidence)
    for world in EACH:
        found |= untaught_numbers(world, records, evidence)
        if curves_of(records, world):
            found |= way_numbers(world, records)
    for name in TABLE:
        found |= table_numbers(name, records, evidence)
    for world in THEIRS:
        found |= numbers_elsewhere(world, elsewhere(records, world))
    shown = records.find(SHOWN)
    if shown is not None and numbers(shown.results["greedy"]):
        for name, digits in (("greedy", 3), ("steps", 1), ("last", 2)):
            found[f"shown_{name}"] = number(numbers(shown.results[name])[0], digits)
    return found


# ---------------------------------------------------------------- groups


def group_numbers(group: str, records: Records, evidence: Evidence) -> dict[str, str]:
    """All numbers of one group, as point_mass_greedy_mean or balance_clock_terminates_last_low."""
    key, world = key_of(group), world_of(group)
    found = {f"{key}_seeds": str(seeds_of(records, group)),
             f"{key}_steps": f"{GROUPS[group].steps:,}",
             f"{key}_billions": number(billions(records, group), 2),
             f"{key}_diverged": str(diverged(records, group))}
    for name, digits in (("greedy", DIGITS[world]), ("last", OF_TRAINING[world])):
        found |= spread_numbers(f"{key}_{name}", f"{group}, {name}", evidence, digits)
    steps, ended, least = (outcomes_of(records, group, name)
                           for name in ("steps", "terminated", "least"))
    if steps:
        found |= {
            f"{key}_worst": whole_or(min(least), min(DIGITS[world], 2)),
            f"{key}_steps_mean": whole_or(mean(steps)),
            f"{key}_steps_least": whole_or(min(steps)),
            f"{key}_steps_most": whole_or(max(steps)),
            f"{key}_success_mean": percent(mean(ended)),
            f"{key}_success_least": percent(min(ended)),
            f"{key}_success_most": percent(max(ended)),
            f"{key}_always": str(ended.count(1.0)),  # seeds all of whose episodes terminated
        }
    at_random = untaught(records, world, "random, judged")
    if steps and at_random:
        greedy = outcomes_of(records, group, "greedy")
        found[f"{key}_below_chance"] = str(sum(1 for x in greedy if x < mean(at_random)))
    return found


def spread_numbers(key: str, name: str, evidence: Evidence, digits: int) -> dict[str, str]:
    """Mean, median, range and interval of what there is for each seed."""
    samples, interval = evidence.samples.get(name), evidence.intervals.get(name)
    if not samples:
        return {}
    said = {"mean": mean(samples), "median": median(samples), "least": min(samples),
            "most": max(samples)}
    if interval is not None:
        said |= {"low": interval.low, "high": interval.high}
    return {f"{key}_{what}": whole_or(x, digits) for what, x in said.items()}


def whole_or(x: float, digits: int = 1) -> str:
    """A number with so many digits; none where it is whole to the last bit, as 500 of 500."""
    return number(x, 0 if abs(x) >= 10.0 and x == int(x) else digits)


def untaught_numbers(world: str, records: Records, evidence: Evidence) -> dict[str, str]:
    """Who does not learn; of the point mass without its name, as random, steering_judged."""
    key = "" if world == BASE.world else f"{key_of(world)}_"
    found: dict[str, str] = {}
    for player in ("random", "steering"):
        digits = DIGITS[world] if player == "steering" else OF_TRAINING[world]
        for name, tail in ((player, ""), (f"{player}, judged", "_judged")):
            samples, interval = untaught(records, world, name), evidence.intervals.get(
                f"{world}, {name}")
            if samples and interval:
                found |= {f"{key}{player}{tail}": number(mean(samples), digits),
                          f"{key}{player}{tail}_low": number(interval.low, digits),
                          f"{key}{player}{tail}_high": number(interval.high, digits)}
        ended = untaught(records, world, f"{player}, ended")
        if ended:
            found[f"{key}{player}_success"] = percent(mean(ended))
    return found


def numbers_elsewhere(world: str, earned: list[float]) -> dict[str, str]:
    """What the seeds of a world earn in Gymnasium's, as gymnasium_pendulum_least."""
    if not earned:
        return {}
    said = {"mean": mean(earned), "median": median(earned), "least": min(earned),
            "most": max(earned)}
    return {f"gymnasium_{key_of(world)}_{what}": whole_or(x, DIGITS[world])
            for what, x in said.items()}


# ---------------------------------------------------------------- on the way


def way_numbers(world: str, records: Records) -> dict[str, str]:
    """What training earned early and late, and how the policy moved; of each iteration the mean."""
    key, digits = key_of(world), OF_TRAINING[world]
    curves, steps = curves_of(records, world), EACH[world][0].steps
    curve = mean_curve(curves)
    found = {f"{key}_first_mean": number(curve.means[0], digits),
             f"{key}_end_mean": number(curve.means[-1], digits)}
    for part, name in ((4, "quarter"), (2, "half")):
        at = [(step, earned) for step, earned in zip(*curve) if part * step <= steps]
        if at:
            found[f"{key}_{name}_steps"] = f"{at[-1][0]:,.0f}"
            found[f"{key}_{name}_mean"] = number(at[-1][1], digits)
    for mark, name, places in (("kl", "kl", 4), ("clip_fraction", "clipped", 3),
                               ("entropy", "entropy", 2),
                               ("explained variance", "explained", 2)):
        along = over_seeds(marks_of(records, world, mark))
        if along:
            said = {"first": along[0], "end": along[-1], "mean": mean(along), "most": max(along)}
            found |= {f"{key}_{name}_{what}": number(x, places) for what, x in said.items()}
    return found


# ---------------------------------------------------------------- the paper's table


def table_numbers(name: str, records: Records, evidence: Evidence) -> dict[str, str]:
    """One row: scores in both worlds, as table_no_clipping_mean, and how far the policy moved."""
    key = key_of(name)
    found = spread_numbers(f"table_{key}", f"{name}, score", evidence, 2)
    for world in THINNER:
        place = f"{key_of(world)}_{key}"
        found |= spread_numbers(f"{place}_score", f"{world}, {name}, score", evidence, 2)
        along = over_seeds(marks_of(records, group_name(world, name), "kl"))
        if along:
            found |= {f"{place}_kl_mean": number(mean(along), 4),
                      f"{place}_kl_most": number(max(along), 4)}
    return found
