"""Lesson 02: its runs, what they show, and how they are told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from statistics import fmean, stdev

import pytest

from policywerk.__main__ import main
from policywerk.actors.barto_sutton import AdaptiveCritic, Settings
from policywerk.building_blocks.environments import Environment
from policywerk.data.record import load_record, record_digest, save_record
from policywerk.lessons import l02_barto_sutton as lesson
from policywerk.lessons.experiment import Records, Run, carry_out, describe
from policywerk.lessons.l02_barto_sutton import STUDY, Film, Hinge, Pole, Rules
from policywerk.lessons.settings import RequestError
from policywerk.primitives.random import stream, uniform
from policywerk.world.balance import Balance
from policywerk.world.cart_pole import CartPole

ROOT = Path(__file__).resolve().parents[2]
SECOND = json.loads((ROOT / "tests" / "data" / "cart_pole_values.json").read_bytes())
ASSETS = ROOT / "assets" / "02"
RECORDS = ASSETS / "records"
SMALL = [
    Run(Pole(trials=8, cap=2000), 5, 2), Run(Pole("BOXES", 8), 5, 2),
    Run(Pole("ASE alone", 8), 5, 2), Run(Pole("random pushes", 8), 5, 2),
    Run(Pole(trials=8, integrator="semi-implicit Euler"), 5, 2),
    Run(Pole(trials=8, friction=0.0), 5, 2), Run(Film(trials=12, cap=3000)),
    Run(Hinge(trials=8), 5, 2), Run(Rules(episodes=5, limit=600), 5),
]


def record_of(config, seed=0, seeds=1):
    """The record of a run."""
    return carry_out(STUDY, Run(config, seed, seeds))[0]


# ---------------------------------------------------------------- runs and records


@pytest.mark.parametrize("run", SMALL, ids=STUDY.name)
def test_the_same_run_gives_the_same_record(run, tmp_path):
    record, _ = carry_out(STUDY, run)
    assert record_digest(record) == record_digest(carry_out(STUDY, run)[0])
    save_record(record, tmp_path / "r.json")
    assert load_record(tmp_path / "r.json") == record
    assert record.config == {"experiment": type(run.config).__name__.lower(), **asdict(run.config)}
    assert (record.seed, record.seeds) == (run.seed, run.seeds)


PROGRAM = """
from policywerk.data.record import record_digest
from policywerk.lessons.experiment import Run, carry_out
from policywerk.lessons.l02_barto_sutton import STUDY, Film, Hinge, Pole, Rules
for run in (Run(Pole(trials=60, cap=15_000), 49, 2), Run(Hinge("BOXES", trials=20), 49, 2),
            Run(Film(trials=12, cap=3000)), Run(Rules(episodes=10, limit=600))):
    print(record_digest(carry_out(STUDY, run)[0]))
"""


def test_pypy_gives_the_same_records():
    if not shutil.which("pypy3"):
        if os.environ.get("CI") == "true":
            pytest.fail("pypy3 must be installed in CI (Debian: apt-get install pypy3)")
        pytest.skip("no pypy3 here")
    said = [
        subprocess.run([python, "-c", PROGRAM], check=True, capture_output=True, text=True,
                       env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, timeout=120).stdout
        for python in (sys.executable, "pypy3")
    ]
    assert said[0] == said[1]


def test_another_seed_gives_other_trials():
    one, other = (record_of(Pole(trials=8), seed) for seed in (1, 2))
    assert one.series["seed 1"] != other.series["seed 2"]


@pytest.mark.parametrize("config", [Pole(trials=10), Hinge(trials=3)])
def test_a_seed_alone_is_the_same_as_in_a_block(config):
    block = record_of(config, 48, 4)
    assert list(block.series) == ["seed 48", "seed 49", "seed 50", "seed 51"]
    for place, seed in enumerate(range(48, 52)):
        alone = record_of(config, seed)
        assert alone.series == {f"seed {seed}": block.series[f"seed {seed}"]}
        assert alone.results["last"] == [block.results["last"][place]]
    assert lesson.lengths_of(block)[3] == block.series["seed 51"]


@pytest.mark.parametrize(("seed", "numbered"), [(7, (0, 7)), (50, (1, 0)), (107, (2, 7))])
def test_a_seed_draws_what_it_drew_as_a_numbered_run(seed, numbered):
    first, number = numbered
    as_it_was = stream(first, f"ACE/ASE, run {number}")
    assert uniform(lesson.run_stream(seed, "ACE/ASE"), 0.0, 1.0) == uniform(as_it_was, 0.0, 1.0)


@pytest.mark.parametrize(("run", "name"), [
    (Run(Pole(), 3), "pole-seed-3"), (Run(Pole(), 50, 50), "pole-seeds-50-99"),
    (Run(Pole("random pushes"), 0, 50), "pole-system-random-pushes-seeds-0-49"),
    (Run(Pole(integrator="semi-implicit Euler"), 0, 50),
     "pole-integrator-semi-implicit-euler-seeds-0-49"),
    (Run(Pole(friction=0.0), 50, 50), "pole-friction-0.0-seeds-50-99"), (Run(Film()), "film"),
    (Run(Hinge("BOXES"), 100, 50), "hinge-system-boxes-seeds-100-149"),
    (Run(Rules()), "rules-seed-0"),
])
def test_run_names(run, name):
    assert STUDY.name(run) == name


def test_what_the_chapter_runs():
    assert len(STUDY.planned()) == len(STUDY.runs) == 79
    for system in lesson.SYSTEMS:
        planned = [run for run in STUDY.runs if run.config == Pole(system) and run.seeds > 1]
        assert [run.seed for run in planned] == [0, 50, 100, 150, 200, 250]
        assert {run.seeds for run in planned} == {50}  # five experiments of ten runs each
        assert [run.tier for run in planned] == ["figures"] * 2 + ["evidence"] * 4
    assert {run.tier for run in STUDY.runs if isinstance(run.config, (Film, Hinge, Rules))} == {
        "figures"}
    assert {run.tier for run in lesson.VARIANTS} == {"evidence"}


def test_a_run_for_figures_reads_runs_for_figures():
    for run in STUDY.runs:
        for read in STUDY.reads(run):
            assert run.tier == "evidence" or STUDY.planned()[STUDY.name(read)].tier == "figures"


def test_reports_count_the_steps_of_named_stages():
    for run in SMALL:
        told = []
        carry_out(STUDY, run, lambda *what, told=told: told.append(what))
        assert told
        for stage, done, of, *_ in told:
            assert stage
            assert 0 <= done <= of
        assert told[-1][1] == told[-1][2]


def test_training_is_reported_with_how_long_the_pole_stayed_up():
    told = []
    record, _ = carry_out(STUDY, Run(Pole(trials=5), 3, 2), lambda *what: told.append(what))
    first = record.results["last"][0]
    assert told[:2] == [("training", 0, 2),
                        ("training", 1, 2, f"last five trials {first:.1f} steps")]


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(("kind", "settings", "complaint"), [
    (Pole, {"system": "demons"}, "system cannot be 'demons'; it can be: ACE/ASE, BOXES"),
    (Pole, {"trials": 0}, "trials must be at least 1, got 0"),
    (Pole, {"cap": 0}, "cap must be at least 1, got 0"),
    (Pole, {"integrator": "Runge-Kutta"}, "integrator cannot be 'Runge-Kutta'; it can be: expl"),
    (Pole, {"friction": -1.0}, "friction must be at least 0, got -1.0"),
    (Pole, {"friction": float("inf")}, "friction needs a finite number, got inf"),
    (Film, {"shown": 50}, "shown must be at most 49, got 50"),
    (Film, {"shown": -1}, "shown must be at least 0, got -1"),
    (Film, {"trials": 0}, "trials must be at least 1, got 0"),
    (Film, {"cap": -5}, "cap must be at least 1, got -5"),
    (Film, {"beginning": 1}, "beginning must be at least 2, got 1"),
    (Film, {"ending": -1}, "ending must be at least 0, got -1"),
    (Hinge, {"system": "demons"}, "system cannot be 'demons'; it can be: ACE/ASE, BOXES"),
    (Hinge, {"trials": 0}, "trials must be at least 1, got 0"),
    (Rules, {"episodes": 0}, "episodes must be at least 1, got 0"),
    (Rules, {"limit": 0}, "limit must be at least 1, got 0"),
])
def test_settings_that_make_no_sense(kind, settings, complaint):
    with pytest.raises(RequestError, match=f"^{complaint}"):
        kind(**settings)


@pytest.mark.parametrize(("arguments", "first_line"), [
    (["--set", "trials=3"], "Lesson 02, pole, seed 0"),
    (["pole", "--set", "trials=3", "--set", "system=BOXES", "--seed", "7", "--seeds", "3"],
     "Lesson 02, pole, seeds 7 to 9"),
    (["film", "--set", "trials=4", "--set", "cap=500", "--set", "shown=2"], "Lesson 02, film"),
    (["hinge", "--set", "trials=2", "--seeds", "2"], "Lesson 02, hinge, seeds 0 to 1"),
    (["rules", "--set", "episodes=2", "--set", "limit=50"], "Lesson 02, rules, seed 0"),
])
def test_every_experiment_starts_from_the_command_line(capsys, arguments, first_line):
    assert main(["run", "02", *arguments]) == 0
    assert capsys.readouterr().out.splitlines()[0] == first_line


@pytest.mark.parametrize(("arguments", "complaint"), [
    (["rules", "--seeds", "2"], "this experiment takes one seed a run, got 2"),
    (["pole", "--seeds", "0"], "seed must be 0 or more and seeds 1 or more, got 0 and 0"),
    (["pole", "--set", "cap=0"], "cap must be at least 1, got 0"),
])
def test_what_cannot_be_asked_for_gets_one_line(capsys, arguments, complaint):
    assert main(["run", "02", *arguments]) == 2
    assert capsys.readouterr().err == f"policywerk: {complaint}\n"


# ---------------------------------------------------------------- the cap and the filling


@pytest.mark.parametrize(("lengths", "trials", "expected"), [
    ([3, 5, 7], 3, [3, 5, 7]),  # nothing is missing
    ([3, 9, 7], 5, [3, 9, 7, 9, 9]),  # broken off at 7, but 9 was longer
    ([3, 5, 7], 5, [3, 5, 7, 7, 7]),
    ([8], 3, [8, 8, 8]),
])
def test_filling(lengths, trials, expected):
    assert lesson.filled(lengths, trials) == expected


@pytest.mark.parametrize(("cap", "expected"), [
    (100, [10, 20, 30]), (60, [10, 20, 30]), (45, [10, 20, 15]), (30, [10, 20]), (7, [7]),
])
def test_a_smaller_cap(cap, expected):
    assert lesson.stopped_at([10, 20, 30], cap) == expected


def test_a_run_stopped_later_contains_the_run_stopped_sooner():
    long = record_of(Pole(trials=60, cap=8000), 50, 2)
    short = record_of(Pole(trials=60, cap=3000), 50, 2)
    for name, lengths in long.series.items():
        assert lesson.stopped_at(lengths, 3000) == short.series[name]
    assert short.results["stopped"] == [True, True]
    assert [sum(lengths) for lengths in short.series.values()] == [3000, 3000]


@pytest.mark.parametrize(("cap", "steps", "end"), [
    (5, 10, 10), (10, 10, 10), (11, 20, 30), (45, 30, 60), (60, 30, 60),
])
def test_the_trial_that_a_smaller_cap_breaks_off(cap, steps, end):
    assert lesson.broken_off([10, 20, 30], cap) == (steps, end)


def test_a_run_that_does_not_come_to_the_cap_is_not_broken_off():
    assert lesson.broken_off([10, 20, 30], 61) is None


def test_bins_of_five():
    assert lesson.binned([1, 2, 3, 4, 5, 10, 10, 10, 10, 20]) == [3.0, 12.0]
    assert lesson.averaged([[1.0, 3.0], [3.0, 5.0]]) == [2.0, 4.0]


# ---------------------------------------------------------------- the film


def test_the_film_is_of_the_run_that_it_names():
    config = Film(shown=7, trials=20, cap=6000, beginning=30, ending=10)
    (read,) = STUDY.reads(Run(config))
    assert read == Run(Pole(trials=20, cap=6000), 0, 50)
    block, _ = carry_out(STUDY, read)
    record, _ = carry_out(STUDY, Run(config), records=[block])
    lengths = block.series["seed 7"]
    assert record.results == {"trials": len(lengths), "longest": max(lengths),
                              "last": block.results["last"][7],
                              "stopped": block.results["stopped"][7]}
    assert [shot["trial"] for shot in record.snapshots] == lesson.shown_trials(len(lengths))
    for shot in record.snapshots:
        steps = lengths[shot["trial"] - 1]
        assert shot["steps"] == steps
        assert len(shot["beginning"]) == min(30, steps)
        assert len(shot["ending"]) == max(0, min(10, steps - 30))
        assert len(shot["weights"]) == len(shot["predictions"]) == 162
        assert shot["beginning"][0][:2] == [0.0, 0.0]
        assert all(box in range(162) and action in (0, 1)
                   for _, _, box, action, _ in shot["beginning"] + shot["ending"])
        assert shot["failed"]
        assert (shot["ending"] or shot["beginning"])[-1][4] < 0.0  # a fall is never good news


def test_the_film_reads_a_planned_run():
    (read,) = STUDY.reads(lesson.FILMED)
    assert STUDY.name(read) == STUDY.name(lesson.WATCHED)
    assert lesson.WATCHED in STUDY.runs


def test_the_shown_run_is_the_median_of_how_runs_end():
    # 41 runs: twenty ended lower, twenty higher
    block = load_record(RECORDS / f"{STUDY.name(lesson.WATCHED)}.json")
    ends = block.results["last"][:lesson.POPULATION]
    order = sorted(range(len(ends)), key=lambda seed: (ends[seed], seed))
    assert len(order) == 41
    assert order.index(lesson.SHOWN_SEED) + 1 == 21
    assert lesson.FILMED.config.shown == lesson.SHOWN_SEED


def test_the_committed_film_is_of_the_committed_run():
    film = load_record(RECORDS / f"{STUDY.name(lesson.FILMED)}.json")
    block = load_record(RECORDS / f"{STUDY.name(lesson.WATCHED)}.json")
    lengths = block.series[f"seed {lesson.SHOWN_SEED}"]
    assert [shot["steps"] for shot in film.snapshots] == [
        lengths[shot["trial"] - 1] for shot in film.snapshots]
    assert film.results["last"] == block.results["last"][lesson.SHOWN_SEED]


def test_being_watched_changes_nothing():
    plain, watched = CartPole(), lesson.Watched(CartPole(), 3, 2)
    seen: Environment = watched
    assert plain.reset() == seen.reset()
    for action in (1, 0, 1, 1, 0, 1):
        assert plain.step(action) == seen.step(action)
    assert [moment[3] for moment in watched.beginning] == [1, 0, 1]
    assert [moment[3] for moment in watched.lately] == [0, 1]


def test_news_that_are_overheard_are_those_that_were_given():
    world = lesson.Watched(CartPole(), 3, 2)
    plain, critic = (AdaptiveCritic(162, Settings()) for _ in range(2))
    heard = lesson.Overheard(critic, world)
    world.reset()
    for box, reward, following in ((3, 0.0, 4), (4, -1.0, None), (3, 0.0, 4)):
        world.step(1)
        news = heard.reinforcement(box, reward, following)
        assert news == plain.reinforcement(box, reward, following)
    heard.end()
    assert critic.trace.marked == []
    # box 4 is predicted to be worth -1 times 0.5 times 0.2, and 0.95 of that is the news of box 3,
    # less what box 3 learnt from its mark of 0.16: 0.95 (-0.1) + 0.08
    assert [moment[4] for moment in world.beginning] == [0.0, -1.0, -0.015]


def test_shown_trials():
    assert lesson.shown_trials(6) == [1, 2, 3, 4, 5, 6]
    assert lesson.shown_trials(42) == [1, 2, 3, 4, 5, 7, 9, 12, 15, 20, 25, 30, 35, 40, 42]
    assert lesson.shown_trials(100)[-2:] == [95, 100]


# ---------------------------------------------------------------- rules and balance


def test_rules_that_need_no_learning():
    rules = record_of(Rules(episodes=50)).results
    assert rules["always one side"]["cart-pole"] == 9
    assert rules["lean"]["balance whole"] == 1.0
    assert rules["lean"]["balance without a clock"] < 10_000  # it swings ever wider
    assert rules["lean"]["cart-pole"] == 56
    assert rules["lean + turning / 5"]["balance without a clock"] == 10_000
    assert rules["lean + turning / 5"]["cart-pole"] == 10_000
    assert rules["by lot"]["balance mean"] < 60


def test_balance_with_the_signal_of_1983():
    world = lesson.FailureSignal(Balance())
    world.reset(seed=1)
    rewards, over = [], False
    while not over:
        _, reward, terminated, truncated, _ = world.step(1)
        rewards.append(reward)
        over = terminated or truncated
    assert rewards == [0.0] * (len(rewards) - 1) + [-1.0]


def test_a_rule_is_cut_at_the_limit():
    rng = stream(0, "unused")
    assert lesson.kept_up(CartPole(), lesson.on_cart_pole(lesson.RULES["lean"]), rng, 20) == 20
    assert lesson.kept_up(CartPole(), lesson.on_cart_pole(lesson.RULES["lean"]), rng, 99) == 56


# ---------------------------------------------------------------- what it amounts to


def test_summary_of_small_runs():
    runs = (Run(Hinge(trials=20), 0, 20), Run(Pole(trials=20, cap=3000), 0, 20),
            Run(Pole("random pushes", 20), 0, 20), Run(Rules(episodes=3, limit=100)),
            Run(Pole(trials=20, cap=3000), 0))
    study = replace(STUDY, runs=runs)
    records = {study.name(run): carry_out(study, run)[0] for run in runs}
    evidence = lesson.summarise(Records(study, records))
    samples = evidence.samples["ACE/ASE, trials 16-20"]
    assert len(samples) == 2  # two experiments of ten runs; one run alone is none
    lengths = lesson.lengths_of(records["pole-trials-20-cap-3000-seeds-0-19"])
    first = [lesson.filled(run, 20)[15:20] for run in lengths[:10]]
    assert samples[0] == pytest.approx(sum(map(sum, first)) / 50)
    assert evidence.samples["random pushes, runs stopped"] == [0.0, 0.0]
    assert "balance, ACE/ASE, trials 16-20" in evidence.intervals
    assert evidence.seeds == list(range(20))


def test_experiments_are_the_same_when_the_record_comes_from_a_file(tmp_path):
    record = record_of(Pole("random pushes", trials=5), 0, 20)
    save_record(record, tmp_path / "r.json")
    tens = lesson.tens_of(load_record(tmp_path / "r.json"))  # where keys are sorted
    assert tens == lesson.tens_of(record)
    assert tens[1][0] == record.series["seed 10"]


@pytest.mark.parametrize(("seeds", "experiments"), [(1, 0), (9, 0), (10, 1), (19, 1), (20, 2)])
def test_ten_runs_are_an_experiment(seeds, experiments):
    record = record_of(Pole("random pushes", trials=1), 0, seeds)
    assert [len(ten) for ten in lesson.tens_of(record)] == [10] * experiments


def test_runs_in_words():
    lines = describe(STUDY, record_of(Pole(trials=12), 3, 2)).splitlines()
    assert lines[0] == "Lesson 02, pole, seeds 3 to 4"
    assert lines[2].startswith("seed 3: 12 trials, ")
    assert lines[6].startswith("seed 4: 12 trials, ")
    assert lines[-1].startswith("last five trials, on average: ")


def test_a_film_in_words():
    lines = describe(STUDY, record_of(Film(shown=3, trials=3, cap=30))).splitlines()
    assert lines[0] == "Lesson 02, film"
    assert lines[2].startswith("seed 3: ")
    assert lines[3].split()[:3] == ["1", "failed", "after"]
    assert lines[-1].split()[1:3] == ["was", "stopped"]


def test_rules_in_words():
    assert "cart-pole" in describe(STUDY, record_of(Rules(episodes=2, limit=100)))


# ---------------------------------------------------------------- stopped is not balancing


@pytest.fixture(scope="module")
def longer():
    """The runs that were stopped at three million steps, and the same ones as usual."""
    later, usual = [], []
    for run in lesson.LONGER:
        later += lesson.lengths_of(load_record(RECORDS / f"{STUDY.name(run)}.json"))
        sooner = Run(Pole(), run.seed, run.seeds)
        usual += lesson.lengths_of(load_record(RECORDS / f"{STUDY.name(sooner)}.json"))
    return later, usual


def test_runs_that_are_stopped_later_are_the_same_runs(longer):
    for later, usual in zip(*longer):
        assert lesson.stopped_at(later, Pole.cap) == usual


def test_most_trials_that_the_cap_breaks_off_would_have_ended(longer):
    later, usual = longer
    cut = [trial for run in later if (trial := lesson.broken_off(run, Pole.cap))]
    assert (len(later), len(cut)) == (100, 61) == (100, sum(sum(run) >= Pole.cap for run in usual))
    assert sum(trial.steps >= 500_000 for trial in cut) == 26
    assert sum(trial.steps >= 1_000_000 for trial in cut) == 22
    assert sum(trial.end >= 1_000_000 for trial in cut) == 23
    assert sum(trial.end >= 3_000_000 for trial in cut) == 16  # a quarter of the runs stopped


def test_without_marks_the_search_alone_learns_next_to_nothing_on_balance():
    # 100 runs each; by lot the pole stays up for about 40 steps
    ends = {}
    for run in (*lesson.HINGES, *lesson.UNMARKED):
        record = load_record(RECORDS / f"{STUDY.name(run)}.json")
        ends.setdefault(lesson.hinge_title(run.config), []).extend(record.results["last"])
    mean = {title: fmean(levels) for title, levels in ends.items()}
    assert {len(levels) for levels in ends.values()} == {100}
    assert mean["balance, ACE/ASE, no marks"] > 490
    assert mean["balance, ASE alone"] > 490
    assert mean["balance, ASE alone, no marks"] < 1.2 * mean["balance, random pushes"]


# ---------------------------------------------------------------- the published evidence


@pytest.fixture(scope="module")
def evidence():
    return json.loads((ASSETS / "evidence.json").read_bytes())


@pytest.mark.parametrize("system", SECOND["ten_run_averages"])
def test_our_means_are_those_of_the_second_program(evidence, system):
    second = SECOND["ten_run_averages"][system]
    for place in ("trials 1-5", "trials 16-20", "trials 46-50", "trials 76-80", "trials 96-100"):
        key = f"{system}, {place}"
        if system == "ACE/ASE, cap 100000" and place == "trials 96-100":
            key = "ACE/ASE, small cap"
        if key not in evidence["samples"] or place not in second:
            continue
        ours = evidence["samples"][key]
        mean, sd = second[place]
        error = (stdev(ours) ** 2 / len(ours) + sd**2 / second["experiments"]) ** 0.5
        assert abs(fmean(ours) - mean) < 4 * error, key


@pytest.mark.parametrize("system", list(lesson.SYSTEMS))
def test_most_experiments_lie_in_the_band(evidence, system):
    low, high = SECOND["ten_run_averages"][system]["band"]  # holds 80 % of the second program's
    ours = evidence["samples"][f"{system}, trials 96-100"]
    assert len(ours) >= 10
    assert sum(1 for level in ours if low <= level <= high) >= 0.6 * len(ours)


def test_the_systems_are_far_apart(evidence):
    level = {name: evidence["intervals"][f"{name}, trials 96-100"] for name in lesson.SYSTEMS}
    assert level["ACE/ASE"][1] > 50 * level["BOXES"][2]  # low end against high end
    assert level["BOXES"][1] > 3 * level["ASE alone"][2]
    assert level["ASE alone"][1] > 1.5 * level["random pushes"][2]
