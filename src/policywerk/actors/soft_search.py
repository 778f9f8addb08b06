"""A search element that draws its push, and marks it as in 1983 or as the policy gradient would."""

from __future__ import annotations

from typing import Callable, Dict, Optional

from policywerk.actors.barto_sutton import AssociativeSearch, Critic, Settings, credit_and_fade
from policywerk.primitives.random import Stream, bernoulli
from policywerk.primitives.scalar import sigmoid

PushMark = Callable[[float, float], float]  # (push, mean push of the box) -> the mark of the box


def from_zero(push: float, mean_push: float) -> float:
    """The mark of 1983: the push itself, 1 for right and -1 for left.

    y   (Barto, Sutton & Anderson 1983)
    """
    return push


def from_mean(push: float, mean_push: float) -> float:
    """The mark of REINFORCE: the push less its mean, twice the slope of its log-probability.

    y - ybar = 2 d log pi(y) / dw,  pi(1) = sigmoid(w),  ybar = 2 sigmoid(w) - 1
    (Williams 1992, of a Bernoulli-logistic unit)
    """
    return push - mean_push


MARKS: Dict[str, PushMark] = {"from 0": from_zero, "from its mean": from_mean}


class SoftSearch(AssociativeSearch):
    """One weight a box, which says how likely a push to the right is.

    P(right) = sigmoid(w); the noise of AssociativeSearch, and its sigma, have no part in it
    """

    def __init__(self, boxes: int, settings: Settings, critic: Critic, mark: PushMark) -> None:
        super().__init__(boxes, settings, critic)
        self.mark = mark

    def chance(self, box: int) -> float:
        """How likely a push to the right is in a box.

        Raises: ValueError for a box that there is not.
        """
        if not 0 <= box < len(self.weights):
            raise ValueError(f"there are boxes 0 to {len(self.weights) - 1}, not {box!r}")
        return sigmoid(self.weights[box])

    def act(self, box: int, rng: Stream) -> int:
        """Draw a push: 1 right, 0 left.

        Raises: ValueError for a box that there is not.
        """
        return int(bernoulli(rng, self.chance(box)))

    def learn(self, box: int, action: int, reward: float, next_box: Optional[int]) -> None:
        """Move the weights of all marked boxes by the news.

        w <- w + alpha rhat e,  e <- decay e + (1 - decay) m x,  m = y or y - ybar

        Raises: ValueError for a box that there is not.
        """
        settings = self.settings
        amount = settings.alpha * self.critic.reinforcement(box, reward, next_box)
        mark = self.mark(1.0 if action == 1 else -1.0, 2.0 * self.chance(box) - 1.0)
        self.trace.mark(box, (1.0 - settings.search_decay) * mark)
        credit_and_fade(self.weights, amount, self.trace, settings.search_decay)
