"""The records of lesson 07 are read as they were written, and its film tells what happened."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn import drawn, named, overlapping
from matplotlib.text import Text
from PIL import Image

from figures import l07_animation
from figures.drawing import Drawing
from figures.l07_animation import (
    FRAMES_A_SECOND,
    DreamFilm,
    Shot,
    draw_film,
    draw_trace,
    shots,
)
from figures.l07_dreamer_pictures import FIXED, PICTURES
from figures.l07_pictures import PUSHED, dream_on, episodes_ahead, glide, mean_dream, mind_after
from figures.l07_runs import (
    PIXEL,
    Curve,
    Scene,
    brightness,
    eyes_closed,
    marks_of,
    pixels_off,
    place_of,
    scenes_of,
)
from policywerk.actors.dreamer import DreamerSettings, new_dreamer
from policywerk.actors.rssm import RSSMSizes
from policywerk.actors.world_model import WorldSettings
from policywerk.data import weights
from policywerk.data.record import Record
from policywerk.lessons.dreamer_player import DreamerPlayer
from policywerk.lessons.experiment import Records
from policywerk.lessons.l07_dreamer import HELD_OUT, PLAYED, SHOWN, STUDY, Imagine, world_of
from policywerk.lessons.l07_scenes import AHEAD, CONTEXT, LONGEST, held_out, scene
from policywerk.lessons.settings import settings_of
from policywerk.primitives.random import stream
from policywerk.world.pixel_pointmass import AGENT, TARGET, picture

GOAL = [0.5, -0.5]
SIZES = RSSMSizes(state=8, blocks=2, units=4, seen=5)
SMALL = DreamerSettings(WorldSettings(SIZES, decoder=4, head=4))


def small_agent(seed=0):
    return new_dreamer(SMALL, False, stream(seed, "weights"))


@pytest.fixture(scope="module")
def snapshots():
    """Three looks at agents that have learned nothing."""
    return [scene(small_agent(seed), world_of(Imagine()), list, 40 * seed) for seed in range(3)]


@pytest.fixture(scope="module")
def records(snapshots):
    """A record for each seed: a little better from seed to seed, and one with scenes."""
    found = {}
    for run in FIXED:
        name, seed = STUDY.name(run), run.seed
        series = {"return": [-4.0, -2.0, -1.0 + 0.1 * seed], "end": [20.0, 40.0, 80.0],
                  "step": [40.0, 80.0], "image": [20.0, 2.0 + seed], "kl": [1.0, 2.0 - 0.1 * seed]}
        for who, first in (("seen", 0.2), ("foreseen", 0.4), ("still", 0.8)):
            for what in ("", "dot "):
                series[f"{what}{who}, ahead"] = [first * (k + 1) + 0.1 * seed
                                                 for k in range(AHEAD)]
        found[name] = Record("07", name, settings_of(run.config), seed, series=series,
                             snapshots=snapshots)
    return found


@pytest.fixture(scope="module")
def dreaming(records):
    return DreamFilm(records[STUDY.name(SHOWN)], Records(STUDY, records))


# ---------------------------------------------------------------- what is read


def seen(place, goal=GOAL):
    """A picture of the world, in the shape that drawings have it."""
    pixels = [max(a, b) for a, b in zip(picture(place, AGENT), picture(goal, TARGET))]
    return np.asarray(pixels).reshape(16, 16)


@pytest.mark.parametrize("place", [[0.0, 0.0], [-0.7, 0.85], [0.5, 0.1], [0.93, -0.9],
                                   [0.45, -0.4], [-0.31, 0.17]])
def test_the_dot_is_found_to_a_third_of_a_pixel(place):
    assert math.dist(place_of(seen(place), GOAL), place) < 0.35 * PIXEL


def test_a_picture_without_a_dot_shows_none():
    target = np.asarray(picture(GOAL, TARGET)).reshape(16, 16)
    assert place_of(target, GOAL) is None
    assert place_of(np.zeros((16, 16)), GOAL) is None
    assert place_of(np.full((16, 16), 0.5), GOAL) is None  # grey all over
    assert place_of(np.maximum(target, 0.15), GOAL) is None  # too faint


def test_a_shade_is_the_middle_of_its_sixteenth():
    image = brightness("0f8" + "0" * 253)
    assert image.shape == (16, 16)
    assert [*image[0, :3]] == [1 / 32, 31 / 32, 17 / 32]


def test_scenes_are_what_the_record_keeps(records, snapshots):
    scenes = scenes_of(records[STUDY.name(SHOWN)], GOAL)
    assert [each.step for each in scenes] == [0, 40, 80]
    first, kept = scenes[0], snapshots[0]
    assert first.last == len(kept["real"]) - 1 == LONGEST - 1
    assert first.codes == kept["codes"]
    assert len(first.codes[0]) == 8
    for image, place in zip(first.real, first.places):
        assert math.dist(place_of(image, GOAL), place) < 0.5 * PIXEL
    assert (first.arrived, first.rewards[0]) == (False, 0.0)


def some_scene(**fields):
    blank = np.zeros((16, 16))
    given = {"step": 0, "real": [blank] * 6, "imagined": [blank] * 6, "places": [[0.0, 0.0]] * 6,
             "imagined_places": [None, (PIXEL, 0.0), (0.0, 0.0), (0.0, 0.0),
                                 (3 * PIXEL, 4 * PIXEL), None],
             "rewards": [0.0] + [-0.1] * 4 + [0.9], "imagined_rewards": [0.0] * 6,
             "codes": [[0] * 8] * 3 + [[1] * 2 + [0] * 6] + [[0] * 8] * 2,
             "entropies": [10.0, 9.0, 8.0, 7.0, 6.0, 5.0]}
    return Scene(**{**given, **fields})


def test_how_far_off_is_told_in_pixels():
    assert [pixels_off(some_scene(), moment) for moment in (0, 1, 4)] == [
        None, pytest.approx(1.0), pytest.approx(5.0)]
    assert [eyes_closed(moment) for moment in range(6)] == [0, 0, 0, 0, 1, 2]
    assert CONTEXT == 4


def test_nothing_is_known_before_its_time(records):
    marks = marks_of(records[STUDY.name(SHOWN)], "kl")
    assert marks.until(39) == Curve([], [])
    assert marks.until(79) == Curve([40.0], [1.0])


# ---------------------------------------------------------------- the film


def test_the_film_shows_every_picture_of_every_look(dreaming):
    usual = [some_scene(step=560 * i)._replace(real=[None] * (16 if i < 3 else 9))
             for i in range(9)]
    shown = [*shots(usual)]
    looked = [*dict.fromkeys((shot.scene, shot.moment) for shot in shown if not shot.learning)]
    assert looked == [(i, k) for i in range(9) for k in range(16 if i < 3 else 9)]
    steps = [shot.step for shot in shown]
    assert steps == sorted(steps)
    assert 25 <= len(shown) / FRAMES_A_SECOND <= 45


def test_the_title_says_how_long_it_has_learned_and_whether_it_looks(dreaming):
    titles = [dreaming.told(shot) for shot in (
        Shot(0, 0, 0), Shot(0, 4, 0), Shot(1, 9, 40), Shot(1, 15, 60, learning=True))]
    assert titles == ["Not trained yet: eyes open", "Not trained yet: eyes closed for 1 step",
                      "After 40 steps of training: eyes closed for 6 steps",
                      "It learns: step 60 of 4,500"]


def test_the_map_shows_both_ways_as_far_as_they_have_come(dreaming):
    pane = dreaming.map
    pane.show(some_scene(), 3)
    assert len(pane.real.get_xdata()) == 4
    assert [*pane.open.get_xdata()][1:] == [PIXEL, 0.0, 0.0]
    assert math.isnan(pane.open.get_xdata()[0])  # no dot, no place
    assert not len(pane.closed.get_xdata())
    assert not len(pane.closing.get_xdata())
    assert pane.distance.get_text() == "0.0 pixels off"
    pane.show(some_scene(), 4)
    assert [*pane.closed.get_ydata()] == [0.0, 4 * PIXEL]  # from the last that was seen
    assert len(pane.closing.get_xdata()) == 1
    assert pane.distance.get_text() == "5.0 pixels off"
    pane.show(some_scene(), 5)
    assert pane.distance.get_text() == "It imagines no dot"
    pane.show(some_scene(), 0)
    assert pane.distance.get_text() == "It draws no dot"


def test_the_pictures_say_what_they_pay_and_whether_the_dot_has_arrived(dreaming):
    pane = dreaming.pictures
    pane.show(some_scene(), 0)
    assert (pane.name.get_text(), pane.paid.get_text()) == ("What it draws", "")
    pane.show(some_scene(), 4)
    assert (pane.name.get_text(), pane.paid.get_text()) == ("What it imagines", "reward −0.10")
    pane.show(some_scene(), 5)
    assert (pane.paid.get_text(), pane.believed.get_text()) == ("reward 0.90: arrived",
                                                                "reward 0.00")


def test_the_code_shows_its_classes_and_which_have_changed(dreaming):
    pane = dreaming.code
    pane.show(some_scene(), 3)
    assert [patch.get_x() for patch in pane.now] == [0.5] * 2 + [-0.5] * 6
    assert [patch.get_visible() for patch in pane.changed] == [True] * 2 + [False] * 6
    assert pane.count.get_text() == "2 of 8 changed"
    used = [[patch.get_visible() for patch in row] for row in pane.used]
    assert used == [[True] + [False] * 7] * 8
    open_colour = pane.now[0].get_facecolor()
    pane.show(some_scene(), 5)
    assert pane.now[0].get_facecolor() != open_colour
    assert used[0] != [patch.get_visible() for patch in pane.used[0]]  # class 1, a moment ago


def test_openness_is_drawn_until_now_and_pale_of_former_looks(dreaming):
    pane = dreaming.openness
    pane.show([some_scene()], some_scene(), 2)
    assert [*pane.open.get_ydata()] == [10.0, 9.0, 8.0]
    assert not len(pane.closed.get_ydata())
    assert [len(line.get_ydata()) for line in pane.before] == [6, 0, 0]
    pane.show([], some_scene(), 5)
    assert ([*pane.open.get_ydata()], [*pane.closed.get_ydata()]) == (
        [10.0, 9.0, 8.0, 7.0], [7.0, 6.0, 5.0])
    assert [*pane.closed.get_xdata()] == [3, 4, 5]
    assert pane.most == pytest.approx(8 * math.log(8))


def test_curves_grow_with_the_training_and_the_shown_seed_is_last(dreaming):
    pane, seeds = dreaming.training, len(FIXED)
    pane.show(0)
    assert [len(line.get_xdata()) for line in pane.lines] == [0] * (3 * seeds)
    pane.show(40)
    assert [len(line.get_xdata()) for line in pane.lines] == [2] * seeds + [1] * (2 * seeds)
    pane.show(80)
    tops = [pane.lines[seeds * (i + 1) - 1].get_ydata()[-1] for i in range(3)]
    assert tops == pytest.approx([(-7.0 + 0.1 * SHOWN.seed) / 3.0, 2.0 + SHOWN.seed,
                                  2.0 - 0.1 * SHOWN.seed])
    assert [now.get_ydata()[0] for now in pane.now] == [[top] for top in tops] or [
        float(np.ravel(now.get_ydata())[0]) for now in pane.now] == pytest.approx(tops)


@pytest.mark.slow
def test_no_text_of_the_film_covers_another(dreaming):
    for shot in (Shot(0, 0, 0), Shot(1, 3, 40), Shot(2, 15, 80), Shot(1, 15, 60, learning=True)):
        dreaming.show(shot)
        assert overlapping(dreaming.figure) == []


@pytest.mark.slow
def test_the_film_and_the_trace_write_their_files(records, tmp_path, monkeypatch):
    few = [Shot(0, 0, 0), Shot(0, 0, 0), Shot(1, 5, 40), Shot(2, 14, 80), Shot(2, 15, 80)]
    monkeypatch.setattr(l07_animation, "shots", lambda scenes: iter(few))
    draw_film(Drawing(Records(STUDY, records), tmp_path))
    draw_trace(Drawing(Records(STUDY, records), tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == {
        "animation.mp4", "animation.gif", "poster.png", "trace.png", "trace.svg"}
    assert Image.open(tmp_path / "poster.png").size == (960, 840)


@pytest.mark.slow
def test_a_film_of_the_shown_run_alone_is_drawn(records):
    """Other seeds may not be there yet."""
    name = STUDY.name(SHOWN)
    alone = DreamFilm(records[name], Records(STUDY, {name: records[name]}))
    alone.show(Shot(1, 6, 40))
    assert len(alone.training.lines) == 3
    assert overlapping(alone.figure) == []


# ---------------------------------------------------------------- stills


def test_the_runs_shown_are_planned():
    assert set(FIXED) <= set(STUDY.runs)


def test_fewer_episodes_are_long_enough_the_farther_ahead():
    counts = episodes_ahead(Imagine())
    longest = [len(piece.frames) for piece in held_out(world_of(Imagine()), list, HELD_OUT)]
    assert counts[0] == sum(length > CONTEXT for length in longest)
    assert counts[-1] == longest.count(CONTEXT + AHEAD) < counts[0]
    assert counts == sorted(counts, reverse=True)


def test_the_glide_is_pushed_and_then_left_alone():
    lived = glide()
    assert lived.actions == [[1.0, -1.0]] * PUSHED + [[0.0, 0.0]] * (13 - PUSHED)
    places = [np.asarray(place_of(np.reshape(image, (16, 16)), GOAL)) for image in lived.pictures]
    ways = [np.hypot(*(b - a)) for a, b in zip(places, places[1:])]
    assert max(ways[2:5]) > 3 * max(ways[-3:])  # it comes to rest


def test_a_dream_goes_on_from_what_was_seen_last():
    player = DreamerPlayer(small_agent(), stream(0, "acting"), stream(0, "dreaming"))
    lived = glide()
    dream = dream_on(player, lived, 0, 5)
    assert len(dream) == 11
    state = mind_after(player, lived, 0, 5)
    assert [*dream[0].ravel()] == player.outlook(state).image
    _, image = player.dream(state, lived.actions[CONTEXT - 1], stream(5, "dreamt"))
    assert [*dream[1].ravel()] == image
    # with one picture, nothing is in mind before it
    alone = player.see(None, [], lived.pictures[CONTEXT - 1], stream(5, "seen"))
    assert mind_after(player, lived, CONTEXT - 1, 5) == alone.state


def test_the_mean_of_dreams_is_that_of_their_pictures(monkeypatch):
    monkeypatch.setattr("figures.l07_pictures.DREAMS", 3)
    player = DreamerPlayer(small_agent(), stream(0, "acting"), stream(0, "dreaming"))
    lived = glide()
    dreams = [dream_on(player, lived, 0, seed) for seed in range(3)]
    together = mean_dream(player, lived, 0)
    assert together[10] == pytest.approx((dreams[0][10] + dreams[1][10] + dreams[2][10]) / 3.0)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["horizon", "unseen"])
@pytest.mark.parametrize("one", [False, True])
def test_a_picture_is_drawn_and_no_text_covers_another(name, one, records, tmp_path, monkeypatch):
    if name == "unseen" and "07-fixed" not in weights.published_weights():
        pytest.skip("its training is not published yet")
    figures, save = [], Drawing.save
    monkeypatch.setattr("figures.l07_pictures.DREAMS", 2)

    def kept(self, figure, name):
        figures.append(figure)
        save(self, figure, name)

    monkeypatch.setattr(Drawing, "save", kept)
    picture = named(name, PICTURES)
    alone = PLAYED if name == "unseen" else SHOWN
    few = {STUDY.name(alone): records[STUDY.name(alone)]} if one else records
    assert drawn(picture, STUDY, few, tmp_path, None) == set(picture.writes)
    assert [overlapping(figure) for figure in figures] == [[]] * len(figures)
    told = {text.get_text() for text in figures[0].findobj(Text)}
    assert (f"1 of {len(FIXED)} runs" in told) == (one and name != "unseen")
    assert alone in picture.reads
