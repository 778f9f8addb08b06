"""Agents that learned in our worlds, acting in those of Gymnasium that ours are copies of."""

from __future__ import annotations

import gymnasium
import numpy as np
import pytest

from policywerk.data.weights import published_weights
from policywerk.lessons import play
from policywerk.lessons.l06_worlds import JUDGE, outcome
from policywerk.primitives.vector import mean
from policywerk.world.pendulum import Pendulum

pytestmark = pytest.mark.skipif("06-pendulum-2" not in published_weights(),
                                reason="their training is not published yet")


def returns_in(environment, player, seeds):
    """What the likeliest actions earn in the episodes from these seeds."""
    return [earned_from(environment, player, environment.reset(seed=seed)[0]) for seed in seeds]


def earned_from(environment, player, observation):
    earned, over = 0.0, False
    while not over:
        observation, reward, terminated, truncated, _ = environment.step(
            player.act(observation)[0])
        earned, over = earned + float(reward), terminated or truncated
    return earned


def test_what_gymnasium_shows_and_takes_needs_no_translation():
    for name, world in (("06-cart-pole-0", "CartPole-v1"), ("06-pendulum-0", "Pendulum-v1")):
        environment = gymnasium.make(world)
        observation, _ = environment.reset(seed=0)
        assert observation.dtype == np.float32
        action, _ = play.load(name).act(observation)
        assert np.asarray(action, environment.action_space.dtype) in environment.action_space


def test_an_agent_balances_gymnasiums_pole():
    returns = returns_in(gymnasium.make("CartPole-v1"), play.load("06-cart-pole-0"), range(3))
    assert min(returns) >= 475.0  # what Gymnasium once called solved, as a mean of 100


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_every_agent_balances_gymnasiums_pole(seed):
    player = play.load(f"06-cart-pole-{seed}")
    assert mean(returns_in(gymnasium.make("CartPole-v1"), player, range(20))) >= 475.0


def in_both(player, seed):
    """The return from one start in our world and in Gymnasium's."""
    ours, theirs = Pendulum(), gymnasium.make("Pendulum-v1")
    observation, _ = ours.reset(seed=seed)
    theirs.reset(seed=0)
    cosine, sine, turning = observation
    theirs.unwrapped.state = np.array([np.arctan2(sine, cosine), turning])
    here = outcome(ours, observation, lambda seen: player.act(seen)[0]).earned
    return here, earned_from(theirs, player, observation)


@pytest.mark.parametrize(("agent", "starts"), [
    (0, 2), *[pytest.param(agent, 10, marks=pytest.mark.slow) for agent in range(3)],
])
def test_from_the_same_start_an_agent_earns_the_same(agent, starts):
    # Gymnasium rounds what it shows to 32 bits, and the cost of 200 steps feels little of it
    player = play.load(f"06-pendulum-{agent}")
    for start in range(starts):
        here, there = in_both(player, JUDGE + start)
        assert there == pytest.approx(here, abs=0.01)
        assert here < 0.0
