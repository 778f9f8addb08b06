"""Random small decision problems, and answers found without the package."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from policywerk.building_blocks.models import Outcome

CLASSIC = json.loads((Path(__file__).parent / "data" / "classic_values.json").read_bytes())

gammas = st.sampled_from([0.0, 0.3, 0.5, 0.9, 0.99])
rewards = st.integers(-8, 8).map(lambda quarters: quarters / 4)


@st.composite
def outcome_rows(draw, states):
    """What one action leads to: one to three outcomes, a next state possibly twice."""
    weights = draw(st.lists(st.integers(1, 8), min_size=1, max_size=3))
    return [Outcome(w / sum(weights), draw(st.integers(0, states - 1)), draw(rewards),
                    draw(st.integers(0, 4)) == 0) for w in weights]


@st.composite
def models(draw):
    """One to four states, each with one to three actions."""
    states = draw(st.integers(1, 4))
    return [[draw(outcome_rows(states)) for _ in range(draw(st.integers(1, 3)))]
            for _ in range(states)]


@st.composite
def models_with_choices(draw):
    model = draw(models())
    return model, [draw(st.integers(0, len(actions) - 1)) for actions in model]


@st.composite
def models_with_policies(draw):
    model = draw(models())
    weights = [[draw(st.integers(0, 4)) for _ in actions[1:]] for actions in model]
    return model, [[1 / (1 + sum(row)), *(w / (1 + sum(row)) for w in row)] for row in weights]


def true_values(model, policy, gamma):
    """v_pi from numpy's linear solver: (I - gamma P) v = r."""
    states = len(model)
    transition, reward = np.zeros((states, states)), np.zeros(states)
    for s, (actions, row) in enumerate(zip(model, policy, strict=True)):
        for pi, outcomes in zip(row, actions, strict=True):
            for p, s2, r, terminated in outcomes:
                reward[s] += pi * p * r
                transition[s, s2] += 0.0 if terminated else pi * p
    return np.linalg.solve(np.eye(states) - gamma * transition, reward)


def all_choices(model):
    """Every deterministic policy there is."""
    return product(*[range(len(actions)) for actions in model])


def one_hot(model, choices):
    return [[float(a == choice) for a in range(len(actions))]
            for actions, choice in zip(model, choices, strict=True)]


def best_values(model, gamma):
    """v* by trying every deterministic policy."""
    tried = [true_values(model, one_hot(model, choices), gamma) for choices in all_choices(model)]
    return np.max(tried, axis=0)


def distance(a, b):
    return float(np.max(np.abs(np.subtract(a, b))))
