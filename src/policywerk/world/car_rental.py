"""Jack's car rental: how many cars to move overnight between two places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, NamedTuple, Tuple

from policywerk.building_blocks.models import Model, Outcome
from policywerk.primitives.scalar import exp
from policywerk.primitives.vector import Vector, check_size, total


@dataclass(frozen=True)
class CarRental:
    """The numbers of the problem (Sutton & Barto 2018, example 4.2)."""

    capacity: int = 20  # cars that fit at each place; more are sent away
    most_moved: int = 5  # cars moved in one night, at most
    rent: float = 10.0  # paid for each car rented
    moving_cost: float = 2.0  # for each car moved
    requests: Tuple[float, float] = (3.0, 4.0)  # expected requests a day at each place
    returns: Tuple[float, float] = (3.0, 2.0)  # expected returns a day at each place

    def __post_init__(self) -> None:
        if self.capacity < 0 or self.most_moved < 0:
            raise ValueError(
                f"need capacity and most_moved >= 0, got {self.capacity} and {self.most_moved}"
            )


class Day(NamedTuple):
    """One place, one day, from the number of cars in the morning."""

    rented: float  # expected number of cars rented
    evening: Vector  # probability of each number of cars in the evening


def poisson(mean: float, largest: int) -> Vector:
    """Probabilities of 0, 1, ..., largest - 1 events, and of `largest` or more.

    P(k) = exp(-mean) mean^k / k!; lumping the tail loses nothing where only
    `largest` events can matter.

    Raises: ValueError unless 0 <= mean <= 700 (beyond, exp(-mean) soon is 0.0), and largest is
        a whole number >= 0, or as check_size.
    """
    if not 0.0 <= mean <= 700.0:
        raise ValueError(f"poisson needs a mean from 0 to 700, got {mean!r}")
    if not isinstance(largest, int) or largest < 0:
        raise ValueError(f"poisson needs a whole number of events >= 0, got {largest!r}")
    check_size("poisson", largest)
    probabilities = [exp(-mean)]
    for k in range(1, largest):
        probabilities.append(probabilities[-1] * mean / k)
    probabilities = probabilities[:largest]
    return [*probabilities, max(0.0, 1.0 - total(probabilities))]  # rounding could dip below 0


def day(cars: int, requests: float, returns: float, capacity: int) -> Day:
    """What a day does to the cars of one place: requests first, then returns.

    Raises: ValueError unless 0 <= cars <= capacity, and as poisson and check_size do.
    """
    if not 0 <= cars <= capacity:
        raise ValueError(f"need cars from 0 to {capacity}, got {cars}")
    check_size("a day", capacity + 1)
    rented = 0.0
    evening = [0.0] * (capacity + 1)
    for taken, p in enumerate(poisson(requests, cars)):  # the last entry: all are taken
        rented += p * taken
        left = cars - taken
        for returned, q in enumerate(poisson(returns, capacity - left)):
            evening[left + returned] += p * q
    return Day(rented, evening)


def car_rental(problem: CarRental) -> Model:
    """The whole problem: state (capacity + 1) i + j has i cars at the first place, j at the second.

    Actions are numbered from the fewest possible move: moves(problem, i, j)[a] cars go
    from the first place to the second; negative numbers go the other way.
    """
    size = problem.capacity + 1
    days = [
        [day(cars, requests, returns, problem.capacity) for cars in range(size)]
        for requests, returns in zip(problem.requests, problem.returns)
    ]
    return [
        [_night(problem, days, i, j, moved) for moved in moves(problem, i, j)]
        for i in range(size)
        for j in range(size)
    ]


def moves(problem: CarRental, first: int, second: int) -> List[int]:
    """The numbers of cars that can be moved from the first place to the second.

    Cars that are not there cannot be moved; cars that do not fit where they arrive are
    sent away, as returned ones are.

    Raises: ValueError for a number of cars that is negative, or does not fit.
    """
    if not (0 <= first <= problem.capacity and 0 <= second <= problem.capacity):
        raise ValueError(f"need 0 to {problem.capacity} cars a place, got {first} and {second}")
    return list(range(-min(second, problem.most_moved), min(first, problem.most_moved) + 1))


def _night(
    problem: CarRental, days: List[List[Day]], first: int, second: int, moved: int
) -> List[Outcome]:
    morning_1 = min(first - moved, problem.capacity)
    morning_2 = min(second + moved, problem.capacity)
    day_1, day_2 = days[0][morning_1], days[1][morning_2]
    reward = problem.rent * (day_1.rented + day_2.rented) - problem.moving_cost * abs(moved)
    size = problem.capacity + 1
    return [
        Outcome(p * q, size * i + j, reward, False)
        for i, p in enumerate(day_1.evening)
        for j, q in enumerate(day_2.evening)
        if p * q > 0.0
    ]
