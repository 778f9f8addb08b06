"""The records of lesson 07 as its tables read them, and the tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from figures.tables import number, table, unbroken
from policywerk.data import values as value
from policywerk.data.record import Evidence, Record
from policywerk.data.statistics import Interval
from policywerk.lessons.experiment import Records, Run
from policywerk.lessons.l07_dreamer import GROUPS, UNLED_RUNS, records_of
from policywerk.lessons.l07_prices import PRICES
from policywerk.lessons.l07_watch import WATCHED, watch_records
from policywerk.primitives.vector import mean

MAIN = "fixed"
ANYWHERE = "random"  # the group of a target that may be anywhere
PLAYERS = {"at random": "random", "not at all": "still", "always right and down": "to the corner",
           "by a rule that knows all": "steering"}
WORLDS = {"fixed": "one fixed target", "four": "four targets", "random": "a target anywhere"}


# ---------------------------------------------------------------- records


def changed_groups(main: str = MAIN) -> list[str]:
    """The groups in which something is not as in the main one, or the one named, of a world."""
    return [group for group, (config, _) in GROUPS.items()
            if group not in WORLDS and config.world == GROUPS[main][0].world]


def of_seeds(records: Records, group: str, name: str) -> list[float]:
    """A result of each seed of a group that is trained; a return in its first size."""
    scale = GROUPS[group][0].reward_scale
    divisor = 1.0 if "success" in name or name in COUNTS else scale
    return [value.number(record.results[name]) / divisor for record in records_of(records, group)
            if name in record.results]


COUNTS = ("decisions", "updates", "episodes", "multiply_adds")  # of any size of the rewards


def of_players(records: Records, world: str, name: str) -> list[float]:
    """What came of those who do not learn; none if that was not played yet."""
    record = records.find(UNLED_RUNS[world])
    return value.numbers(record.results[name]) if record else []


def billions(records: Records, group: str) -> float:
    """Multiply-adds of one seed, in the mean, in billions."""
    return mean(of_seeds(records, group, "multiply_adds")) / 1e9


def price_records(records: Records, group: str) -> list[Record]:
    """The records of those that have no model, or of our own main group."""
    if group == MAIN:
        return records_of(records, MAIN)
    config, seeds = PRICES[group]
    found = (records.find(Run(config, seed, tier="evidence")) for seed in range(seeds))
    return [record for record in found if record is not None]


class Price(NamedTuple):
    """What one seed needed, until 95 of 100 episodes of the last fifty ended at the target."""

    steps: float
    billions: float  # multiply-adds


def prices_of(records: Records, group: str) -> list[Price]:
    """The price of each seed of a group that came so far."""
    found = []
    for record in price_records(records, group):
        if record.results["learnt at"] is not None:
            steps = value.number(record.results["learnt at"])
            found.append(Price(steps, work_until(record, steps) / 1e9))
    return found


def work_until(record: Record, steps: float) -> float:
    """Multiply-adds until a step; of DreamerV3, whose updates all cost the same, by proportion."""
    series, total = record.series, value.number(record.results["multiply_adds"])
    if "work" in series:
        return next(work for at, work in zip(series["step"], series["work"], strict=True)
                    if at >= steps)
    config = GROUPS[MAIN][0]
    return total * (steps - config.prefill) / (config.steps - config.prefill)


# ---------------------------------------------------------------- cells


def span(interval: Interval, digits: int) -> str:
    """An interval as −27.1 to −26.5."""
    return unbroken(number(interval.low, digits), number(interval.high, digits))


def reach(samples: Sequence[float], digits: int) -> str:
    """From the least to the largest seed."""
    return unbroken(number(min(samples), digits), number(max(samples), digits))


def percent(share: float) -> str:
    """A share in percent; it says 100 only of all."""
    return number(100.0 * share, 0 if share in (0.0, 1.0) else 1)


# ---------------------------------------------------------------- tables


def results(records: Records, evidence: Evidence) -> str:
    """All tables of the lesson, each under its title."""
    parts = [
        ("The fixed target, seed by seed: the last 50 episodes of training, in which actions are "
         "drawn, and 100 episodes of the likeliest actions of the final weights.",
         seeds_table(records)),
        ("Those who do not learn: mean return, share of episodes at the target, and decisions an "
         "episode.", players_table(records)),
        ("Other targets: the last 200 episodes of training, and 100 of the likeliest actions; "
         "mean over the seeds, and from the least to the largest of them.", worlds_table(records)),
        ("The fixed target, one thing changed. Mean over the seeds, and from the least to the "
         "largest. Returns are told in the size of the usual rewards.", changes_table(records)),
        ("A target anywhere, with something changed: the last 200 episodes of training, and 100 of "
         "the likeliest actions.", changes_table(records, ANYWHERE, "last 200")),
        ("A model alone, a target anywhere, after 2,000 updates: how many pixels its dot is off "
         "with open eyes, and one and three steps after they are closed, the median of 74 and of "
         "63 pieces; and how often it is lost, more than three pixels off. Mean over the seeds.",
         watch_table(records)),
        ("What it costs: of one seed, in the mean.", costs_table(records)),
        ("The fixed target with a model and without, from the same pixels: steps, and billions of "
         "multiply-adds, until 95 % of the last 50 episodes ended at the target; mean over the "
         "seeds, and from the least to the largest.", prices_table(records)),
        ("Catcher after 14,000 steps, with a model and without: the likeliest actions of the "
         "final weights, balls caught less balls missed, of ten.", catchers_table(records)),
    ]
    return "\n".join(f"**{title}**\n\n{text}" for title, text in parts if text)


def seeds_table(records: Records) -> str:
    """Every seed of the main group."""
    rows = [seed_row(record) for record in records_of(records, MAIN)]
    return table(["seed", "last 50", "at the target", "greedy", "at the target", "decisions"],
                 rows) if rows else ""


def seed_row(record: Record) -> list[str]:
    """One of them."""
    said = {name: value.number(record.results[name]) for name in (
        "last 50", "last 50, success", "greedy", "success", "decisions")}
    return [str(record.seed), number(said["last 50"], 2), f"{percent(said['last 50, success'])} %",
            number(said["greedy"], 2), f"{percent(said['success'])} %",
            number(said["decisions"], 1)]


def players_table(records: Records) -> str:
    """Each world with each of those who do not learn."""
    rows = []
    for world, words in WORLDS.items():
        for player, name in PLAYERS.items():
            earned = of_players(records, world, name)
            if earned:
                rows.append([words, player, number(mean(earned), 2),
                             f"{percent(mean(of_players(records, world, f'{name}, ended')))} %",
                             number(mean(of_players(records, world, f"{name}, steps")), 1)])
    return table(["world", "who pushes", "return", "at the target", "decisions"],
                 rows) if rows else ""


def worlds_table(records: Records) -> str:
    """The main group, and the others that are no ablations."""
    rows = []
    for group in WORLDS:
        if group in GROUPS and of_seeds(records, group, "last 200"):
            rows.append([WORLDS[group], f"{GROUPS[group][0].steps:,}",
                         str(len(of_seeds(records, group, "greedy"))),
                         *of_training(records, group, "last 200"),
                         number(mean(of_seeds(records, group, "greedy")), 2),
                         f"{percent(mean(of_seeds(records, group, 'success')))} %"])
    return table(["world", "steps", "seeds", "last 200", "seeds from, to", "at the target",
                  "greedy", "at the target"], rows) if rows else ""


def of_training(records: Records, group: str, name: str) -> list[str]:
    """The cells of what training came to."""
    earned = of_seeds(records, group, name)
    return [number(mean(earned), 2), reach(earned, 2),
            f"{percent(mean(of_seeds(records, group, f'{name}, success')))} %"]


def changes_table(records: Records, main: str = MAIN, last: str = "last 50") -> str:
    """What each change comes to."""
    rows = []
    for group in (main, *changed_groups(main)):
        greedy = of_seeds(records, group, "greedy")
        if greedy:
            rows.append(["as usual" if group == main else group, str(len(greedy)),
                         *of_training(records, group, last),
                         number(mean(greedy), 2), reach(greedy, 2),
                         f"{percent(mean(of_seeds(records, group, 'success')))} %"])
    return table(["change", "seeds", last, "seeds from, to", "at the target", "greedy",
                  "seeds from, to", "at the target"], rows) if len(rows) > 1 else ""


def of_watchers(records: Records, group: str, name: str) -> list[float]:
    """A result of each seed of a model that was taught alone."""
    return [value.number(record.results[name]) for record in watch_records(records, group)]


AHEAD = ("dot foreseen", "dot foreseen, three steps")
UNCHANGED = ("dot still", "dot still, three steps")


def watch_table(records: Records) -> str:
    """How well a model alone knows its dot, with each change; and somebody who has no model."""
    groups = [group for group in WATCHED if watch_records(records, group)]
    rows = [[group, str(len(watch_records(records, group))),
             *off_and_lost(records, group, ("dot seen", *AHEAD))] for group in groups]
    if groups:
        still = off_and_lost(records, groups[0], UNCHANGED)
        rows.append(["no change expected", "", "", "", *still])
    return table(["change", "seeds", "eyes open", "lost", "one step", "lost", "three steps",
                  "lost"], rows) if rows else ""


def off_and_lost(records: Records, group: str, names: Sequence[str]) -> list[str]:
    """How far off the dot is and how often it is lost, at each of these."""
    return [cell for name in names for cell in (
        number(mean(of_watchers(records, group, name)), 2),
        f"{percent(mean(of_watchers(records, group, f'{name}, lost')))} %")]


def costs_table(records: Records) -> str:
    """Updates and multiply-adds; only where there is something to say."""
    rows = []
    for group, (config, _) in GROUPS.items():
        updates = of_seeds(records, group, "updates")
        if updates and (group in WORLDS or not costs_as_usual(records, group)):
            rows.append([WORLDS.get(group, group), f"{config.steps:,}",
                         f"{mean(updates):,.0f}", number(billions(records, group), 0)])
    return table(["agent", "steps", "updates", "multiply-adds, billions"],
                 rows) if rows else ""


def costs_as_usual(records: Records, group: str) -> bool:
    """Whether a seed takes the multiply-adds of the main group, to within a tenth."""
    if not of_seeds(records, MAIN, "updates"):
        return False
    usual = billions(records, MAIN)
    return abs(billions(records, group) - usual) <= 0.1 * usual


CATCHERS = {"catcher": "DreamerV3", "DQN": "DQN",
            "DQN, more updates": "DQN, three updates of 600 a step",
            "DQN, as much arithmetic": "DQN, as much arithmetic as DreamerV3"}


def catchers_of(records: Records, group: str) -> list[Record]:
    """The records of those that learned to catch: with a model, or without."""
    if group in GROUPS:
        return records_of(records, group)
    return price_records(records, group) if group in PRICES else []


def catchers_table(records: Records) -> str:
    """What they catch after as many steps, and for how much arithmetic."""
    rows = []
    for group, words in CATCHERS.items():
        found = catchers_of(records, group)
        if found:
            greedy = [best_of(record) for record in found]
            work = [value.number(record.results["multiply_adds"]) / 1e9 for record in found]
            rows.append([words, str(len(found)), number(mean(greedy), 1), reach(greedy, 1),
                         number(mean(work), 1)])
    return table(["agent", "seeds", "greedy", "seeds from, to", "multiply-adds, billions"],
                 rows) if rows else ""


def best_of(record: Record) -> float:
    """What the likeliest actions of the final weights earn, in the mean."""
    found = record.results["greedy"]
    return value.number(found) if isinstance(found, float) else mean(value.numbers(found))


SHOWN_TO = {MAIN: "DreamerV3, one picture", "PPO from pixels": "PPO, the last two pictures",
            "PPO from one image": "PPO, one picture"}


def prices_table(records: Records) -> str:
    """What the task costs those who have a model, and those who have none."""
    rows = []
    for group, words in SHOWN_TO.items():
        prices = prices_of(records, group)
        if prices:
            greedy = [value.number(record.results["greedy"])
                      for record in price_records(records, group)]
            steps, work = [each.steps for each in prices], [each.billions for each in prices]
            rows.append([words, f"{len(prices)} of {len(greedy)}", f"{mean(steps):,.0f}",
                         unbroken(f"{min(steps):,.0f}", f"{max(steps):,.0f}"),
                         number(mean(work), 1), number(mean(greedy), 2)])
    return table(["agent", "seeds that came so far", "steps", "seeds from, to",
                  "multiply-adds, billions", "greedy in the end"], rows) if rows else ""
