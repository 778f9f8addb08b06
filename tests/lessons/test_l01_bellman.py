"""Lesson 01: its runs, what they show, and how they are told."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Outcome
from policywerk.data.record import Record, canonical_json, load_record, record_digest, save_record
from policywerk.lessons import l01_bellman as lesson
from policywerk.lessons.experiment import settings_of
from policywerk.lessons.l01_bellman import Cars, Gridworld, Growth, Tables
from policywerk.primitives.random import stream
from policywerk.world.gridworld import GridWorld
from random_models import CLASSIC, distance, true_values

SEEDS = range(10)
TINY = Gridworld(text="S G", slip=0.0, episodes=3)


@pytest.fixture(scope="module")
def walked():
    """The gridworld runs behind the chapter."""
    return {seed: lesson.run(Gridworld(), seed) for seed in SEEDS}


@pytest.fixture(scope="module")
def tables():
    return lesson.run(Tables(), 0)


# ---------------------------------------------------------------- runs and records


@pytest.mark.parametrize("config", [TINY, Tables(), Growth(size=4)])
def test_the_same_run_gives_the_same_record(config):
    assert record_digest(lesson.run(config, 5)) == record_digest(lesson.run(config, 5))


def test_another_seed_walks_another_way(walked):
    digests = {record_digest(record) for record in walked.values()}
    assert len(digests) == len(SEEDS)
    values = {canonical_json(record.snapshots) for record in walked.values()}
    assert len(values) == 1  # but plans the same


def test_a_record_survives_its_file(walked, tmp_path):
    save_record(walked[0], tmp_path / "r.json")
    assert load_record(tmp_path / "r.json") == walked[0]


@pytest.mark.parametrize(("config", "experiment"), [
    (Gridworld(slip=0.1), "gridworld"), (Tables(horizon=3), "tables"), (Cars(), "cars"),
    (Growth(method="policy iteration", size=5), "growth"),
])
def test_settings_hold_every_setting(config, experiment):
    settings = settings_of(config)
    assert settings.pop("experiment") == experiment
    assert settings == asdict(config)
    assert type(config)(**settings) == config


@pytest.mark.parametrize(("config", "seed", "name"), [
    (Gridworld(), 3, "gridworld-seed-3"), (Tables(), 0, "tables"), (Cars(), 0, "cars"),
    (Growth(method="modified policy iteration", size=20), 0, "growth-modified-policy-iteration-20"),
])
def test_run_names(config, seed, name):
    assert lesson.run_name(config, seed) == name


def test_what_the_chapter_runs():
    configs = [run.config for run in lesson.runs()]
    assert [run.seed for run in lesson.runs() if run.config == Gridworld()] == list(SEEDS)
    assert (configs.count(Tables()), configs.count(Cars())) == (1, 1)
    growth = [(c.method, c.size) for c in configs if isinstance(c, Growth)]
    assert len(set(growth)) == len(growth) == 3 * len(lesson.SIZES)


@pytest.mark.parametrize("config", [TINY, Tables(), Growth(size=3)])
def test_reports_are_fractions_of_named_stages(config):
    told = []
    lesson.run(config, 0, lambda stage, fraction: told.append((stage, fraction)))
    assert told
    assert all(stage and 0.0 <= fraction <= 1.0 for stage, fraction in told)


@pytest.mark.parametrize(("config", "error"), [
    (Gridworld(gamma=1.5), "gamma"), (Gridworld(slip=-0.1), "slip"), (Gridworld(text="S"), "G"),
    (Gridworld(episodes=0), "empty"), (Gridworld(time_limit=0), "time_limit"),
    (Gridworld(tolerance=-1.0), "tolerance"), (Growth(size=1), "size"),
])
def test_settings_that_make_no_sense(config, error):
    with pytest.raises(ValueError, match=error):
        lesson.run(config, 0)


@pytest.mark.parametrize("config", [Gridworld(gamma=1.0, episodes=2), Growth(gamma=1.0, size=3)])
def test_without_a_discount_the_record_can_still_be_saved(config, tmp_path):
    record = lesson.run(config, 0)
    assert record.results["bound"] is None
    save_record(record, tmp_path / "r.json")


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
    exact = lesson.run(Gridworld(slip=0.0, episodes=2), 0).results["exact_returns"]
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
    assert lesson.run(Tables(horizon=3), 0).results["toymaker_horizon"] == [
        pytest.approx(row) for row in ([6, -3], [8.2, -1.7], [10.22, 0.23])]


# ---------------------------------------------------------------- the cost of planning


@pytest.mark.parametrize("size", [4, 10])
def test_three_ways_to_one_answer(size):
    found = [lesson.run(Growth(method=m, size=size), 0).results for m in lesson.METHODS]
    values = [one["start_value"] for one in found]
    assert max(values) - min(values) <= 2 * max(one["bound"] for one in found)
    assert [one["states"] for one in found] == [size * size] * 3
    assert len({one["backups"] for one in found}) == 3


# ---------------------------------------------------------------- evidence


def a_record_of(name, results):
    return Record("01", name, {"experiment": name}, 0, results=results)


@pytest.fixture(scope="module")
def evidence(walked, tables):
    cars = a_record_of("cars", {"car_rental_improvements": 4})
    records = {record.name: record for record in [*walked.values(), tables, cars]}
    return lesson.summarise(records)


@pytest.mark.parametrize("index", range(len(lesson.COMPARED)), ids=lesson.COMPARED)
def test_our_numbers_are_the_published_ones_to_the_printed_digits(evidence, index):
    found = evidence.comparisons[index]
    assert found.quantity == lesson.COMPARED[index]
    assert found.source
    if isinstance(found.published, dict):
        assert found.measured == found.published
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


def test_evidence_is_the_same_twice_and_fits_in_json(evidence, walked, tables):
    cars = a_record_of("cars", {"car_rental_improvements": 4})
    again = lesson.summarise({r.name: r for r in [*walked.values(), tables, cars]})
    assert canonical_json(asdict(again)) == canonical_json(asdict(evidence))


def test_the_evidence_separates_planning_from_chance(evidence):
    assert evidence.intervals["planned"].low > evidence.intervals["random"].high + 0.3


# ---------------------------------------------------------------- in words


def with_results(record, **results):
    return replace(record, results={**record.results, **results})


def test_described():
    record = with_results(
        lesson.run(TINY, 7),
        mean_returns={"planned": 1.0, "planned without slip": 1.0, "random": 0.5})
    # Random: v = (1 - 3 * 0.04) / 4 + 3/4 * 0.9 v, so v = 0.22 / 0.325 = 0.6769.
    assert lesson.describe(record) == """\
Lesson 01, gridworld, seed 7

+1.000 >     G

2 sweeps, 16 backups; no value is wrong by more than 0.0e+00
value of the start: 1.0000

mean discounted return of 3 walks   (and its exact value)
  planned                  1.0000   (1.0000)
  planned without slip     1.0000   (1.0000)
  random                   0.5000   (0.6769)"""


def test_described_without_a_discount():
    text = lesson.describe(lesson.run(replace(TINY, gamma=1.0), 7))
    assert "2 sweeps, 16 backups; without a discount there is no bound on the error\n" in text


def test_the_map_is_drawn_as_it_was_given():
    # Of equally good moves the first in the order up, right, down, left is drawn.
    text = lesson.describe(lesson.run(Gridworld(slip=0.0, episodes=1), 0))
    assert text.splitlines()[2:7] == [
        "+0.621 >  +0.734 >  +0.860 >  +1.000 >     G",
        "+0.519 ^     #      +0.734 ^     X      +1.000 ^",
        "+0.427 ^  +0.519 >  +0.621 ^  +0.734 >  +0.860 ^",
        "+0.344 ^  +0.427 ^  +0.519 ^  +0.621 ^  +0.734 ^",
        "+0.270 ^  +0.344 ^  +0.427 ^  +0.519 ^  +0.621 ^",
    ]


def test_other_experiments_are_told_result_by_result():
    record = a_record_of("cars", {"improvements": 4, "values": [1.0, 2.5]})
    assert lesson.describe(record) == (
        "Lesson 01, cars, seed 0\n\nimprovements: 4\nvalues: [1.0,2.5]")
