"""Two marks for a push: slopes, drifts by hand, and steps of a soft search element."""

from __future__ import annotations

from math import log

import pytest

from policywerk.actors.barto_sutton import AdaptiveCritic, NoCritic, Settings, run_trial
from policywerk.actors.soft_search import MARKS, SoftSearch, from_mean, from_zero
from policywerk.primitives.random import stream
from policywerk.primitives.scalar import sigmoid
from policywerk.world.cart_pole import BOXES, CartPole

QUICK = Settings(alpha=1.0, search_decay=0.0)


def soft(mark, weights, settings=QUICK):
    search = SoftSearch(len(weights), settings, NoCritic(), mark)
    search.weights[:] = weights
    return search


def log_chance(push, weight):
    """log pi of a push."""
    return log(sigmoid(push * weight))


@pytest.mark.parametrize("weight", [-6.0, -1.0, 0.0, 0.3, 2.0, 7.0])
@pytest.mark.parametrize("push", [1.0, -1.0])
def test_a_push_less_its_mean_is_twice_the_slope_of_log_pi(push, weight):
    h = 1e-5
    slope = (log_chance(push, weight + h) - log_chance(push, weight - h)) / (2.0 * h)
    mean_push = 2.0 * sigmoid(weight) - 1.0
    assert from_mean(push, mean_push) == pytest.approx(2.0 * slope, rel=1e-6, abs=1e-10)


@pytest.mark.parametrize("chance", [0.01, 0.25, 0.5, 0.9, 0.999])
def test_the_mean_of_the_marks(chance):
    # of a push p - (1 - p) = 2p - 1; of a push less its mean nothing
    mean_push = 2.0 * chance - 1.0
    means = {name: chance * mark(1.0, mean_push) + (1.0 - chance) * mark(-1.0, mean_push)
             for name, mark in MARKS.items()}
    assert means["from 0"] == pytest.approx(mean_push)
    assert means["from its mean"] == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize(("mark", "action", "expected"), [
    (from_zero, 1, 2.0 - 0.5), (from_zero, 0, 2.0 + 0.5),  # -1 times 0.5 of the push
    (from_mean, 1, 2.0 - 0.5 * 2.0 * (1.0 - sigmoid(2.0))),
    (from_mean, 0, 2.0 + 0.5 * 2.0 * sigmoid(2.0)),
])
def test_a_fall_by_hand(mark, action, expected):
    search = soft(mark, [0.0, 2.0], Settings(alpha=1.0, search_decay=0.5))
    search.learn(1, action, -1.0, None)
    assert search.weights == [0.0, pytest.approx(expected)]


def test_marks_fade_and_are_forgotten():
    search = soft(from_zero, [0.0, 0.0], Settings(alpha=4.0, search_decay=0.5))
    search.learn(0, 1, 0.0, 1)  # marked 0.5, faded to 0.25
    search.learn(1, 0, -1.0, None)
    assert search.weights == [-1.0, 2.0]
    search.end()
    search.learn(1, 1, -1.0, None)
    assert search.weights == [-1.0, 0.0]


def test_a_sure_box_cannot_change_when_pushes_are_measured_from_their_mean():
    for mark, moved in ((from_zero, 41.0), (from_mean, 40.0)):
        search = soft(mark, [40.0])
        search.learn(0, 1, 1.0, 0)
        assert search.weights == [moved]


def test_pushes_come_as_often_as_they_are_likely():
    search, rng = soft(from_mean, [log(3.0)]), stream(1, "soft")
    assert search.chance(0) == pytest.approx(0.75)
    assert sum(search.act(0, rng) for _ in range(4000)) == pytest.approx(3000, abs=110)  # 4 sd


@pytest.mark.parametrize("box", [-1, 2])
def test_a_box_that_there_is_not(box):
    search = soft(from_mean, [0.0, 0.0])
    with pytest.raises(ValueError, match=f"there are boxes 0 to 1, not {box}"):
        search.act(box, stream(0, "unused"))
    with pytest.raises(ValueError, match=f"boxes 0 to 1, not {box}"):
        search.learn(box, 1, 0.0, 0)


@pytest.mark.parametrize("mark", list(MARKS))
def test_both_marks_learn_with_small_steps(mark):
    # pushing by lot stays up for 22 steps
    settings = Settings(alpha=30.0)
    critic = AdaptiveCritic(BOXES.count, settings)
    search, rng = SoftSearch(BOXES.count, settings, critic, MARKS[mark]), stream(1, "learning")
    lengths = [run_trial(CartPole(), BOXES, search, rng, 500).steps for _ in range(60)]
    assert sum(lengths[-20:]) / 20 > 60
