"""A walk that tosses a coin at every step, until it falls off one of two ends."""

from __future__ import annotations

from typing import List, Optional

from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Model, Outcome
from policywerk.building_blocks.spaces import as_int
from policywerk.primitives.vector import Vector

LETTERS = "ABCDEFG"  # Sutton's names of the seven states; A and G are the ends


def states_of(letters: str) -> List[int]:
    """The states that a word such as "DCDEF" passes.

    Raises: ValueError for a letter that names no state.
    """
    for letter in letters:
        if letter not in LETTERS:
            raise ValueError(f"{letter!r} in {letters!r} is not one of {LETTERS}")
    return [LETTERS.index(letter) for letter in letters]


class RandomWalk(TabularEnvironment):
    """A row of states between two ends; every step goes left or right, half each.

    States are numbered 0, 1, ..., inner + 1 from the left; 0 and inner + 1 are the ends.
    An episode begins in the middle. Falling off the right end pays 1, every other step 0.
    There is nothing to decide, so there is one action, 0. (Sutton 1988, section 3.2)
    """

    def __init__(self, inner: int = 5, time_limit: Optional[int] = None) -> None:
        """Lay out the row.

        Args: inner: states between the ends, an odd number, so that there is a middle.
        Raises: ValueError for an even number, or one below 1.
        """
        if type(as_int(inner)) is not int or inner < 1 or inner % 2 == 0:
            raise ValueError(f"a walk needs an odd number of inner states, got {inner!r}")
        self.inner = inner
        middle = (inner + 1) // 2
        start = [1.0 if state == middle else 0.0 for state in range(inner + 2)]
        super().__init__(self._model(), start, time_limit)

    def _model(self) -> Model:
        last = self.inner + 1
        model = [[[self._outcome(state - 1), self._outcome(state + 1)]] for state in range(1, last)]
        end = [[[Outcome(1.0, state, 0.0, True)]] for state in (0, last)]
        return [end[0], *model, end[1]]

    def _outcome(self, state: int) -> Outcome:
        last = self.inner + 1
        return Outcome(0.5, state, 1.0 if state == last else 0.0, state in (0, last))

    def true_values(self) -> Vector:
        """The probability of ending on the right, from every state; 0 at the ends.

        v(s) = s / (inner + 1): the mean of both neighbours, where the ends count as what
        they pay, 0 and 1. (Sutton 1988, equation 7 and the values after it, for inner = 5)
        """
        inside = [state / (self.inner + 1) for state in range(1, self.inner + 1)]
        return [0.0, *inside, 0.0]
