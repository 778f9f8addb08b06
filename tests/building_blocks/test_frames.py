"""Frames and stacks: the record, the shift by one, and that nothing changes behind one's back."""

from __future__ import annotations

import json
import pickle
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.building_blocks.frames import (
    LEVELS,
    as_frame,
    first_stack,
    next_stack,
    pixels_of,
)
from policywerk.primitives.random import stream
from policywerk.world.catcher import Catcher

RECORD = json.loads((Path(__file__).parents[1] / "data" / "dqn_values.json").read_bytes())[
    "frame_stack"]
pixels = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12)


def stacks_of(frames, depth):
    """phi of every frame of one episode."""
    found = [first_stack(frames[0], depth)]
    for frame in frames[1:]:
        found.append(next_stack(found[-1], frame))
    return found


# ---------------------------------------------------------------- the record


def test_a_stack_never_reaches_into_the_episode_before():
    depth = RECORD["inputs"]["stack"]
    names = RECORD["inputs"]["frames"]
    before, after = names[:3], names[3:]
    assert [name[0] for name in names] == ["a", "a", "a", "b", "b"]
    stacks_of([name.encode() for name in before], depth)
    found = [[frame.decode() for frame in stack]
             for stack in stacks_of([name.encode() for name in after], depth)]
    assert found == [RECORD["outputs"]["phi(b0)_repeat"], RECORD["outputs"]["phi(b1)_repeat"]]
    assert found[0] != RECORD["outputs"]["WRONG_phi(b0)"]


def test_the_first_stacks_by_hand():
    a, b, c, d = b"a", b"b", b"c", b"d"
    assert stacks_of([a, b, c, d], 3) == [(a, a, a), (a, a, b), (a, b, c), (b, c, d)]
    assert stacks_of([a, b], 1) == [(a,), (b,)]


@given(st.lists(st.binary(min_size=2, max_size=2), min_size=2, max_size=9), st.integers(1, 5))
def test_the_next_state_is_the_state_shifted_by_one(frames, depth):
    found = stacks_of(frames, depth)
    for stack, following, frame in zip(found, found[1:], frames[1:]):
        assert following[:-1] == stack[1:]
        assert following[-1] == frame
        assert len(following) == depth


# ---------------------------------------------------------------- pixels and bytes


def test_levels_by_hand():
    # round(255 * 0.5) = round(127.5) = 128, to the even one; 255 * 0.002 = 0.51
    assert list(as_frame([0.0, 1.0, 0.5, 0.002, 0.001])) == [0, 255, 128, 1, 0]
    assert pixels_of((bytes([0, 255, 51]), bytes([102]))) == [0.0, 1.0, 51 / 255, 102 / 255]
    assert len(LEVELS) == 256


@given(st.binary(max_size=12))
def test_bytes_come_back_as_they_were(frame):
    assert as_frame(pixels_of((frame,))) == frame


@given(pixels)
def test_a_pixel_comes_back_within_half_a_level(row):
    back = pixels_of((as_frame(row),))
    for x, y in zip(row, back):
        assert abs(Fraction(x) - Fraction(y)) <= Fraction(1, 510) + Fraction(1, 10**15)


def test_black_and_white_come_back_exactly():
    world, rng = Catcher(), stream(0, "test")
    seen, _ = world.reset(seed=1)
    for _ in range(100):
        assert pixels_of((as_frame(seen),)) == seen
        seen = world.step(world.action_space.sample(rng))[0]


def test_pixels_of_a_state_are_its_frames_oldest_first():
    assert pixels_of((as_frame([1.0, 0.0]), as_frame([0.0, 0.0]), as_frame([0.0, 1.0]))) == [
        1.0, 0.0, 0.0, 0.0, 0.0, 1.0]


# ---------------------------------------------------------------- nothing by reference


def test_two_states_that_are_kept_stay_as_they_were():
    live = [0.0] * 4
    live[0] = 1.0
    first = first_stack(as_frame(live), 2)
    live[0], live[1] = 0.0, 1.0
    second = next_stack(first, as_frame(live))
    kept = [pixels_of(first), pixels_of(second)]
    live[:] = [1.0] * 4
    assert [pixels_of(first), pixels_of(second)] == kept == [
        [1.0, 0.0, 0.0, 0.0] * 2, [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]]


def test_a_state_cannot_be_written_into():
    stack = first_stack(as_frame([0.0, 1.0]), 2)
    with pytest.raises(TypeError):
        stack[0] = b""
    with pytest.raises(TypeError):
        stack[0][0] = 1
    assert hash(stack) == hash(((b"\x00\xff"), (b"\x00\xff")))
    pixels_of(stack)[0] = 7.0
    assert pixels_of(stack) == [0.0, 1.0, 0.0, 1.0]


def test_a_frame_is_kept_once():
    # three frames, twelve places in their states of four
    frames = [as_frame([0.0, float(n % 2)]) for n in range(3)]
    found = stacks_of(frames, 4)
    assert found[0][0] is found[0][3] is frames[0]
    assert found[2][1] is frames[0]
    assert found[1][3] is found[2][2] is frames[1]
    assert pickle.loads(pickle.dumps(found)) == found


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize("wrong", [-0.001, 1.0000001, float("nan"), float("inf"), -1.0, 255.0])
def test_a_pixel_outside_0_to_1_is_named(wrong):
    with pytest.raises(ValueError, match=f"pixel 2 is {wrong!r}: a frame holds numbers from 0"):
        as_frame([0.0, 1.0, wrong, 0.5])


@pytest.mark.parametrize("depth", [0, -2])
def test_a_stack_of_nothing(depth):
    with pytest.raises(ValueError, match=f"at least 1 frame, got {depth}"):
        first_stack(b"a", depth)
