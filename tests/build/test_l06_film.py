"""The records of lesson 06 are read as they were written, and the film tells what happened."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import exp

import pytest
from drawn import overlapping
from PIL import Image

from figures import l06_animation
from figures.drawing import Drawing
from figures.l06_animation import (
    FRAMES_A_SECOND,
    PUSH,
    PushFilm,
    Shot,
    draw_film,
    draw_trace,
    outside,
    shots,
)
from figures.l06_runs import (
    Path,
    Returns,
    Spread,
    baseline,
    iteration_means,
    returns_of,
    runs_of,
    scene_of,
    spread,
)
from policywerk.data.record import Record
from policywerk.lessons import l06_ppo
from policywerk.lessons.experiment import Records, Run, carry_out
from policywerk.lessons.l06_ppo import SHOWN, STUDY, Control
from policywerk.lessons.l06_scenes import PLACES
from policywerk.lessons.l06_worlds import Untaught, judge

# ---------------------------------------------------------------- curves


def one_seed(returns, ends):
    return Record("06", "x", {}, 0, series={"return": returns, "end": ends})


def test_returns_are_smoothed_backwards_over_twenty_episodes():
    curve = returns_of(one_seed([float(i) for i in range(30)], [512.0] * 12 + [1024.0] * 18))
    assert curve.means[:3] == [0.0, 0.5, 1.0]  # 0, (0 + 1) / 2, (0 + 1 + 2) / 3
    assert curve.means[19] == 9.5  # (0 + 19) / 2
    assert curve.means[20] == 10.5  # (1 + 20) / 2: the first has left
    assert curve.by_iteration() == Returns([512.0, 1024.0], [5.5, 19.5])  # (10 + 29) / 2


def test_nothing_is_known_before_its_time():
    curve = returns_of(one_seed([0.0, 4.0, 8.0], [512.0, 1024.0, 1024.0]))
    assert curve.until(511) == Returns([], [])
    assert curve.until(1023) == Returns([512.0], [0.0])
    assert curve.until(1024) == Returns([512.0, 1024.0, 1024.0], [0.0, 2.0, 4.0])


def test_seeds_are_put_together_iteration_by_iteration():
    one = one_seed([1.0, 3.0, 7.0], [512.0, 512.0, 1024.0])  # 2 and 7
    other = one_seed([4.0, 9.0], [512.0, 1536.0])  # none ended at 1024
    assert spread([one, other]) == Spread([512.0, 1024.0, 1536.0], [3.0, 7.0, 9.0],
                                          [2.0, 7.0, 9.0], [4.0, 7.0, 9.0])


def test_many_seeds_in_one_record_are_as_good_as_a_record_each():
    many = Record("06", "x", {}, 0, seeds=2, series={
        "return 0": [2.0, 7.0], "end 0": [512.0, 1024.0], "return 1": [4.0], "end 1": [512.0]})
    single = [one_seed([1.0, 3.0, 7.0], [512.0, 512.0, 1024.0]), one_seed([4.0], [512.0])]
    assert iteration_means(many) == [seed for each in single for seed in iteration_means(each)]
    assert spread([many]) == spread(single)


def test_groups_are_those_that_the_lesson_plans():
    assert [run.seed for run in runs_of("point mass", "pendulum")] == [*range(10), 0, 1, 2]
    assert {*runs_of("point mass", "balance, no clipping")} <= {*STUDY.runs}


def test_a_baseline_that_was_not_played_is_empty():
    run = Run(Untaught("point mass"))
    record = Record("06", STUDY.name(run), {}, 0, results={"random": [-4.0, -3.0]})
    assert baseline(Records(STUDY, {}), "random") == []
    assert baseline(Records(STUDY, {record.name: record}), "random") == [-4.0, -3.0]


# ---------------------------------------------------------------- scenes


SNAPSHOT = {"step": 512, "paths": [[[0.0, 0.5], [0.1, 0.5], [0.3, 0.4]], [[0.9, 0.9], [0.8, 0.7]]],
            "reached": [1.0, 0.0], "means": [[0.5, -0.25]] * 25, "log sd": [0.0, -0.5],
            "better": [0.0] * 39 + [3.0], "worse": [1.0] + [0.0] * 39}


def test_a_scene_is_what_the_record_keeps():
    scene = scene_of(SNAPSHOT)
    assert scene.paths == [Path([[0.0, 0.5], [0.1, 0.5], [0.3, 0.4]], True),
                           Path([[0.9, 0.9], [0.8, 0.7]], False)]
    assert scene.longest == 2
    assert scene.sds == pytest.approx([1.0, exp(-0.5)])


def test_the_share_outside_the_clip_range_is_counted_from_its_ends():
    bins = [0.0] * 40  # bin 12 begins at 0.8, bin 27 ends at 1.2
    better, worse = [*bins], [*bins]
    better[12] = better[27] = worse[20] = 1.0
    better[28] = worse[11] = 0.5
    scene = replace_scene(better=better, worse=worse)
    assert outside(scene, 0.8, 1.2) == pytest.approx(1.0 / 4.0)
    assert outside(scene, 1.0 - 0.3, 1.0 + 0.3) == pytest.approx(0.0)


def replace_scene(**fields):
    return scene_of(SNAPSHOT)._replace(**fields)


# ---------------------------------------------------------------- the film


@pytest.fixture(scope="module")
def records():
    """A record for each run of the film: a tiny training, a little better from seed to seed."""
    tiny = Control(steps=48, horizon=16, minibatch=8, epochs=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(l06_ppo, "judge", partial(judge, episodes=1))
        trained = carry_out(STUDY, Run(tiny))[0]
    found = {}
    for run in runs_of("point mass"):
        series = {"return": [-4.0, -2.0, -1.0 + 0.1 * run.seed], "end": [16.0, 32.0, 48.0]}
        name = STUDY.name(run)
        found[name] = replace(trained, name=name, seed=run.seed, series=series)
    untaught = Run(Untaught("point mass"))
    name = STUDY.name(untaught)
    found[name] = Record("06", name, {}, 0, results={"random": [-4.2, -4.0], "steering": [0.6]})
    shown = found[STUDY.name(SHOWN)]
    found[STUDY.name(SHOWN)] = replace(shown, snapshots=[*shown.snapshots[:3], {
        **shown.snapshots[3], "paths": SNAPSHOT["paths"] * 4, "reached": [1.0, 0.0] * 4}])
    return Records(STUDY, found)


@pytest.fixture(scope="module")
def pushing(records):
    return PushFilm(records.of(SHOWN), records)


def test_the_film_shows_every_step_of_every_scene():
    scenes = [replace_scene(step=512 * i, paths=[Path([[0.0, 0.0]] * n, True) for n in (3, 41)])
              for i in range(10)]
    scenes += [replace_scene(step=512 * i, paths=[Path([[0.0, 0.0]] * n, True) for n in (8, 16)])
               for i in range(10, 21)]
    shown = [*shots(scenes)]
    assert [*dict.fromkeys(shown)] == [Shot(i, moment) for i in range(21)
                                       for moment in range(41 if i < 10 else 16)]
    assert 20 <= len(shown) / FRAMES_A_SECOND <= 35


def test_the_map_shows_who_is_on_its_way_who_has_arrived_and_whose_time_is_up(pushing):
    assert [scene.step for scene in pushing.scenes] == [0, 16, 32, 48]
    pushing.show(Shot(3, 0))
    assert pushing.map.score.get_text() == "0 of 8 arrived"
    assert len(pushing.map.going.get_xdata()) == 8
    pushing.show(Shot(3, 1))  # the short paths are over, in vain
    assert [*pushing.map.going.get_xdata()] == [0.1] * 4
    assert [*pushing.map.late.get_xdata()] == [0.8] * 4
    assert [len(line) for line in pushing.map.trails.get_segments()] == [2] * 8
    pushing.show(Shot(3, 2))
    assert (pushing.map.steps.get_text(), pushing.map.score.get_text()) == (
        "after 2 steps:", "4 of 8 arrived")
    assert [*pushing.map.reached.get_ydata()] == [0.4] * 4
    assert not len(pushing.map.going.get_xdata())


def test_an_ellipse_lies_around_the_tip_of_its_arrow(pushing):
    pushing.field.show(replace_scene(means=[[0.0, 0.0]] * 7 + [[0.5, -2.0]] + [[0.0, 0.0]] * 17))
    corners = pushing.field.ellipses.get_paths()[7].vertices  # second row, third place
    x, y = PLACES[2] + 0.5 * PUSH, PLACES[1] - 2.0 * PUSH
    assert corners.max(axis=0) == pytest.approx([x + PUSH, y + exp(-0.5) * PUSH])
    assert corners.min(axis=0) == pytest.approx([x - PUSH, y - exp(-0.5) * PUSH])
    assert (pushing.field.arrows.U[7], pushing.field.arrows.V[7]) == (0.5, -2.0)
    assert [*pushing.field.arrows.get_offsets()[7]] == [PLACES[2], PLACES[1]]


def test_before_training_there_are_no_ratios_and_no_returns(pushing):
    pushing.show(Shot(0, 5))
    assert pushing.title.get_text() == "Not trained yet: it pushes at random"
    assert pushing.ratios.none.get_text() == "no iteration yet"
    assert not pushing.ratios.better.get_visible()
    assert pushing.ratios.outside.get_text() == ""
    assert [len(line.get_xdata()) for line in pushing.returns.lines] == [0] * 10
    pushing.show(Shot(2, 5))
    assert pushing.title.get_text() == "After iteration 2 of 3: 32 steps of training"
    assert pushing.ratios.none.get_text() == ""
    assert pushing.ratios.better.get_visible()
    scene = pushing.scenes[2]
    assert [*pushing.ratios.better.get_data().values] == scene.better
    assert [*pushing.ratios.worse.get_data().values] == [-count for count in scene.worse]
    assert sum(scene.better) + sum(scene.worse) == 16  # the horizon
    assert all([*line.get_xdata()] == [16.0, 32.0] for line in pushing.returns.lines)
    assert all([*line.get_ydata()] == [-4.0, -3.0] for line in pushing.returns.lines)


def test_the_shown_seed_is_drawn_last(pushing):
    pushing.show(Shot(3, 0))
    last = (-4.0 - 2.0 - 1.0 + 0.1 * SHOWN.seed) / 3.0
    assert pushing.returns.lines[-1].get_ydata()[-1] == pytest.approx(last)
    assert [*pushing.returns.now.get_ydata()] == pytest.approx([last])


@pytest.mark.slow
def test_no_text_of_the_film_covers_another(pushing):
    for shot in (Shot(0, 0), Shot(0, 40), Shot(2, 23), Shot(3, 2)):
        pushing.show(shot)
        assert overlapping(pushing.figure) == []


@pytest.mark.slow
def test_the_film_and_the_trace_write_their_files(records, tmp_path, monkeypatch):
    few = [Shot(0, 0), Shot(0, 0), Shot(2, 11), Shot(3, 1), Shot(3, 2)]
    monkeypatch.setattr(l06_animation, "shots", lambda scenes: iter(few))
    draw_film(Drawing(records, tmp_path))
    draw_trace(Drawing(records, tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == {
        "animation.mp4", "animation.gif", "poster.png", "trace.png", "trace.svg"}
    assert Image.open(tmp_path / "poster.png").size == (960, 840)


@pytest.mark.slow
def test_a_film_of_the_shown_run_alone_is_drawn(records):
    """Other seeds and baselines may not be there yet."""
    name = STUDY.name(SHOWN)
    alone = PushFilm(records.of(SHOWN), Records(STUDY, {name: records.of(SHOWN)}))
    alone.show(Shot(1, 3))
    assert len(alone.returns.lines) == 1
    assert overlapping(alone.figure) == []
