"""The gambler's problem: bets, chances, stakes."""

from __future__ import annotations

import pytest

from policywerk.actors.bellman import Sweeping, policy_iteration, value_iteration
from policywerk.building_blocks.models import check_model
from policywerk.building_blocks.policies import greedy_ties
from policywerk.world.gambler import gambler
from random_models import CLASSIC

EXACT = CLASSIC["sutton_barto"]["gambler_p04"]


def solved(heads):
    """Values, and the smallest of the best stakes at each capital but 0 and the goal."""
    game = gambler(heads)
    values = value_iteration(game, Sweeping(1.0, tolerance=1e-15, in_place=True)).values
    best = greedy_ties(game, values, 1.0, tiny=1e-10)
    return values, [tied[0] + 1 for tied in best[1:-1]]


@pytest.mark.parametrize(("capital", "stakes"), [(1, 1), (25, 25), (50, 50), (75, 25), (99, 1)])
def test_no_more_than_is_there_or_needed(capital, stakes):
    assert len(gambler()[capital]) == stakes


@pytest.mark.parametrize(("capital", "stake", "outcomes"), [
    (50, 50, [(0.4, 100, 1.0, True), (0.6, 0, 0.0, True)]),
    (50, 10, [(0.4, 60, 0.0, False), (0.6, 40, 0.0, False)]),
    (75, 25, [(0.4, 100, 1.0, True), (0.6, 50, 0.0, False)]),
    (25, 25, [(0.4, 50, 0.0, False), (0.6, 0, 0.0, True)]),
])
def test_a_bet(capital, stake, outcomes):
    assert gambler()[capital][stake - 1] == outcomes


@pytest.mark.parametrize(("heads", "goal"), [(0.0, 100), (1.0, 100), (float("nan"), 100)])
def test_what_is_no_game(heads, goal):
    with pytest.raises(ValueError, match="need 0 < heads < 1, got"):
        gambler(heads, goal)


@pytest.mark.parametrize("goal", [1, 0, 100.0, float("inf")])
def test_a_game_needs_a_goal(goal):
    with pytest.raises(ValueError, match="goal must be a whole number, at least 2"):
        gambler(0.4, goal)


def test_the_smallest_game_is_one_toss():
    assert gambler(0.3, 2)[1] == [[(0.3, 2, 1.0, True), (0.7, 0, 0.0, True)]]
    check_model(gambler(0.3, 2))


@pytest.mark.parametrize(("capital", "value"), [
    (25, 0.4 * 0.4),  # two wins
    (50, 0.4),  # bold play: all on one toss
    (75, 0.4 + 0.6 * 0.4),
    (99, 0.9643329672271289),
])
def test_chances_worked_by_hand(capital, value):
    assert solved(0.4)[0][capital] == pytest.approx(value, abs=1e-12)


def test_every_chance_and_stake():
    values, stakes = solved(0.4)
    assert values[:100] == pytest.approx(EXACT["V"][:100], abs=1e-9)
    assert stakes == EXACT["policy_smallest_stake"]


def test_with_the_odds_in_favour_bet_as_little_as_can_be():
    timid = policy_iteration(gambler(0.55), [0] * 101, Sweeping(1.0), exact=True)
    assert timid.improvements == 0  # the smallest stake everywhere is already best
    ratio = 0.45 / 0.55  # gambler's ruin: (1 - ratio^capital) / (1 - ratio^100)
    ruin = [(1 - ratio**capital) / (1 - ratio**100) for capital in range(100)]
    assert timid.values[:100] == pytest.approx(ruin, abs=1e-12)


def test_stakes_that_no_list_could_hold():
    with pytest.raises(ValueError, match="stakes of 1000000 by 1000000 is more"):
        gambler(goal=10**6)
