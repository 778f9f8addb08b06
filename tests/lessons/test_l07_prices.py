"""Lesson 07, the price of a model: DQN that learns more often, and what the groups come to."""

from __future__ import annotations

import dqn_bits
import pytest

from policywerk.building_blocks.work import did
from policywerk.data.record import Record
from policywerk.lessons import l05_dqn
from policywerk.lessons.experiment import Given, Records, Run, carry_out, describe
from policywerk.lessons.l05_dqn import CATCH
from policywerk.lessons.l07_dreamer import GROUPS, STUDY, run_of, summarise
from policywerk.lessons.l07_prices import (
    PRICE_RUNS,
    PRICES,
    RETHINK,
    Rethink,
    Rethinker,
    catch_of,
    price_samples,
    samples_of,
)
from policywerk.lessons.l07_sighted import Sighted, learnt_at
from policywerk.lessons.settings import RequestError, changed


@pytest.fixture(autouse=True)
def _tiny(monkeypatch):
    """Networks of eight neurons a layer, and few episodes of judgement."""
    for (module, name), size in dqn_bits.SIZES.items():
        monkeypatch.setattr(module, name, size)
    judge = l05_dqn.judge
    monkeypatch.setattr(l05_dqn, "judge", lambda network, config, episodes, *others: judge(
        network, config, min(episodes, 2), *others))


def begun(seed=2, **settings):
    return RETHINK.begin(Rethink(**settings), Given(seed=seed))


# ---------------------------------------------------------------- DQN that learns more often


def test_one_update_a_step_is_the_run_of_lesson_5():
    config = Rethink(steps=1100)
    ours = RETHINK(config, Given(seed=3))
    theirs = CATCH(catch_of(config), Given(seed=3))
    assert ours == theirs._replace(digests=ours.digests)  # whose segments are longer
    assert ours.digests["1100"] == theirs.digests["1100"]
    assert ours.results["updates"] == 101  # steps 1000 to 1100


def test_the_usual_run_is_that_of_lesson_5_cut_short():
    usual = l05_dqn.Catch()
    assert catch_of(Rethink()) == l05_dqn.Catch(steps=14_000, evaluations=14, film=False)
    assert (usual.batch, usual.start) == (Rethink().batch, 1000)


def test_more_updates_a_step_begin_where_the_first_does():
    state = begun(steps=1100, updates=3, batch=8)
    assert type(state.agent) is Rethinker
    counts = []
    for _ in range(11):
        state = RETHINK.advance(state)
        counts.append(state.agent.updates)
    # none before step 1000, three at it, and three at each of the hundred steps after it
    assert counts == [0] * 9 + [3, 303]


def test_each_update_draws_a_batch_of_its_own():
    state = begun(steps=1100, updates=2, batch=8)
    for _ in range(9):
        state = RETHINK.advance(state)
    drawn, sample = [], state.agent.memory.sample
    state.agent.memory.sample = lambda rng, n: drawn.append(sample(rng, n)) or drawn[-1]
    RETHINK.advance(state)
    assert [len(batch) for batch in drawn] == [8, 8]
    assert drawn[0] != drawn[1]


def test_a_large_batch_waits_for_as_many_steps():
    assert catch_of(Rethink(batch=1500)).start == 1500
    assert catch_of(Rethink(batch=32)).start == 1000


def test_twice_the_updates_are_about_twice_the_work():
    work = [RETHINK.go_on(begun(steps=1100, updates=n, batch=8), lambda *news: None).work
            for n in (1, 2, 3)]
    acting = 1100 * (512 * 8 + 8 * 8 + 8 * 3)
    once, twice, thrice = (each - acting for each in work)
    assert 1.6 < twice / once < 2.4
    assert 2.4 < thrice / once < 3.6


def test_an_allowance_is_spent_and_not_more():
    """Evenly over the steps that learn; what acting costs is part of it, what judging costs not."""
    state = begun(steps=1040, batch=8, billions=0.01)
    assert state.agent.allowance == pytest.approx(1e7 / 41)
    update, done = 8 * 2 * 3 * 512 * 8, []  # more than one update can cost
    while state.step < state.steps:
        state = RETHINK.advance(state)
        done.append((state.step, state.work))
        assert state.agent.spent == state.work
    for step, work in done[10:]:  # acting before the first update is made up for by then
        due = 1e7 * (step - 1000 + 1) / 41
        assert due <= work < due + update, step
    assert done[-1][1] == pytest.approx(1e7, rel=0.01)
    assert state.agent.updates > 2 * 41  # as many as it takes


def test_what_is_spent_does_not_depend_on_what_was_done_before():
    """A run that is resumed in another process goes on counting where it was."""
    one = RETHINK.go_on(begun(steps=1100, batch=8, billions=0.01), lambda *news: None)
    did(123_456_789)
    state = begun(steps=1100, batch=8, billions=0.01)
    while state.step < state.steps:
        did(1_000_000_007)
        state = RETHINK.advance(state)
    assert (state.agent.updates, state.agent.spent) == (one.agent.updates, one.agent.spent)


def test_a_small_allowance_takes_no_update_away():
    state = RETHINK.go_on(begun(steps=1100, batch=8, updates=2, billions=1e-6), lambda *news: None)
    assert state.agent.updates == 2 * 101


def test_too_short_a_run_is_refused():
    with pytest.raises(RequestError, match="steps must be at least 100, got 99"):
        changed(Rethink(), ["steps=99"])


def test_a_segment_has_seen_an_update_and_a_copy():
    usual = catch_of(Rethink())
    assert usual.start + usual.copy_every < RETHINK.segment
    assert RETHINK.segment % l05_dqn.STRETCH == 0


def test_a_record_in_words():
    record, _ = carry_out(STUDY, Run(Rethink(steps=100), 1))
    lines = describe(STUDY, record).splitlines()
    assert lines[0] == "Lesson 07, rethink, seed 1"
    assert "updates" in lines[-3]


# ---------------------------------------------------------------- what is compared


def record_for(run, results):
    """A record of a run that nobody made."""
    return Record(lesson="07", name=STUDY.name(run), config={"experiment": "sighted"},
                  seed=run.seed, seeds=1, series={}, snapshots=[], results=results,
                  digests={})


def test_the_runs_are_planned_once_each_and_for_evidence():
    assert len(PRICE_RUNS) == sum(seeds for _, seeds in PRICES.values()) == 11
    assert set(PRICE_RUNS) <= set(STUDY.runs)
    assert {run.tier for run in PRICE_RUNS} == {"evidence"}
    assert run_of("catcher", 0).tier == "evidence"
    assert run_of("fixed", 0).tier == "figures"


def test_equal_steps_are_equal():
    for group in ("DQN", "DQN, more updates", "DQN, as much arithmetic"):
        assert PRICES[group][0].steps == GROUPS["catcher"][0].steps


def test_samples_by_hand():
    runs = [Run(Sighted(), seed) for seed in range(3)]
    late = {"terminated": [0.0] * 3 + [1.0] * 50, "end": [10.0 * k for k in range(1, 54)]}
    never = {"terminated": [0.0, 1.0] * 30, "end": [7.0 * k for k in range(1, 61)]}
    at = [learnt_at(each["terminated"], each["end"]) for each in (late, never)]
    found = [record_for(runs[0], {"greedy": 0.5, "success": 1.0, "multiply_adds": 7,
                                  "learnt at": at[0]}),
             record_for(runs[1], {"multiply_adds": 9, "learnt at": at[1]})]  # nobody judged it
    # 48 of 50 is the first share of .95 or more: after 51 episodes, where two failed
    assert samples_of("a", found, True) == {
        "a, greedy": [0.5], "a, multiply_adds": [7.0, 9.0], "a, success": [1.0],
        "a, learnt at": [510.0]}
    assert samples_of("a", found, False) == {"a, greedy": [0.5], "a, multiply_adds": [7.0, 9.0]}
    assert samples_of("a", [], True) == {}


def test_a_group_without_records_says_nothing():
    assert price_samples(Records(STUDY, {})) == {}
    assert summarise(Records(STUDY, {})).samples == {}


def test_samples_of_the_records_there_are():
    run = Run(Rethink(), 1)
    there = {STUDY.name(run): record_for(run, {"greedy": 8.1, "multiply_adds": 2_000_000})}
    assert price_samples(Records(STUDY, there)) == {
        "DQN, greedy": [8.1], "DQN, multiply_adds": [2_000_000.0]}
