"""Jack's car rental: a day by brute force, and the five policies of figure 4.2."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.actors.bellman import Sweeping, policy_iteration
from policywerk.building_blocks.models import check_model
from policywerk.data.published import published
from policywerk.lessons import l01_bellman as lesson
from policywerk.lessons.experiment import carry_out
from policywerk.world.car_rental import CarRental, car_rental, day, moves, poisson
from random_models import CLASSIC

SMALL = CarRental(capacity=3, most_moved=2)


@pytest.mark.parametrize(("mean", "largest", "message"), [
    (math.nan, 3, "got nan"), (-1.0, 3, "got -1.0"), (math.inf, 3, "got inf"),
    (800.0, 3, "from 0 to 700, got 800.0"), (1.0, -1, "got -1"), (1.0, 2.5, "got 2.5"),
    (1.0, 2**40, "more than 100000000 numbers")])
def test_no_poisson(mean, largest, message):
    with pytest.raises(ValueError, match=message):
        poisson(mean, largest)


def poisson_by_formula(mean, k):
    return math.exp(-mean) * mean**k / math.factorial(k)


@pytest.mark.parametrize("largest", [0, 1, 2, 20])
def test_poisson_lumps_its_tail(largest):
    found = poisson(3.0, largest)
    assert len(found) == largest + 1
    assert found[:-1] == pytest.approx([poisson_by_formula(3.0, k) for k in range(largest)])
    assert sum(found) == pytest.approx(1.0, abs=1e-15)


@given(st.floats(0.0, 20.0), st.integers(0, 60))
def test_poisson_is_a_distribution(mean, largest):
    found = poisson(mean, largest)
    assert min(found) >= 0.0
    assert sum(found) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(("requests", "returns"), [(3.0, 3.0), (4.0, 2.0)])
@pytest.mark.parametrize("cars", [0, 1, 7, 20])
def test_a_day_by_brute_force(cars, requests, returns):
    # Every number of requests and returns up to 60: what lies beyond has less than 1e-40.
    rented, evening = 0.0, [0.0] * 21
    for asked in range(60):
        for back in range(60):
            p = poisson_by_formula(requests, asked) * poisson_by_formula(returns, back)
            taken = min(asked, cars)
            rented += p * taken
            evening[min(cars - taken + back, 20)] += p
    found = day(cars, requests, returns, 20)
    assert found.rented == pytest.approx(rented, abs=1e-12)
    assert found.evening == pytest.approx(evening, abs=1e-12)
    assert sum(found.evening) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(("first", "second", "possible"), [
    (0, 0, [0]), (2, 0, [0, 1, 2]), (0, 1, [-1, 0]), (20, 20, list(range(-5, 6))),
])
def test_only_cars_that_are_there_can_be_moved(first, second, possible):
    assert moves(CarRental(), first, second) == possible


def test_moving_costs_and_comes_before_the_day():
    model = car_rental(SMALL)
    check_model(model)
    still = model[4 * 0 + 2][moves(SMALL, 0, 2).index(0)]
    moved = model[4 * 1 + 1][moves(SMALL, 1, 1).index(1)]  # after it: 0 and 2, as above
    assert [o[:2] for o in moved] == [o[:2] for o in still]
    assert moved[0].reward == pytest.approx(still[0].reward - 2.0)


def test_cars_that_do_not_fit_are_sent_away():
    model = car_rental(SMALL)
    crowded = model[4 * 1 + 3][moves(SMALL, 1, 3).index(1)]  # 0 and 4, of which 3 stay
    still = model[4 * 0 + 3][moves(SMALL, 0, 3).index(0)]
    assert [o[:2] for o in crowded] == [o[:2] for o in still]


def test_what_is_paid_is_ten_a_car():
    model = car_rental(SMALL)
    expected = 10 * (day(2, 3.0, 3.0, 3).rented + day(1, 4.0, 2.0, 3).rented)
    assert model[4 * 2 + 1][moves(SMALL, 2, 1).index(0)][0].reward == pytest.approx(expected)


def test_a_small_rental_plans():
    model = car_rental(SMALL)
    start = [moves(SMALL, i, j).index(0) for i in range(4) for j in range(4)]
    plan = policy_iteration(model, start, Sweeping(0.9), exact=True)
    assert plan.improvements >= 1
    assert max(plan.changes[-1:]) < 1e-9


@pytest.fixture(scope="module")
def cars():
    return carry_out(lesson.STUDY, lesson.CARS)[0]


@pytest.mark.slow
def test_jack_improves_four_times(cars):
    exact = CLASSIC["car_rental"]
    assert cars.results["car_rental_improvements"] == exact["improvements"] == 4
    assert cars.results["value_empty"] == pytest.approx(exact["V(0,0)"], abs=1e-9)
    assert cars.results["value_full"] == pytest.approx(exact["V(20,20)"], abs=1e-9)
    assert cars.results["value_10_10"] == pytest.approx(exact["V(10,10) per policy"], abs=1e-6)


@pytest.mark.slow
def test_each_policy_is_better_than_the_one_before(cars):
    for before, after in zip(cars.snapshots, cars.snapshots[1:], strict=False):
        assert min(b - a for a, b in zip(before["values"], after["values"], strict=True)) > -1e-9


@pytest.mark.slow
def test_the_shape_of_jacks_last_policy(cars):
    # Figure 4.2: from the first place to the second where the first has more, up to five;
    # the other way only where the first is nearly empty. It grows with i and falls with j.
    moved = cars.snapshots[-1]["moved"]
    table = [moved[21 * i:21 * i + 21] for i in range(21)]
    assert (max(moved), min(moved)) == (5, -4)
    assert (table[20][0], table[0][20], table[0][0], table[10][10]) == (5, -4, 0, 0)
    assert all(row == sorted(row, reverse=True) for row in table)
    assert all(list(column) == sorted(column) for column in zip(*table, strict=True))


def corners(kept, averaged=False):
    """Values with no cars and with 20 and 20 if no more than so many events are counted."""
    states, ahead = np.arange(21), []
    for requests, returns in ((3, 3), (4, 2)):
        asked = [math.exp(-requests) * requests**k / math.factorial(k) for k in range(kept)]
        back = [math.exp(-returns) * returns**k / math.factorial(k) for k in range(kept)]
        if averaged:
            back = [float(k == returns) for k in range(kept)]
        evening, rent = np.zeros((21, 21)), np.zeros(21)
        for cars, (k, p), (j, q) in product(states, enumerate(asked), enumerate(back)):
            evening[cars, min(20, cars - min(cars, k) + j)] += p * q
            rent[cars] += 10 * min(cars, k) * p * q
        ahead.append((evening, rent))
    (first, rent_1), (second, rent_2) = ahead
    values = np.zeros((21, 21))
    for _ in range(150):
        worth = (np.outer(rent_1, second.sum(1)) + np.outer(first.sum(1), rent_2)
                 + 0.9 * first @ values @ second.T)
        values = np.full((21, 21), -np.inf)
        for moved in range(-5, 6):  # from the first place to the second
            i, j = np.meshgrid(states, states, indexing="ij")
            there = (i - moved >= 0) & (j + moved >= 0)
            after = worth[np.clip(i - moved, 0, 20), np.clip(j + moved, 0, 20)] - 2 * abs(moved)
            values = np.where(there, np.maximum(values, after), values)
    return [round(values[0, 0], 2), round(values[20, 20], 2)]


def test_neither_shortcut_gives_the_printed_corners():
    # The table in Two businesses, and what the figure prints.
    assert corners(25) == [421.41, 636.99]
    assert corners(11) == [405.3, 616.82]
    assert corners(11, averaged=True) == [415.77, 625.64]
    assert published("car_rental_corners").value == [420, 612]


def test_cars_that_are_not_there():
    with pytest.raises(ValueError, match="need cars from 0 to 4, got 5"):
        day(5, 3.0, 3.0, 4)
    with pytest.raises(ValueError, match="need 0 to 20 cars a place, got -1 and 0"):
        moves(CarRental(), -1, 0)
    with pytest.raises(ValueError, match="capacity and most_moved >= 0, got -1 and 5"):
        CarRental(capacity=-1)


def test_a_day_that_no_list_could_hold():
    with pytest.raises(ValueError, match="a day of 1000000000001 is more"):
        day(0, 3.0, 3.0, 10**12)
