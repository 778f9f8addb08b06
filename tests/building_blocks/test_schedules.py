"""Settings that change with the steps: both ends, what lies between, and what is none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.building_blocks.schedules import (
    constant_schedule,
    exponential_schedule,
    linear_schedule,
)
from policywerk.data.checkpoint import load_checkpoint, save_checkpoint

NAN, INF = float("nan"), float("inf")
VALUES = json.loads((Path(__file__).parents[1] / "data" / "policies_values.json").read_bytes())
finite = st.floats(-1e6, 1e6)
close = {"rel": 1e-12, "abs": 1e-300}


def test_linear_reference():
    record = VALUES["epsilon_schedule"]
    epsilon = linear_schedule(1.0, 0.1, 1_000_000)
    assert [epsilon(t) for t in record["inputs"]["t"]] == pytest.approx(
        record["outputs"]["eps"], **close)
    tiny = linear_schedule(1.0, 0.05, 6000)
    assert [tiny(t) for t in (0, 3000, 6000, 9000)] == pytest.approx(
        record["outputs"]["tiny 1->0.05 over 6000, t=0,3000,6000,9000"], **close)
    record = VALUES["lr_warmup"]
    rate = linear_schedule(0.0, record["inputs"]["lr"], 1000)
    assert [rate(t) for t in record["inputs"]["update"]] == pytest.approx(
        record["outputs"]["lr"], **close)


def test_exponential():
    # 1 to 1/16 in four steps: half of it each time
    halving = exponential_schedule(1.0, 0.0625, 4)
    assert [halving(t) for t in range(6)] == pytest.approx(
        [1.0, 0.5, 0.25, 0.125, 0.0625, 0.0625], **close)


@pytest.mark.parametrize("make", [linear_schedule, exponential_schedule])
@given(start=st.floats(1e-3, 1e3), end=st.floats(1e-3, 1e3), steps=st.integers(1, 50))
def test_schedules_go_from_start_to_end(make, start, end, steps):
    schedule = make(start, end, steps)
    values = [schedule(t) for t in range(steps + 3)]
    assert values[0] == start
    assert values[steps:] == [end] * 3
    slack = 1e-12 * max(start, end)
    assert all((b - a) * (end - start) >= -slack * abs(end - start)
               for a, b in zip(values, values[1:], strict=False))


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3), st.integers(2, 50))
def test_equal_differences_and_equal_ratios(start, end, steps):
    line = [linear_schedule(start, end, steps)(t) for t in range(steps + 1)]
    curve = [exponential_schedule(start, end, steps)(t) for t in range(steps + 1)]
    for t in range(1, steps):
        scale = max(start, end)
        assert line[t + 1] + line[t - 1] == pytest.approx(2 * line[t], abs=1e-13 * scale)
        assert curve[t + 1] * curve[t - 1] == pytest.approx(curve[t] * curve[t], rel=1e-12)


def test_constant():
    assert [constant_schedule(0.1)(t) for t in (0, 7, 10**9)] == [0.1] * 3


@pytest.mark.parametrize("make", [linear_schedule, exponential_schedule])
def test_schedules_that_are_none(make):
    with pytest.raises(ValueError, match="at least 1 step, and an end, got 0"):
        make(1.0, 0.1, 0)
    for steps in (NAN, INF):
        with pytest.raises(ValueError, match=f"and an end, got {steps}"):
            make(1.0, 0.1, steps)
    with pytest.raises(ValueError, match="asked for step -1"):
        make(1.0, 0.1, 5)(-1)


@pytest.mark.parametrize(("start", "end"), [
    (NAN, 1.0), (1.0, NAN), (INF, 0.0), (0.0, -INF), (INF, INF), (-1e308, 1e308)])
def test_lines_need_finite_ends(start, end):
    said = f"two finite ends, not too far apart, got {start} and {end}"
    with pytest.raises(ValueError, match=re.escape(said)):
        linear_schedule(start, end, 5)


@pytest.mark.parametrize(("start", "end"), [
    (0.0, 1.0), (1.0, 0.0), (-1.0, 1.0), (NAN, 1.0), (1.0, NAN), (INF, 1.0), (1.0, INF)])
def test_ratios_need_positive_ends(start, end):
    with pytest.raises(ValueError, match=f"got {start} and {end}"):
        exponential_schedule(start, end, 5)


def test_a_line_can_be_kept_in_a_checkpoint(tmp_path):
    line = linear_schedule(1.0, 0.1, 7)
    save_checkpoint(line, "line", tmp_path / "checkpoint")
    again = load_checkpoint("line", tmp_path / "checkpoint")
    assert [again(t) for t in range(12)] == [line(t) for t in range(12)]
