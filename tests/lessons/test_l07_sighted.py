"""Lesson 07, PPO with eyes: the stack of images, a run in small, and how it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interpreters import interpreters, run_python
from policywerk.actors.ppo import Ended, PPODiverged
from policywerk.building_blocks.frames import as_frame, pixels_of
from policywerk.building_blocks.spaces import Box
from policywerk.data.checkpoint import load_checkpoint, save_checkpoint
from policywerk.data.record import Record
from policywerk.lessons import l07_sighted as lesson
from policywerk.lessons.experiment import Given, Run, carry_out, describe, silent
from policywerk.lessons.l06_worlds import JUDGE, judge
from policywerk.lessons.l07_dreamer import STUDY
from policywerk.lessons.l07_sighted import (
    SIGHTED,
    Sighted,
    Stacked,
    learnt_at,
    seen_world,
    sighted_in_words,
)
from policywerk.lessons.l07_worlds import TARGETS
from policywerk.lessons.settings import RequestError
from policywerk.lessons.stepwise import digest
from policywerk.world.pixel_pointmass import PixelPointMass

TINY = Sighted(steps=192, hidden=4, horizon=64, minibatch=32, epochs=2)


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    """Judged by two episodes."""
    monkeypatch.setattr(judge, "__defaults__", (2, JUDGE))


@pytest.fixture(scope="module")
def whole():
    """One whole run, of which many tests look at a part; and its state at the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge, "__defaults__", (2, JUDGE))
        state = SIGHTED.go_on(SIGHTED.begin(TINY, Given(seed=2)), silent)
        return state, SIGHTED.finish(state)


# ---------------------------------------------------------------- images, stacked


def test_a_stack_shows_the_last_images_and_the_newest_is_the_last():
    world, plain = Stacked(PixelPointMass(TARGETS["fixed"]), 3), PixelPointMass(TARGETS["fixed"])
    observation, info = world.reset(seed=4)
    image, told = plain.reset(seed=4)
    first = pixels_of((as_frame(image),))
    assert observation == first * 3
    assert info == told
    images = [first] * 3
    for push in ([1.0, 0.0], [0.0, -1.0], [0.5, 0.5], [1.0, 1.0]):
        observation, *rest = world.step(push)
        image, *others = plain.step(push)
        images = [*images[1:], pixels_of((as_frame(image),))]
        assert observation == [x for each in images for x in each]
        assert rest == others
    assert images[0] != images[2]


def test_an_episode_remembers_nothing_of_the_one_before():
    world = Stacked(PixelPointMass(TARGETS["fixed"]), 2)
    world.reset(seed=4)
    world.step([1.0, 1.0])
    observation, _ = world.reset()
    assert observation[:256] == observation[256:]


def test_the_spaces_of_a_stack():
    world = Stacked(PixelPointMass(TARGETS["fixed"]), 2)
    seen = world.observation_space
    assert (seen.low, seen.high, seen.shape) == (0.0, 1.0, (512,))
    assert seen.contains(world.reset(seed=1)[0])
    assert isinstance(world.action_space, Box)


def test_a_stack_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 1 image, got 0"):
        Stacked(PixelPointMass(TARGETS["fixed"]), 0)


def test_the_target_is_that_of_dreamer():
    world = seen_world(Sighted(frames=1))
    assert world.reset(seed=1)[1]["target"] == [0.5, -0.5]


# ---------------------------------------------------------------- a run in small


def test_the_same_run_gives_the_same_and_another_seed_another(whole):
    assert SIGHTED(TINY, Given(seed=2)) == whole[1]
    other = SIGHTED(TINY, Given(seed=3))
    assert other.digests.keys() == whole[1].digests.keys()
    assert all(other.digests[at] != whole[1].digests[at] for at in other.digests)


def test_resumed_from_a_checkpoint_it_finds_the_same(whole, tmp_path):
    state = SIGHTED.go_on(SIGHTED.begin(TINY, Given(seed=2)), silent, until=2)
    save_checkpoint(state, "sighted", tmp_path / "checkpoint")
    del state
    resumed = load_checkpoint("sighted", tmp_path / "checkpoint")
    assert SIGHTED.finish(SIGHTED.go_on(resumed, silent)) == whole[1]


SCRIPT = """
from policywerk.lessons.experiment import Given
from policywerk.lessons.l07_sighted import SIGHTED, Sighted
from policywerk.lessons.l06_worlds import judge
judge.__defaults__ = (2, 1_000_000)
found = SIGHTED(Sighted(steps=192, hidden=4, horizon=64, minibatch=32, epochs=2), Given(seed=2))
print(found.digests["3"], found.results["multiply_adds"], found.results["greedy"])
"""


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_the_same_bits_on_every_python(interpreter, whole, tmp_path):
    path = tmp_path / "run.py"
    path.write_text(SCRIPT)
    found = whole[1]
    assert run_python(interpreter, str(path)).split() == [
        found.digests["3"], str(found.results["multiply_adds"]), str(found.results["greedy"])]


def test_what_is_kept_of_a_run(whole):
    state, found = whole
    series, results = found.series, found.results
    assert series["step"] == [64.0, 128.0, 192.0]
    assert series["work"][-1] == results["multiply_adds"] == state.work
    assert series["work"] == sorted(series["work"])
    assert results["episodes"] == len(series["return"]) == len(series["end"]) > 3
    # episodes follow one another without a gap: each ends its own number of steps later
    lengths = [end - before for before, end in zip([0.0, *series["end"]], series["end"])]
    assert lengths == [float(each.steps) for each in state.ended]
    assert max(lengths) <= 40.0
    assert series["end"][-1] <= 192.0
    assert found.digests["3"] == digest([p.values for p in state.agent.parameters()])
    assert results["last 50"] == pytest.approx(sum(series["return"]) / len(series["return"]))
    assert results["learnt at"] == learnt_at(series["terminated"], series["end"])
    assert set(found.weights) == {p.name for p in state.agent.actor.parameters()}


def test_multiply_adds_of_acting_are_counted_and_those_of_judging_are_not(monkeypatch):
    one = SIGHTED(replace(TINY, steps=64), Given(seed=2)).results["multiply_adds"]
    monkeypatch.setattr(judge, "__defaults__", (5, JUDGE))
    assert SIGHTED(replace(TINY, steps=64), Given(seed=2)).results["multiply_adds"] == one
    assert one > 64 * 2 * 50 * 4  # of the first layer alone, 50 bright pixels an image


def test_a_run_that_runs_away_is_not_judged(monkeypatch):
    def away(agent):
        raise PPODiverged("iteration 1: too large")
    state = SIGHTED.advance(SIGHTED.begin(TINY, Given(seed=2)))
    monkeypatch.setattr(lesson, "iterate", away)
    state = SIGHTED.advance(state)
    assert state.step == state.steps == 3
    found = SIGHTED.finish(state)
    assert found.results["diverged"] == "iteration 1: too large"
    assert "greedy" not in found.results
    assert lesson.learnt(state) == []
    assert not found.weights


def test_less_than_an_iteration_is_refused():
    with pytest.raises(RequestError, match="100 steps are less than one iteration, "
                                           "whose horizon is 256"):
        SIGHTED.begin(Sighted(steps=100), Given(seed=1))


def test_merit():
    state = SIGHTED.begin(TINY, Given(seed=2))
    assert state.merit == ""
    state.ended = [Ended(1.0, 5, True), Ended(-2.0, 40, False)]
    assert state.merit == "return -0.50"


# ---------------------------------------------------------------- when it is learnt


def ends(terminated):
    """Of episodes of four steps."""
    return [4.0 * (k + 1) for k in range(len(terminated))]


def record_with(terminated, **results):
    found = {"learnt at": learnt_at(terminated, ends(terminated)), **results}
    return Record(lesson="07", name="a", config={"experiment": "sighted"}, seed=0, seeds=1,
                  series={}, snapshots=[], results=found, digests={})


@pytest.mark.parametrize(("terminated", "at"), [
    ([1.0] * 50, 200.0), ([1.0] * 49, None), ([], None),
    ([0.0] * 10 + [1.0] * 60, 4.0 * 58),  # episodes 9 to 58: two of fifty failed
    ([1.0, 1.0, 0.0] * 40, None)])
def test_learnt_where_95_of_100_of_the_last_50_arrive(terminated, at):
    assert learnt_at(terminated, ends(terminated)) == at


def test_a_record_in_words():
    record, _ = carry_out(STUDY, Run(TINY, 2))
    lines = describe(STUDY, record).splitlines()
    assert lines[0] == "Lesson 07, sighted, seed 2"
    assert lines[3] == "never at the target in 95 of 100 episodes"
    assert lines[4].startswith("likeliest actions, 100 episodes: mean return ")
    told = sighted_in_words(record_with([1.0] * 50, multiply_adds=2_000_000_000, diverged="x",
                                        greedy=0.0))
    assert told == ["2.00 billion multiply-adds",
                    "after 200 steps at the target in 95 of 100 of the last 50 episodes",
                    "it ended early: x"]
