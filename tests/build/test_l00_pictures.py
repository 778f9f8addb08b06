"""Every picture of lesson 00, drawn from small records."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import pytest
from drawn import drawn, named, names_on_pages
from PIL import Image

from figures import l00_graph, optimizers
from figures.l00_graph import BACKWARD, FORWARD, GraphFilm, worked_neuron
from figures.l00_machinery import SHOWN_STEPS, learnt, weights_after
from figures.l00_machinery_pictures import MOONS, PICTURES
from figures.optimizers import RaceFilm, steps_shown, tracks_of
from figures.traces import STEPS, VISITS, heights
from policywerk.building_blocks.traces import accumulate
from policywerk.building_blocks.traces import replace as replacing
from policywerk.data.weights import read
from policywerk.lessons.experiment import Records, Run, carry_out
from policywerk.lessons.l00_machinery import LINE, SHOWN, STUDY, Moons, Race
from policywerk.lessons.settings import settings_of

RACE = Run(Race())
POSTERS = {"graph.png": (960, 696), "optimizers.png": (720, 720)}  # as large as their films


@cache
def tiny(hidden, seed, steps):
    """A record of a training that is over at once."""
    config = Moons(hidden=hidden, steps=steps, points=12, unseen=10 + seed)
    return carry_out(STUDY, Run(config, seed))[0]


def in_place_of(run):
    """A small record under the name, with the settings and the seed, of a run of the lesson."""
    if run == RACE:
        return carry_out(STUDY, run)[0]
    if run == SHOWN:  # its weights after some steps are drawn, those of a network of its size
        record = tiny(run.config.hidden, 1, 80)
    else:
        record = tiny(2 if run.config.hidden else 0, run.seed, 3)
    return replace(record, name=STUDY.name(run), config=settings_of(run.config), seed=run.seed)


@pytest.fixture(scope="module")
def records():
    return {STUDY.name(run): in_place_of(run) for run in STUDY.runs}


@pytest.fixture(scope="module")
def evidence(records):
    return STUDY.summarise(Records(STUDY, records))


@pytest.fixture
def few_frames(monkeypatch):
    """Films of a few frames."""
    monkeypatch.setattr(l00_graph, "HOLD", 1)
    monkeypatch.setattr(optimizers, "steps_shown", lambda steps: iter([0, 1, 40, steps]))


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_writes_its_files(picture, records, evidence, tmp_path, few_frames):
    assert drawn(picture, STUDY, records, tmp_path, evidence) == set(picture.writes)
    assert all((tmp_path / name).stat().st_size > 100 for name in picture.writes)
    for name in picture.writes:
        if name in POSTERS:
            assert Image.open(tmp_path / name).size == POSTERS[name]


def test_every_run_is_read():
    assert {STUDY.name(run) for picture in PICTURES for run in picture.reads} == set(
        STUDY.planned())


def test_the_numbers_have_the_names_that_pages_use(records, evidence, tmp_path):
    drawn(named("numbers", PICTURES), STUDY, records, tmp_path, evidence)
    numbers = json.loads((tmp_path / "numbers.json").read_bytes())
    assert (numbers["seeds"], numbers["shown_seed"]) == ("10", "1")
    assert names_on_pages("00") <= set(numbers)


def test_numbers_of_two_seeds_by_hand(records, evidence):
    known = Records(STUDY, {
        STUDY.name(run): replace(records[STUDY.name(run)], results={"accuracy": share})
        for run, share in ((SHOWN, 0.5), (Run(Moons(), 0), 1.0), (Run(LINE, 0), 0.25))})
    assert learnt("network", known) == 0.75
    assert learnt("line", known) == 0.25


def test_fewer_seeds_say_so(records, tmp_path):
    few = {name: record for name, record in records.items() if not name.endswith(("-8", "-9"))}
    evidence = STUDY.summarise(Records(STUDY, few))
    for name in ("results", "numbers"):
        drawn(named(name, PICTURES), STUDY, few, tmp_path, evidence)
    assert "*Made from 16 of 20 runs; the others are not trained yet.*" in (
        tmp_path / "results.md").read_text(encoding="utf-8")
    numbers = json.loads((tmp_path / "numbers.json").read_bytes())
    assert (numbers["seeds"], numbers["_shortfall"]) == ("8", "16 of 20 runs")
    drawn(named("network", PICTURES), STUDY, few, tmp_path, evidence)


# ---------------------------------------------------------------- the network


def test_the_last_picture_is_of_the_weights_that_come_with_the_package(records):
    assert SHOWN_STEPS[-1] == SHOWN.config.steps
    assert weights_after(records[STUDY.name(SHOWN)], SHOWN.config.steps) == read(SHOWN.keeps)


def test_the_others_are_of_the_steps_that_they_name(records):
    shown = records[STUDY.name(SHOWN)]
    before, after = (weights_after(shown, step) for step in (0, 80))
    kept = {each["step"]: each["parameters"] for each in shown.snapshots}
    assert list(before.values()) == kept[0]
    assert list(after.values()) == kept[80]
    assert set(before) == set(after) == set(read(SHOWN.keeps))


def test_the_line_and_the_network_have_a_line_for_each_seed(records, tmp_path, figures):
    drawn(named("network", PICTURES), STUDY, records, tmp_path, None)
    *beliefs, losses = figures[0].axes
    titles = [axes.get_title(loc="left") for axes in beliefs]
    assert titles == [f"step {step}" for step in SHOWN_STEPS]
    assert len(losses.get_lines()) == len(MOONS) == 20
    assert len(losses.get_legend().get_texts()) == 2


# ---------------------------------------------------------------- the films


def test_the_neuron_of_the_page():
    boxes = {box.name.split("\n")[0]: box for box in worked_neuron()}
    # 0.5 * 1 - 0.25 * 2 + 0.1 = 0.1; tanh 0.1 = 0.0997; (0.0997 - 1)^2 = 0.8106
    assert boxes["$z$"].value == pytest.approx(0.1)
    assert boxes["$y$"].value == pytest.approx(0.09966799)
    assert boxes["$L$"].value == pytest.approx(0.81059773)
    # dL/dy = 2 (y - 1); dL/dz = (1 - y^2) dL/dy; w_1 gets twice that of w_0, since x_1 = 2
    assert boxes["$y$"].grad == pytest.approx(-1.80066401)
    assert boxes["$z$"].grad == pytest.approx(-1.78277676)
    assert boxes["$w_1$"].grad == pytest.approx(2.0 * boxes["$w_0$"].grad)
    assert boxes["$b$"].grad == pytest.approx(boxes["$z$"].grad)


def shown(artists):
    return [number for number, artist in enumerate(artists) if artist.get_visible()]


def test_values_appear_forwards_and_slopes_backwards():
    film = GraphFilm()
    film.show(0)
    assert shown(film.values) == shown(film.grads) == []
    film.show(2)
    assert shown(film.values) == sorted(FORWARD[0] + FORWARD[1])
    film.show(len(FORWARD))
    assert shown(film.values) == list(range(8))
    film.show(len(FORWARD) + 1)
    assert shown(film.grads) == BACKWARD[0] == [7]
    film.show(len(FORWARD) + len(BACKWARD))
    assert shown(film.grads) == list(range(8))
    assert film.caption.get_text().startswith("Backwards")


def test_the_film_of_the_graph_holds_every_stage(few_frames):
    # one frame a stage, and two more at the end
    assert len(GraphFilm().frames()) == len(FORWARD) + len(BACKWARD) + 1 + 2


def test_the_race_shows_where_each_rule_was(records):
    race = records[STUDY.name(RACE)]
    tracks = {track.name: track for track in tracks_of(race)}
    assert tracks["SGD"].arrived == 87
    assert tracks["RMSProp"].arrived is None
    assert tracks["Adam"].places[0] == (10.0, 1.0)
    assert len(tracks["LaProp"].places) == RACE.config.steps + 1
    RaceFilm(race).show(RACE.config.steps)


def test_every_step_of_the_race_is_shown_the_first_ones_longest():
    frames = list(steps_shown(140))
    assert sorted(set(frames)) == list(range(141))
    assert frames == sorted(frames)
    assert frames.count(1) > frames.count(10) > frames.count(100)


# ---------------------------------------------------------------- plots


def test_marks_by_hand():
    marks, replaced = heights(accumulate), heights(replacing)
    # visits at 0, 1 and 2 with decay 0.8: 1, 1.8, 2.44; then it fades
    assert marks[:4] == pytest.approx([1.0, 1.8, 2.44, 1.952])
    assert replaced[:4] == pytest.approx([1.0, 1.0, 1.0, 0.8])
    assert len(marks) == STEPS
    assert max(VISITS) < STEPS


def test_the_table_has_a_row_for_each_and_for_guessing(records, evidence, tmp_path):
    drawn(named("results", PICTURES), STUDY, records, tmp_path, evidence)
    lines = (tmp_path / "results.md").read_text(encoding="utf-8").splitlines()
    rows = [re.split(r"\s*\|\s*", line)[1] for line in lines[2:]]
    assert rows == ["network, 200 steps", "line, 2000 steps", "guessing"]
