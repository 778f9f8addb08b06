"""TD(lambda), Widrow-Hoff and batches, against exact numbers and against one another."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from policywerk.actors.td_learner import (
    Experience,
    Learning,
    experience_of,
    learn_after,
    learn_within,
    next_prediction,
    outcome,
    present,
    present_until_still,
    resting_point,
    system_of,
    td_lambda,
    td_zero,
    widrow_hoff,
    with_outcome,
)
from policywerk.building_blocks import traces
from policywerk.building_blocks.acting import Episode, Step, run_episode
from policywerk.building_blocks.returns import lambda_returns, stretch, td_error
from policywerk.primitives.random import integer, stream, uniform
from policywerk.world.random_walk import RandomWalk, states_of

EXACT = json.loads((Path(__file__).parents[1] / "data" / "td_learner_values.json").read_text())[
    "exact"]
HALF = [0.5] * 7


def walk(letters, z):
    return with_outcome(states_of(letters), z)


def random_experience(rng, states=5, most=12):
    steps = 1 + integer(rng, most)
    return Experience([integer(rng, states) for _ in range(steps)],
                      [uniform(rng, -1.0, 1.0) for _ in range(steps)])


def changes(rule, seen, how, values):
    after = list(values)
    learn_after(rule, seen, how, after)
    return [new - old for new, old in zip(after, values, strict=True)]


# ---------------------------------------------------------------- one sequence


@pytest.mark.parametrize("lam", ["0", "0.3", "0.8", "1"])
def test_one_sequence_of_the_reference(lam):
    # All predictions are equal, so the only TD error is the last: 1 - 0.5. Credit for it:
    # F 1, E lam, D lam^2 + lam^4, C lam^3, each times 0.1 * 0.5.
    made = changes(td_lambda, walk("DCDEF", 1.0), Learning(0.1, float(lam)), HALF)
    assert made[1:6] == pytest.approx(EXACT["delta_w_DCDEF_right_alpha0p1"][lam], abs=1e-15)
    assert made[0] == made[6] == 0.0


@pytest.mark.parametrize("seed", range(20))
def test_lambda_0_is_td_0_and_lambda_1_is_widrow_hoff(seed):
    rng = stream(seed, "test")
    seen, values = random_experience(rng), [uniform(rng, -1.0, 1.0) for _ in range(5)]
    for lam, rule in ((0.0, td_zero), (1.0, widrow_hoff)):
        for gamma in (1.0, 0.7):
            how = Learning(0.3, lam, gamma)
            backward = changes(td_lambda, seen, how, values)
            assert backward == pytest.approx(changes(rule, seen, how, values), abs=1e-14)


@pytest.mark.parametrize("seed", range(20))
def test_looking_back_is_looking_ahead(seed):
    rng = stream(seed, "test")
    seen, values = random_experience(rng), [uniform(rng, -1.0, 1.0) for _ in range(5)]
    how = Learning(0.2, lam=0.6, gamma=0.9)
    ahead = [0.0] * 5
    predictions = [*[values[state] for state in seen.states], 0.0]
    rollout = stretch(seen.rewards, predictions, terminated=True, truncated=False)
    for state, g in zip(seen.states, lambda_returns(rollout, 0.9, 0.6), strict=True):
        ahead[state] += how.alpha * (g - values[state])
    assert changes(td_lambda, seen, how, values) == pytest.approx(ahead, abs=1e-14)


def test_within_a_sequence_td_0_is_what_it_is_today():
    # D C D E F -> G: nothing is surprising until the last step, F: 0.5 + 0.1 * (1 - 0.5).
    values = list(HALF)
    learn_within(td_zero, walk("DCDEF", 1.0), Learning(0.1), values)
    assert values == pytest.approx([0.5, 0.5, 0.5, 0.5, 0.5, 0.55, 0.5])


def test_after_and_within_differ():
    # F E F -> G with alpha 0.5, lambda 0, from 0, 1 for F: two changes of F are made.
    # After: F first -0.5 * 1 (E is 0), then +0.5 * (1 - 1) = 0, so 0.5.
    # Within: F is 0.5 after the first step; E moves to 0.25; then F 0.5 + 0.5 * (1 - 0.5).
    seen, start = walk("FEF", 1.0), [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    after, within = list(start), list(start)
    learn_after(td_zero, seen, Learning(0.5), after)
    learn_within(td_zero, seen, Learning(0.5), within)
    assert after[4:6] == [0.5, 0.5]
    assert within[4:6] == [0.25, 0.75]


@pytest.mark.parametrize("rule", [td_zero, td_lambda, widrow_hoff])
def test_after_and_within_agree_to_first_order_in_alpha(rule):
    rng = stream(1, "test")
    seen, start = random_experience(rng, most=30), [uniform(rng, 0.0, 1.0) for _ in range(5)]
    gaps = []
    for alpha in (1e-3, 1e-4):
        after, within = list(start), list(start)
        learn_after(rule, seen, Learning(alpha, 0.5), after)
        learn_within(rule, seen, Learning(alpha, 0.5), within)
        gaps.append(max(abs(a - b) for a, b in zip(after, within, strict=True)))
    assert gaps[1] == pytest.approx(gaps[0] / 100, rel=0.1)  # of the order of alpha squared


def test_monte_carlo_is_widrow_hoff_within():
    # D E D -> ... outcome 1, alpha 0.5: D 0 -> 0.5 -> 0.75, as visit after visit.
    values = [0.0] * 7
    learn_within(widrow_hoff, walk("DED", 1.0), Learning(0.5), values)
    assert (values[3], values[4]) == (0.75, 0.5)


def test_targets():
    seen, values = Experience([0, 1, 0], [1.0, 2.0, 4.0]), [10.0, 20.0]
    assert [next_prediction(seen, t, values, 0.5) for t in range(3)] == [11.0, 7.0, 4.0]
    assert [outcome(seen, t, values, 0.5) for t in range(3)] == [3.0, 4.0, 4.0]


@pytest.mark.parametrize("learn", [learn_after, learn_within])
def test_one_loop_gives_the_bits_of_three(learn):
    def by_blocks(seen, how, read, write):
        trace = [0.0] * len(read)
        for t, state in enumerate(seen.states):
            traces.fade(trace, how.gamma * how.lam)
            traces.accumulate(trace, [(state, 1.0)])
            following = read[seen.states[t + 1]] if t + 1 < len(seen.states) else 0.0
            delta = td_error(seen.rewards[t], read[state], following, how.gamma)
            traces.credit(write, how.alpha * delta, trace)

    found = []
    for rule in (td_lambda, by_blocks):
        values, rng = [0.1 * i for i in range(7)], stream(1, "walks")
        for _ in range(20):
            learn(rule, random_experience(rng, states=7), Learning(0.3, 0.8, 0.97), values)
        found.append(values)
    assert found[0] == found[1]


def test_an_observer_sees_errors_and_traces():
    told = []
    td_lambda(walk("EF", 1.0), Learning(0.1, 0.5), HALF, [0.0] * 7,
              lambda t, delta, trace: told.append((t, delta, list(trace[4:6]))))
    assert told == [(0, 0.0, [1.0, 0.0]), (1, 0.5, [0.5, 1.0])]


# ---------------------------------------------------------------- batches


BATCH = [walk(letters, float(z)) for letters, z in EXACT["batch_fixed_points"]["training_set"]]


@pytest.mark.parametrize("lam", EXACT["batch_fixed_points"]["weights"])
def test_where_a_batch_leads(lam):
    resting = resting_point(system_of(BATCH, float(lam)), HALF)
    assert resting[1:6] == pytest.approx(EXACT["batch_fixed_points"]["weights"][lam], abs=1e-14)
    assert resting[0] == resting[6] == 0.5


@pytest.mark.parametrize("lam", [0.0, 0.3, 0.8, 1.0])
def test_repeated_presentations_come_to_rest_there(lam):
    """As Sutton did it: the whole batch collected with the rule itself, then changed."""
    values, how = list(HALF), Learning(0.02, lam)
    for _ in range(3000):
        collected = [0.0] * 7
        for seen in BATCH:
            td_lambda(seen, how, values, collected)
        values = [v + c for v, c in zip(values, collected, strict=True)]
    expected = resting_point(system_of(BATCH, lam), HALF)
    assert values == pytest.approx(expected, abs=1e-12)
    still, presentations = present_until_still(system_of(BATCH, lam), 0.02, HALF, 1e-14)
    assert still == pytest.approx(expected, abs=1e-11)
    assert 100 < presentations < 3000


def test_td_0_rests_at_the_values_of_the_chain_that_was_seen():
    """Certainty equivalence: count the transitions, and solve the chain they make."""
    count, pays = np.zeros((7, 7)), np.zeros(7)
    for seen in BATCH:
        for t, state in enumerate(seen.states):
            pays[state] += seen.rewards[t]
            if t + 1 < len(seen.states):
                count[state, seen.states[t + 1]] += 1
    visits = np.array([sum(seen.states.count(s) for seen in BATCH) for s in range(7)])
    inner = slice(1, 6)
    chain = count[inner, inner] / visits[inner, None]
    exact = np.linalg.solve(np.eye(5) - chain, pays[inner] / visits[inner])
    resting = resting_point(system_of(BATCH, 0.0), HALF)
    assert resting[inner] == pytest.approx(exact, abs=1e-14)


def test_widrow_hoff_rests_at_the_mean_outcome_of_each_visit():
    resting = resting_point(system_of(BATCH, 1.0), HALF)
    for state in range(1, 6):
        outcomes = [seen.rewards[-1] for seen in BATCH for s in seen.states if s == state]
        assert resting[state] == pytest.approx(np.mean(outcomes), abs=1e-14)


@pytest.mark.parametrize("lam", [0.0, 0.5, 1.0])
def test_a_state_that_was_never_visited_keeps_its_value(lam):
    system = system_of([walk("DEF", 1.0), walk("DE DEF".replace(" ", ""), 1.0)], lam)
    start = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    resting = resting_point(system, start)
    assert system.states == [3, 4, 5]
    assert resting[:3] == start[:3]
    assert resting[6] == 0.7
    assert resting[3:6] == pytest.approx([1.0, 1.0, 1.0])
    still, _ = present_until_still(system, 0.05, start, 1e-13)
    assert still == pytest.approx(resting, abs=1e-10)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("lam", [0.0, 0.4, 1.0])
def test_the_system_says_what_the_rule_does(seed, lam):
    rng = stream(seed, "test")
    batch = [random_experience(rng) for _ in range(3)]
    values, how = [uniform(rng, -1.0, 1.0) for _ in range(5)], Learning(0.1, lam, gamma=0.8)
    collected = [0.0] * 5
    for seen in batch:
        td_lambda(seen, how, values, collected)
    presented = list(values)
    largest = present(system_of(batch, lam, 0.8), 0.1, presented)
    made = [new - old for new, old in zip(presented, values, strict=True)]
    assert made == pytest.approx(collected, abs=1e-13)
    assert largest == pytest.approx(max(abs(change) for change in collected), abs=1e-13)


def test_a_large_step_size_never_rests():
    with pytest.raises(ArithmeticError, match=r"with alpha = 0\.9 the values do not come to rest"):
        present_until_still(system_of(BATCH, 0.0), 0.9, HALF, 1e-9)
    with pytest.raises(ArithmeticError, match=r"alpha = 0\.01"):
        present_until_still(system_of(BATCH, 0.0), 0.01, HALF, 1e-9, limit=10)


# ---------------------------------------------------------------- learning, and mistakes


@pytest.mark.parametrize("rule", [td_zero, td_lambda, widrow_hoff])
@pytest.mark.parametrize("learn", [learn_after, learn_within])
def test_every_method_learns_the_walk(rule, learn):
    world, rng = RandomWalk(), stream(0, "actions")
    world.reset(7)
    values, truth = list(HALF), world.true_values()
    for _ in range(3000):
        state, _ = world.reset()
        seen = experience_of(run_episode(world, state, lambda s, r: 0, rng))
        learn(rule, seen, Learning(0.005, 0.5), values)
    errors = [v - w for v, w in zip(values[1:6], truth[1:6], strict=True)]
    assert max(map(abs, errors)) < 0.07  # it was 0.33


def test_a_walk_that_was_cut_short_teaches_nothing():
    cut = Episode([Step(3, 0, 0.0, 2, terminated=False, truncated=True)])
    with pytest.raises(ValueError, match="did not terminate"):
        experience_of(cut)
    whole = Episode([Step(3, 0, 0.0, 4, False, False), Step(4, 0, 2.0, 5, True, True)])
    assert experience_of(whole) == ([3, 4], [0.0, 2.0])


def test_an_experience_needs_a_state():
    with pytest.raises(ValueError, match="at least one state"):
        with_outcome([], 1.0)


@pytest.mark.parametrize(("settings", "error"), [
    ({"alpha": -0.1}, "alpha must not be negative, got -0.1"),
    ({"alpha": float("nan")}, "alpha"), ({"alpha": 0.1, "lam": 1.1}, r"lam must lie in \[0, 1\]"),
    ({"alpha": 0.1, "gamma": -0.1}, "gamma"),
])
def test_settings_that_make_no_sense(settings, error):
    with pytest.raises(ValueError, match=error):
        Learning(**settings)


@pytest.mark.parametrize("rule", [td_zero, widrow_hoff, td_lambda])
@pytest.mark.parametrize(("seen", "places", "message"), [
    (Experience([0, 3], [0.0, 1.0]), 3, "state 3 at step 1 is none of 0 to 2"),
    (Experience([0, -1], [0.0, 1.0]), 3, "state -1 at step 1"),
    (Experience([0, 1.0], [0.0, 1.0]), 3, "state 1.0 at step 1"),
    (Experience([0, 1], [0.0]), 3, "2 states need as many rewards, got 1"),
    (Experience([0, 1], [0.0, math.nan]), 3, "reward nan at step 1 is not finite"),
    (Experience([0, 1], [0.0, 1.0]), 2, "3 values need as many places to write, got 2"),
])
def test_what_is_refused_changes_nothing(rule, seen, places, message):
    read, write = [0.5, 0.25, 0.75], [0.5, 0.25, 0.75][:places]
    before = write[:]
    with pytest.raises(ValueError, match=message):
        rule(seen, Learning(0.5, 0.9), read, write)
    assert write == before


@pytest.mark.parametrize(("lam", "gamma"), [(7.0, 1.0), (-0.1, 1.0), (0.5, 1.5), (math.nan, 1.0)])
def test_a_system_of_no_trace_is_refused(lam, gamma):
    with pytest.raises(ValueError, match=r"must lie in \[0, 1\], got"):
        system_of([Experience([0, 1], [0.0, 1.0])], lam, gamma)


def test_a_system_of_half_an_experience_is_refused():
    with pytest.raises(ValueError, match="2 states need as many rewards, got 1"):
        system_of([Experience([0, 1], [1.0])], 0.5)
    with pytest.raises(ValueError, match="states 0 to 4 need values of their own, got 3"):
        present(system_of([Experience([0, 4], [0.0, 1.0])], 0.5), 0.1, [0.0] * 3)
