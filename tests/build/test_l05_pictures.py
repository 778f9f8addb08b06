"""Every picture of lesson 05 is drawn, from tiny records that bear the names of the real ones."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest
from drawn import drawn, named, names_on_pages, overlapping, says_what_is_missing
from PIL import Image

from figures import l05_animation, l05_insides
from figures.l05_animation import CatchFilm, Scene, scenes
from figures.l05_dqn_pictures import PICTURES
from figures.l05_insides import ball_of, stack_of, strongest
from figures.l05_runs import (
    Act,
    Moment,
    Returns,
    acts_of,
    frame,
    landing,
    moments,
    records_of,
    returns_of,
    runs_of,
    spread,
)
from policywerk.actors.q_networks import q_network_of
from policywerk.building_blocks.frames import pixels_of
from policywerk.data.record import Record
from policywerk.lessons import l05_dqn, l05_way_in
from policywerk.lessons.experiment import Records, Run, carry_out
from policywerk.lessons.l05_dqn import (
    FAR,
    GROUPS,
    SCENE_BALLS,
    SHOWN,
    STUDY,
    Baselines,
    Catch,
    images_of,
)
from policywerk.lessons.l05_way_in import Alone, Baird, Features
from policywerk.lessons.settings import settings_of
from policywerk.world.catcher import Catcher

FIGURES = [run for run in STUDY.runs if run.tier == "figures"]
TINY = Catch(steps=12, start=4, batch=4, evaluations=6, episodes=1, film=True)

pytestmark = pytest.mark.slow  # a minute of drawing


@pytest.fixture(scope="module")
def trained():
    """What a training finds that is over at once: its record, and its weights."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(l05_dqn, "JUDGED_BY", 1)
        patch.setattr(l05_dqn, "HELD_OUT", 20)
        patch.setattr(l05_dqn, "STRETCH", 2)
        record, found = carry_out(STUDY, Run(TINY))
    longer = {**record.series, "step": [0.0, 7e3, 14e3, 28e3, 42e3, 100e3, 120e3],
              "return": [-4.0, -2.0, 0.0, 6.0] * 3, "end": [300.0, 9_000.0, 13_000.0, *[
                  50_000.0 + 150.0 * i for i in range(9)]]}
    return replace(record, series=longer), found.weights


@cache
def way_in(kind):
    """A run of the way in that is over at once."""
    sweeps = {Baird: Baird(), Features: Features(steps=2_400), Alone: Alone(steps=300)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(l05_way_in, "JUDGED", 2)
        return carry_out(STUDY, Run(sweeps[kind], seeds=1 if kind is Baird else 2))[0]


@pytest.fixture(scope="module")
def records(trained):
    """A record for every run: the tiny one, a little better from seed to seed."""
    found = {}
    for run in STUDY.runs:
        if isinstance(run.config, Baselines):
            record = carry_out(STUDY, replace(run, config=replace(run.config, episodes=3)))[0]
        elif isinstance(run.config, (Alone, Baird, Features)):
            record = replace(way_in(type(run.config)), seeds=run.seeds)
        else:
            results = {**trained[0].results, "greedy": 5.0 + run.seed, "exploring": 4.0 + run.seed}
            shown = trained[0].snapshots if run.config.film else []
            record = replace(trained[0], results=results, snapshots=shown)
        found[STUDY.name(run)] = replace(record, name=STUDY.name(run), seed=run.seed,
                                         config=settings_of(run.config))
    return found


@pytest.fixture(autouse=True)
def published(trained, monkeypatch):
    """Weights of the tiny agent in place of the published ones."""
    monkeypatch.setattr(l05_insides, "read", lambda name: trained[1])


def evidence_of(records):
    return STUDY.summarise(Records(STUDY, records))


STILL = [picture for picture in PICTURES if picture.name != "animation"]


@pytest.mark.parametrize("picture", STILL, ids=lambda picture: picture.name)
def test_a_picture_writes_its_files(picture, records, tmp_path):
    written = drawn(picture, STUDY, records, tmp_path, evidence_of(records))
    assert written == set(picture.writes)
    assert not any("not trained" in path.read_text() for path in tmp_path.glob("*.md"))


@pytest.mark.parametrize("picture", STILL, ids=lambda picture: picture.name)
def test_the_runs_of_the_figures_are_enough_and_it_says_what_is_missing(
        picture, records, tmp_path):
    few = {STUDY.name(run): records[STUDY.name(run)] for run in FIGURES}
    assert drawn(picture, STUDY, few, tmp_path, evidence_of(few)) == set(picture.writes)
    assert says_what_is_missing(picture, FIGURES, tmp_path)


@pytest.mark.parametrize("name", ["results", "numbers", "curves", "ablations", "promises",
                                  "held-out"])
def test_one_record_is_enough_for_a_picture_of_many(name, records, tmp_path):
    picture = named(name, PICTURES)
    one = next(run for run in reversed(picture.reads) if isinstance(run.config, Catch))
    few = {STUDY.name(one): records[STUDY.name(one)]}
    assert drawn(picture, STUDY, few, tmp_path, evidence_of(few)) == set(picture.writes)


def test_the_film_needs_the_runs_of_the_figures_only():
    for name in ("animation", "trace", "filters", "saliency", "one-ball"):
        assert set(named(name, PICTURES).reads) <= set(FIGURES)


def test_runs_of_a_group_are_those_that_the_lesson_plans():
    assert set(runs_of(*GROUPS)) == {run for run in STUDY.runs if isinstance(run.config, Catch)}


# ---------------------------------------------------------------- numbers


def test_the_numbers_that_pages_speak_of_are_there(records, tmp_path):
    drawn(named("numbers", PICTURES), STUDY, records, tmp_path, evidence_of(records))
    numbers = json.loads((tmp_path / "numbers.json").read_text())
    assert names_on_pages("05") <= set(numbers)
    # seeds 0 to 9 earn 5 to 14, so 9.5 in the mean; (9.5 + 10) / 2 balls
    assert numbers["width_5_greedy_mean"] == "9.50"
    assert (numbers["width_5_greedy_least"], numbers["width_5_greedy_most"]) == ("5.00", "14.00")
    assert numbers["width_5_caught"] == "9.8"
    assert numbers["width_3_exploring_mean"] == "6.00"  # five seeds, 4 to 8
    assert float(numbers["at_14000_least"].replace("−", "-")) == records[
        STUDY.name(SHOWN)].series["greedy"][2]
    assert numbers["steps"] == "60,000"
    # games 1 to 10 earn −6 together, 2 to 11 −2, and 3 to 12 for the first time no less than 0
    assert numbers["width_5_half_episodes"] == "12"


def diverged_from(record):
    """The record as it would be had its values run away after the first evaluations."""
    return replace(record, results={"updates": 9, "multiply_adds": 99, "diverged": "step 9: Q"},
                   series={name: points[:2] for name, points in record.series.items()},
                   snapshots=[])


@pytest.mark.parametrize("seeds", [1, 5])
@pytest.mark.parametrize("name", ["results", "numbers", "ablations", "promises", "held-out"])
def test_seeds_that_diverged_have_no_end_and_are_counted(name, seeds, records, tmp_path):
    """One of them, or all."""
    away = {STUDY.name(run): diverged_from(records[STUDY.name(run)])
            for run in (*runs_of("2013")[:seeds], *runs_of("no replay")[:seeds])}
    picture, found = named(name, PICTURES), {**records, **away}
    drawn(picture, STUDY, found, tmp_path, evidence_of(found))
    if name == "results":
        assert (tmp_path / "results.md").read_text().count(f"{seeds} of 5 |") == 2
    if name == "numbers":
        numbers = json.loads((tmp_path / "numbers.json").read_text())
        assert numbers["2013_diverged"] == str(seeds)
        assert ("2013_greedy_mean" in numbers) == (seeds < 5)


def test_a_seed_that_ended_early_is_counted_and_does_not_shorten_the_others(records):
    name = STUDY.name(runs_of("2013")[2])
    short = diverged_from(records[name])
    found = records_of(Records(STUDY, {**records, name: short}), "2013")
    curve = spread(found, "greedy")
    assert len(curve.steps) == 7
    assert [record.seed for record in found if record.results["diverged"]] == [2]


# ---------------------------------------------------------------- what happened


def test_a_scene_is_the_game_that_was_played(trained):
    """The recorded moves, played again: balls, paddles, landings and rewards are the same."""
    for act in acts_of(trained[0], TINY.width):
        environment, reward = Catcher(TINY.width, balls=SCENE_BALLS), 0.0
        _, info = environment.reset(seed=3 * FAR)
        for moment in act.moments:
            if moment.reward:
                under = 0 <= moment.ball[1] - moment.paddle < TINY.width
                assert (moment.reward, moment.ball[0]) == (1.0 if under else -1.0, 15)
                assert moment.reward == reward
                continue
            assert (moment.ball, moment.paddle) == (info["ball"], info["paddle"])
            _, reward, _, _, info = environment.step(moment.action)
        last = act.moments[-1]
        assert last.caught + last.missed == SCENE_BALLS


def test_a_ball_lands_where_its_direction_leads():
    assert landing([(13, 4), (14, 5)]) == (15, 6)
    assert landing([(13, 1), (14, 0)]) == (15, 1)  # the wall turns it round
    assert landing([(13, 7), (14, 7)]) == (15, 7)


def test_the_frame_before_the_first_is_the_first(trained):
    first, second, *_ = acts_of(trained[0], TINY.width)[0].moments
    assert first.older == first.newest
    assert second.older == first.newest
    assert frame((2, 3, 11), 5)[2][3] == 1.0
    assert sum(sum(row) for row in frame((2, 3, 11), 5)) == 6.0


def test_one_ball_ends_where_the_next_begins(trained):
    found = acts_of(trained[0], TINY.width)[-1].moments
    balls = [ball_of(found, place) for place in range(SCENE_BALLS)]
    assert [moment for ball in balls for moment in ball] == found
    assert all([moment.ball[0] for moment in ball] == [*range(16)] for ball in balls)


def test_returns_are_smoothed_backwards_and_nothing_is_drawn_before_its_time():
    record = Record("05", "x", {}, 0, series={"return": [0.0, 4.0, 8.0], "end": [10.0, 20.0, 30.0]})
    curve = returns_of(record)
    assert curve.means == [0.0, 2.0, 4.0]
    assert curve.until(29) == Returns([10.0, 20.0], [0.0, 2.0])
    assert curve.until(9) == Returns([], [])


# ---------------------------------------------------------------- the film


def test_the_film_shows_every_moment_and_lasts_as_long_as_it_should(trained):
    acts = acts_of(trained[0], TINY.width)
    film = [*scenes(acts)]
    played = {(scene.act, scene.moment) for scene in film if not scene.training}
    assert played == {(a, m) for a, act in enumerate(acts) for m in range(len(act.moments))}
    steps = [scene.step for scene in film]
    assert steps == sorted(steps)
    assert {scene.step for scene in film if not scene.training} == {act.step for act in acts}
    assert 20 <= len(film) / l05_animation.FRAMES_A_SECOND <= 45


def test_the_film(records, tmp_path, monkeypatch):
    few = [Scene(0, 0, 0), Scene(0, 0, 0), Scene(0, 63, 5_000, training=True), Scene(1, 15, 10_000),
           Scene(2, 12, 60_000)]
    monkeypatch.setattr(l05_animation, "scenes", lambda acts: iter(few))
    picture = named("animation", PICTURES)
    assert drawn(picture, STUDY, records, tmp_path, evidence_of(records)) == set(picture.writes)
    assert Image.open(tmp_path / "poster.png").size == (960, 840)


def test_what_the_film_says_is_what_happened(records):
    film = CatchFilm(records[STUDY.name(SHOWN)], Records(STUDY, records))
    film.show(Scene(0, 15, 0))
    landed = film.acts[0].moments[15]
    assert film.title.get_text() == "1 of 3   Not trained yet: its weights are random"
    assert film.board.said.get_text() == {1.0: "caught: +1", -1.0: "missed: −1"}[landed.reward]
    assert film.board.score.get_text() == f"caught {landed.caught}, missed {landed.missed}"
    assert all(len(line.get_xdata()) == 0 for line in film.returns.lines)
    film.show(Scene(0, 15, 9_500, training=True))
    assert film.title.get_text() == "It trains: step 9,500 of 12"
    assert not film.board.ball.get_visible()
    assert all([*line.get_xdata()] == [300.0, 9_000.0] for line in film.returns.lines)
    assert len(film.returns.lines) == 10


def test_the_longest_bar_is_as_long_as_there_is_room_for(records):
    film = CatchFilm(records[STUDY.name(SHOWN)], Records(STUDY, records))
    ends = []
    for act in film.acts:
        for moment in act.moments:
            film.values.show(moment)
            ends += [bar.get_x() + bar.get_width() for bar in film.values.bars]
    assert min(ends) > 656.0
    assert max(ends) == pytest.approx(878.0)


def test_no_text_of_the_film_covers_another(records):
    film = CatchFilm(records[STUDY.name(SHOWN)], Records(STUDY, records))
    for scene in (Scene(0, 0, 0), Scene(1, 15, 10_000), Scene(2, 63, 60_000),
                  Scene(1, 63, 44_440, training=True)):
        film.show(scene)
        assert overlapping(film.figure) == []


@pytest.mark.parametrize("picture", [p for p in STILL if p.writes[0].endswith(".svg")],
                         ids=lambda picture: picture.name)
def test_no_text_of_a_picture_covers_another(picture, records, tmp_path, figures):
    drawn(picture, STUDY, records, tmp_path, evidence_of(records))
    assert [overlapping(figure) for figure in figures] == [[]]


# ---------------------------------------------------------------- insides


def test_the_state_whose_slopes_are_drawn_is_the_one_that_was_seen(trained):
    """The network says of it what the record says that it said."""
    network = q_network_of(trained[1], images_of(TINY.frames))
    for moment in acts_of(trained[0], TINY.width)[-1].moments[:20:3]:
        values = network.predict([pixels_of(stack_of(moment, TINY.width))])[0]
        assert values == pytest.approx(moment.values, abs=1e-5)  # weights are rounded


def test_the_strongest_neurons_come_first():
    first, second = [[1.0, 0.0], [3.0, 4.0], [0.0, 0.0]], [[2.0, 1.0, 9.0], [-4.0, 1.0, 9.0]]
    assert strongest(first, second) == [1, 0, 2]  # 5 (1 + 1) > 1 (2 + 4) > 0


def test_acts_and_moments_have_the_fields_that_pictures_read():
    steps = [[row, 5, 3, 2, 0.0, 0.1, 0.2, 0.3] for row in range(14)]
    steps.append([14, 5, 3, 2, 1.0, 0.1, 0.2, 0.3])
    found = moments(steps, 5)
    assert isinstance(Act(0, found, []).moments[0], Moment)
    assert (found[-1].ball, found[-1].paddle, found[-1].caught) == ((15, 5), 4, 1)
    assert images_of(2).channels == 2
