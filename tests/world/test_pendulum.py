"""The pendulum: a step by hand, and step by step against Gymnasium's Pendulum-v1."""

from __future__ import annotations

import math

import gymnasium
import pytest

from policywerk.primitives.random import stream, uniform
from policywerk.world.pendulum import Pendulum, cost, rotate


def test_one_step_by_hand():
    # phi'' = 15 sin(pi/6) + 3 * 1 = 10.5;  phi' = 0.2 + 0.05 * 10.5 = 0.725
    # phi = pi/6 + 0.05 * 0.725, with the new speed
    angle, turning = rotate([math.pi / 6.0, 0.2], 1.0)
    assert turning == pytest.approx(0.725)
    assert angle == pytest.approx(math.pi / 6.0 + 0.03625)


def test_the_cost_by_hand():
    # a full turn and 0.5 rad: the lean is 0.5.  0.25 + 0.1 * 4 + 0.001 * 2.25
    assert cost([2.0 * math.pi + 0.5, -2.0], 1.5) == pytest.approx(0.25 + 0.4 + 0.00225)
    # 3.5 rad to one side is 2 pi - 3.5 = 2.783 to the other
    assert cost([3.5, 0.0], 0.0) == pytest.approx(2.783185307 ** 2)


def test_no_faster_than_eight():
    assert rotate([math.pi / 2.0, 7.9], 2.0)[1] == 8.0
    assert rotate([-math.pi / 2.0, -7.9], -2.0)[1] == -8.0


@pytest.mark.parametrize("seed", range(3))
def test_step_by_step_with_gymnasium(seed):
    theirs, ours, rng = gymnasium.make("Pendulum-v1"), Pendulum(), stream(seed, "test")
    theirs.reset(seed=seed)
    ours.reset(seed=seed)
    ours._state = [float(x) for x in theirs.unwrapped.state]
    for step in range(200):
        action = [uniform(rng, -2.0, 2.0) if seed else 2.0]  # seed 0 drives it to its limits
        seen, reward, *ends, _ = ours.step(action)
        observation, paid, *ended, _ = theirs.step(action)
        assert seen == pytest.approx(observation.tolist(), abs=1e-5)  # theirs are single precision
        assert reward == pytest.approx(float(paid), abs=1e-9)
        assert ends == ended == [False, step == 199]
        if step < 199:
            assert ours._state == pytest.approx(theirs.unwrapped.state.tolist(), abs=1e-9)


def test_starts_are_anywhere_and_follow_the_seed():
    world = Pendulum()
    starts = [world.reset(seed=3)[0]] + [world.reset()[0] for _ in range(1000)]
    assert starts[0] == Pendulum().reset(seed=3)[0] != starts[1]
    angles = [math.atan2(sine, cosine) for cosine, sine, _ in starts]
    assert min(angles) < -3.1
    assert max(angles) > 3.1
    assert 0.99 < max(abs(turning) for _, _, turning in starts) <= 1.0


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="time_limit"):
        Pendulum(time_limit=0)
    world = Pendulum()
    with pytest.raises(RuntimeError, match="reset"):
        world.step([0.0])
    world.reset(seed=0)
    for action in ([2.5], [], 1.0, [float("nan")]):
        with pytest.raises(ValueError, match="is not in"):
            world.step(action)
    for _ in range(200):
        world.step([0.0])
    with pytest.raises(RuntimeError, match="reset"):
        world.step([0.0])


def test_a_state_is_two_numbers():
    for function in (rotate, cost):
        with pytest.raises(ValueError, match="a state is"):
            function([0.0], 1.0)


def test_an_observation_is_the_callers_own():
    world, other = Pendulum(), Pendulum()
    seen, _ = world.reset(seed=4)
    other.reset(seed=4)
    seen[0] = 99.0
    assert world.step([0.0]) == other.step([0.0])
