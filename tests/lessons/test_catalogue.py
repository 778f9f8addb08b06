"""The list of lessons, and what each one offers."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from policywerk import lessons
from policywerk.lessons import l05_dqn, l06_ppo, l07_dreamer
from policywerk.lessons.catalogue import LESSONS, find_lesson, load_study
from policywerk.lessons.experiment import Experiment, Run, carry_out
from policywerk.lessons.l06_worlds import judge
from policywerk.lessons.settings import Config, RequestError

SLUGS = {path.stem for path in Path(lessons.__file__).parent.glob("l[0-9]*.py")
         if "\nSTUDY = " in path.read_text()}  # others are parts of one, such as its way in


@pytest.mark.parametrize("number", ["1", "01"])
def test_find_lesson(number):
    assert find_lesson(number).slug == "l01_bellman"


@pytest.mark.parametrize("number", ["001", "8", "", "one", "l01_bellman", "-1"])
def test_a_lesson_that_is_not_there(number):
    with pytest.raises(RequestError, match=rf"there is no lesson '{number}'; there are: 00, 01"):
        find_lesson(number)


def test_every_module_is_listed_and_every_number_once():
    assert {lesson.slug for lesson in LESSONS} == SLUGS
    assert len({lesson.number for lesson in LESSONS}) == len(LESSONS)


each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)


@each_lesson
def test_what_a_lesson_offers(lesson):
    study = load_study(lesson)
    assert lesson.number == study.lesson
    assert lesson.slug.startswith(f"l{lesson.number}_")
    assert all(isinstance(each, Experiment) for each in study.experiments)
    assert all(issubclass(each.config, Config) for each in study.experiments)
    assert callable(study.summarise)
    assert study.default in study.runs


@each_lesson
def test_experiments_have_names_of_their_own(lesson):
    study = load_study(lesson)
    names = [each.name for each in study.experiments]
    assert len(set(names)) == len(names)
    assert all(study.experiment(each.name) is each for each in study.experiments)
    assert {study.experiment_of(run).name for run in study.runs} == set(names)  # all are put to use


@each_lesson
def test_runs_have_names_of_their_own_fit_for_files(lesson):
    study = load_study(lesson)
    names = [study.name(run) for run in study.runs]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9.-]*", name) for name in names)
    assert {run.tier for run in study.runs} <= {"figures", "evidence"}


@each_lesson
def test_a_run_reads_planned_runs_and_one_for_figures_reads_those_alone(lesson):
    study = load_study(lesson)
    planned = study.planned()
    for run in study.runs:
        read = [planned[study.name(each)] for each in study.reads(run)]
        assert run not in read
        assert run.tier == "evidence" or all(each.tier == "figures" for each in read)


@each_lesson
def test_weights_come_with_the_package_under_the_lessons_number(lesson):
    kept = [run.keeps for run in load_study(lesson).runs if run.keeps]
    assert len(set(kept)) == len(kept)
    assert all(name.startswith(f"{lesson.number}-") for name in kept)
    assert not any("." in name for name in kept)  # which is a further part's: 07-x.2.json


SMALL = {  # where the usual run is long: settings that make it short
    "00": {"steps": 3, "points": 10, "unseen": 10}, "01": {"episodes": 2},
    "02": {"trials": 3}, "03": {"sets": 2}, "04": {"episodes": 20},
    "05": {"steps": 200, "evaluations": 1, "episodes": 1},
    "06": {"steps": 96, "horizon": 48, "epochs": 1},
    "07": {"steps": 50, "prefill": 40, "ratio": 26.0, "state": 8, "units": 4, "latents": 2,
           "classes": 3, "encoder": 4, "heads": 4, "dreamt": 2},
}


@each_lesson
def test_a_run_makes_the_record_it_is_named_for(lesson, monkeypatch):
    monkeypatch.setattr(l05_dqn, "JUDGED_BY", 1)  # episodes
    monkeypatch.setattr(l06_ppo, "judge", lambda world, act: judge(world, act, episodes=1))
    monkeypatch.setattr(l07_dreamer.judge, "__defaults__", (1,))  # episodes
    study = load_study(lesson)
    usual = study.default
    run = Run(replace(usual.config, **SMALL[lesson.number]), usual.seed, usual.seeds)
    record, _ = carry_out(study, run)
    assert (record.lesson, record.name) == (lesson.number, study.name(run))
    assert (record.seed, record.seeds) == (run.seed, run.seeds)
