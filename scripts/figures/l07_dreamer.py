"""Everything lesson 07 shows: the tables and the numbers."""

from __future__ import annotations

import re

from figures.drawing import Drawing
from figures.l07_tables import (
    AHEAD,
    CATCHERS,
    MAIN,
    PLAYERS,
    SHOWN_TO,
    UNCHANGED,
    WORLDS,
    best_of,
    billions,
    catchers_of,
    of_players,
    of_seeds,
    of_watchers,
    percent,
    price_records,
    prices_of,
    results,
)
from figures.page_world_model import numbers_of_dreams
from figures.tables import number
from policywerk.data import values as value
from policywerk.data.record import Evidence, Record
from policywerk.data.values import numbers
from policywerk.lessons.experiment import Records
from policywerk.lessons.l06_worlds import JUDGED_BY
from policywerk.lessons.l07_dreamer import GROUPS, records_of
from policywerk.lessons.l07_watch import WATCHED, watch_records
from policywerk.primitives.vector import mean

RETURNS = {"last 50": "last", "last 200": "longer", "greedy": "greedy"}


def write_results(drawing: Drawing) -> None:
    """All tables of the lesson."""
    drawing.write(results(drawing.records, drawing.intervals), "results.md")


def write_numbers(drawing: Drawing) -> None:
    """The numbers that stand inside sentences."""
    drawing.numbers(numbers_in_prose(drawing.records, drawing.intervals))


def key_of(name: str) -> str:
    """A name as it stands in {{ 07.name }}: dreams of 3 steps is dreams_of_3_steps."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower())


def numbers_in_prose(records: Records, evidence: Evidence) -> dict[str, str]:
    """The numbers that stand inside sentences, by name."""
    config = GROUPS[MAIN][0]
    found = {"steps": f"{config.steps:,}", "judged_by": str(JUDGED_BY),
             "prefill": str(config.prefill), "dreamt": str(config.dreamt),
             **numbers_of_dreams(records)}
    for group in GROUPS:
        found |= group_numbers(group, records, evidence)
    for world in WORLDS:
        found |= player_numbers(world, records)
    for group in SHOWN_TO:
        found |= price_numbers(group, records)
    for group in CATCHERS:
        found |= catcher_numbers(group, records)
    for group in WATCHED:
        found |= watch_numbers(group, records)
    trained = records_of(records, MAIN)
    if trained:
        found |= sight_numbers(trained)
    return found


def group_numbers(group: str, records: Records, evidence: Evidence) -> dict[str, str]:
    """All numbers of one group, as fixed_greedy_mean or no_memory_last_success_least."""
    key, found = key_of(group), {}
    seeds = len(of_seeds(records, group, "greedy"))
    if not seeds:
        return {}
    found = {f"{key}_seeds": str(seeds), f"{key}_steps": f"{GROUPS[group][0].steps:,}",
             f"{key}_billions": number(billions(records, group), 0),
             f"{key}_updates": f"{mean(of_seeds(records, group, 'updates')):,.0f}",
             f"{key}_decisions_mean": number(mean(of_seeds(records, group, "decisions")), 1)}
    for name, short in RETURNS.items():
        found |= spread_numbers(f"{key}_{short}", of_seeds(records, group, name))
        success = "success" if name == "greedy" else f"{name}, success"
        found |= share_numbers(f"{key}_{short}_success", of_seeds(records, group, success))
        interval = evidence.intervals.get(f"{group}, {name}")
        if interval is not None:
            scale = GROUPS[group][0].reward_scale
            found |= {f"{key}_{short}_low": number(interval.low / scale, 2),
                      f"{key}_{short}_high": number(interval.high / scale, 2)}
    return found


def spread_numbers(key: str, samples: list[float]) -> dict[str, str]:
    """Mean, least and largest of what there is for each seed."""
    if not samples:
        return {}
    return {f"{key}_mean": number(mean(samples), 2), f"{key}_least": number(min(samples), 2),
            f"{key}_most": number(max(samples), 2)}


def share_numbers(key: str, shares: list[float]) -> dict[str, str]:
    """The same of shares, in percent."""
    if not shares:
        return {}
    return {f"{key}_mean": percent(mean(shares)), f"{key}_least": percent(min(shares)),
            f"{key}_most": percent(max(shares))}


def player_numbers(world: str, records: Records) -> dict[str, str]:
    """Those who do not learn, as fixed_random or four_steering_success."""
    found: dict[str, str] = {}
    for name in PLAYERS.values():
        earned = of_players(records, world, name)
        if earned:
            key = key_of(f"{world} {name}")
            found |= {key: number(mean(earned), 2),
                      f"{key}_judged": number(mean(of_players(records, world, f"{name}, judged")),
                                              2),
                      f"{key}_success": percent(mean(of_players(records, world,
                                                                f"{name}, ended"))),
                      f"{key}_steps": number(mean(of_players(records, world, f"{name}, steps")),
                                             1)}
    return found


def price_numbers(group: str, records: Records) -> dict[str, str]:
    """What the task cost a group, as ppo_from_pixels_price_steps or fixed_price_billions."""
    key, prices = key_of(group), prices_of(records, group)
    if not prices:
        return {}
    steps, work = [each.steps for each in prices], [each.billions for each in prices]
    greedy = [value.number(record.results["greedy"]) for record in price_records(records, group)]
    return {f"{key}_price_seeds": str(len(greedy)),
            f"{key}_price_steps": f"{mean(steps):,.0f}",
            f"{key}_price_steps_least": f"{min(steps):,.0f}",
            f"{key}_price_steps_most": f"{max(steps):,.0f}",
            f"{key}_price_billions": number(mean(work), 1),
            f"{key}_price_greedy": number(mean(greedy), 2)}


def catcher_numbers(group: str, records: Records) -> dict[str, str]:
    """What a group catches, as dqn_caught_mean or catcher_caught_billions."""
    key, found = key_of(group), catchers_of(records, group)
    if not found:
        return {}
    greedy = [best_of(record) for record in found]
    work = mean([value.number(record.results["multiply_adds"]) for record in found]) / 1e9
    return {f"{key}_caught_seeds": str(len(found)), f"{key}_caught_mean": number(mean(greedy), 1),
            f"{key}_caught_least": number(min(greedy), 1),
            f"{key}_caught_most": number(max(greedy), 1),
            f"{key}_caught_billions": number(work, 0 if work > 99.0 else 1)}


def watch_numbers(group: str, records: Records) -> dict[str, str]:
    """How well a model alone knows its dot, as watch_both_dot_foreseen or ..._lost."""
    if not watch_records(records, group):
        return {}
    found = {"watch_seeds": str(len(watch_records(records, group)))}
    for name in ("dot seen", *AHEAD, *UNCHANGED):
        key = key_of(f"watch {group} {name}")
        found |= {key: number(mean(of_watchers(records, group, name)), 2),
                  f"{key}_lost": percent(mean(of_watchers(records, group, f"{name}, lost")))}
    return found


def sight_numbers(trained: list[Record]) -> dict[str, str]:
    """How far the models foresee in the end: of each distance the mean over the seeds."""
    found: dict[str, str] = {}
    for name in ("dot seen", "dot foreseen", "dot still", "foreseen", "still", "seen"):
        rows = [record.series[f"{name}, ahead"] for record in trained]
        for ahead in (1, 2, 3, 5, 10):
            each = [row[ahead - 1] for row in rows]
            key = f"{key_of(name)}_{ahead}"
            found |= {key: number(mean(each), 2), f"{key}_least": number(min(each), 2),
                      f"{key}_most": number(max(each), 2)}
    for name in ("image", "kl", "entropy", "scale"):
        rows = [numbers(record.series[name]) for record in trained]
        found |= {f"{key_of(name)}_end": number(mean([row[-1] for row in rows]), 2),
                  f"{key_of(name)}_first": number(mean([row[0] for row in rows]), 2)}
    return found
