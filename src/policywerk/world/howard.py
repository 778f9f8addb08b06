"""Two problems that go on for ever: Howard's toymaker and his taxicab (1960)."""

from __future__ import annotations

from typing import List, Sequence, Tuple

from policywerk.building_blocks.models import Model, Outcome

Alternative = Tuple[Sequence[float], Sequence[float]]  # of each next state: probability, reward


def ongoing_model(table: Sequence[Sequence[Alternative]]) -> Model:
    """A model that never terminates, from rows of probabilities and rewards.

    Raises: ValueError naming a row that has not one of each for every state.
    """
    model: List[List[List[Outcome]]] = []
    for state, actions in enumerate(table):
        for action, row in enumerate(actions):
            if [len(numbers) for numbers in row] != [len(table)] * 2:
                raise ValueError(
                    f"state {state}, action {action}: need {len(table)} probabilities and as many "
                    f"rewards, got {row}"
                )
        model.append([
            [Outcome(p, s, r, False) for s, (p, r) in enumerate(zip(*row)) if p > 0.0]
            for row in actions
        ])
    return model


def toymaker() -> Model:
    """A toy in favour (state 0) or not (state 1); in each, do nothing or spend money.

    Spending is advertising in state 0 and research in state 1. The rewards here are the
    expected ones of each row, 6 and 4, -3 and -5: all that planning needs.
    (Howard 1960, Dynamic Programming and Markov Processes)
    """
    return ongoing_model([
        [((0.5, 0.5), (6.0, 6.0)), ((0.8, 0.2), (4.0, 4.0))],
        [((0.4, 0.6), (-3.0, -3.0)), ((0.7, 0.3), (-5.0, -5.0))],
    ])


def taxicab() -> Model:
    """Three towns A, B, C (states 0, 1, 2): cruise, wait at the stand, or wait for a call.

    Town B has no radio, so its third action is missing.
    (Howard 1960, Dynamic Programming and Markov Processes)
    """
    return ongoing_model([
        [
            ((1 / 2, 1 / 4, 1 / 4), (10.0, 4.0, 8.0)),
            ((1 / 16, 3 / 4, 3 / 16), (8.0, 2.0, 4.0)),
            ((1 / 4, 1 / 8, 5 / 8), (4.0, 6.0, 4.0)),
        ],
        [
            ((1 / 2, 0.0, 1 / 2), (14.0, 0.0, 18.0)),
            ((1 / 16, 7 / 8, 1 / 16), (8.0, 16.0, 8.0)),
        ],
        [
            ((1 / 4, 1 / 4, 1 / 2), (10.0, 2.0, 8.0)),
            ((1 / 8, 3 / 4, 1 / 8), (6.0, 4.0, 2.0)),
            ((3 / 4, 1 / 16, 3 / 16), (4.0, 0.0, 8.0)),
        ],
    ])
