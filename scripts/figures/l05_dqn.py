"""Everything lesson 05 shows: the film, the pictures, the tables, the numbers."""

from __future__ import annotations

from figures.drawing import Drawing
from figures.l05_runs import (
    HEADLINE,
    WINDOW,
    acts_of,
    baseline,
    diverged,
    finals,
    groups_in,
    records_of,
    returns_of,
    spread,
)
from figures.l05_way_in import way_in_numbers
from figures.tables import number, table, unbroken
from policywerk.data.record import Evidence, Record
from policywerk.data.statistics import Interval
from policywerk.lessons.experiment import Records
from policywerk.lessons.l05_dqn import GROUPS, SHORT, SHOWN, Catch
from policywerk.primitives.vector import mean

EARLY = (6_000, 10_000, 14_000, 20_000)  # steps, after which the headline is looked at


def write_results(drawing: Drawing) -> None:
    """All tables of the lesson."""
    drawing.write(results(drawing.records, drawing.intervals), "results.md")


def write_numbers(drawing: Drawing) -> None:
    """The numbers that stand inside sentences."""
    drawing.numbers(numbers_in_prose(drawing.records, drawing.intervals))


# ---------------------------------------------------------------- tables


def results(records: Records, evidence: Evidence) -> str:
    """All tables of the lesson, each under its title."""
    parts = [
        ("Returns of 10 balls. Final weights, 100 episodes a seed; mean over the seeds, its 95 % "
         "interval, and the smallest of the seeds.", returns_table(records, evidence)),
        ("Who does not learn: mean return of 1,000 episodes.", baselines_table(records)),
        ("Promised and earned: max Q and the discounted return from there on, both in the mean "
         "over all states of 100 episodes.", promises_table(records, evidence)),
        ("What it costs: of one seed, in the mean.", costs_table(records)),
        ("Where the curve is level: mean greedy return of 30 episodes after two thirds of the "
         "training and at its end.", plateau_table(records)),
        ("The seeds of width 5, one by one.", seeds_table(records)),
    ]
    return "\n".join(f"**{title}**\n\n{text}" for title, text in parts if text)


def called(group: str) -> str:
    """What the tables call a group."""
    names = {
        "width 5": "DQN (2015), width 5", "width 3": "DQN (2015), width 3",
        "2013": "DQN as in 2013", "double": "Double DQN", "short": "DQN (2015), short training",
    }
    return names.get(group, f"short, {group}")


def known(evidence: Evidence, group: str, name: str, digits: int = 2) -> list[str]:
    """The cells of a mean and its interval; the interval is empty for a single seed."""
    interval = evidence.intervals.get(f"{group}, {name}")
    samples = evidence.samples.get(f"{group}, {name}")
    if not samples:
        return ["–", "–"]  # all have diverged
    if interval is None:
        return [number(mean(samples), digits), "–"]
    return [number(interval.mean, digits), span(interval, digits)]


def span(interval: Interval, digits: int) -> str:
    """An interval as −27.1 to −26.5."""
    return unbroken(number(interval.low, digits), number(interval.high, digits))


def returns_table(records: Records, evidence: Evidence) -> str:
    """What the final weights earn, greedy and with one random action in twenty."""
    rows = []
    for group in groups_in(records):
        samples = evidence.samples.get(f"{group}, greedy", [])
        rows.append([called(group), str(len(records_of(records, group))),
                     f"{GROUPS[group][0].steps:,}", *known(evidence, group, "greedy"),
                     number(min(samples), 2) if samples else "–",
                     *known(evidence, group, "exploring")])
    return table(["agent", "seeds", "steps", "greedy", "95 % interval", "smallest", "ε = 0.05",
                  "95 % interval"], rows)


def baselines_table(records: Records) -> str:
    """Random play, and somebody who follows the ball."""
    rows = []
    for width in (5, 3):
        earned = [baseline(records, player, width) for player in ("random", "following")]
        if all(earned):
            rows.append([str(width), *[number(mean(each), 2) for each in earned]])
    return table(["width of the paddle", "at random", "following the ball"], rows) if rows else ""


def promises_table(records: Records, evidence: Evidence) -> str:
    """What the values say, beside what came."""
    rows = []
    for group in groups_in(records):
        means = [known(evidence, group, name, 3)[0] for name in ("promised", "earned")]
        rows.append([called(group), *means, *known(evidence, group, "gap", 3)])
    return table(["agent", "promised", "earned", "promised − earned", "95 % interval"], rows)


def costs_table(records: Records) -> str:
    """Updates and multiply-adds, and seeds that ran away."""
    rows = []
    for group in groups_in(records):
        found = records_of(records, group)
        rows.append([called(group), f"{mean(finals(found, 'updates')):,.0f}",
                     number(mean(finals(found, "multiply_adds")) / 1e9, 1),
                     f"{diverged(found)} of {len(found)}"])
    return table(["agent", "updates", "multiply-adds, billions", "seeds that diverged"], rows)


def plateau_table(records: Records) -> str:
    """How much the greedy return still rises over the last third."""
    rows = []
    for group in groups_in(records):
        before, after = plateau(records_of(records, group), GROUPS[group][0])
        if before and after:
            rows.append([called(group), number(mean(before), 2), number(mean(after), 2),
                         number(mean(after) - mean(before), 2)])
    return table(["agent", "at two thirds", "at the end", "gain"], rows)


def plateau(records: list[Record], config: Catch) -> tuple[list[float], list[float]]:
    """Greedy evaluations at two thirds of the training and at its end, of seeds that get there."""
    records = [record for record in records if not record.results["diverged"]]
    before = [next((value for step, value in zip(record.series["step"], record.series["greedy"])
                    if 3 * step >= 2 * config.steps), None) for record in records]
    return ([value for value in before if value is not None],
            [record.series["greedy"][-1] for record in records])


def seeds_table(records: Records) -> str:
    """Every seed of the headline."""
    found = records_of(records, HEADLINE)
    rows = [[name, *[number(finals([record], key)[0], 2) if finals([record], key) else "–"
                     for record in found]]
            for name, key in (("greedy", "greedy"), ("ε = 0.05", "exploring"))]
    return table(["seed", *[str(record.seed) for record in found]], rows) if found else ""


# ---------------------------------------------------------------- numbers inside sentences


def numbers_in_prose(records: Records, evidence: Evidence) -> dict[str, str]:
    """The numbers that stand inside sentences, by name."""
    numbers = {"shown_seed": str(SHOWN.seed), "steps": f"{Catch().steps:,}",
               "short_steps": f"{SHORT:,}"}
    for group in groups_in(records):
        numbers |= group_numbers(group, records_of(records, group), evidence)
    for width in (5, 3):
        for player in ("random", "following"):
            numbers |= baseline_numbers(player, width, records, evidence)
    found = records_of(records, HEADLINE)
    if found:
        numbers |= early_numbers(found)
    numbers |= way_in_numbers(records, evidence)
    shown = records.find(SHOWN)
    if shown is not None and shown.snapshots:
        numbers["shown_greedy"] = number(finals([shown], "greedy")[0], 2)
        numbers["half_steps"] = f"{acts_of(shown, Catch().width)[1].step:,}"  # of the film
    return numbers


def group_numbers(group: str, found: list[Record], evidence: Evidence) -> dict[str, str]:
    """All numbers of one group, as width_5_greedy_mean."""
    key, config = group.replace(" ", "_"), GROUPS[group][0]
    numbers = {
        f"{key}_seeds": str(len(found)),
        f"{key}_steps": f"{config.steps:,}",
        f"{key}_updates": f"{mean(finals(found, 'updates')):,.0f}",
        f"{key}_billions": number(mean(finals(found, "multiply_adds")) / 1e9, 1),
        f"{key}_diverged": str(diverged(found)),
    }
    if diverged(found) < len(found):
        numbers[f"{key}_caught"] = caught(finals(found, "greedy"))
    for name in ("greedy", "exploring", "promised", "earned", "gap"):
        samples = evidence.samples.get(f"{group}, {name}", [])
        if not samples:
            continue
        numbers[f"{key}_{name}_mean"] = number(mean(samples), 2)
        numbers[f"{key}_{name}_least"] = number(min(samples), 2)
        numbers[f"{key}_{name}_most"] = number(max(samples), 2)
        interval = evidence.intervals.get(f"{group}, {name}")
        if interval is not None:
            numbers[f"{key}_{name}_low"] = number(interval.low, 2)
            numbers[f"{key}_{name}_high"] = number(interval.high, 2)
    return {**numbers, **way_numbers(key, found, config)}


def way_numbers(key: str, found: list[Record], config: Catch) -> dict[str, str]:
    """What the evaluations on the way say."""
    before, after = plateau(found, config)
    gap, held_out = spread(found, "promised", "earned"), spread(found, "held out")
    peak = gap.means.index(max(gap.means))
    numbers = {
        f"{key}_held_out_first": number(held_out.means[0], 2),
        f"{key}_held_out_end": number(held_out.means[-1], 2),
        f"{key}_peak_gap": number(gap.means[peak], 2),
        f"{key}_peak_gap_step": f"{gap.steps[peak]:,.0f}",
    }
    if after:
        numbers[f"{key}_end"] = number(mean(after), 2)
        numbers[f"{key}_end_least"] = number(min(after), 2)
    if before:
        numbers[f"{key}_two_thirds"] = number(mean(before), 2)
        numbers[f"{key}_gain"] = number(mean(after) - mean(before), 2)
    return numbers


def caught(returns: list[float]) -> str:
    """Of ten balls, how many are caught for such returns."""
    return number((mean(returns) + 10.0) / 2.0, 1)


def baseline_numbers(
    player: str, width: int, records: Records, evidence: Evidence
) -> dict[str, str]:
    """Of somebody who does not learn, as random_5."""
    earned = baseline(records, player, width)
    if not earned:
        return {}
    key, interval = f"{player}_{width}", evidence.intervals[f"width {width}, {player}"]
    return {key: number(mean(earned), 2), f"{key}_low": number(interval.low, 2),
            f"{key}_high": number(interval.high, 2), f"{key}_caught": caught(earned)}


def early_numbers(found: list[Record]) -> dict[str, str]:
    """How far the seeds of the headline have come early in training: greedy evaluations."""
    numbers = {}
    for step in EARLY:
        greedy = [value for record in found
                  for at, value in zip(record.series["step"], record.series["greedy"])
                  if at == step]
        if greedy:
            numbers[f"at_{step}_mean"] = number(mean(greedy), 2)
            numbers[f"at_{step}_least"] = number(min(greedy), 2)
    half = [episodes for episodes in map(until_half, found) if episodes is not None]
    if half:
        numbers["width_5_half_episodes"] = f"{mean([float(n) for n in half]):,.0f}"
    return numbers


def until_half(record: Record) -> int | None:
    """How many training games until half of the balls of the last ten were caught."""
    means = returns_of(record).means
    return next((played for played, earned in enumerate(means, 1)
                 if played >= WINDOW and earned >= 0.0), None)
