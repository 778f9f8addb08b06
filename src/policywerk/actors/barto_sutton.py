"""Learning to balance by falling: ASE and ACE (Barto, Sutton & Anderson 1983), and their rivals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, List, NamedTuple, Optional, Protocol

from policywerk.actors.michie_chambers import MichieChambers
from policywerk.building_blocks.boxes import Boxes, check_boxes
from policywerk.building_blocks.environments import Environment
from policywerk.building_blocks.returns import td_error
from policywerk.primitives.random import Stream, integer, normal
from policywerk.primitives.vector import Vector


@dataclass(frozen=True)
class Settings:
    """The constants of both elements; programs that descend from 1983 agree on the values."""

    alpha: float = 1000.0  # step size of the ASE
    beta: float = 0.5  # step size of the ACE
    gamma: float = 0.95  # discount per step
    search_decay: float = 0.9  # of the ASE's trace, per step; the paper's delta
    lam: float = 0.8  # of the ACE's trace, per step; the whole decay, not times gamma
    sigma: float = 0.01  # standard deviation of the noise in the ASE's choice

    def __post_init__(self) -> None:
        for name in ("gamma", "search_decay", "lam"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} must lie in [0, 1], got {getattr(self, name)!r}")
        for name in ("alpha", "beta", "sigma"):
            if not 0.0 <= getattr(self, name) < float("inf"):
                raise ValueError(f"{name} must be finite and >= 0, got {getattr(self, name)!r}")


class BoxTrace:
    """An eligibility trace over boxes, with a list of those marked in this trial."""

    def __init__(self, boxes: int) -> None:
        check_boxes(boxes)
        self.marks: Vector = [0.0] * boxes
        self.marked: List[int] = []  # every box whose mark may differ from 0

    def mark(self, box: int, amount: float) -> None:
        """Add to the mark of one box.

        Raises: ValueError for a box that there is not.
        """
        if box in self.marked:
            self.marks[box] += amount
        elif 0 <= box < len(self.marks):
            self.marks[box] += amount
            self.marked.append(box)
        else:
            raise ValueError(f"there are boxes 0 to {len(self.marks) - 1}, not {box!r}")

    def clear(self) -> None:
        """Forget all marks."""
        for box in self.marked:
            self.marks[box] = 0.0
        self.marked.clear()


def credit_and_fade(weights: Vector, amount: float, trace: BoxTrace, decay: float) -> None:
    """Change each weight in proportion to its mark, then let the mark fade, both in place.

    w_i <- w_i + amount z_i,  z_i <- decay z_i   for the marked boxes; the others have z_i = 0
    """
    marks = trace.marks
    for box in trace.marked:
        mark = marks[box]
        weights[box] += amount * mark
        marks[box] = decay * mark


class Critic(Protocol):
    """Turns what happened in a step into what the ASE learns from."""

    def reinforcement(self, box: int, reward: float, next_box: Optional[int]) -> float:
        """The reinforcement of a step from box to next_box, which is None after a failure."""

    def end(self) -> None:
        """Called when a trial is over."""


class NoCritic:
    """Passes the reward on as it is."""

    def reinforcement(self, box: int, reward: float, next_box: Optional[int]) -> float:
        """The reward: 0 while the trial goes on, -1 when it fails."""
        return reward

    def end(self) -> None:
        """Nothing to forget."""


class AdaptiveCritic:
    """The ACE: learns to predict failure, and reports changes of its prediction."""

    def __init__(self, boxes: int, settings: Settings) -> None:
        self.trace = BoxTrace(boxes)
        self.predictions: Vector = [0.0] * boxes
        self.settings = settings

    def reinforcement(self, box: int, reward: float, next_box: Optional[int]) -> float:
        """The internal reinforcement of a step, after learning from it.

        rhat = r + gamma v(next box) - v(box),  v = 0 after a failure
        v <- v + beta rhat xbar,  xbar <- lam xbar + (1 - lam) x,  x = 1 in the box, 0 elsewhere
        (Barto, Sutton & Anderson 1983; v(box) is the newest prediction)

        Raises: ValueError for a box that there is not.
        """
        predictions, settings = self.predictions, self.settings
        try:
            here, ahead = predictions[box], 0.0 if next_box is None else predictions[next_box]
        except IndexError:
            last = len(predictions) - 1
            raise ValueError(
                f"there are boxes 0 to {last}, not {box!r} and {next_box!r}"
            ) from None
        surprise = td_error(reward, here, ahead, settings.gamma)
        self.trace.mark(box, 1.0 - settings.lam)
        credit_and_fade(predictions, settings.beta * surprise, self.trace, settings.lam)
        return surprise

    def end(self) -> None:
        """Forget which boxes this trial passed."""
        self.trace.clear()


LARGEST_DRAW = 8.58  # normal() strays no further: sqrt(-2 log 2^-53) standard deviations


class AssociativeSearch:
    """The ASE: one weight a box, whose sign says where to push."""

    def __init__(self, boxes: int, settings: Settings, critic: Critic) -> None:
        self.trace = BoxTrace(boxes)
        self.weights: Vector = [0.0] * boxes
        self.settings = settings
        self.critic = critic

    def act(self, box: int, rng: Stream) -> int:
        """Push right (1) if the weight plus noise is not negative, otherwise left (0).

        Where noise could not change the sign, none is drawn.

        Raises: ValueError for a box that there is not.
        """
        try:
            weight, sigma = self.weights[box], self.settings.sigma
        except IndexError:
            raise ValueError(
                f"there are boxes 0 to {len(self.weights) - 1}, not {box!r}"
            ) from None
        if abs(weight) < LARGEST_DRAW * sigma:
            weight += normal(rng, 0.0, sigma)
        return 1 if weight >= 0.0 else 0

    def learn(self, box: int, action: int, reward: float, next_box: Optional[int]) -> None:
        """Make recent pushes likelier if the reinforcement is positive, rarer if negative.

        w <- w + alpha rhat e,  e <- decay e + (1 - decay) y x,  y = +1 for right, -1 for left
        """
        settings = self.settings
        amount = settings.alpha * self.critic.reinforcement(box, reward, next_box)
        step = 1.0 - settings.search_decay
        self.trace.mark(box, step if action == 1 else -step)
        credit_and_fade(self.weights, amount, self.trace, settings.search_decay)

    def end(self) -> None:
        """Forget which boxes this trial passed."""
        self.trace.clear()
        self.critic.end()


class RandomPushes:
    """Pushes left or right by lot, and learns nothing."""

    def act(self, box: int, rng: Stream) -> int:
        """Left or right, each with probability one half."""
        return integer(rng, 2)

    def learn(self, box: int, action: int, reward: float, next_box: Optional[int]) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class Controller(Protocol):
    """Whatever can be trained to push: it sees the number of a box, and nothing else."""

    def act(self, box: int, rng: Stream) -> int:
        """Choose a side: 0 left, 1 right."""

    def learn(self, box: int, action: int, reward: float, next_box: Optional[int]) -> None:
        """Learn from one step; next_box is None if it ended in failure."""

    def end(self) -> None:
        """Called when a trial is over, failed or not."""


def ace_ase(boxes: int, settings: Settings) -> Controller:
    """Both elements."""
    return AssociativeSearch(boxes, settings, AdaptiveCritic(boxes, settings))


def ase_alone(boxes: int, settings: Settings) -> Controller:
    """The ASE without a critic."""
    return AssociativeSearch(boxes, settings, NoCritic())


def random_pushes(boxes: int, settings: Settings) -> Controller:
    """The baseline that learns nothing."""
    return RandomPushes()


def michie_chambers(boxes: int, settings: Settings) -> Controller:
    """BOXES, which has constants of its own."""
    return MichieChambers(boxes)


SYSTEMS: Dict[str, Callable[[int, Settings], Controller]] = {
    "ACE/ASE": ace_ase,
    "BOXES": michie_chambers,
    "ASE alone": ase_alone,
    "random pushes": random_pushes,
}


class Trial(NamedTuple):
    """How long a trial lasted, and whether it ended in failure or was cut short."""

    steps: int
    failed: bool


def run_trial(
    world: Environment, boxes: Boxes, system: Controller, rng: Stream, limit: int
) -> Trial:
    """One trial from a fresh start until failure, truncation or the limit of steps.

    Args:
        boxes: turns an observation of the world into the number of a box.
        limit: steps after which the trial is broken off, at least 1.
    """
    observation, _ = world.reset()
    box, steps, terminated, truncated = boxes.index(observation), 0, False, False
    while not (terminated or truncated) and steps < limit:
        action = system.act(box, rng)
        observation, reward, terminated, truncated, _ = world.step(action)
        arrived = boxes.index(observation)
        system.learn(box, action, reward, None if terminated else arrived)
        box, steps = arrived, steps + 1
    system.end()
    return Trial(steps, terminated)
