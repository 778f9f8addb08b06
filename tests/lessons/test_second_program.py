"""Lessons 2 and 3 once more, by programs of forty lines that share none with ours.

Written from the descriptions alone. Without noise the trials on the cart-pole must be as long as
ours, to the step. The walks of lesson 3 are drawn by Python's own generator, and what they teach
is found in another way: TD(0) rests at the values of the chain that the walks make most likely.
"""

import json
import math
import random
from pathlib import Path

import pytest

from policywerk.actors.barto_sutton import SYSTEMS, Settings, run_trial
from policywerk.primitives.random import stream
from policywerk.world.cart_pole import BOXES, CartPole


def moved(x, dx, a, da, push):
    """0.02 seconds later, all four from the old state."""
    s, c = math.sin(a), math.cos(a)
    drag = 0.0005 * ((dx > 0) - (dx < 0))
    lean = (9.8 * s + c * (-push - 0.05 * da * da * s + drag) / 1.1 - 0.000002 * da / 0.05) / (
        0.5 * (4 / 3 - 0.1 * c * c / 1.1))
    place = (push + 0.05 * (da * da * s - lean * c) - drag) / 1.1
    return x + 0.02 * dx, dx + 0.02 * place, a + 0.02 * da, da + 0.02 * lean


def box_of(x, dx, a, da):
    """The box, or None where the cart is off the track or the pole has fallen."""
    degrees, speed = math.degrees(a), math.degrees(da)
    if abs(x) > 2.4 or abs(degrees) > 12:
        return None
    cuts = (x, (-0.8, 0.8)), (dx, (-0.5, 0.5)), (degrees, (-6, -1, 0, 1, 6)), (speed, (-50, 50))
    return tuple(sum(number >= point for point in points) for number, points in cuts)


def trial_lengths(trials, critic):
    """How long trials last without noise."""
    w, v, found = {}, {}, []
    for _ in range(trials):
        state, e, x_bar, steps = (0.0, 0.0, 0.0, 0.0), {}, {}, 0
        box = box_of(*state)
        while box is not None:
            y = 1 if w.get(box, 0.0) >= 0 else -1
            state, steps = moved(*state, 10.0 * y), steps + 1
            after = box_of(*state)
            news = -1.0 if after is None else 0.0
            if critic:
                news += 0.95 * v.get(after, 0.0) - v.get(box, 0.0)
            e[box] = e.get(box, 0.0) + 0.1 * y
            x_bar[box] = x_bar.get(box, 0.0) + 0.2
            for b in e:
                w[b], e[b] = w.get(b, 0.0) + 1000 * news * e[b], 0.9 * e[b]
                v[b], x_bar[b] = v.get(b, 0.0) + 0.5 * news * x_bar[b], 0.8 * x_bar[b]
            box = after
        found.append(steps)
    return found


@pytest.mark.parametrize(("name", "critic"), [("ACE/ASE", True), ("ASE alone", False)])
def test_both_programs_fall_at_the_same_steps(name, critic):
    system = SYSTEMS[name](BOXES.count, Settings(sigma=0.0))
    rng = stream(0, "never drawn from")
    ours = [run_trial(CartPole(), BOXES, system, rng, 10_000).steps for _ in range(10)]
    assert trial_lengths(10, critic) == ours


# ---------------------------------------------------------------- lesson 3

NUMBERS = json.loads((Path(__file__).parents[2] / "assets/03/numbers.json").read_text("utf-8"))
TRUTH = [n / 6 for n in range(7)]


def walk(rng):
    passed = [3]
    while 0 < passed[-1] < 6:
        passed.append(passed[-1] + rng.choice((-1, 1)))
    return passed


def likeliest_chain(walks):
    """The values of the chain that goes on from each place as these walks did, by sweeping."""
    steps = [pair for passed in walks for pair in zip(passed, passed[1:])]
    onwards = {here: [b for a, b in steps if a == here] for here, _ in steps}
    values = [0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0]
    for _ in range(400):
        for here, after in onwards.items():
            values[here] = sum(values[b] for b in after) / len(after)
    return values


def mean_outcomes(walks):
    """The mean outcome over all visits of each place: what Widrow and Hoff rest at."""
    ended = [(here, passed[-1] / 6) for passed in walks for here in passed[:-1]]
    by_place = {here: [z for place, z in ended if place == here] for here, _ in ended}
    return [sum(by_place[n]) / len(by_place[n]) if n in by_place else 0.5 for n in range(7)]


def first_dot(walks):
    """Figure 4's second dot: each walk once by TD(0), alpha 0.05, changes after the walk."""
    values = [0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 1.0]
    for passed in walks:
        old = list(values)
        for here, after in zip(passed, passed[1:]):
            values[here] += 0.05 * (old[after] - old[here])
    return values


def error(values):
    return math.sqrt(sum((values[n] - TRUTH[n]) ** 2 for n in range(1, 6)) / 5)


@pytest.mark.parametrize(("learn", "name", "sets"), [
    (likeliest_chain, "figure_3_{}_0", 300), (mean_outcomes, "figure_3_{}_1", 1000),
    (first_dot, "first_{}", 1000),
])
@pytest.mark.parametrize("sequences", [5, 10])
def test_both_programs_measure_the_same_errors(learn, name, sets, sequences):
    rng = random.Random(sequences)
    theirs = [error(learn([walk(rng) for _ in range(sequences)])) for _ in range(sets)]
    name = name.format(sequences)
    ours = float(NUMBERS.get(f"{name}_mean") or NUMBERS[name])
    of_one = float(NUMBERS[f"{name}_sd"])  # of 100 sets
    apart = of_one * math.sqrt(100 / sets + 1 / 100)  # ours are the mean of 100 experiments
    assert abs(sum(theirs) / sets - ours) < 4 * apart
