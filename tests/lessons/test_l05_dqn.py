"""Lesson 05: a run in small, what may not disturb it, how it is judged, and how it ends."""

from __future__ import annotations

import copy
import json
import math
from collections import Counter
from dataclasses import fields, replace
from fractions import Fraction
from functools import cache

import dqn_bits
import numpy as np
import pytest
from dqn_bits import TINY

from interpreters import interpreters, run_python
from policywerk.__main__ import main
from policywerk.building_blocks.frames import as_frame, first_stack, next_stack, pixels_of
from policywerk.data.checkpoint import load_checkpoint, save_checkpoint
from policywerk.data.record import load_record, record_digest
from policywerk.lessons import l05_dqn as lesson
from policywerk.lessons.experiment import Given, Run, carry_out, describe, silent
from policywerk.lessons.l05_dqn import CATCH, STUDY, Baselines, Catch, discounted, judge
from policywerk.lessons.settings import RequestError, changed, config_of
from policywerk.lessons.stepwise import digest
from policywerk.world.catcher import Catcher

IN_SEGMENTS = replace(CATCH, segment=200)


@pytest.fixture(autouse=True)
def _tiny(monkeypatch):
    """Networks of eight neurons a layer, and few episodes of judgement."""
    for (module, name), size in dqn_bits.SIZES.items():
        monkeypatch.setattr(module, name, size)


@pytest.fixture(scope="module")
def whole():
    """One whole run, of which many tests look at a part; and its state at the end."""
    with pytest.MonkeyPatch.context() as patch:
        for (module, name), size in dqn_bits.SIZES.items():
            patch.setattr(module, name, size)
        state = IN_SEGMENTS.go_on(IN_SEGMENTS.begin(TINY, Given(seed=2)), silent)
        return state, IN_SEGMENTS.finish(state)


@cache
def ours():
    """What the other interpreters are held against."""
    return dqn_bits.digests()


def begun(seed=2, **changes):
    return CATCH.begin(replace(TINY, film=False, **changes), Given(seed=seed))


def weights_of(training):
    return [[row[:] for row in p.values] for p in training.agent.online.parameters()]


# ---------------------------------------------------------------- the same run


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_the_same_bits_on_every_python(interpreter):
    assert run_python(interpreter, dqn_bits.__file__).split() == ours()


def test_the_same_run_gives_the_same_and_another_seed_another(whole):
    _, found = whole
    assert IN_SEGMENTS(TINY, Given(seed=2)) == found
    other = IN_SEGMENTS(TINY, Given(seed=3))
    assert other.digests.keys() == found.digests.keys()
    assert all(other.digests[step] != found.digests[step] for step in found.digests)
    assert other.results["multiply_adds"] != found.results["multiply_adds"]


@pytest.mark.parametrize("until", [100, 300, 500])
def test_resumed_from_a_checkpoint_it_finds_the_same(whole, until, tmp_path):
    state = IN_SEGMENTS.go_on(IN_SEGMENTS.begin(TINY, Given(seed=2)), silent, until=until)
    assert state.step == until
    save_checkpoint(state, "catch", tmp_path / "checkpoint")
    del state
    resumed = load_checkpoint("catch", tmp_path / "checkpoint")
    assert IN_SEGMENTS.finish(IN_SEGMENTS.go_on(resumed, silent)) == whole[1]


def test_every_algorithm_network_and_rule_can_be_kept(tmp_path):
    for changes in ({"algorithm": "2013", "optimizer": "rmsprop"}, {"algorithm": "double"},
                    {"network": "convolutional"}, {"algorithm": "no target network"}):
        state = CATCH.advance(begun(steps=100, evaluations=1, **changes))
        save_checkpoint(state, "catch", tmp_path / "checkpoint")
        again = load_checkpoint("catch", tmp_path / "checkpoint")
        assert weights_of(again) == weights_of(state)


def test_a_checkpoint_keeps_the_networks_apart_and_the_optimiser_with_its_own(tmp_path):
    state = CATCH.advance(begun())
    save_checkpoint(state, "catch", tmp_path / "checkpoint")
    agent = load_checkpoint("catch", tmp_path / "checkpoint").agent
    known = agent.optimizer._known
    assert all(p is q for p, q in zip(known, agent.online.parameters(), strict=True))
    assert not any(p is q for p in known for q in agent.frozen.parameters())


def test_digests_of_the_weights_after_one_segment_two_and_at_the_end(whole):
    state, found = whole
    assert list(found.digests) == ["200", "400", "600"]
    assert found.digests["600"] == digest([p.values for p in state.agent.online.parameters()])
    shorter = IN_SEGMENTS(replace(TINY, steps=450, evaluations=1), Given(seed=2))
    assert list(shorter.digests) == ["200", "400", "450"]
    assert all(shorter.digests[step] == found.digests[step] for step in ("200", "400"))


def test_a_segment_of_the_run_has_seen_every_mechanism():
    usual = Catch()
    assert max(usual.start, usual.copy_every, usual.epsilon_steps) < CATCH.segment
    assert CATCH.segment % lesson.STRETCH == 0
    assert usual.steps % lesson.STRETCH == 0


def test_reports_go_to_the_end_and_tell_how_good_it_is():
    told = []
    IN_SEGMENTS(replace(TINY, steps=250, evaluations=1), Given(report=lambda *news: told.append(
        news)))
    assert [news[:3] for news in told] == [
        ("training", 100, 250), ("training", 200, 250), ("training", 250, 250)]
    assert told[0][3] == ""  # no episode has ended
    assert told[1][3].startswith("return ")


# ---------------------------------------------------------------- nothing disturbs training


@pytest.mark.parametrize("changes", [
    {"evaluations": 1}, {"evaluations": 6}, {"episodes": 3}, {"film": False}])
def test_to_look_more_often_or_longer_changes_no_weight(whole, changes):
    state, found = whole
    other = IN_SEGMENTS.go_on(IN_SEGMENTS.begin(replace(TINY, **changes), Given(seed=2)), silent)
    assert weights_of(other) == weights_of(state)
    assert other.returns == state.returns
    assert other.digests == found.digests


def test_an_evaluation_changes_nothing_but_the_marks():
    state = CATCH.advance(begun())
    before = copy.deepcopy(state)
    lesson.evaluate(state)
    assert weights_of(state) == weights_of(before)
    assert (state.state, state.step, state.earned) == (before.state, before.step, before.earned)
    for ours, theirs in ((state.exploration, before.exploration), (state.replay, before.replay)):
        assert ours.random() == theirs.random()
    assert state.environment.reset() == before.environment.reset()
    assert len(state.agent.memory) == len(before.agent.memory) == 100


@pytest.mark.parametrize(("steps", "evaluations", "at"), [
    (600, 3, [0, 200, 400, 600]), (600, 1, [0, 600]), (600, 6, [0, 100, 200, 300, 400, 500, 600]),
    (1000, 3, [0, 400, 700, 1000]),  # the next stretch that ends at or after each third
    (250, 2, [0, 200, 250]), (100, 1, [0, 100])])
def test_evaluations_are_equally_far_apart(steps, evaluations, at, monkeypatch):
    monkeypatch.setattr(lesson, "take_step", lambda training: setattr(
        training, "step", training.step + 1))
    state = CATCH.go_on(begun(steps=steps, evaluations=evaluations), silent)
    assert state.marks["step"] == at
    assert {len(values) for values in state.marks.values()} == {len(at)}


def test_evaluations_that_have_no_time_are_refused():
    with pytest.raises(ValueError, match="600 steps leave time for 6 evaluations, one in 100 "
                                         "steps, got 7"):
        begun(steps=600, evaluations=7)


def test_multiply_adds_of_acting_by_hand(whole):
    # frames 2: 512 pixels, 8 and 8 neurons, 3 actions; before `start`, acting alone, one state
    # a step, whose zeros are gone through
    act = 512 * 8 + 8 * 8 + 8 * 3
    state = CATCH.go_on(begun(steps=100, evaluations=1, start=101), silent)
    assert state.work == 100 * act
    assert whole[1].results["multiply_adds"] > 600 * act
    assert whole[1].results["updates"] == len(range(64, 601, 4)) == 135


def test_the_held_out_states_are_the_same_for_every_variant_and_nobody_learns_from_them():
    one = lesson.held_out(TINY, 2)
    assert one == lesson.held_out(replace(TINY, algorithm="2013", steps=5, episodes=9), 2)
    assert one != lesson.held_out(TINY, 3)
    assert len(one) == 20
    assert len(set(one)) > 15
    for state in one:
        assert len(state) == 2
        older, newer = (divmod(frame.index(255), 16)[0] for frame in state)
        assert newer in (older + 1, 0)  # a ball falls by a row, or another appears


# ---------------------------------------------------------------- what is kept of the steps


def test_states_follow_one_another_and_never_reach_back(whole):
    memory = whole[0].agent.memory
    kept = memory.window(memory.oldest, len(memory))
    assert [n + 1 for n, step in zip(range(300, 600), kept) if step.terminated] == [450, 600]
    for step, following in zip(kept, kept[1:]):
        assert step.next_state[:-1] == step.state[1:]
        if step.terminated:
            assert following.state[0] == following.state[1]  # one frame, twice
            assert following.state[0] != step.next_state[1]
        else:
            assert following.state == step.next_state
    assert len(kept) == 300
    assert Counter(step.reward for step in kept).keys() == {-1.0, 0.0, 1.0}


class Clocked:
    """Catcher, cut short after seven steps, that shows one list which it writes over."""

    def __init__(self):
        self.world, self.time, self.live = Catcher(balls=3), 0, [0.0] * 256
        self.action_space = self.world.action_space

    def reset(self, seed=None, options=None):
        self.time = 0
        observation, info = self.world.reset(seed)
        self.live[:] = observation
        return self.live, info

    def step(self, action):
        self.time += 1
        observation, _, terminated, _, info = self.world.step(action)
        self.live[:] = observation
        return self.live, 0.25 * self.time, terminated, self.time == 7, info


def test_a_clock_ends_an_episode_but_not_the_task():
    """Cut short: kept as not terminated, with where it truly led; the next begins afresh."""
    training = begun(start=1000)
    training.environment = Clocked()
    training.state = first_stack(as_frame(training.environment.reset(seed=1)[0]), 2)
    for _ in range(21):
        lesson.take_step(training)
    kept = training.agent.memory.window(0, 21)
    assert not any(step.terminated for step in kept)
    assert training.ends == [7.0, 14.0, 21.0]
    rows = [[frame.index(255) // 16 for frame in step.next_state] for step in kept]
    assert rows == [[t, t + 1] for t in range(7)] * 3  # row 7 at the end, not that of a start
    assert kept[7].state[0] == kept[7].state[1]
    # rewards are kept as signs, and added up as they are: 0.25 (1 + ... + 7) = 7
    assert {step.reward for step in kept} == {1.0}
    assert training.returns == [7.0, 7.0, 7.0]
    assert training.earned == 0.0


def test_epsilon_is_that_of_the_steps_not_of_the_episodes(monkeypatch):
    asked = []
    monkeypatch.setattr("policywerk.actors.dqn.epsilon_greedy",
                        lambda rng, values, epsilon: asked.append(epsilon) or 0)
    CATCH.advance(CATCH.advance(begun()))
    # from 1 to 0.05 over 300 steps, through the end of the first episode after 150
    assert asked == pytest.approx([1.0 - 0.95 * t / 300 for t in range(200)], rel=1e-12)


# ---------------------------------------------------------------- judging


def test_discounted_by_hand():
    # from the end: 4, 0 + 4/2 = 2, 1 + 2/2 = 2
    assert discounted([1.0, 0.0, 4.0], 0.5) == [2.0, 2.0, 4.0]
    assert discounted([], 0.5) == []
    assert discounted([1.0, 2.0], 0.0) == [1.0, 2.0]
    gamma, rewards = Fraction(97, 100), [0, 0, 1, 0, -1, 1]
    exact = [float(sum(gamma**k * r for k, r in enumerate(rewards[t:]))) for t in range(6)]
    assert discounted([float(r) for r in rewards], 0.97) == pytest.approx(exact, rel=1e-12)


class Says:
    """A network that says the same of every state."""

    def __init__(self, *values):
        self.values = list(values)

    def predict(self, states):
        return [self.values[:] for _ in states]


@pytest.mark.parametrize(("values", "action"), [
    ((0.5, 0.1, 0.2), 0), ((-3.0, -1.0, -2.0), 1), ((0.0, 0.0, 1.5), 2)])
def test_who_is_judged_earns_what_its_actions_earn(values, action):
    judged = judge(Says(*values), TINY, 3, 0.0, seed=7)
    world, returns, ahead = Catcher(TINY.width), [], []
    world.reset(seed=7)
    for _ in range(3):
        world.reset()
        rewards = [world.step(action)[1] for _ in range(150)]
        returns.append(sum(rewards))
        ahead += [sum(0.97**k * r for k, r in enumerate(rewards[t:])) for t in range(150)]
    assert judged.returns == returns
    assert judged.promised == pytest.approx(max(values))
    assert judged.earned == pytest.approx(sum(ahead) / 450)


def test_judging_is_the_same_for_everybody_and_epsilon_matters():
    assert judge(Says(0.0, 1.0, 0.0), TINY, 4, 0.0, 7) == judge(Says(1.0, 2.0, 0.0), TINY, 4, 0.0,
                                                              7)._replace(promised=1.0)
    still = judge(Says(0.0, 1.0, 0.0), TINY, 4, 0.0, 7).returns
    assert judge(Says(0.0, 1.0, 0.0), TINY, 4, 1.0, 7).returns != still
    assert judge(Says(0.0, 1.0, 0.0), replace(TINY, width=3), 4, 0.0, 7).returns != still


def test_an_agent_is_judged_from_states_as_it_learns_from():
    seen = []

    class Looks(Says):
        def predict(self, states):
            seen.extend(states)
            return super().predict(states)

    judge(Looks(0.0, 1.0, 0.0), TINY, 2, 0.0, 7)
    world = Catcher(TINY.width)
    world.reset(seed=7)
    expected = []
    for _ in range(2):
        state, over = first_stack(as_frame(world.reset()[0]), 2), False
        while not over:
            expected.append(pixels_of(state))
            observation, _, over, _, _ = world.step(1)
            state = next_stack(state, as_frame(observation))
    assert seen == expected


@pytest.fixture
def judgements(monkeypatch):
    """What judge is asked, each time."""
    asked, real = [], lesson.judge
    monkeypatch.setattr(lesson, "judge", lambda network, config, episodes, epsilon, seed: (
        asked.append((network, episodes, epsilon, seed))
        or real(network, config, episodes, epsilon, seed)))
    return asked


def test_mistake_judged_with_the_epsilon_of_training(judgements):
    """On the way greedily; at the end greedily, and with 0.05 as in the papers, whatever the
    epsilon of training is by then; on starts that no training begins with."""
    state = CATCH.go_on(begun(steps=100, evaluations=1, epsilon_last=0.9), silent)
    CATCH.finish(state)
    assert [asked[1:] for asked in judgements] == [
        (1, 0.0, 1_000_002), (1, 0.0, 1_000_002), (2, 0.0, 2_000_002), (2, 0.05, 2_000_002)]


def test_the_weights_that_are_published_are_those_that_are_judged(judgements):
    state = CATCH.go_on(begun(steps=100, evaluations=1, start=20), silent)
    found = CATCH.finish(state)
    trained = {p.name: p.values for p in state.agent.online.parameters()}
    nearest = {name: np.array(rows, np.float32).astype(float).tolist()
               for name, rows in trained.items()}
    assert found.weights == nearest != trained
    for network, *_ in judgements[-2:]:
        assert {p.name: p.values for p in network.parameters()} == nearest
    for network, *_ in judgements[:-2]:
        assert network is state.agent.online
    assert {p.name: p.values for p in state.agent.online.parameters()} == trained
    judged = judge(judgements[-1][0], state.config, 2, 0.0, 2_000_002)
    assert found.results["greedy"] == sum(judged.returns) / 2
    assert (found.results["promised"], found.results["earned"]) == (judged.promised, judged.earned)


def test_marks_are_what_was_found_at_the_time(whole):
    state, found = whole
    marks = found.series
    assert marks["step"] == [0.0, 200.0, 400.0, 600.0]
    rows = state.agent.online.predict([pixels_of(s) for s in state.unseen])
    assert marks["held out"][-1] == pytest.approx(sum(max(row) for row in rows) / 20)
    judged = judge(state.agent.online, TINY, 1, 0.0, 1_000_002)
    assert (marks["greedy"][-1], marks["promised"][-1]) == (judged.returns[0], judged.promised)
    assert found.series["end"] == [150.0, 300.0, 450.0, 600.0]
    assert len(found.series["return"]) == 4
    assert found.results["diverged"] == ""


# ---------------------------------------------------------------- running away


RUNS_AWAY = {"algorithm": "2013", "alpha": 10.0, "alpha_last": 10.0, "alpha_steps": 600}


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop"])
def test_a_run_that_runs_away_ends_with_the_step_and_no_exception(optimizer):
    record = carry_out(STUDY, Run(replace(TINY, optimizer=optimizer, **RUNS_AWAY), 1))[0]
    told = record.results["diverged"]
    assert told.startswith("step ")
    assert 64 <= int(told.split()[1].rstrip(":")) < 200
    assert "but no return is above 33.3" in told
    assert list(record.digests) == ["600"]
    assert set(record.results) == {"updates", "multiply_adds", "diverged"}  # it is not judged
    assert record.series["step"] == [0.0]  # nor was it on the way
    assert any(told in line for line in describe(STUDY, record).splitlines())
    json.dumps(record.series, allow_nan=False)


@pytest.mark.parametrize("alpha", [1e6, 1e30])
def test_it_ends_as_well_where_it_runs_away_in_one_step(alpha):
    config = replace(TINY, **{**RUNS_AWAY, "alpha": alpha, "alpha_last": alpha})
    found = CATCH(config, Given(seed=1))
    assert found.results["diverged"].startswith("step 6")


def test_what_ran_away_can_be_kept_and_goes_no_further(tmp_path):
    state = CATCH.go_on(begun(**RUNS_AWAY), silent)
    save_checkpoint(state, "catch", tmp_path / "checkpoint")
    again = load_checkpoint("catch", tmp_path / "checkpoint")
    assert again.diverged == state.diverged != ""
    assert weights_of(CATCH.go_on(again, silent)) == weights_of(state)


def test_a_nan_in_the_middle_of_a_run_ends_it_loudly():
    """Where Q runs away, it is large before it is nan, and the run ends as above. A weight that
    is nan all the same is named by the next action, and ends the run in the same way; no such
    weights are judged or kept."""
    state = CATCH.go_on(begun(), silent, until=200)
    state.agent.online.parameters()[0].values[3][0] = math.nan  # a corner that is mostly dark
    with pytest.raises(lesson.Diverged, match=r"^step 200: the largest \|Q\| is nan"):
        lesson.take_step(state)
    found = CATCH.finish(CATCH.go_on(copy.deepcopy(state), silent))
    assert str(found.results["diverged"]).startswith("step 200: the largest |Q| is nan")
    assert "greedy" not in found.results
    assert not found.weights
    with pytest.raises(ValueError, match=r"q\.0\.weight holds a number that is not finite"):
        CATCH.finish(state)  # of a run that did not notice


# ---------------------------------------------------------------- records and settings


def record_of(config, seed=0):
    return carry_out(STUDY, Run(config, seed))[0]


def test_a_record_holds_its_settings(whole):
    record = record_of(TINY, 2)
    assert config_of(Catch, record) == TINY
    assert record.results == whole[1].results
    assert record_digest(record) == record_digest(record_of(TINY, 2))


@pytest.mark.parametrize("experiment", [
    ["catch", "--set", "steps=100", "--set", "evaluations=1", "--set", "episodes=1", "--set",
     "start=32", "--set", "algorithm=double", "--seed", "3"],
    ["baselines", "--set", "episodes=2", "--set", "width=3"]], ids=lambda it: it[0])
def test_every_experiment_starts_from_the_command_line(experiment, capsys, tmp_path):
    path = tmp_path / "r.json"
    assert main(["run", "05", *experiment, "--save", str(path)]) == 0
    assert capsys.readouterr().out.startswith(f"Lesson 05, {experiment[0]}")
    assert load_record(path).config["experiment"] == experiment[0]


BOUNDS = {
    Catch: ["algorithm=2014", "width=0", "width=17", "steps=0", "network=deep", "frames=0",
            "optimizer=sgd", "alpha=-1", "alpha=nan", "alpha_last=-1", "alpha_steps=0", "gamma=1",
            "gamma=-0.1", "batch=0", "capacity=0", "start=0", "every=0", "copy_every=0",
            "epsilon_last=1.1", "epsilon_steps=0", "evaluations=0", "episodes=0", "film=2"],
    Baselines: ["width=0", "episodes=1"],
}


@pytest.mark.parametrize(("config", "setting"), [
    (config, setting) for config, settings in BOUNDS.items() for setting in settings])
def test_nonsense_is_refused_by_the_name_of_the_setting(config, setting):
    with pytest.raises(RequestError, match=f"^{setting.partition('=')[0]} "):
        changed(config(), [setting])


def test_every_setting_has_bounds_that_are_tried():
    ours = {experiment.config for experiment in STUDY.experiments
            if experiment.config.__module__ == lesson.__name__}
    assert set(BOUNDS) == ours
    for config, settings in BOUNDS.items():
        assert {each.name for each in fields(config)} == {s.partition("=")[0] for s in settings}


@pytest.mark.parametrize("wrong", [
    ["start=8"], ["capacity=31", "start=40"], ["start=31", "batch=32"]])
def test_a_memory_that_does_not_hold_a_batch_in_time_is_told_so(wrong, capsys):
    sets = [word for each in wrong for word in ("--set", each)]
    assert main(["run", "05", "catch", "--set", "steps=100", "--set", "evaluations=1",
                 "--set", "episodes=1", *sets]) != 0
    assert "batch" in capsys.readouterr().err


# ---------------------------------------------------------------- who does not learn


def test_the_baselines():
    results = record_of(Baselines(episodes=60), 4).results
    assert sum(results["random"]) / 60 == pytest.approx(-3.6, abs=0.9)
    narrow = record_of(Baselines(3, 60), 4).results
    assert sum(narrow["random"]) / 60 == pytest.approx(-6.2, abs=0.9)
    assert results["following"] == narrow["following"] == [10.0] * 60


def test_who_follows_the_ball():
    pixels = [0.0] * 240 + [0.0] * 5 + [1.0] * 5 + [0.0] * 6  # columns 5 to 9, the middle 7
    for column, action in ((0, 0), (6, 0), (7, 1), (8, 2), (15, 2)):
        pixels[16 * 3 + column] = 1.0
        assert lesson.follow(pixels) == action
        pixels[16 * 3 + column] = 0.0


def test_every_run_has_a_name_of_its_own():
    assert len(STUDY.planned()) == len(STUDY.runs)
    assert len({STUDY.name(run) for run in STUDY.runs}) == len(STUDY.runs)
