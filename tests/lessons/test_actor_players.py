"""Players with an actor: in the units of the plain world, and as the trained agents were judged."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from policywerk.actors.actor_critic import categorical_actor, gaussian_actor
from policywerk.data import weights
from policywerk.data.record import load_record
from policywerk.lessons import play
from policywerk.lessons.actor_players import (
    CHOOSING,
    PUSHING,
    TASKS,
    TURNING,
    TWISTING,
    ActorPlayer,
    Bell,
    Chances,
    actor_player,
)
from policywerk.lessons.l06_ppo import FILMED, STUDY, greedy, run_of
from policywerk.lessons.l06_worlds import JUDGE, JUDGED_BY, WORLDS, judge, twisted
from policywerk.primitives.random import stream
from policywerk.primitives.vector import mean
from policywerk.world.balance import Balance
from policywerk.world.cart_pole_v1 import CartPoleV1
from policywerk.world.pendulum import Pendulum
from policywerk.world.pointmass import PointMass

RECORDS = Path(__file__).resolve().parents[2] / "assets/06/records"
PLAIN = {"point mass": PointMass, "balance": lambda: Balance(continuous=True),
         "cart-pole": CartPoleV1, "pendulum": Pendulum}


def twister():
    """One layer, of numbers that can be followed by hand; its deviation is 0.2."""
    return actor_player(TWISTING, {"actor.0.weight": [[2.0, -1.0]], "actor.0.bias": [[0.5]],
                                   "actor.log_sd": [[math.log(0.2)]]})


def chooser():
    """Chooses left three times as often as right where the first number is log 3."""
    return actor_player(CHOOSING, {"actor.0.weight": [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]],
                                   "actor.0.bias": [[0.0, 0.0]]})


def network_by_hand(given, x):
    """Layers of tanh, and a last one without a bend."""
    depth = sum(name.endswith(".weight") for name in given)
    for i in range(depth):
        sums = [bias + sum(w * entry for w, entry in zip(row, x)) for row, bias in zip(
            given[f"actor.{i}.weight"], given[f"actor.{i}.bias"][0])]
        x = sums if i == depth - 1 else [math.tanh(entry) for entry in sums]
    return x


# ---------------------------------------------------------------- what it does, and why

def test_the_likeliest_twist_is_the_mean_brought_to_what_is_allowed():
    # seen [5 * 0.1, 0.3]; 2 * 0.5 - 0.3 + 0.5 = 1.2 of the actor's units, 6.0 of the world's
    action, insides = twister().act([0.1, 0.3])
    assert action == [5.0]
    assert insides == Bell([pytest.approx(6.0)], [pytest.approx(1.0)], [pytest.approx(6.0)])
    # 2 * 0.05 - 0.3 + 0.5 = 0.3
    assert twister().act([0.01, 0.3])[0] == [pytest.approx(1.5)]


def test_the_likeliest_choice_is_the_one_with_the_larger_logit():
    action, insides = chooser().act([math.log(3.0), 0.0, 9.0, 9.0])
    assert (action, type(action)) == (0, int)
    assert insides == Chances([pytest.approx(0.75), pytest.approx(0.25)], 0)
    assert chooser().act([0.0, 0.1, 9.0, 9.0])[0] == 1


def test_draws_of_a_bell_have_its_mean_and_deviation_and_only_the_action_is_cut():
    player, rng = twister(), stream(0, "acting")
    drawn = [player.act([0.06, 0.1], rng) for _ in range(1000)]  # 2 * 0.3 - 0.1 + 0.5 = 1: 5
    free = [insides.drawn[0] for _, insides in drawn]
    assert mean(free) == pytest.approx(5.0, abs=4 / math.sqrt(1000))
    assert np.std(free) == pytest.approx(1.0, abs=4 / math.sqrt(2000))
    assert [action for action, _ in drawn] == [[min(x, 5.0)] for x in free]
    assert all(insides.mean == drawn[0][1].mean for _, insides in drawn)


def test_choices_are_drawn_as_often_as_they_are_likely():
    player, rng = chooser(), stream(0, "acting")
    drawn = [player.act([math.log(3.0), 0.0, 0.0, 0.0], rng) for _ in range(600)]
    lefts = sum(action == 0 for action, _ in drawn)
    assert abs(lefts - 450) < 4 * math.sqrt(600 * 0.75 * 0.25)
    assert all(action == insides.drawn for action, insides in drawn)


def test_what_it_believes_is_a_density_in_the_worlds_units():
    belief = twister().look([0.01, 0.3])  # mean 1.5, deviation 1
    [[at_two]] = belief.log_probability([[2.0]]).values
    assert at_two == pytest.approx(-0.5 * 0.5 ** 2 - 0.5 * math.log(2 * math.pi))
    density = [math.exp(belief.log_probability([[1.5 + 0.1 * i]]).values[0][0])
               for i in range(-60, 61)]
    assert sum(density) * 0.1 == pytest.approx(1.0, abs=1e-6)


def test_it_remembers_nothing():
    player = twister()
    before = player.act([0.01, 0.3])
    player.act([0.2, -3.0])
    player.start()
    assert player.act([0.01, 0.3]) == before


# ---------------------------------------------------------------- what it is shown

@pytest.mark.parametrize("observation", [
    np.array([0.25, -0.5], dtype=np.float32), np.array([0.25, -0.5]), (0.25, -0.5),
])
def test_numbers_of_other_libraries_are_as_good(observation):
    assert twister().act(observation) == twister().act([0.25, -0.5])
    assert type(twister().act(observation)[0][0]) is float


@pytest.mark.parametrize(("observation", "message"), [
    ([0.1], "seen as 2 numbers, got 1"),
    ([0.1, 0.2, 0.3], "seen as 2 numbers, got 3"),
    ([], "seen as 2 numbers, got 0"),
    (np.zeros((2, 2)), "seen as 2 numbers, got array"),
    (0.1, "seen as 2 numbers, got 0.1"),
    (["left", 0.1], "seen as 2 numbers, got .'left'"),
    ([0.1, float("nan")], "number 1 of it is nan"),
    ([float("-inf"), 0.1], "number 0 of it is -inf"),
])
def test_what_is_no_observation_is_refused(observation, message):
    with pytest.raises(ValueError, match=message):
        twister().act(observation)


# ---------------------------------------------------------------- weights that do not fit

def pusher(*sizes):
    return {p.name: p.values for p in gaussian_actor(sizes, stream(0, "weights")).parameters()}


def choosing(*sizes):
    return {p.name: p.values for p in categorical_actor(sizes, stream(0, "weights")).parameters()}


def without(given, *names):
    return {name: rows for name, rows in given.items() if name not in names}


@pytest.mark.parametrize(("task", "given", "message"), [
    (PUSHING, {}, "at least one layer"),
    (PUSHING, choosing(6, 4, 2), r"Box\(-1.0, 1.0, \(2,\)\) has an actor.log_sd"),
    (CHOOSING, pusher(4, 8, 2), r"Discrete\(2\) has no actor.log_sd"),
    (PUSHING, pusher(3, 8, 2), "takes 3 inputs, but x has 6"),
    (PUSHING, pusher(6, 8, 1), r"1 outputs, but actions are Box\(-1.0, 1.0, \(2,\)\)"),
    (CHOOSING, choosing(4, 8, 3), r"3 outputs, but actions are Discrete\(2\)"),
    (TURNING, without(pusher(3, 8, 1), "actor.0.bias"), "actor.0.bias"),
    (TURNING, {**pusher(3, 8, 1), "actor.1.weight": [[0.0] * 7]}, "7 inputs, but x has 8"),
    (TURNING, {**pusher(3, 8, 1), "actor.log_sd": [[0.0, 0.0]]}, "shape|columns|1 by"),
])
def test_weights_of_something_else_are_refused(task, given, message):
    with pytest.raises(ValueError, match=message):
        actor_player(task, given)


def test_weights_that_fit_are_not():
    assert isinstance(actor_player(PUSHING, pusher(6, 4, 2)), ActorPlayer)
    assert isinstance(actor_player(CHOOSING, choosing(4, 2)), ActorPlayer)


# ---------------------------------------------------------------- the worlds they learned in

def test_there_is_a_player_for_every_agent_that_is_published():
    assert set(TASKS) == {run.keeps for run in STUDY.runs if run.keeps}
    assert set(TASKS) < set(play.PLAYERS)


@pytest.mark.parametrize(("task", "world"), [*zip(
    (PUSHING, TWISTING, CHOOSING, TURNING), PLAIN)], ids=[*PLAIN])
def test_a_task_has_the_spaces_of_its_world(task, world):
    plain = PLAIN[world]()
    assert repr(task.actions) == repr(plain.action_space)
    assert (len(task.factors),) == plain.observation_space.shape


def test_the_units_are_those_of_the_training():
    assert (TWISTING.factors, TWISTING.strength) == (twisted().observations, twisted().actions)
    for task, world in ((PUSHING, "point mass"), (CHOOSING, "cart-pole"), (TURNING, "pendulum")):
        assert type(WORLDS[world]()) is type(PLAIN[world]())
        assert (set(task.factors), task.strength) == ({1.0}, 1.0)


def test_in_the_plain_world_it_earns_what_the_actor_earns_in_the_scaled_one():
    given = pusher(2, 4, 1)
    given["actor.1.weight"] = [[-20.0 * w for w in row] for row in given["actor.1.weight"]]
    player = actor_player(TWISTING, given)
    plain = judge(Balance(continuous=True), lambda seen: player.act(seen)[0], 20, seed=3)
    assert plain == judge(twisted(), greedy(given), 20, seed=3)
    assert len({outcome.steps for outcome in plain}) > 3  # of these, some fall soon


# ---------------------------------------------------------------- the published ones

published = pytest.mark.skipif(
    set(weights.published_weights()).isdisjoint(TASKS), reason="not trained yet")


@published
@pytest.mark.parametrize(("name", "observation"), [
    ("06-pointmass", [0.5, -0.25, 0.125, -0.5, -0.75, 0.375]),
    ("06-balance", [0.03125, -0.25]),
    ("06-pendulum-0", [0.8, 0.6, -2.5]),
])
def test_mean_and_deviation_are_those_of_the_weights(name, observation):
    given, task = weights.read(name), TASKS[name]
    means = network_by_hand(given, [f * x for f, x in zip(task.factors, observation)])
    sds = [math.exp(log_sd) for log_sd in given["actor.log_sd"][0]]
    player = play.load(name)
    action, insides = player.act(observation)
    strength = task.strength
    assert insides.mean == pytest.approx([strength * m for m in means], abs=1e-12)
    assert insides.sd == pytest.approx([strength * sd for sd in sds], abs=1e-12)
    most = task.actions.high
    assert action == pytest.approx([max(-most, min(most, strength * m)) for m in means], abs=1e-12)
    _, insides = player.act(observation, stream(1, "acting"))
    by_hand = sum(-0.5 * ((a - strength * m) / (strength * sd)) ** 2 - math.log(strength * sd)
                  - 0.5 * math.log(2 * math.pi)
                  for a, m, sd in zip(insides.drawn, means, sds))
    [[density]] = player.look(observation).log_probability([insides.drawn]).values
    assert density == pytest.approx(by_hand, abs=1e-12)


@published
def test_probabilities_are_those_of_the_weights():
    observation = [0.01, -0.2, 0.03, 0.4]
    left, right = network_by_hand(weights.read("06-cart-pole-2"), observation)
    share = 1.0 / (1.0 + math.exp(right - left))
    action, insides = play.load("06-cart-pole-2").act(observation)
    assert insides.probabilities == pytest.approx([share, 1.0 - share], abs=1e-12)
    assert action == (0 if left > right else 1)


@published
@pytest.mark.parametrize(("world", "episodes"), [
    ("point mass", JUDGED_BY),
    pytest.param("pendulum", JUDGED_BY, marks=pytest.mark.slow),
    pytest.param("balance", 10, marks=pytest.mark.slow),  # all of the record earned the same,
    pytest.param("cart-pole", 10, marks=pytest.mark.slow),  # so ten will do
])
def test_they_earn_what_their_records_say(world, episodes):
    run = run_of(world, FILMED if world == "point mass" else 0)
    path = RECORDS / f"{STUDY.name(run)}.json"
    if not path.is_file():
        pytest.skip("its training is not published yet")
    player, results = play.load(run.keeps), load_record(path).results
    if episodes < JUDGED_BY:
        assert results["least"] == results["greedy"] == [500.0]
    outcomes = judge(PLAIN[world](), lambda seen: player.act(seen)[0], episodes, JUDGE)
    assert mean([each.earned for each in outcomes]) == pytest.approx(results["greedy"][0], abs=1e-9)
    assert min(each.earned for each in outcomes) == pytest.approx(results["least"][0], abs=1e-9)
