"""A run as a state and a step: marks, resumption at every step, digests of what is learnt."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from hashlib import sha256

import pytest

from policywerk.data.checkpoint import load_checkpoint, save_checkpoint
from policywerk.lessons.catalogue import LESSONS, load_study
from policywerk.lessons.experiment import Found, Given, silent
from policywerk.lessons.l00_machinery import MOONS, Moons
from policywerk.lessons.settings import Config, setting
from policywerk.lessons.stepwise import Stepwise, digest, forget


@dataclass(frozen=True)
class Walk(Config):
    """Count up."""

    steps: int = setting(10, "to take", least=0)


@dataclass
class Count:
    """A learner that is one number."""

    steps: int
    seed: int
    step: int = 0
    digests: dict = field(default_factory=dict)

    @property
    def merit(self):
        return f"at {self.seed + self.step}"


def one_more(state):
    state.step += 1
    return state


COUNT = Stepwise(
    begin=lambda config, given: Count(config.steps, given.seed),
    advance=one_more,
    found=lambda state: Found(results={"total": state.seed + state.step}),
    learner=lambda state: [state.seed + state.step],
    segment=3,
)


# ---------------------------------------------------------------- marks


def test_marks_are_one_segment_two_four_eight():
    assert [step for step in range(100) if COUNT.is_mark(step)] == [3, 6, 12, 24, 48, 96]


@pytest.mark.parametrize(("steps", "kept"), [
    (0, []), (1, ["1"]), (3, ["3"]), (4, ["3", "4"]), (12, ["3", "6", "12"]),
    (20, ["3", "6", "12", "20"]),
])
def test_digests_are_kept_at_marks_and_at_the_end(steps, kept):
    assert list(COUNT(Walk(steps), Given()).digests) == kept


def test_what_a_digest_is():
    # by hand: the learner is [5 + 3], whose JSON is [8]
    assert COUNT(Walk(3), Given(seed=5)).digests == {"3": sha256(b"[8]").hexdigest()[:32]}
    assert digest({"b": [0.5], "a": 1}) == sha256(b'{"a":1,"b":[0.5]}').hexdigest()[:32]


def test_a_digest_tells_the_last_bit():
    assert digest([0.1]) != digest([0.10000000000000002])
    assert digest([0.0]) != digest([-0.0])


def test_a_learner_that_has_diverged_stops_the_run():
    broken = replace(COUNT, learner=lambda state: [float("nan")])
    with pytest.raises(ValueError, match="Out of range float"):
        broken(Walk(3), Given())


# ---------------------------------------------------------------- steps


def test_every_step_is_reported_and_kept_once_done():
    told, kept = [], []
    COUNT.go_on(COUNT.begin(Walk(3), Given(seed=5)), lambda *news: told.append(news),
                keep=lambda state: kept.append((state.step, list(state.digests))))
    assert told == [("training", 1, 3, "at 6"), ("training", 2, 3, "at 7"),
                    ("training", 3, 3, "at 8")]
    assert kept == [(1, []), (2, []), (3, ["3"])]  # a checkpoint holds the digest of its step


@pytest.mark.parametrize(("until", "step"), [(0, 0), (2, 2), (10, 10), (11, 10), (None, 10)])
def test_until_so_many_steps_are_done(until, step):
    assert COUNT.go_on(COUNT.begin(Walk(10), Given()), silent, until=until).step == step


def test_what_is_over_goes_no_further():
    state = COUNT.go_on(COUNT.begin(Walk(3), Given()), silent)
    digests = dict(state.digests)
    again = COUNT.go_on(state, silent)
    assert (again.step, again.digests) == (3, digests)


def test_nobody_keeps_states_by_default():
    assert forget(Count(1, 0)) is None


def test_found_has_digests_of_its_own():
    state = COUNT.go_on(COUNT.begin(Walk(3), Given()), silent)
    found = COUNT.finish(state)
    state.digests["9"] = "later"
    assert list(found.digests) == ["3"]
    assert found.results == {"total": 3}


# ---------------------------------------------------------------- resumed at every step

TINY = Moons(hidden=2, steps=42, points=10, unseen=10)


def kept_states(stepwise, config, given):
    """The whole run, and a copy of its state before the first step and after every one."""
    start = stepwise.begin(config, given)
    states = [copy.deepcopy(start)]
    state = stepwise.go_on(start, silent, lambda s: states.append(copy.deepcopy(s)))
    return stepwise.finish(state), states


def test_resumed_at_any_step_it_finds_the_same(tmp_path):
    whole, states = kept_states(MOONS, TINY, Given(seed=2))
    assert list(whole.digests) == ["20", "40", "42"]
    assert whole == MOONS(TINY, Given(seed=2))  # keeping states changes nothing
    for step, state in enumerate(states):
        assert state.step == step
        save_checkpoint(state, "moons", tmp_path / "checkpoint")
        resumed = load_checkpoint("moons", tmp_path / "checkpoint")
        assert MOONS.finish(MOONS.go_on(resumed, silent)) == whole, f"resumed at step {step}"


def test_interrupted_again_and_again_it_finds_the_same(tmp_path):
    whole = MOONS(TINY, Given(seed=2))
    state = MOONS.begin(TINY, Given(seed=2))
    for until in range(5, TINY.steps + 5, 5):
        save_checkpoint(MOONS.go_on(state, silent, until=until), "moons", tmp_path / "checkpoint")
        state = load_checkpoint("moons", tmp_path / "checkpoint")
    assert MOONS.finish(state) == whole


@pytest.mark.parametrize("seed", [0, 1])
def test_the_digest_is_of_what_is_learnt(seed):
    found = MOONS(TINY, Given(seed=seed))
    other = MOONS(replace(TINY, alpha=0.021), Given(seed=seed))
    assert found.digests.keys() == other.digests.keys()
    assert all(found.digests[step] != other.digests[step] for step in found.digests)


def test_one_number_of_the_learner_changed_by_its_last_bit_changes_every_later_digest():
    state = MOONS.go_on(MOONS.begin(TINY, Given(seed=2)), silent, until=21)
    weight = state.network.parameters()[0].values
    weight[0][0] += 2.0**-52 * weight[0][0]
    changed = MOONS.finish(MOONS.go_on(state, silent)).digests
    whole = MOONS(TINY, Given(seed=2)).digests
    assert changed["20"] == whole["20"]
    assert changed["40"] != whole["40"]
    assert changed["42"] != whole["42"]


def test_what_is_judged_but_not_learnt_leaves_the_digests():
    assert MOONS(replace(TINY, unseen=20), Given()).digests == MOONS(TINY, Given()).digests


STEPWISE = [(lesson, each) for lesson in LESSONS for each in load_study(lesson).experiments
            if isinstance(each.train, Stepwise)]


@pytest.mark.slow
@pytest.mark.parametrize(("lesson", "experiment"), STEPWISE,
                         ids=lambda it: getattr(it, "number", None) or it.name)
def test_a_segment_is_shorter_than_the_usual_run(lesson, experiment):
    usual = load_study(lesson).usual(experiment)
    state = experiment.train.begin(usual.config, Given(usual.seed))
    assert state.step == 0
    assert 0 < experiment.train.segment <= state.steps / 2
