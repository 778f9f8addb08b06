"""CartPole-v1: step by step against Gymnasium's."""

from __future__ import annotations

import gymnasium
import pytest

from policywerk.primitives.random import bernoulli, stream
from policywerk.world.cart_pole_v1 import CartPoleV1


def one(observation):
    """A rule that balances for long: push to the side where the pole goes."""
    _, _, angle, turning = observation
    return int(angle + 0.3 * turning > 0.0)


@pytest.mark.parametrize("seed", range(6))
def test_step_by_step_with_gymnasium(seed):
    theirs, ours, rng = gymnasium.make("CartPole-v1"), CartPoleV1(), stream(seed, "test")
    theirs.reset(seed=seed)
    observation, _ = ours.reset(seed=seed)
    steps, over = 0, False
    while not over:
        # An inverted pole doubles a last digit six times a second: start each step alike.
        ours._state = observation = [float(x) for x in theirs.unwrapped.state]
        action = one(observation) if seed < 3 else int(bernoulli(rng, 0.5))
        observation, reward, *ends, _ = ours.step(action)
        seen, paid, *ended, _ = theirs.step(action)
        assert observation == pytest.approx(theirs.unwrapped.state.tolist(), rel=1e-12, abs=1e-14)
        assert observation == pytest.approx(seen.tolist(), rel=1e-6, abs=1e-9)  # single precision
        assert (reward, ends) == (paid, ended)
        steps, over = steps + 1, any(ends)
    assert ends == ([False, True] if seed < 3 else [True, False])
    assert steps == 500 or seed >= 3


def test_starts_lie_near_the_middle_and_follow_the_seed():
    world = CartPoleV1()
    starts = [world.reset(seed=3)[0]] + [world.reset()[0] for _ in range(500)]
    assert starts[0] == CartPoleV1().reset(seed=3)[0] != starts[1]
    for k in range(4):
        assert -0.05 <= min(start[k] for start in starts) < -0.048
        assert 0.048 < max(start[k] for start in starts) <= 0.05


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="time_limit"):
        CartPoleV1(time_limit=0)
    world = CartPoleV1()
    with pytest.raises(RuntimeError, match="reset"):
        world.step(0)
    world.reset(seed=0)
    for action in (2, -1, True, [1.0]):
        with pytest.raises(ValueError, match="action must be 0"):
            world.step(action)
