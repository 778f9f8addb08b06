"""The gambler's problem: stake some of your capital on a coin until you have 100, or nothing."""

from __future__ import annotations

from typing import List

from policywerk.building_blocks.models import Model, Outcome
from policywerk.building_blocks.spaces import check_whole
from policywerk.primitives.vector import check_size


def gambler(heads: float = 0.4, goal: int = 100) -> Model:
    """States are capitals 0 to goal; action a stakes a + 1. Reaching the goal pays 1.

    (Sutton & Barto 2018, example 4.3. Their action 0, to stake nothing, is left out: it
    changes nothing, and without a discount it would tie with the best stake.)

    Args:
        heads: probability that the stake is won.
        goal: the capital that ends the game.
    Raises: ValueError unless 0 < heads < 1 and goal >= 2, or as check_size does.
    """
    check_whole("goal", goal, 2)
    if not 0.0 < heads < 1.0:
        raise ValueError(f"need 0 < heads < 1, got {heads!r}")
    check_size("the stakes", goal, goal)
    over = [Outcome(1.0, 0, 0.0, True)]
    model: List[List[List[Outcome]]] = [[over]]
    for capital in range(1, goal):
        stakes = range(1, min(capital, goal - capital) + 1)
        model.append([_bet(capital, stake, heads, goal) for stake in stakes])
    model.append([[Outcome(1.0, goal, 0.0, True)]])
    return model


def _bet(capital: int, stake: int, heads: float, goal: int) -> List[Outcome]:
    won, lost = capital + stake, capital - stake
    return [
        Outcome(heads, won, 1.0 if won == goal else 0.0, won == goal),
        Outcome(1.0 - heads, lost, 0.0, lost == 0),
    ]
