"""The film of lesson 03: what it says about each step is what happened."""

import pytest

from figures.l03_animation import (
    FRAMES_A_SECOND,
    Scene,
    WalkFilm,
    moments_of,
    signed,
    timing,
    trace_after,
)
from policywerk.lessons.experiment import Records, Run, Study, carry_out
from policywerk.lessons.l03_td_learner import STUDY, Film, Race, summarise

CONFIG = Film(episodes=20, slow=3)
RACE = Run(Race(episodes=20), seeds=3)


@pytest.fixture(scope="module")
def record():
    return carry_out(STUDY, Run(CONFIG, seed=1))[0]


@pytest.fixture(scope="module")
def moments(record):
    return moments_of(record)


def test_values_go_on_where_they_were(moments):
    for before, after in zip(moments, moments[1:]):
        assert after.td[0] == before.td[1]
        assert after.mc[0] == before.mc[1]
        assert after.time >= before.time


def test_a_walk_is_connected_and_ends_at_an_end(moments):
    steps = [moment for moment in moments if moment.walk == 1]
    for before, after in zip(steps, steps[1:]):
        assert after.come == before.go
    assert steps[0].come == 3
    assert steps[-1].go in (0, 6)


def test_errors_after_each_walk_are_those_of_the_run_shown(record, moments):
    last = {moment.walk: moment for moment in moments}
    for walk in range(CONFIG.episodes + 1):
        td, mc = last[walk].error
        assert td == pytest.approx(record.series["td"][walk], abs=1e-15)
        assert mc == pytest.approx(record.series["mc"][walk], abs=1e-15)


def test_the_numbers_of_an_update_are_right(moments):
    # the last step of the first walk: everything is 0.5, the end pays 1 or 0
    step = [moment for moment in moments if moment.walk == 1 and moment.worked][-2]
    pays, sign = (1, "") if step.go == 6 else (0, "−")
    assert step.worked[2] == f"   = {pays} + 0 − 0.500 = {sign}0.500"
    assert step.worked[3] == f"αδ = 0.05 × {sign}0.500 = {sign}0.0250"


def test_nothing_is_called_minus_zero():
    assert signed(-0.00004, 3) == "0.000"
    assert signed(-0.25, 2) == "−0.25"


def test_the_trace_of_a_whole_walk_fades_step_by_step():
    # D, C, D: 0.8 * 0.8 + 1 at D, 0.8 at C
    assert trace_after([3, 2, 3], 0.8) == pytest.approx([0.0, 0.8, 1.64, 0.0, 0.0])


def test_steps_are_shown_slowly_and_whole_walks_faster(moments):
    def frames(walk):
        return max(sum(timing(moment, moment)) for moment in moments if moment.walk == walk)

    assert frames(1) > frames(3) > frames(20)


def test_every_scene_can_be_shown(record):
    race = carry_out(STUDY, RACE)[0]
    study = Study("03", STUDY.experiments, (RACE,), RACE, summarise)
    film = WalkFilm(record, race, summarise(Records(study, {race.name: race})))
    for scene in {Scene(scene.moment, 1.0) for scene in film.scenes}:
        film.show(scene)
    assert film.scenes[-1] == Scene(len(film.moments) - 1, 1.0)
    assert len(film.scenes) > FRAMES_A_SECOND
    assert film.scenes[film.frame_of(1, 0)] == Scene(1, 1.0)
    film.show(film.scenes[0])
    assert film.errors.shown_part.get_width() == 0.0  # the means of all runs grow with this one
    film.show(film.scenes[-1])
    assert film.errors.shown_part.get_width() == film.moments[-1].walk
