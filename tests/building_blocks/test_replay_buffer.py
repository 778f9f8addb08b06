"""The ring, its windows, the online queue, and rows that know where episodes begin."""

from __future__ import annotations

import json
import math
from collections import Counter, deque
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.building_blocks.replay_buffer import (
    LatentRow,
    OnlineQueue,
    ReplayBuffer,
    Row,
    context_window,
    refresh,
    sample_starts,
    updates_per_step,
)
from policywerk.primitives.random import stream

VALUES = json.loads(
    (Path(__file__).parents[1] / "data" / "replay_buffer_values.json").read_bytes()
)
RECORD = VALUES["replay_ring"]


def filled(capacity, items):
    buffer = ReplayBuffer(capacity)
    for item in items:
        buffer.add(item)
    return buffer


# ---------------------------------------------------------------- the ring


def test_ring_reference():
    buffer = filled(RECORD["inputs"]["capacity"], RECORD["inputs"]["insert"])
    assert buffer._slots == RECORD["outputs"]["slots"]
    assert buffer.window(buffer.oldest, len(buffer)) == RECORD["outputs"]["as_set"]


@given(st.integers(1, 7), st.lists(st.integers(), max_size=30))
def test_a_ring_is_the_end_of_the_stream(capacity, items):
    buffer, expected = filled(capacity, []), deque(maxlen=capacity)
    for number, item in enumerate(items):
        assert buffer.add(item) == number
        expected.append(item)
        assert (len(buffer), buffer.added) == (len(expected), number + 1)
        assert buffer.window(buffer.oldest, len(buffer)) == list(expected)
        assert buffer.get(number) == item


@pytest.mark.parametrize(("number", "held"), [(1, False), (2, True), (4, True), (5, False),
                                              (-1, False)])
def test_items_keep_their_numbers(number, held):
    buffer = filled(3, "abcde")
    if held:
        assert buffer.get(number) == "abcde"[number]
        buffer.replace(number, "new")
        assert buffer.get(number) == "new"
        return
    message = f"item {number} is not held: 3 items, from 2 up to, not including, 5"
    for call in (lambda: buffer.get(number), lambda: buffer.replace(number, "new"),
                 lambda: buffer.window(number, 1)):
        with pytest.raises(IndexError, match=message):
            call()


@pytest.mark.parametrize("capacity", [0, -5])
def test_a_ring_of_nothing(capacity):
    with pytest.raises(ValueError, match=f"at least 1, got {capacity}"):
        ReplayBuffer(capacity)


# ---------------------------------------------------------------- drawing


@pytest.mark.parametrize(("held", "asked"), [(0, 1), (3, 4), (0, 32)])
def test_too_few_to_draw_from(held, asked):
    buffer, rng = filled(8, range(held)), stream(0, "replay")
    sizes = f"needs at least {asked} items in the buffer, which holds {held} of 8"
    with pytest.raises(ValueError, match=f"a batch of {asked} {sizes}"):
        buffer.sample(rng, asked)
    with pytest.raises(ValueError, match=f"a window of {asked} {sizes}"):
        buffer.sample_start(rng, asked)
    with pytest.raises(ValueError, match=f"a window of {asked} {sizes}"):
        sample_starts(buffer, OnlineQueue(asked), rng, 1)


@pytest.mark.parametrize("asked", [0, -1])
def test_nothing_to_draw(asked):
    buffer, rng = filled(8, range(8)), stream(0, "replay")
    for call in (lambda: buffer.sample(rng, asked), lambda: buffer.sample_start(rng, asked),
                 lambda: OnlineQueue(asked),
                 lambda: sample_starts(buffer, OnlineQueue(2), rng, asked)):
        with pytest.raises(ValueError, match="at least 1"):
            call()


def evenly(counts, kinds, draws):
    p = 1 / kinds
    return len(counts) == kinds and all(
        abs(n - draws * p) < 5 * math.sqrt(draws * p * (1 - p)) for n in counts.values())


def test_every_item_is_equally_likely():
    buffer, rng = filled(5, range(12)), stream(1, "replay")
    counts = Counter(chain.from_iterable(buffer.sample(rng, 5) for _ in range(1000)))
    assert sorted(counts) == [7, 8, 9, 10, 11]
    assert evenly(counts, 5, 5000)


def test_every_start_is_equally_likely():
    buffer, rng = filled(6, range(20)), stream(1, "replay")
    counts = Counter(buffer.sample_start(rng, 3) for _ in range(4000))
    assert sorted(counts) == [14, 15, 16, 17]
    assert evenly(counts, 4, 4000)


def test_the_same_stream_draws_the_same():
    def draws(seed):
        buffer, queue, rng = filled(9, range(30)), OnlineQueue(2), stream(seed, "replay")
        return buffer.sample(rng, 9), sample_starts(buffer, queue, rng, 20)

    assert draws(4) == draws(4)
    assert draws(4) != draws(5)


@given(st.integers(1, 9), st.integers(0, 40), st.integers(1, 9), st.integers(0, 99))
def test_windows_are_pieces_of_the_stream(capacity, added, length, seed):
    buffer, rng = filled(capacity, range(added)), stream(seed, "replay")
    if len(buffer) < length:
        with pytest.raises(ValueError, match="collect more first"):
            buffer.sample_start(rng, length)
    else:
        start = buffer.sample_start(rng, length)
        assert buffer.window(start, length) == list(range(start, start + length))


# ---------------------------------------------------------------- the online queue


def test_each_fresh_window_once_and_in_order():
    buffer, queue, rng = ReplayBuffer(100), OnlineQueue(3), stream(0, "replay")
    taken = []
    for number in range(20):
        buffer.add(number)
        start = queue.take(buffer)
        taken += [] if start is None else [(number, start)]
    # as soon as its third item is there
    assert taken == [(2, 0), (5, 3), (8, 6), (11, 9), (14, 12), (17, 15)]
    buffer.add(20)
    assert sample_starts(buffer, queue, rng, 1) == [18]
    uniform = {sample_starts(buffer, queue, rng, 1)[0] for _ in range(500)}
    assert uniform == set(range(19))  # drained: from here on any window, 0 to 18


@given(st.integers(1, 5), st.lists(st.tuples(st.integers(0, 7), st.integers(1, 3)), max_size=20),
       st.integers(5, 12))
def test_fresh_windows_never_overlap(length, rounds, capacity):
    buffer, queue, starts = ReplayBuffer(capacity), OnlineQueue(length), []
    for more, takes in rounds:
        for _ in range(more):
            buffer.add(buffer.added)
        for _ in range(takes):
            start = queue.take(buffer)
            if start is not None:
                assert buffer.window(start, length) == list(range(start, start + length))
                starts.append(start)
    assert all(b - a >= length for a, b in zip(starts, starts[1:], strict=False))
    # Nothing fresh was left out, but what was overwritten before its turn.
    if buffer.added <= capacity:
        assert starts == list(range(0, len(starts) * length, length))


def test_what_was_overwritten_before_its_turn_is_passed_over():
    queue, buffer = OnlineQueue(2), filled(3, range(10))  # holds 7, 8, 9
    assert [queue.take(buffer), queue.take(buffer)] == [7, None]


def test_fresh_windows_come_first_in_a_batch():
    buffer, queue = filled(100, range(7)), OnlineQueue(3)
    starts = sample_starts(buffer, queue, stream(0, "replay"), 5)
    assert starts[:2] == [0, 3]
    assert all(0 <= start <= 4 for start in starts[2:])


# ---------------------------------------------------------------- the replay ratio


def test_replay_ratio_reference():
    inputs, outputs = VALUES["replay_ratio"]["inputs"], VALUES["replay_ratio"]["outputs"]
    found = [updates_per_step(ratio, inputs["B"], inputs["T"]) for ratio in inputs["ratio"]]
    assert found == outputs["grad_steps_per_env_step"]
    assert updates_per_step(*inputs["tiny"]) == outputs["tiny"]


@pytest.mark.parametrize("bad", [(0.0, 1, 1), (-1.0, 1, 1), (float("nan"), 1, 1), (1.0, 0, 1),
                                 (1.0, 1, -2)])
def test_replay_ratios_that_are_none(bad):
    with pytest.raises(ValueError, match="must be positive, got"):
        updates_per_step(*bad)


# ---------------------------------------------------------------- rows


def row(number, **flags):
    return Row(number, 0, 0.0, **{"is_first": False, "is_last": False, "is_terminal": False,
                                  **flags})


# ---------------------------------------------------------------- latents and context


def remembered(capacity, firsts, count):
    """Rows 0, 1, ... with actions 100, 101, ... and latents 0.5, 1.5, ..."""
    return filled(capacity, [
        LatentRow(row(number, is_first=number in firsts)._replace(action=100 + number),
                  number + 0.5) for number in range(count)])


def test_a_window_and_what_stood_before_it():
    window = context_window(remembered(100, {0}, 10), 3, 4)
    assert (window.latents, window.action, window.start) == (3.5, 103, 4)
    assert [r.observation for r in window.rows] == [4, 5, 6]
    assert not any(r.is_first or r.is_last for r in window.rows)


@pytest.mark.parametrize(("firsts", "first", "last"), [
    ({0}, [False] * 3, [False] * 3),
    ({4}, [True, False, False], [False] * 3),  # right behind the context: forget what it lent
    ({6}, [False, False, True], [False, True, False]),  # what comes before a start is a last one
    ({3}, [False] * 3, [False] * 3)])  # the context is a start itself: its latents hold
def test_only_starts_start_afresh_behind_a_context(firsts, first, last):
    buffer = remembered(100, firsts, 10)
    window = context_window(buffer, 3, 4)
    assert [r.is_first for r in window.rows] == first
    assert [r.is_last for r in window.rows] == last
    assert not any(buffer.get(number).row.is_last for number in range(10))


def test_fresh_latents_stand_where_the_rows_were():
    buffer = remembered(6, set(), 10)  # holds 4 to 9
    window = context_window(buffer, 5, 4)
    rows = [entry.row for entry in buffer.window(4, 6)]
    refresh(buffer, window.start, [-1.0, -2.0, -3.0])
    assert [entry.latents for entry in buffer.window(4, 6)] == [4.5, 5.5, -1.0, -2.0, -3.0, 9.5]
    assert [entry.row for entry in buffer.window(4, 6)] == rows
    # A later window goes on from what was written.
    assert context_window(buffer, 6, 2).latents == -1.0


def test_rows_that_are_gone_are_not_refreshed():
    buffer = remembered(6, set(), 10)
    for start in (3, 8):
        with pytest.raises(IndexError, match="is not held"):
            refresh(buffer, start, [-1.0, -2.0, -3.0])
        with pytest.raises(IndexError, match="is not held"):
            context_window(buffer, start, 3)
    assert [entry.latents for entry in buffer.window(4, 6)] == [4.5, 5.5, 6.5, 7.5, 8.5, 9.5]


@pytest.mark.parametrize("length", [-1, 0, 1])
def test_a_context_alone_is_no_window(length):
    with pytest.raises(ValueError, match=f"need a length of 2, got {length}"):
        context_window(remembered(6, set(), 6), 0, length)


@given(st.integers(2, 6), st.integers(0, 40))
def test_with_an_overlap_of_1_each_row_but_the_first_is_learned_from_once(length, count):
    buffer, queue, learned = ReplayBuffer(100), OnlineQueue(length, overlap=1), []
    for number in range(count):
        buffer.add(LatentRow(row(number), None))
        start = queue.take(buffer)
        if start is not None:
            learned += [r.observation for r in context_window(buffer, start, length).rows]
    assert learned == list(range(1, len(learned) + 1))
    assert count - 1 - len(learned) < length - 1


@pytest.mark.parametrize("overlap", [-1, 3, 4])
def test_overlaps_that_are_none(overlap):
    with pytest.raises(ValueError, match=f"windows of 3 overlap by 0 to 2, got {overlap}"):
        OnlineQueue(3, overlap)


def test_ends_are_sampled_as_often_as_they_occur():
    # Padding or dropping windows at the ends of episodes would change the share.
    episode = [row(t, is_first=t == 0, is_last=t == 4, is_terminal=t == 4) for t in range(5)]
    buffer, rng = filled(500, episode * 100), stream(2, "replay")
    windows = [buffer.window(buffer.sample_start(rng, 7), 7) for _ in range(2000)]
    share = sum(r.is_terminal for window in windows for r in window) / 14000
    assert abs(share - 1 / 5) < 0.005


@pytest.mark.parametrize("size", [0, 1e5, 3.0, math.nan, True])
def test_a_ring_has_a_whole_number_of_places(size):
    with pytest.raises(ValueError, match="the capacity of a buffer must be a whole number"):
        ReplayBuffer(size)
    with pytest.raises(ValueError, match="the length of a window must be a whole number"):
        OnlineQueue(size)
