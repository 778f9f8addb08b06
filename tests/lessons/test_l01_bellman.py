"""Lesson 01: its runs, what they show, and how they are told."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from policywerk.__main__ import main
from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Outcome
from policywerk.data.record import Record, canonical_json, load_record, record_digest, save_record
from policywerk.lessons import l01_bellman as lesson
from policywerk.lessons.experiment import Given, Records, Run, carry_out, describe
from policywerk.lessons.l01_bellman import STUDY, Cars, Gridworld, Growth, Tables
from policywerk.lessons.settings import RequestError
from policywerk.primitives.random import stream
from policywerk.world.gridworld import GridWorld
from random_models import CLASSIC, distance, true_values

SEEDS = range(10)
TINY = Gridworld(text="S G", slip=0.0, episodes=3)


def record_of(config, seed=0):
    """The record of a run with one seed."""
    return carry_out(STUDY, Run(config, seed))[0]


@pytest.fixture(scope="module")
def walked():
    """The gridworld runs behind the chapter."""
    return {seed: record_of(Gridworld(), seed) for seed in SEEDS}


@pytest.fixture(scope="module")
def tables():
    return record_of(Tables())


# ---------------------------------------------------------------- runs and records


@pytest.mark.parametrize("config", [TINY, Tables(), Growth(size=4)])
def test_the_same_run_gives_the_same_record(config):
    assert record_digest(record_of(config, 5)) == record_digest(record_of(config, 5))


def test_another_seed_walks_another_way(walked):
    digests = {record_digest(record) for record in walked.values()}
    assert len(digests) == len(SEEDS)
    values = {canonical_json(record.snapshots) for record in walked.values()}
    assert len(values) == 1  # but plans the same


def test_a_record_survives_its_file(walked, tmp_path):
    save_record(walked[0], tmp_path / "r.json")
    assert load_record(tmp_path / "r.json") == walked[0]


@pytest.mark.parametrize(("run", "name"), [
    (Run(Gridworld(), 3), "gridworld-seed-3"),
    (Run(Gridworld(slip=0.1)), "gridworld-slip-0.1-seed-0"),
    (Run(Tables()), "tables"), (Run(Cars()), "cars"), (Run(Growth()), "growth"),
    (Run(Growth("modified policy iteration", 20)),
     "growth-method-modified-policy-iteration-size-20"),
])
def test_run_names(run, name):
    assert STUDY.name(run) == name


def test_what_the_chapter_runs():
    configs = [run.config for run in STUDY.runs]
    assert [run.seed for run in STUDY.runs if run.config == Gridworld()] == list(SEEDS)
    assert (configs.count(Tables()), configs.count(Cars())) == (1, 1)
    growth = [(c.method, c.size) for c in configs if isinstance(c, Growth)]
    assert len(set(growth)) == len(growth) == 3 * len(lesson.SIZES)
    assert len(STUDY.planned()) == len(configs) == 24
    assert {run.tier for run in STUDY.runs} == {"figures"}


@pytest.mark.parametrize("config", [TINY, Tables(), Growth(size=3)])
def test_reports_count_the_steps_of_named_stages(config):
    told = []
    carry_out(STUDY, Run(config), lambda *what: told.append(what))
    assert told
    for stage, done, of, *_ in told:
        assert stage
        assert 0 <= done <= of


def test_what_is_timed_is_planning():
    # The build takes the time between two reports; a table's making is not planning.
    stages = []
    carry_out(STUDY, Run(Growth(size=3)), lambda *what: stages.append(what[:3]))
    assert stages == [("building the model", 0, 1), ("planning", 0, 1), ("planned", 1, 1)]


def test_walks_are_reported_with_what_they_earned():
    told = []
    carry_out(STUDY, Run(TINY), lambda *what: told.append(what))
    assert told[1] == ("walking", 0, 3, "")
    assert told[2] == ("walking", 1, 3, "return 1.0000, planned")


@pytest.mark.parametrize("config", [Gridworld(gamma=1.0, episodes=2), Growth(gamma=1.0, size=3)])
def test_without_a_discount_the_record_can_still_be_saved(config, tmp_path):
    record = record_of(config)
    assert record.results["bound"] is None
    save_record(record, tmp_path / "r.json")


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(("kind", "settings", "complaint"), [
    (Gridworld, {"gamma": 1.5}, "gamma must be at most 1, got 1.5"),
    (Gridworld, {"gamma": -0.1}, "gamma must be at least 0, got -0.1"),
    (Gridworld, {"gamma": float("nan")}, "gamma needs a finite number, got nan"),
    (Gridworld, {"slip": -0.1}, "slip must be at least 0, got -0.1"),
    (Gridworld, {"slip": 1.1}, "slip must be at most 1, got 1.1"),
    (Gridworld, {"tolerance": -1.0}, "tolerance must be at least 0, got -1.0"),
    (Gridworld, {"episodes": 0}, "episodes must be at least 1, got 0"),
    (Gridworld, {"time_limit": 0}, "time_limit must be at least 1, got 0"),
    (Gridworld, {"text": "S"}, "a map needs one S and at least one G, got 1 S and 0 G"),
    (Gridworld, {"text": "S G?"}, r"row 0, column 2: '\?' is not one of . # S G X"),
    (Tables, {"gamma": 1.1}, "gamma must be at most 1, got 1.1"),
    (Tables, {"horizon": 0}, "horizon must be at least 1, got 0"),
    (Tables, {"heads": 1.5}, "heads must be at most 1, got 1.5"),
    (Cars, {"gamma": -1.0}, "gamma must be at least 0, got -1.0"),
    (Growth, {"method": "magic"}, "method cannot be 'magic'; it can be: value iteration, policy"),
    (Growth, {"size": 1}, "size must be at least 2, got 1"),
    (Growth, {"slip": 2.0}, "slip must be at most 1, got 2.0"),
    (Growth, {"gamma": 2.0}, "gamma must be at most 1, got 2.0"),
    (Growth, {"tolerance": -1e-9}, "tolerance must be at least 0, got -1e-09"),
    (Growth, {"extra_sweeps": -1}, "extra_sweeps must be at least 0, got -1"),
])
def test_settings_that_make_no_sense(kind, settings, complaint):
    with pytest.raises(RequestError, match=f"^{complaint}"):
        kind(**settings)


def test_a_walk_takes_one_seed():
    with pytest.raises(RequestError, match="this experiment takes one seed a run, got 3"):
        lesson.gridworld_experiment(TINY, Given(seed=0, seeds=3))


@pytest.mark.parametrize(("arguments", "first_line"), [
    (["gridworld", "--set", "text=S G", "--set", "episodes=2", "--seed", "4"],
     "Lesson 01, gridworld, seed 4"),
    (["tables", "--set", "horizon=2"], "Lesson 01, tables"),
    (["growth", "--set", "size=3", "--set", "method=policy iteration"], "Lesson 01, growth"),
    pytest.param(["cars", "--set", "gamma=0.5"], "Lesson 01, cars", marks=pytest.mark.slow),
])
def test_every_experiment_starts_from_the_command_line(capsys, arguments, first_line):
    assert main(["run", "01", *arguments]) == 0
    assert capsys.readouterr().out.splitlines()[0] == first_line


@pytest.mark.parametrize(("arguments", "complaint"), [
    (["gridworld", "--seeds", "3"], "this experiment takes one seed a run, got 3"),
    (["gridworld", "--set", "text=S ."],
     "a map needs one S and at least one G, got 1 S and 0 G"),
    (["growth", "--set", "method=magic"], "method cannot be 'magic'; it can be: "
     "value iteration, policy iteration, modified policy iteration"),
])
def test_what_cannot_be_asked_for_gets_one_line(capsys, arguments, complaint):
    assert main(["run", "01", *arguments]) == 2
    assert capsys.readouterr().err == f"policywerk: {complaint}\n"


# ---------------------------------------------------------------- the gridworld


def spread(world, policy, gamma):
    """Mean and standard deviation of a walk's return, exactly.

    E[G^2](s) = sum of p (r^2 + 2 r gamma v(s') + gamma^2 E[G^2](s')), one linear equation a state.
    """
    v, start = true_values(world.P, policy, gamma), world.start.index(1.0)
    squares = [[[Outcome(o.probability, o.next_state,
                         o.reward**2 + (0 if o.terminated else 2 * o.reward * gamma
                                        * v[o.next_state]), o.terminated)
                 for o in row] for row in actions] for actions in world.P]
    second = true_values(squares, policy, gamma**2)
    return v[start], np.sqrt(second[start] - v[start] ** 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_walks_earn_what_the_plan_promises(walked, seed):
    config = Gridworld()
    world = GridWorld(config.text, config.slip)
    plan = lesson.value_iteration(world.P, lesson.Sweeping(config.gamma, config.tolerance))
    for name, policy in lesson.candidate_policies(config, world, plan).items():
        exact, sd = spread(world, policy, config.gamma)
        assert walked[seed].results["exact_returns"][name] == pytest.approx(exact, abs=1e-7)
        standard_error = sd / config.episodes**0.5
        assert abs(walked[seed].results["mean_returns"][name] - exact) < 4 * standard_error


def test_knowing_the_floor_pays(walked):
    exact = walked[0].results["exact_returns"]
    assert exact["planned"] > exact["planned without slip"] + 0.01 > exact["random"] + 0.4


def test_planning_beats_chance_on_every_seed(walked):
    for record in walked.values():
        means = record.results["mean_returns"]
        assert means["planned"] > means["random"] + 0.3


def test_without_slip_both_plans_are_one():
    exact = record_of(Gridworld(slip=0.0, episodes=2)).results["exact_returns"]
    assert exact["planned"] == exact["planned without slip"] == pytest.approx(0.269616, abs=5e-7)


def test_the_record_keeps_every_sweep(walked):
    record = walked[0]
    sweeps = record.results["sweeps"]
    assert len(record.series["change"]) == len(record.series["error"]) == sweeps
    assert len(record.snapshots) == sweeps + 1  # and the zeros before the first
    assert record.snapshots[0]["values"] == [0.0] * 24
    assert record.results["backups"] == 24 * 4 * sweeps
    start = record.results["start"]
    assert record.snapshots[-1]["values"][start] == record.results["start_value"]


def test_changes_and_errors_keep_the_promises_of_the_theory(walked):
    change, error = walked[0].series["change"], walked[0].series["error"]
    assert all(b <= 0.9 * a + 1e-15 for a, b in zip(change, change[1:], strict=False))
    assert all(e <= 9.0 * c + 1e-12 for e, c in zip(error, change, strict=True))
    assert walked[0].results["bound"] == pytest.approx(9.0 * change[-1])


def test_values_against_a_linear_solve(walked):
    world = GridWorld(slip=0.2)
    best = [tied[0] for tied in walked[0].snapshots[-1]["best"]]
    policy = [[float(a == choice) for a in range(4)] for choice in best]
    exact = true_values(world.P, policy, 0.9)
    assert distance(walked[0].snapshots[-1]["values"], exact) <= walked[0].results["bound"]


def test_the_shown_walk_starts_at_s_and_ends_at_an_end(walked):
    world = GridWorld()
    cells = [world.cells[state] for state in walked[0].results["walk"]]
    assert cells[0] == (4, 0)
    assert world.ends(cells[-1])
    assert not any(world.ends(cell) for cell in cells[:-1])
    assert all(abs(a - c) + abs(b - d) <= 1
               for (a, b), (c, d) in zip(cells, cells[1:], strict=False))


def test_a_walks_return_is_discounted_from_its_start():
    # 1 for each of three steps: 1 + 0.5 + 0.25.
    on_and_on = TabularEnvironment([[[Outcome(1.0, 0, 1.0, False)]]], [1.0], time_limit=3)
    assert lesson.walk(on_and_on, [[1.0]], 0.5, stream(0, "test")) == (1.75, [0, 0, 0, 0])


# ---------------------------------------------------------------- printed answers


def test_the_tables_match_the_exact_values(tables):
    book = CLASSIC["sutton_barto"]
    found = tables.results
    assert distance(np.ravel(found["figure_3_2"]), np.ravel(book["fig3_2"])) < 1e-9
    assert distance(np.ravel(found["figure_3_5"]), np.ravel(book["fig3_5"])) < 1e-9
    assert found["figure_3_5_sweeps"] == {"0.01": 67, "0.0001": 111, "1e-06": 154, "1e-08": 198}
    assert found["figure_3_5_evaluations"] == 3
    assert found["figure_4_1_sweeps"] == [173, 114]
    assert found["figure_4_1_k2"][1] == -1.75
    assert distance(found["gambler_values"][:100], book["gambler_p04"]["V"][:100]) < 1e-9
    assert found["gambler_stakes"] == book["gambler_p04"]["policy_smallest_stake"]
    assert found["toymaker_gains"] == pytest.approx([1.0, 2.0])
    assert found["taxicab_gains"] == pytest.approx([46 / 5, 434 / 33, 1588 / 119])
    assert found["taxicab_choices"] == [[0, 0, 0], [0, 1, 1], [1, 1, 1]]


def test_the_horizon_is_a_setting():
    assert record_of(Tables(horizon=3)).results["toymaker_horizon"] == [
        pytest.approx(row) for row in ([6, -3], [8.2, -1.7], [10.22, 0.23])]


# ---------------------------------------------------------------- the cost of planning


@pytest.mark.parametrize("size", [4, 10])
def test_three_ways_to_one_answer(size):
    found = [record_of(Growth(method=m, size=size)).results for m in lesson.METHODS]
    values = [one["start_value"] for one in found]
    assert max(values) - min(values) <= 2 * max(one["bound"] for one in found)
    assert [one["states"] for one in found] == [size * size] * 3
    assert len({one["backups"] for one in found}) == 3


# ---------------------------------------------------------------- evidence


def a_record_of(name, results):
    return Record("01", name, {"experiment": name}, 0, results=results)


@pytest.fixture(scope="module")
def together(walked, tables):
    """All records of the lesson but those of the growing grids."""
    cars = a_record_of("cars", {"car_rental_improvements": 4, "value_empty": 421.41,
                                "value_full": 636.99})
    return Records(STUDY, {record.name: record for record in [*walked.values(), tables, cars]})


@pytest.fixture(scope="module")
def evidence(together):
    return lesson.summarise(together)


@pytest.mark.parametrize("index", range(len(lesson.COMPARED)), ids=lesson.COMPARED)
def test_our_numbers_are_the_published_ones_to_the_printed_digits(evidence, index):
    found = evidence.comparisons[index]
    assert found.quantity == lesson.COMPARED[index]
    assert found.source
    if isinstance(found.published, dict):
        assert found.measured == found.published
        return
    if found.quantity == "car_rental_corners":  # the one printed pair that is not ours
        assert (found.measured, found.published) == ([421.41, 636.99], [420, 612])
        return
    printed = np.ravel(found.published)
    last_digit = {"taxicab_gains": 0.01}.get(found.quantity, 0.1)  # half of it, by rounding
    assert distance(np.ravel(found.measured), printed) <= last_digit / 2 + 1e-9


def test_evidence_holds_every_seed(evidence, walked):
    assert evidence.seeds == list(SEEDS)
    for method, samples in evidence.samples.items():
        assert samples == [walked[seed].results["mean_returns"][method] for seed in SEEDS]
        interval = evidence.intervals[method]
        assert min(samples) <= interval.low < interval.mean < interval.high <= max(samples)
    assert evidence.expected == walked[0].results["exact_returns"]


def test_evidence_is_the_same_twice_and_fits_in_json(evidence, together):
    again = lesson.summarise(together)
    assert canonical_json(asdict(again)) == canonical_json(asdict(evidence))


def test_evidence_of_the_records_there_are(walked):
    alone = lesson.summarise(Records(STUDY, {walked[3].name: walked[3]}))
    assert (alone.seeds, alone.intervals, alone.comparisons) == ([3], {}, [])
    assert len(alone.samples["planned"]) == 1


def test_the_shown_run_is_the_median_of_what_the_plan_earned():
    # of ten seeds there are two in the middle, the 5th and the 6th; the lower one is drawn
    folder = Path(__file__).resolve().parents[2] / "assets" / "01" / "records"
    committed = [load_record(folder / f"{STUDY.name(run)}.json") for run in lesson.WALKS]
    earned = {record.seed: record.results["mean_returns"]["planned"] for record in committed}
    order = sorted(earned, key=lambda seed: (earned[seed], seed))
    assert len(order) == 10
    assert order.index(lesson.SHOWN.seed) + 1 == 5


def test_the_evidence_separates_planning_from_chance(evidence):
    assert evidence.intervals["planned"].low > evidence.intervals["random"].high + 0.3


# ---------------------------------------------------------------- in words


def with_results(record, **results):
    return replace(record, results={**record.results, **results})


def test_described():
    record = with_results(
        record_of(TINY, 7),
        mean_returns={"planned": 1.0, "planned without slip": 1.0, "random": 0.5})
    # Random: v = (1 - 3 * 0.04) / 4 + 3/4 * 0.9 v, so v = 0.22 / 0.325 = 0.6769.
    assert describe(STUDY, record) == """\
Lesson 01, gridworld, seed 7

+1.000 >     G

2 sweeps, 16 backups; no value is wrong by more than 0.0e+00
value of the start: 1.0000

mean discounted return of 3 walks   (and its exact value)
  planned                  1.0000   (1.0000)
  planned without slip     1.0000   (1.0000)
  random                   0.5000   (0.6769)"""


def test_described_without_a_discount():
    text = describe(STUDY, record_of(replace(TINY, gamma=1.0), 7))
    assert "2 sweeps, 16 backups; without a discount there is no bound on the error\n" in text


def test_the_map_is_drawn_as_it_was_given():
    # Of equally good moves the first in the order up, right, down, left is drawn.
    text = describe(STUDY, record_of(Gridworld(slip=0.0, episodes=1)))
    assert text.splitlines()[2:7] == [
        "+0.621 >  +0.734 >  +0.860 >  +1.000 >     G",
        "+0.519 ^     #      +0.734 ^     X      +1.000 ^",
        "+0.427 ^  +0.519 >  +0.621 ^  +0.734 >  +0.860 ^",
        "+0.344 ^  +0.427 ^  +0.519 ^  +0.621 ^  +0.734 ^",
        "+0.270 ^  +0.344 ^  +0.427 ^  +0.519 ^  +0.621 ^",
    ]


def test_other_experiments_are_told_result_by_result():
    record = a_record_of("cars", {"improvements": 4, "values": [1.0, 2.5]})
    assert describe(STUDY, record) == (
        "Lesson 01, cars\n\nimprovements: 4\nvalues: [1.0,2.5]")
