"""Lesson 03: its runs, its evidence beside the paper, and how it is told."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from interpreters import interpreters, run_python
from policywerk.actors.td_learner import Learning, learn_after, td_lambda
from policywerk.data.published import published
from policywerk.data.record import (
    Record,
    canonical_json,
    load_record,
    record_digest,
    save_record,
)
from policywerk.lessons import l03_td_learner as lesson
from policywerk.lessons.experiment import settings_of
from policywerk.lessons.l03_td_learner import (
    ALPHAS,
    LAMBDAS,
    LAMBDAS_3,
    Episodes,
    Race,
    Sets,
)
from policywerk.primitives.random import stream
from policywerk.world.random_walk import RandomWalk

ROOT = Path(__file__).resolve().parents[2]
VALUES = json.loads((ROOT / "tests" / "data" / "td_learner_values.json").read_text())
FOUND = interpreters()
SMALL = Sets(5, sets=4, experiments=3)
TINY = [SMALL, Sets(3, sets=1), Sets(2, sets=2, within=True), Sets(2, sets=1, longest=5),
        Episodes(episodes=12, runs=3), Race(episodes=4, runs=3, slow=2)]


# ---------------------------------------------------------------- runs and records


@pytest.mark.parametrize("config", TINY)
def test_the_same_run_gives_the_same_record(config, tmp_path):
    record = lesson.run(config, 5)
    assert record_digest(lesson.run(config, 5)) == record_digest(record)
    assert record_digest(lesson.run(config, 6)) != record_digest(record)
    save_record(record, tmp_path / "r.json")
    assert load_record(tmp_path / "r.json") == record


DIGESTS = """
from policywerk.data.record import record_digest
from policywerk.lessons.l03_td_learner import Episodes, Race, Sets, run

for config in (Sets(5, sets=4, experiments=3), Sets(3, sets=2, experiments=2, within=True),
               Episodes(episodes=12, runs=3), Race(episodes=12, runs=5)):
    print(record_digest(run(config, 5)))
"""


@pytest.mark.slow
@pytest.mark.parametrize("interpreter", FOUND.values(), ids=FOUND)
def test_every_python_makes_the_same_record(interpreter):
    assert run_python(interpreter, "-c", DIGESTS) == run_python(sys.executable, "-c", DIGESTS)


@pytest.mark.parametrize("config", TINY)
def test_settings_make_the_configuration_again(config):
    settings = settings_of(config)
    assert settings.pop("experiment") == type(config).__name__.lower()
    assert type(config)(**settings) == config


@pytest.mark.parametrize(("config", "name"), [
    (Sets(), "sets-of-10-seed-3"), (Sets(5, within=True), "sets-of-5-within-seed-3"),
    (Sets(start=0.0), "sets-of-10-start-0-seed-3"), (SMALL, "sets-of-5-times-3-seed-3"),
    (Race(), "race"), (Episodes(), "episodes"),
    (Sets(longest=9, start=0.25), "sets-of-10-longest-9-start-0-25-seed-3"),
])
def test_run_names(config, name):
    assert lesson.run_name(config, 3) == name


def test_what_the_chapter_runs():
    runs = lesson.runs()
    assert len({run.name for run in runs}) == len(runs)
    assert {run.name for run in runs if run.tier == "figures"} == {
        "race", "episodes", "sets-of-10-seed-0", "sets-of-10-times-100-seed-0",
        "sets-of-5-times-100-seed-0"}


@pytest.mark.parametrize("config", TINY)
def test_reports_are_fractions_of_named_stages(config):
    told = []
    lesson.run(config, 0, lambda stage, fraction: told.append((stage, fraction)))
    assert told
    assert all(stage and 0.0 <= fraction <= 1.0 for stage, fraction in told)


@pytest.mark.parametrize(("make", "error"), [
    (lambda: Sets(0), "sequences must be at least 1, got 0"), (lambda: Sets(sets=0), "sets"),
    (lambda: Sets(experiments=0), "experiments"), (lambda: Sets(longest=2), "longest"),
    (lambda: Episodes(runs=0), "runs"), (lambda: Race(runs=1), "runs must be at least 2"),
    (lambda: Race(episodes=0), "episodes"),
])
def test_settings_that_make_no_sense(make, error):
    with pytest.raises(ValueError, match=error):
        make()


# ---------------------------------------------------------------- training sets


def test_experiments_are_drawn_with_consecutive_seeds():
    pooled = lesson.run(SMALL, 7)
    for e in range(3):
        one = lesson.run(Sets(5, sets=4), 7 + e)
        for lam in LAMBDAS_3:
            title = f"figure 3, lambda {lam:g}"
            assert one.series[title] == [pooled.series[title][e]]
            assert one.results["figure_3"][f"{lam:g}"]["sd"] is None


def test_the_grid_is_what_the_rule_itself_gives():
    """One training set of Sutton's second experiment, learnt without the shortcut."""
    world, rng = RandomWalk(), stream(11, "actions")
    world.reset(11)
    batch = [lesson.draw_walk(world, rng) for _ in range(5)]
    found = lesson.one_experiment(Sets(5, sets=1), 11)
    for i, lam in enumerate(LAMBDAS):
        for j, alpha in enumerate(ALPHAS):
            values = [0.5] * 7
            for seen in batch:
                learn_after(td_lambda, seen, Learning(alpha, lam), values)
            error = lesson.rms_error(values, world.true_values())
            assert found.grid[i][j] == pytest.approx(error, rel=1e-11)


def test_without_a_step_nothing_is_learnt():
    record = lesson.run(Sets(3, sets=2), 0)
    for lam in LAMBDAS:
        found = record.results["figure_4"][f"{lam:g}"][0]["mean"]
        assert found == pytest.approx(VALUES["exact"]["rms_of_half_start"], abs=1e-15)


def test_long_walks_are_thrown_away():
    config, world, rng = Sets(20, longest=5), RandomWalk(), stream(0, "actions")
    world.reset(0)
    lengths = [len(seen.states) for seen in lesson.draw_batch(config, world, rng)]
    assert set(lengths) == {3, 5}
    assert len(lengths) == 20


def test_the_best_alpha_is_that_of_the_mean_over_experiments():
    grid = [[[4.0, 4.0], [1.0, 3.0], [3.0, 2.0], *[[9.0, 9.0]] * 10]] * len(LAMBDAS)
    samples, best = lesson.best_alphas(grid)
    assert best["0"] == 0.05
    assert samples["0"] == [1.0, 3.0]


# ---------------------------------------------------------------- learning, quickly


@pytest.fixture(scope="module")
def quick():
    """Three experiments of 40 sets, with 5 sequences in each and with 10."""
    return {n: lesson.run(Sets(n, sets=40, experiments=3), 500) for n in (5, 10)}


@pytest.mark.parametrize("n", [5, 10])
def test_errors_grow_with_lambda_when_sets_are_presented_for_ever(quick, n):
    means = [quick[n].results["figure_3"][f"{lam:g}"]["mean"] for lam in LAMBDAS_3]
    assert means == sorted(means)
    assert means[-1] > means[0] + 0.03


@pytest.mark.parametrize(("n", "td", "widrow_hoff"), [(10, 0.120, 0.175), (5, 0.180, 0.243)])
def test_levels_of_figure_3(quick, n, td, widrow_hoff):
    # Four standard deviations of a mean of 120 sets: 4 * 0.011 * sqrt(100 / 120).
    found = quick[n].results["figure_3"]
    assert found["0"]["mean"] == pytest.approx(td, abs=0.04)
    assert found["1"]["mean"] == pytest.approx(widrow_hoff, abs=0.04)


@pytest.mark.parametrize("n", [5, 10])
def test_a_lambda_between_is_best_when_sets_are_presented_once(quick, n):
    best = {lam: found["mean"] for lam, found in quick[n].results["figure_5"].items()}
    assert min(best, key=best.get) in ("0.1", "0.2", "0.3", "0.4")
    assert best["1"] > 1.5 * min(best.values())


def test_ten_sequences_are_not_what_was_printed(quick):
    """At lambda 0 and alpha 0.05 the error hardly depends on the walks: it counts them."""
    print_out = lesson.printed("figure_4")["0"][1]
    ten, five = (quick[n].results["figure_4"]["0"][1]["mean"] for n in (10, 5))
    assert abs(five - print_out) < 0.003  # as exactly as the drawing can be read
    assert abs(ten - print_out) > 0.02


def test_td_0_beats_monte_carlo_in_example_6_2():
    results = lesson.run(Episodes(runs=40), 0).results
    assert results["TD(0), alpha 0.05"]["100"]["high"] < results["MC, alpha 0.02"]["100"]["low"]


# ---------------------------------------------------------------- the film


def test_the_race_keeps_the_median_run_step_by_step():
    config = Race(episodes=8, runs=5, slow=3)
    record = lesson.run(config, 2)
    assert len(record.series["td mean"]) == 9
    finals = []
    for i in range(5):
        world, walks = lesson.race_walks(config, 2 + i)
        td = lesson.Learner("td", td_lambda, Learning(config.alpha, config.lam))
        finals.append((lesson.errors_along(td, walks, 0.5, world.true_values())[-1], 2 + i))
    assert record.results["shown_seed"] == sorted(finals)[2][1]
    assert record.series["td shown"][-1] == sorted(finals)[2][0]

    steps = [s for s in record.snapshots if "trace" in s]
    ends = [s for s in record.snapshots if "outcome" in s]
    assert [s["episode"] for s in ends] == list(range(8))
    assert {s["episode"] for s in steps} == {0, 1, 2}
    for end in ends[:3]:
        walk = [s for s in steps if s["episode"] == end["episode"]]
        assert [s["state"] for s in walk] == end["states"]
        assert walk[-1]["td"] == end["td"]
        assert walk[0]["trace"] == [float(state == 3) for state in range(1, 6)]
    truth = RandomWalk().true_values()
    error = lesson.rms_error([0.0, *ends[-1]["mc"], 0.0], truth)
    assert error == record.series["mc shown"][-1]


# ---------------------------------------------------------------- evidence


def test_published_points():
    assert set(published("sutton_1988_figure_3").value) == {f"{lam:g}" for lam in LAMBDAS_3}
    assert set(published("sutton_1988_figure_5").value) == {f"{lam:g}" for lam in LAMBDAS}
    curves = published("sutton_1988_figure_4").value
    assert {lam: len(curve) for lam, curve in curves.items()} == {
        "0": 13, "0.3": 13, "0.8": 13, "1": 9}
    # All curves begin at alpha = 0, where nothing is learnt: the drawing is read rightly.
    for curve in curves.values():
        assert curve[0] == pytest.approx(VALUES["exact"]["rms_of_half_start"], abs=3e-4)


def test_distances():
    assert lesson.deviation({"0": [1.0], "1": [2.0]}, {"0": [1.0], "1": [4.0]}) == 2.0**0.5
    record = lesson.run(SMALL, 0)
    assert 0.0 <= lesson.as_far_off(record, "figure_5") <= 1.0


def test_summary(tmp_path):
    records = [lesson.run(config, 0) for config in (
        Sets(10, sets=1, experiments=2), Sets(5, sets=1, experiments=2),
        Sets(4, sets=1, experiments=2), Sets(5, sets=1, experiments=2, within=True), TINY[-1])]
    evidence = lesson.summarise({record.name: record for record in records})
    assert evidence.seeds == [0, 1]
    assert len(evidence.samples) == len(evidence.intervals) == 2 * (7 + 11)
    assert len(evidence.comparisons) == 3 * 3
    assert canonical_json(asdict(evidence))
    assert evidence.comparisons[0].quantity == "figure 3, 10 sequences"
    assert "Sutton 1988" in evidence.comparisons[0].source


# The records that the build has published.

FOLDER = ROOT / "assets" / "03" / "records"


@pytest.fixture(scope="module")
def committed():
    records = {path.stem: load_record(path) for path in FOLDER.glob("*.json")}
    missing = {run.name for run in lesson.runs()} - set(records)
    assert not missing, f"assets/03 lacks {sorted(missing)}: make evidence brings the records"
    return records


def standard_error(ours, theirs):
    """Of the difference of two means, each over 100 experiments."""
    return ((ours["sd"] ** 2 + theirs ** 2) / 100) ** 0.5


@pytest.mark.parametrize("n", [4, 5, 6, 10])
@pytest.mark.parametrize("figure", ["figure_3", "figure_5"])
def test_means_against_another_program(committed, n, figure):
    found = committed[f"sets-of-{n}-times-100-seed-0"].results[figure]
    for lam, theirs in VALUES[f"measured_{n}"][figure.replace("ure_", "")].items():
        ours = found[f"{float(lam):g}"]
        allowed = 4 * standard_error(ours, theirs["sd_of_a_100set_average"])
        assert abs(ours["mean"] - theirs["mean"]) < allowed


@pytest.mark.parametrize("n", [4, 5, 6, 10])
def test_the_grid_against_another_program(committed, n):
    """Up to alpha = 0.4; with ten sequences and larger steps a few sets decide the mean."""
    found = committed[f"sets-of-{n}-times-100-seed-0"].results["figure_4"]
    for lam, theirs in VALUES[f"measured_{n}"]["fig4"].items():
        for j, (mean, sd) in enumerate(zip(theirs["mean"], theirs["sd"], strict=True)):
            ours = found[f"{float(lam):g}"][j]
            assert abs(ours["mean"] - mean) < 4 * standard_error(ours, sd) + 5e-5


@pytest.mark.parametrize("n", [5, 10])
def test_learning_within_against_another_program(committed, n):
    found = committed[f"sets-of-{n}-times-100-within-seed-0"].results["figure_5"]
    for lam, theirs in VALUES[f"measured_{n}"]["fig5_within"].items():
        ours = found[f"{float(lam):g}"]
        assert abs(ours["mean"] - theirs["mean"]) < 4 * standard_error(ours, ours["sd"])
    assert min(found, key=lambda lam: found[lam]["mean"]) == "0"


def test_five_sequences_fit_the_paper_and_ten_do_not(committed):
    five, ten = (committed[f"sets-of-{n}-times-100-seed-0"] for n in (5, 10))
    for figure in ("figure_3", "figure_5"):
        assert lesson.as_far_off(five, figure) > 0.2  # every fifth experiment lies as far off
        assert lesson.as_far_off(ten, figure) == 0.0
        for lam, (printed,) in lesson.printed(figure).items():
            ours, stated = five.results[figure][lam], ten.results[figure][lam]
            assert abs(printed - ours["mean"]) < 2 * ours["sd"]
            assert abs(printed - stated["mean"]) > 3 * stated["sd"]
    apart = {}
    for n in (3, 4, 5, 6, 7, 8, 10):
        record = committed[f"sets-of-{n}-times-100-seed-0"]
        apart[n] = [lesson.deviation(lesson.measured(record, figure), lesson.printed(figure))
                    for figure in lesson.FIGURES]
    for k in range(3):
        assert min(apart, key=lambda n, k=k: apart[n][k]) == 5


@pytest.mark.parametrize("learner", [learner.name for learner in lesson.EXAMPLE_6_2])
def test_example_6_2_against_another_program(committed, learner):
    found = committed["episodes"].results[learner]
    for episodes, theirs in zip(("10", "25", "50", "100"), VALUES["example_6_2"][learner],
                                strict=True):
        assert found[episodes]["mean"] == pytest.approx(theirs, abs=0.006)


def test_ranking_of_figure_3_held_in_every_pooled_mean(committed):
    for n in (3, 4, 5, 6, 7, 8, 10):
        found = committed[f"sets-of-{n}-times-100-seed-0"].results["figure_3"]
        means = [found[f"{lam:g}"]["mean"] for lam in LAMBDAS_3]
        assert means == sorted(means)


def test_the_records_are_small(committed):
    assert sum(path.stat().st_size for path in FOLDER.glob("*.json")) < 2_000_000


# ---------------------------------------------------------------- in words


def test_described():
    lines = lesson.describe(lesson.run(Sets(5, sets=2), 4)).splitlines()
    assert lines[0] == "Lesson 03, sets, seed 4"
    assert lines[2] == "2 training sets of 5 random walks each;"
    assert lines[3] == "mean RMS error of the five values, learning after each walk"
    assert [line.split()[0] for line in lines[6:]] == [f"{lam:g}" for lam in LAMBDAS]
    assert all(" at 0." in line for line in lines[6:])
    assert "3 x 4 training sets" in lesson.describe(lesson.run(SMALL, 4))


def test_other_experiments_are_told_result_by_result():
    record = Record("03", "race", {"experiment": "race"}, 0, results={"shown_seed": 3})
    assert lesson.describe(record) == "Lesson 03, race, seed 0\n\nshown_seed: 3"
