"""Lesson 07, what is looked at: foresight of models that are made up, and scenes of the film."""

from __future__ import annotations

import math
from functools import partial
from types import SimpleNamespace

import pytest
from dreamer_lesson_bits import TINY

from policywerk.actors.dreamer import new_dreamer
from policywerk.actors.rssm import Latent, code_of
from policywerk.building_blocks.frames import as_frame, pixels_of
from policywerk.building_blocks.grad import constant
from policywerk.data.record import Record
from policywerk.lessons.l07_dreamer import Imagine, settings_for, told
from policywerk.lessons.l07_scenes import (
    AHEAD,
    CONTEXT,
    EPISODES,
    LONGEST,
    Lived,
    codes,
    entropy,
    errors_of,
    foresight,
    gap,
    group_size,
    held_out,
    off,
    scene,
    shades,
    thinned,
    unshaded,
    watched,
)
from policywerk.lessons.l07_worlds import TARGETS, steered
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import normal, stream
from policywerk.world.catcher import Catcher
from policywerk.world.pixel_pointmass import AGENT, TARGET, PixelPointMass, picture
from policywerk.world.pointmass import glide

GOAL = TARGETS["fixed"][0]
CHANCE = stream(0, "any")
Fake = SimpleNamespace


def world():
    return PixelPointMass(TARGETS["fixed"])


@pytest.fixture(scope="module")
def pieces():
    return held_out(world(), list, 7)


def nothing(columns: int):
    """What a made-up model has in mind at first; its code means nothing."""
    return Fake(start=lambda n: Latent(constant([[0.0] * columns] * n), constant([[0.0]] * n)))


def having(h) -> Latent:
    return Latent(constant([list(h)]), constant([[0.0]]))


# ---------------------------------------------------------------- three models that are made up


class Knowing:
    """Knows the physics: h is place and velocity, and it paints what will be seen, to the bit.

    Where an episode starts it finds the dot by the picture; then it needs no more pictures.
    """

    settings = Fake(sizes=Fake(action=2))
    rssm = nothing(4)

    def __init__(self, pieces):
        self.starts = {piece.frames[0]: piece.places[0] for piece in pieces}

    def see(self, before, action, first, frame, rng):
        if first[0]:
            return having([*self.starts[as_frame(frame.values[0])], 0.0, 0.0])
        return self.expect(before, action, rng)

    def expect(self, before, action, rng):
        [h], [push] = before.h.values, action.values
        place, velocity = glide(h[:2], h[2:], push)
        return having([*place, *velocity])

    def images(self, features: Matrix) -> Matrix:
        seen = []
        for row in features:
            dot, target = picture(row[:2], AGENT), picture(GOAL, TARGET)
            seen.append(pixels_of((as_frame([max(pair) for pair in zip(dot, target)]),)))
        return seen


class Unmoved:
    """Paints the picture that it saw last: for it nothing ever moves."""

    settings = Fake(sizes=Fake(action=2))
    rssm = nothing(256)

    def see(self, before, action, first, frame, rng):
        return having(frame.values[0])

    def expect(self, before, action, rng):
        return before

    def images(self, features: Matrix) -> Matrix:
        return [row[:256] for row in features]


class Forgetful(Knowing):
    """Knows the physics, and does not hear what is done: to it every push is none."""

    def expect(self, before, action, rng):
        return super().expect(before, constant([[0.0, 0.0]]), rng)


def test_a_model_that_knows_the_world_is_nowhere_wrong(pieces):
    found = foresight(Knowing(pieces), pieces, CHANCE)
    assert found["seen"] == found["foreseen"] == [0.0] * AHEAD
    # the dot's brightest pixel is that of the true picture: at most half a pixel off, both ways
    assert found["dot seen"] == found["dot foreseen"]
    assert 0.2 < min(found["dot foreseen"]) < max(found["dot foreseen"]) < math.sqrt(0.5)
    assert min(found["still"]) > 0.6
    assert min(found["dot still"]) > max(found["dot foreseen"]) + 0.05


def test_a_model_for_which_nothing_moves_is_as_wrong_as_to_expect_no_change(pieces):
    found = foresight(Unmoved(), pieces, CHANCE)
    assert found["seen"] == [0.0] * AHEAD  # with open eyes it paints what is there
    assert found["foreseen"] == found["still"]
    assert found["dot foreseen"] == found["dot still"]
    assert found["dot seen"] != found["dot foreseen"]


def test_a_model_that_does_not_hear_what_is_done_is_found_out(pieces):
    """So pushes are told, and each with the picture that came of it."""
    found = foresight(Forgetful(pieces), pieces, CHANCE)
    assert all(dreamt > 0.5 for dreamt in found["foreseen"])
    assert found["dot foreseen"][4] > 1.0
    late = [piece._replace(actions=[piece.actions[0], *piece.actions[:-1]]) for piece in pieces]
    assert foresight(Knowing(pieces), late, CHANCE)["foreseen"][4] > 0.1


def test_nothing_changes_what_is_expected_of_no_change(pieces):
    one, other = (foresight(model, pieces, CHANCE) for model in (Knowing(pieces), Unmoved()))
    assert one["still"] == other["still"]
    assert one["dot still"] == other["dot still"]


# ---------------------------------------------------------------- by hand


def spot(column, row, light=1.0):
    """A picture with one pixel that is not black."""
    return [light if k == 16 * row + column else 0.0 for k in range(256)]


def place(column, row):
    """Where a dot is that has its middle in that pixel, which is 2/13 wide."""
    return [2.0 * (column - 1.0) / 13.0 - 1.0, 1.0 - 2.0 * (row - 1.0) / 13.0]


def test_the_gap_is_a_sum_of_squares():
    # 0.5^2 + 0.25^2 + 1^2
    assert gap([0.5, 1.0, 0.0, 0.25], [1.0, 0.75, 1.0, 0.25]) == 1.3125
    assert gap(spot(3, 4), spot(3, 4)) == 0.0
    assert gap(spot(3, 4), spot(4, 3)) == 2.0


@pytest.mark.parametrize(("column", "row", "wanted"), [
    (6, 9, 0.0), (9, 9, 3.0), (6, 5, 4.0), (9, 13, 5.0), (3, 5, 5.0)])
def test_how_far_the_dot_is_off_in_pixels(column, row, wanted):
    assert off(spot(column, row), place(6, 9)) == pytest.approx(wanted, abs=1e-12)


def test_the_corners_of_the_square_in_pixels():
    """x grows to the right and y upwards, rows are counted from the top; walls are at 1 and 14."""
    for (x, y), (column, row) in {(-1.0, 1.0): (1, 1), (1.0, 1.0): (14, 1),
                                  (-1.0, -1.0): (1, 14), (1.0, -1.0): (14, 14)}.items():
        assert off(spot(column, row), [x, y]) == 0.0
    # half a pixel's width is seen, though the picture knows whole ones
    assert off(spot(7, 7), [1.0 / 13.0, 0.0]) == pytest.approx(math.hypot(1.0, 0.5))


def wandering(columns):
    """A piece in which the dot stands in these columns of row 8, one picture after the other."""
    return Lived([as_frame(spot(column, 8)) for column in columns],
                 [[0.5, 0.1 * t] for t in range(len(columns) - 1)],
                 [place(column, 8) for column in columns])


def test_the_errors_of_a_piece_by_hand():
    """The eyes close at the fourth picture, which shows column 5; then 6, 8, 5, 12."""
    errors = errors_of(Unmoved(), wandering([2, 3, 4, 5, 6, 8, 5, 12]), CHANCE)
    assert errors["dot foreseen"] == errors["dot still"] == pytest.approx(
        [1.0, 3.0, 0.0, 7.0], abs=1e-12)
    assert errors["foreseen"] == errors["still"] == [2.0, 2.0, 0.0, 2.0]
    assert errors["seen"] == [0.0] * 4
    assert errors["dot seen"] == pytest.approx([0.0] * 4, abs=1e-12)


def test_means_are_over_the_pieces_that_last_so_long():
    """Off by 1, 3 and by 4, 7, 8; a piece that ends with the context, or before, has no errors."""
    short, long = wandering([2, 3, 4, 5, 6, 8]), wandering([9, 9, 9, 1, 5, 8, 9])
    pieces = [short, wandering([1, 2, 3, 4]), long, wandering([7])]
    found = foresight(Unmoved(), pieces, CHANCE)
    assert found["dot foreseen"] == pytest.approx([2.5, 5.0, 8.0], abs=1e-12)
    assert found["still"] == [2.0, 2.0, 2.0]
    assert foresight(Unmoved(), pieces[1::2], CHANCE) == {}


def test_a_world_without_a_dot_has_errors_of_pictures_only():
    piece = wandering([2, 3, 4, 5, 6])._replace(places=[])
    assert errors_of(Unmoved(), piece, CHANCE) == {"seen": [0.0], "foreseen": [2.0],
                                                   "still": [2.0]}


class Diary(Unmoved):
    """Writes down what it is told."""

    def __init__(self):
        self.lines = []

    def see(self, before, action, first, frame, rng):
        self.lines.append(("sees", action.values[0], first[0], frame.values[0].index(1.0) % 16))
        return super().see(before, action, first, frame, rng)

    def expect(self, before, action, rng):
        self.lines.append(("expects", action.values[0], before.h.values[0].index(1.0) % 16))
        return super().expect(before, action, rng)


def test_each_picture_is_told_with_the_action_that_it_came_of():
    diary = Diary()
    latents = watched(diary, wandering([2, 4, 3]), 3, CHANCE)
    assert diary.lines == [("sees", [0.0, 0.0], True, 2), ("sees", [0.5, 0.0], False, 4),
                           ("sees", [0.5, 0.1], False, 3)]
    assert [latent.h.values[0].index(1.0) % 16 for latent in latents] == [2, 4, 3]
    assert len(watched(diary, wandering([2, 4, 3]), 2, CHANCE)) == 2


def test_closed_eyes_go_on_from_the_fourth_picture_with_the_actions_that_follow():
    diary = Diary()
    errors_of(diary, wandering([2, 4, 3, 7, 9, 11]), CHANCE)
    assert diary.lines[6:] == [("expects", [0.5, pytest.approx(0.3)], 7),
                               ("expects", [0.5, pytest.approx(0.4)], 7)]


# ---------------------------------------------------------------- what is held out


def test_pieces_are_as_long_as_said_and_every_other_one_is_steered(pieces):
    assert (CONTEXT, AHEAD, EPISODES) == (4, 10, 24)
    assert len(pieces) == 24
    for k, piece in enumerate(pieces):
        assert len(piece.frames) == len(piece.places) == len(piece.actions) + 1 <= 14
        velocity = [0.0, 0.0]
        for t, action in enumerate(piece.actions):
            told = {"position": piece.places[t], "velocity": velocity, "target": GOAL}
            assert (action == steered(told)) == (k % 2 == 1)
            reached, velocity = glide(piece.places[t], velocity, action)
            assert reached == piece.places[t + 1]
        if len(piece.frames) < 14:  # at the target
            assert math.dist(piece.places[-1], GOAL) < 0.2
    assert all(len(piece.frames) < 14 for piece in pieces[1::4])
    assert len({piece.frames[0] for piece in pieces}) == 24
    assert held_out(world(), list, 7) == pieces != held_out(world(), list, 8)


def test_where_there_is_no_dot_all_is_chance_and_actions_are_told_as_to_the_model():
    pieces = held_out(Catcher(5), partial(told, Imagine(world="catcher")), 7)
    assert all(len(piece.frames) == 14 and piece.places == [] for piece in pieces)
    for k in (0, 1):
        actions = [action for piece in pieces[k::2] for action in piece.actions]
        assert {tuple(action) for action in actions} == {
            (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)}


# ---------------------------------------------------------------- scenes of the film


@pytest.fixture(scope="module")
def agent():
    """With random weights everywhere, also where a new one has zeros."""
    agent, rng = new_dreamer(settings_for(TINY), False, stream(7, "weights")), stream(8, "more")
    for p in (*agent.model.parameters(), *agent.behaviour.actor.network.parameters()):
        for row in p.values:
            row[:] = [x + normal(rng, 0.0, 0.3) for x in row]
    return agent


@pytest.fixture(scope="module")
def shot(agent):
    return scene(agent, world(), list, 575)


def test_a_scene_has_an_entry_for_each_picture(shot):
    assert shot["step"] == 575
    assert len(shot["real"]) == LONGEST == 16
    per_picture = set(shot) - {"step"}
    assert {name: len(shot[name]) for name in per_picture} == dict.fromkeys(per_picture, 16)
    for name in ("real", "seen", "dreamt"):
        assert all(len(unshaded(image)) == 256 for image in shot[name])


def test_a_scene_is_a_dream_from_the_fifth_picture_on(shot):
    assert shot["dreamt"][:CONTEXT] == shot["seen"][:CONTEXT]
    assert shot["dreamt"][CONTEXT:] != shot["seen"][CONTEXT:]
    assert all(len(each) == 2 and max(each) < 3 for each in shot["codes"])  # 2 latents, 3 classes
    assert all(0.0 < d < 1.0 for d in shot["dreamt discounts"])
    assert all(0.0 < nats < 2.0 * math.log(3.0) + 0.001 for nats in shot["entropies"])


def test_a_scene_shows_what_the_world_gave(shot):
    """Its rewards, a tenth of each distance, and its pictures: both follow from the places."""
    assert shot["rewards"][0] == 0.0
    for where, paid in list(zip(shot["places"], shot["rewards"]))[1:]:
        assert paid == pytest.approx(-0.1 * math.dist(where, GOAL), abs=0.001)
    for where, image in zip(shot["places"], shot["real"]):
        dot = [int(16.0 * x) for x in picture(where, AGENT)]
        kept = [int(16.0 * x) for x in unshaded(image)]
        assert max(abs(digit - x) for digit, x in zip(kept, dot) if x > 8) <= 1


def test_a_scene_is_always_the_same_and_changes_nothing_of_the_agent(agent, shot):
    """The same start, and chance of its own: what is in mind, memory and weights stay."""
    weights = [[row[:] for row in p.values] for p in agent.parameters()]
    latent, action = agent.latent, list(agent.action)
    assert scene(agent, world(), list, 575) == shot
    assert [p.values for p in agent.parameters()] == weights
    assert (agent.latent, agent.action, len(agent.buffer)) == (latent, action, 0)
    other = new_dreamer(settings_for(TINY), False, stream(9, "weights"))
    again = scene(other, world(), list, 0)
    assert (again["real"][0], again["places"][0]) == (shot["real"][0], shot["places"][0])
    assert again["places"] != shot["places"]


def test_a_scene_can_be_kept(shot):
    kept = Record("07", "x", {}, 0, snapshots=[shot])
    assert kept.snapshots == [shot]


def test_a_scene_ends_with_its_episode(agent, monkeypatch):
    """Steered by hand, the target is reached in fewer steps than a scene may have."""
    steps, steering = [], world()
    _, info = steering.reset(seed=0)
    while True:
        steps.append(steered(info))
        _, _, terminated, _, info = steering.step(steps[-1])
        if terminated:
            break
    count = len(steps) + 1
    monkeypatch.setattr(agent.behaviour.actor, "belief", lambda features: Fake(
        sample=lambda rng: [steps.pop(0)]))
    found = scene(agent, world(), list, 0)
    assert len(found["real"]) == len(found["seen"]) == len(found["dreamt"]) == count < LONGEST
    assert found["rewards"][-1] > 0.9
    assert max(found["rewards"][:-1]) <= 0.0


def test_shades_are_sixteen():
    assert shades([0.0, 0.0624, 0.0625, 0.5, 0.9374, 0.9375, 1.0]) == "g18eff"
    assert shades([k / 16.0 for k in range(16)]) == "0123456789abcdef"


@pytest.mark.parametrize(("image", "said"), [
    ([], ""), ([0.0], "0"), ([0.0] * 2, "g"), ([0.0] * 3, "g0"), ([0.0] * 256, "n"),
    ([0.0] * 255, "mlkjihg0"), ([0.0] * 600, "nnlji"),
    ([0.0] * 5 + [1.0] + [0.0] * 37, "h0fkh0")])
def test_black_pixels_in_a_row_are_one_letter(image, said):
    assert shades(image) == said


@pytest.mark.parametrize("seed", range(5))
def test_an_image_comes_back_in_the_middle_of_its_shades(seed):
    rng = stream(seed, "image")
    image = [max(0.0, rng.random() - 0.8 + 0.8 * (rng.random() < 0.2)) for _ in range(256)]
    again = unshaded(shades(image))
    assert again == [(int(16.0 * x) + 0.5) / 16.0 for x in image]
    assert shades(again) == shades(image)
    assert len(shades(image)) < 256


# ---------------------------------------------------------------- series


@pytest.mark.parametrize(("count", "most", "size"), [
    (0, 5, 1), (1, 5, 1), (5, 5, 1), (6, 5, 2), (10, 5, 2), (11, 5, 3), (12043, 600, 21)])
def test_how_many_are_kept_as_one(count, most, size):
    assert group_size(count, most) == size
    assert count <= size * most
    assert size == 1 or (size - 1) * most < count  # not one more than it takes


def test_neighbours_are_kept_as_their_mean_and_of_times_the_last():
    series = {"return": [1.0, 2.0, 4.0, 8.0, 16.0], "end": [3.0, 5.0, 6.0, 10.0, 11.0],
              "terminated": [0.0, 1.0, 1.0, 1.0, 0.0], "step": [1.0, 2.0, 3.0, 4.0, 5.0]}
    assert thinned(series, 3) == {
        "return": [1.5, 6.0, 16.0], "end": [5.0, 10.0, 11.0], "terminated": [0.5, 1.0, 0.0],
        "step": [2.0, 4.0, 5.0]}
    assert thinned(series, 1) == {"return": [6.2], "end": [11.0], "terminated": [0.6],
                                  "step": [5.0]}
    assert thinned(series, 5) == series
    assert thinned({"return": [-0.0]}, 5)["return"][0].hex() == "-0x0.0p+0"  # as it was
    assert thinned({"return": []}, 5) == {"return": []}


def test_a_scene_keeps_the_class_of_each_latent(agent):
    code = code_of(bytes([2, 0]), agent.model.settings.sizes)
    assert codes(agent, Latent(constant([[0.0] * 8]), constant([code]))) == [2, 0]


def test_how_open_a_code_is(agent, monkeypatch):
    """A prior that says the same of all classes: log 3 nats a latent. Nearly sure of one: few."""
    prior, said = agent.model.rssm, {}
    monkeypatch.setattr(prior, "prior", lambda h: constant([said["logits"]]))
    said["logits"] = [0.0] * 6
    assert entropy(agent.model, [[0.0] * 8]) == pytest.approx(2.0 * math.log(3.0), rel=1e-12)
    said["logits"] = [50.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    # one latent is even; of the other a hundredth is spread over all three
    sure, rest = 0.99 + 0.01 / 3.0, 0.01 / 3.0
    assert entropy(agent.model, [[0.0] * 8]) == pytest.approx(
        math.log(3.0) - sure * math.log(sure) - 2.0 * rest * math.log(rest), rel=1e-9)


def test_nothing_is_kept_in_no_entries():
    with pytest.raises(ValueError, match="at least 1 entry to be kept in, got 0"):
        thinned({"return": [1.0, 2.0]}, 0)
