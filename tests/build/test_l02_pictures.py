"""Every picture of lesson 02, drawn from small records."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import groupby

import pytest
from drawn import drawn, names_on_pages

from figures import l02_animation
from figures.l02_barto_sutton import (
    NOT_YET,
    ends_of,
    experiments,
    on_balance,
    on_cart_pole,
    quantile,
    system_numbers,
)
from figures.l02_barto_sutton_pictures import PICTURES
from policywerk.lessons import l02_barto_sutton as lesson
from policywerk.lessons.experiment import Given, Records, Run, carry_out, record_of
from policywerk.lessons.l02_barto_sutton import (
    FILMED,
    RULED,
    STUDY,
    WATCHED,
)
from policywerk.lessons.l02_runs import Lengths, RunsSoFar

CAP = 900  # few enough steps for a test
FILM = replace(FILMED.config, cap=CAP, beginning=6, ending=3)


def small_record(run):
    """What a run might have found, in the place of its own record."""
    small = {STUDY.name(RULED): Run(replace(RULED.config, episodes=2, limit=100)),
             STUDY.name(FILMED): Run(FILM),
             STUDY.name(WATCHED): replace(WATCHED, config=replace(WATCHED.config, cap=CAP))}
    name = STUDY.name(run)
    if name in small:
        return carry_out(STUDY, small[name])[0]
    given = Given(run.seed, min(run.seeds, 20))
    runs = RunsSoFar(run.config.trials, given)
    for seed in given.each_seed:  # a hundred trials of 10 to 49 steps, no training
        runs.add(Lengths([10.0 + (7 * seed + 3 * trial) % 40 for trial in range(100)], False))
    return record_of(STUDY, replace(run, seeds=given.seeds), runs.measured())


@pytest.fixture(scope="module")
def records():
    return {name: replace(small_record(run), name=name) for name, run in STUDY.planned().items()}


@pytest.fixture(scope="module")
def evidence(records):
    return lesson.summarise(Records(STUDY, records))


@pytest.fixture(scope="module")
def few(records):
    """Those of the first tier, and their evidence."""
    kept = {name: record for name, record in records.items()
            if STUDY.planned()[name].tier == "figures"}
    return kept, lesson.summarise(Records(STUDY, kept))


@pytest.fixture
def few_scenes(monkeypatch):
    """A film of the last scene of each of the trials from the poster's on, and the poster's."""
    scenes = l02_animation.scenes

    def last_ones(watched):
        return [list(scene)[-1] for _, scene in groupby(scenes(watched), lambda s: s.shown)]

    monkeypatch.setattr(l02_animation, "scenes", last_ones)
    monkeypatch.setattr("figures.l02_barto_sutton.POSTER", (5, 0))


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_writes_its_files(picture, records, evidence, tmp_path, few_scenes):
    assert drawn(picture, STUDY, records, tmp_path, evidence) == set(picture.writes)
    assert all((tmp_path / name).stat().st_size > 100 for name in picture.writes)


ALONE = ("trace", "boxes", "animation")  # drawn from runs for figures, intervals apart


@pytest.mark.parametrize("picture", [each for each in PICTURES if each.name not in ALONE],
                         ids=lambda picture: picture.name)
def test_a_picture_needs_no_more_than_the_runs_for_figures(picture, few, tmp_path):
    assert drawn(picture, STUDY, few[0], tmp_path, few[1]) == set(picture.writes)


@pytest.mark.parametrize("name", ALONE)
def test_the_film_and_what_belongs_to_it_read_runs_for_figures_only(name):
    picture = next(picture for picture in PICTURES if picture.name == name)
    assert not picture.evidence
    assert {run.tier for run in picture.reads} == {"figures"}


def test_the_numbers_have_the_names_that_pages_use(records, evidence, few, tmp_path):
    picture = next(picture for picture in PICTURES if picture.name == "numbers")
    for known, together in ((records, evidence), few):
        drawn(picture, STUDY, known, tmp_path, together)
        numbers = json.loads((tmp_path / "numbers.json").read_bytes())
        assert names_on_pages("02") <= set(numbers)
    assert numbers["no_friction_last"] == NOT_YET
    assert numbers["_shortfall"] == "22 of 78 runs"


def test_every_run_is_read():
    # but the one that is told in words
    read = {STUDY.name(run) for picture in PICTURES for run in picture.reads}
    assert read == set(STUDY.planned()) - {STUDY.name(STUDY.default)}


def test_figures_show_the_experiments_of_the_evidence(records, evidence):
    kept = Records(STUDY, records)
    for system in lesson.SYSTEMS:
        ends = [curve[-1] for curve in experiments(on_cart_pole(kept, system))]
        assert ends == evidence.samples[f"{system}, {lesson.LAST}"]
        ends = [curve[-1] for curve in experiments(on_balance(kept, system))]
        assert ends == evidence.samples[f"balance, {system}, {lesson.LAST}"]


def test_single_runs_are_those_of_the_pair_in_blocks(records):
    kept = Records(STUDY, records)
    seeds = sum(record.seeds for record in on_cart_pole(kept, "ACE/ASE"))
    assert len(ends_of(kept)) == seeds == 50 + 5 * 20  # the run that is told in words is none


@pytest.mark.parametrize(("share", "expected"), [
    (0.1, 1.0), (0.25, 3.0), (0.5, 5.0), (0.75, 8.0), (0.9, 9.0)])
def test_a_quantile_is_one_of_the_values(share, expected):
    # of ten values 1 to 10: at least a quarter of them, three, do not exceed 3
    assert quantile([float(n) for n in range(10, 0, -1)], share) == expected


def test_a_system_that_is_not_trained_has_numbers_that_say_so(evidence):
    nothing = lesson.summarise(Records(STUDY, {}))
    numbers = system_numbers(nothing, "boxes", "BOXES")
    assert set(numbers.values()) == {"(not trained yet)"}
    assert numbers.keys() == system_numbers(evidence, "boxes", "BOXES").keys()
