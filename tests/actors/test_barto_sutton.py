"""ASE and ACE: worked steps, the trials of a reference, learning."""

from __future__ import annotations

import json
from pathlib import Path

import gymnasium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.actors.barto_sutton import (
    LARGEST_DRAW,
    SYSTEMS,
    AdaptiveCritic,
    AssociativeSearch,
    BoxTrace,
    NoCritic,
    Settings,
    Trial,
    credit_and_fade,
    run_trial,
)
from policywerk.actors.michie_chambers import MichieChambers
from policywerk.building_blocks.boxes import Boxes
from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Outcome
from policywerk.building_blocks.traces import SparseTrace, accumulate, credit, fade
from policywerk.primitives.random import Stream, normal, stream
from policywerk.world.balance import BOXES as BALANCE_BOXES
from policywerk.world.balance import Balance
from policywerk.world.cart_pole import BOXES, CartPole

REFERENCE = json.loads(
    (Path(__file__).parents[1] / "data" / "cart_pole_values.json").read_bytes())
QUIET = Settings(sigma=0.0)
UNUSED = stream(0, "unused")


# ---------------------------------------------------------------- traces


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([-0.1, 0.1, 0.2]),
                          st.floats(-2.0, 2.0)), max_size=20))
def test_the_trace_is_the_sparse_trace_of_the_building_blocks(steps):
    trace, weights = BoxTrace(4), [0.0] * 4
    sparse, expected = SparseTrace(), [0.0] * 4
    for box, size, amount in steps:
        trace.mark(box, size)
        credit_and_fade(weights, amount, trace, 0.9)
        accumulate(sparse, [(box, size)])
        credit(expected, amount, sparse)
        fade(sparse, 0.9)
    assert weights == expected
    assert trace.marks == [sparse[box] for box in range(4)]
    trace.clear()
    assert trace.marks == [0.0] * 4
    assert trace.marked == []


def test_a_mark_that_cancels_is_not_listed_twice():
    trace, weights = BoxTrace(1), [0.0]
    for size in (1.0, -1.0, 1.0):
        trace.mark(0, size)
    credit_and_fade(weights, 10.0, trace, 0.5)
    assert (weights, trace.marks) == ([10.0], [0.5])


# ---------------------------------------------------------------- the elements


def test_the_critic_by_hand():
    critic = AdaptiveCritic(3, Settings(beta=0.5, gamma=0.9, lam=0.5))
    # Failure from box 1: rhat = -1 + 0 - 0; the mark is 0.5; v1 = 0.5 * -1 * 0.5.
    assert critic.reinforcement(1, -1.0, None) == -1.0
    assert critic.predictions == [0.0, -0.25, 0.0]
    critic.end()
    # From 0 into box 1: rhat = 0.9 * -0.25 - 0 = -0.225; v0 = 0.5 * -0.225 * 0.5.
    assert critic.reinforcement(0, 0.0, 1) == pytest.approx(-0.225)
    assert critic.predictions == pytest.approx([-0.05625, -0.25, 0.0])
    # From 1 into 2: rhat = 0 - -0.25 = +0.25: relief. Marks: 0.25 of box 0, 0.5 of box 1.
    assert critic.reinforcement(1, 0.0, 2) == pytest.approx(0.25)
    assert critic.predictions == pytest.approx([-0.025, -0.1875, 0.0])


def test_the_search_by_hand():
    search = AssociativeSearch(2, Settings(alpha=10.0, search_decay=0.5, sigma=0.0), NoCritic())
    assert search.act(0, UNUSED) == 1  # 0 is not negative: right
    search.learn(0, 1, 0.0, 1)  # marked 0.5, faded to 0.25; no reward, no change
    search.learn(1, 0, -1.0, None)  # box 1 marked -0.5: failed after left, so right is better
    assert search.weights == [10.0 * -1.0 * 0.25, 10.0 * -1.0 * -0.5]
    assert (search.act(0, UNUSED), search.act(1, UNUSED)) == (0, 1)
    search.end()
    search.learn(1, 1, -1.0, None)
    assert search.weights == [-2.5, 0.0]  # the first box was forgotten


class Counted(Stream):
    """A stream that counts what was drawn."""

    drawn = 0

    def random(self):
        self.drawn += 1
        return super().random()


def test_noise_is_drawn_only_where_it_can_matter():
    search, rng = AssociativeSearch(2, Settings(sigma=1.0), NoCritic()), Counted(1, "noise")
    search.weights[:] = [8.6, -8.5]
    assert search.act(0, rng) == 1
    assert rng.drawn == 0
    search.act(1, rng)
    assert rng.drawn == 2


class Extreme:
    """The draw that takes normal() farthest."""

    def random(self):
        return 1.0 - 2.0**-53 if self.first() else 0.0

    def first(self):
        self.turn = not getattr(self, "turn", False)
        return self.turn


def test_the_largest_draw_there_is():
    assert 8.57 < normal(Extreme(), 0.0, 1.0) < LARGEST_DRAW


def test_pushes_follow_weight_and_noise():
    # P(w + noise >= 0) for w = sigma is the normal distribution's 0.8413.
    search, rng = AssociativeSearch(1, Settings(sigma=0.5), NoCritic()), stream(3, "test")
    search.weights[0] = 0.5
    right = sum(search.act(0, rng) for _ in range(4000)) / 4000
    assert abs(right - 0.8413) < 4 * (0.8413 * 0.1587 / 4000) ** 0.5


@pytest.mark.parametrize("wrong", [
    {"gamma": 1.1}, {"lam": -0.1}, {"search_decay": float("nan")},
    {"alpha": -1.0}, {"beta": float("inf")}, {"sigma": float("nan")},
])
def test_settings_that_make_no_sense(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(**wrong)


# ---------------------------------------------------------------- BOXES


def test_boxes_by_hand():
    demons = MichieChambers(2, memory=0.5, caution=1.0)
    demons.sides[:] = [1, 0]
    # Box 0 for two steps, box 1, box 0 again, then failure: five steps in all.
    for box, arrived in ((0, 0), (0, 1), (1, 0), (0, 0), (0, None)):
        demons.learn(box, demons.act(box, UNUSED), -1.0 if arrived is None else 0.0, arrived)
    demons.end()
    # Box 0 was entered at steps 0 and 3, and saw 6 + 3 = 9 states in two uses.
    left, right = demons.tallies[0]
    assert (right.life, right.usage, left.life, left.usage) == (9.0, 2.0, 0.0, 0.0)
    # Mean trial 5. Right: (9 + 5) / (2 + 1) = 14/3; left: 5 / 1. Left is worth more: change.
    # Box 1, entered at step 2: left (4 + 5) / 2 = 9/2, right 5: change.
    assert demons.sides == [0, 1]
    demons.learn(0, 0, -1.0, None)
    demons.end()
    # Tallies fade by a half: right 4.5 and 1; left gets 2 states in one use.
    left, right = demons.tallies[0]
    assert (right.life, right.usage, left.life, left.usage) == (4.5, 1.0, 2.0, 1.0)
    # Mean (2.5 + 1) / 1.5 = 7/3. Left (2 + 7/3) / 2 = 13/6, right (4.5 + 7/3) / 2 = 41/12.
    assert demons.sides == [1, 1]


def test_boxes_keeps_its_side_for_a_whole_trial_and_in_ties():
    demons = MichieChambers(1, memory=1.0)
    side = demons.act(0, stream(0, "test"))
    assert all(demons.act(0, UNUSED) == side for _ in range(5))
    tie = MichieChambers(2, caution=1.0)
    side = tie.act(0, stream(0, "test"))
    tie.learn(1, 0, 0.0, 0)
    tie.learn(0, side, -1.0, None)
    tie.end()  # box 0 saw 2 states, and the trial took 2 steps: (2 + 2) / 2 against 2 / 1
    assert tie.act(0, UNUSED) == side


@pytest.mark.parametrize("wrong", [{"memory": 1.1}, {"memory": -0.1}, {"caution": 0.0},
                                   {"caution": float("inf")}])
def test_demons_that_make_no_sense(wrong):
    with pytest.raises(ValueError, match="memory in"):
        MichieChambers(1, **wrong)


# ---------------------------------------------------------------- whole trials


@pytest.mark.parametrize(("name", "expected"), [
    ("ACE/ASE", REFERENCE["ace_ase_without_noise"]),
    ("ASE alone", REFERENCE["ase_alone_without_noise"]),
])
def test_trials_without_noise_are_those_of_the_reference(name, expected):
    system = SYSTEMS[name](BOXES.count, QUIET)
    lengths = [run_trial(CartPole(), BOXES, system, UNUSED, 10_000).steps for _ in expected]
    assert lengths == expected


def corridor(length, time_limit=None):
    """Walk right to fail at the end; left stays."""
    model = [[[Outcome(1.0, s, 0.0, False)],
              [Outcome(1.0, min(s + 1, length - 1), -float(s == length - 1), s == length - 1)]]
             for s in range(length)]
    return TabularEnvironment(model, [1.0] + [0.0] * (length - 1), time_limit)


class Numbered(Boxes):
    """States that are numbers already."""

    def index(self, observation):
        return observation


class Recorder:
    """A system that always does the same and notes what it is told."""

    def __init__(self, action):
        self.action, self.told, self.ended = action, [], 0

    def act(self, box, rng):
        return self.action

    def learn(self, box, action, reward, next_box):
        self.told.append((box, action, reward, next_box))

    def end(self):
        self.ended += 1


def test_what_a_system_is_told():
    walker = Recorder(1)
    assert run_trial(corridor(2), Numbered([[]]), walker, UNUSED, 10) == Trial(2, True)
    assert walker.told == [(0, 1, 0.0, 1), (1, 1, -1.0, None)]
    assert walker.ended == 1


@pytest.mark.parametrize(("time_limit", "limit", "steps"), [(4, 10, 4), (None, 7, 7), (7, 7, 7)])
def test_running_out_of_time_is_no_failure(time_limit, limit, steps):
    sitter = Recorder(0)
    trial = run_trial(corridor(2, time_limit), Numbered([[]]), sitter, UNUSED, limit)
    assert trial == Trial(steps, False)
    assert sitter.told == [(0, 0, 0.0, 0)] * steps
    assert sitter.ended == 1


# ---------------------------------------------------------------- learning


def late_lengths(name, seed, trials=60, cap=15_000):
    """Mean length of the last ten trials, or of those the cap left."""
    system, rng = SYSTEMS[name](BOXES.count, Settings()), stream(seed, "test")
    lengths, left = [], cap
    while left > 0 and len(lengths) < trials:
        lengths.append(run_trial(CartPole(), BOXES, system, rng, left).steps)
        left -= lengths[-1]
    return sum(lengths[-10:]) / len(lengths[-10:])


def test_who_learns_to_balance_a_cart_pole():
    found = {name: sorted(late_lengths(name, seed) for seed in range(10)) for name in SYSTEMS}
    median = {name: (lengths[4] + lengths[5]) / 2 for name, lengths in found.items()}
    assert 18 < median["random pushes"] < 27
    assert found["ACE/ASE"][0] > 3 * median["random pushes"]  # every seed learns something
    assert median["ACE/ASE"] > 10 * median["random pushes"]
    assert median["ACE/ASE"] > 4 * median["ASE alone"]  # the critic makes the difference
    assert median["ASE alone"] > 1.3 * median["random pushes"]
    assert median["BOXES"] > 3 * median["random pushes"]


def test_both_elements_learn_on_gymnasiums_cart_pole():
    environment = gymnasium.make("CartPole-v1", sutton_barto_reward=True)  # pays 0, and -1
    environment.reset(seed=1)
    system, rng = SYSTEMS["ACE/ASE"](BOXES.count, Settings()), stream(1, "test")
    lengths = [run_trial(environment, BOXES, system, rng, 10_000).steps for _ in range(80)]
    assert sum(lengths[-20:]) > 3 * sum(lengths[:20])


@pytest.mark.parametrize("name", ["ACE/ASE", "ASE alone"])
def test_balance_is_learnt_from_its_own_reward_less_one(name):
    class Signal(Balance):
        def step(self, action):
            observation, reward, *rest = super().step(action)
            return observation, reward - 1.0, *rest

    lengths = []
    for seed in range(5):
        world, rng = Signal(), stream(seed, "test")
        world.reset(seed)
        system = SYSTEMS[name](BALANCE_BOXES.count, Settings())
        trials = [run_trial(world, BALANCE_BOXES, system, rng, 501) for _ in range(50)]
        lengths += [trial.steps for trial in trials[-5:]]
    assert sum(lengths) > 350 * len(lengths)  # pushing by lot lasts for about 40 steps


@pytest.mark.parametrize("box", [-1, 3])
@pytest.mark.parametrize("name", ["ACE/ASE", "ASE alone", "BOXES"])
def test_a_box_that_there_is_not(name, box):
    system = SYSTEMS[name](3, Settings())
    with pytest.raises(ValueError, match=f"boxes 0 to 2, not {box}"):
        system.act(box, stream(0, "x")) if name == "BOXES" else system.learn(box, 1, 0.0, 0)


@pytest.mark.parametrize("boxes", [0, -1, 2**31])
@pytest.mark.parametrize("name", ["ACE/ASE", "ASE alone", "BOXES"])
def test_no_number_of_boxes(name, boxes):
    with pytest.raises(ValueError, match=f"{boxes}"):
        SYSTEMS[name](boxes, Settings())


def test_the_next_box_is_one_that_there_is():
    critic = AdaptiveCritic(3, Settings())
    with pytest.raises(ValueError, match="boxes 0 to 2, not 1 and 3"):
        critic.reinforcement(1, 0.0, 3)
    assert critic.trace.marked == []
    with pytest.raises(ValueError, match="boxes 0 to 2, not 3"):
        AssociativeSearch(3, QUIET, critic).act(3, UNUSED)


def test_a_mark_that_is_no_number_changes_nothing():
    trace = BoxTrace(3)
    with pytest.raises(TypeError):
        trace.mark(1, None)
    assert (trace.marks, trace.marked) == ([0.0, 0.0, 0.0], [])
    system = AssociativeSearch(3, QUIET, NoCritic())
    with pytest.raises(TypeError):
        system.learn(1, 1, None, 2)
    assert system.trace.marked == []


def test_the_update_that_the_chapter_works_out():
    # pushed to the right three steps ago: the mark is 0.1 * 0.9^3 = 0.0729
    # 1000 * -0.475 * 0.0729 = -34.6275
    search = AssociativeSearch(9, Settings(), NoCritic())
    for box, news in ((0, 0.0), (1, 0.0), (2, 0.0), (3, -0.475)):
        search.learn(box, 1, news, box + 1)
    assert search.weights[0] == pytest.approx(-34.6275)
    assert search.act(0, stream(0, "pushes")) == 0
