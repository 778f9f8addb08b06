"""Windows side by side, time by time; and what was in mind at the rows of one of them."""

from __future__ import annotations

import pytest
from tiny_dreamer import SIZES, WORLD, settle, some_batch, tiny

from policywerk.actors.rssm import code_of
from policywerk.actors.sequence_batches import Mind, minds_of, sequence_batch
from policywerk.actors.world_model import watch
from policywerk.building_blocks.replay_buffer import ContextWindow, Row
from policywerk.primitives.random import stream


def window_of(start, flags=()):
    """A window of three rows in which every number tells where it stands."""
    rows = [Row(bytes([start + t] * 4), [start + t + 0.1, start + t + 0.2], start + t + 0.5,
                "first" in flags and t == 1, "last" in flags and t == 0,
                "end" in flags and t == 2) for t in range(3)]
    return ContextWindow(Mind([float(start)] * 4, b"\x01\x02"), [start - 0.9, start - 0.8], rows,
                         start)


def test_a_batch_is_windows_side_by_side():
    batch = sequence_batch([window_of(10, ("first", "last")), window_of(20, ("end",))], SIZES)
    assert batch.h == [[10.0] * 4, [20.0] * 4]
    assert batch.z == [[0.0, 1.0, 0.0, 0.0, 0.0, 1.0]] * 2
    assert batch.frames[1] == [[11.0 / 255.0] * 4, [21.0 / 255.0] * 4]
    assert batch.rewards == [[10.5, 20.5], [11.5, 21.5], [12.5, 22.5]]
    assert batch.is_first == [[False, False], [True, False], [False, False]]
    assert batch.is_last == [[True, False], [False, False], [False, False]]
    assert batch.is_terminal == [[False, False], [False, False], [False, True]]


def test_an_action_stands_where_what_came_of_it_is():
    """At time t the action of the row before: at the first, that of the context."""
    batch = sequence_batch([window_of(10), window_of(20)], SIZES)
    assert batch.actions == [[[9.1, 9.2], [19.1, 19.2]], [[10.1, 10.2], [20.1, 20.2]],
                             [[11.1, 11.2], [21.1, 21.2]]]


@pytest.mark.parametrize(("change", "kind", "said"), [
    ({"latents": None}, TypeError, "the latents of a window must be a Mind, got None"),
    ({"latents": ([0.0] * 4, b"")}, TypeError, "must be a Mind, got .*0.0"),
    ({"latents": Mind([0.0] * 3, b"")}, ValueError, "a mind needs 4 numbers in h, got 3"),
    ({"latents": Mind([0.0] * 4, b"\x00")}, ValueError, "a code needs 2 classes or none, got 1"),
    ({"latents": Mind([0.0] * 4, b"\x00\x03")}, ValueError, "a whole number from 0 to 2, got 3"),
    ({"rows": []}, ValueError, r"windows of one length, with rows in them, got \[3, 0\]")])
def test_windows_that_make_no_batch(change, kind, said):
    with pytest.raises(kind, match=said):
        sequence_batch([window_of(10), window_of(20)._replace(**change)], SIZES)


def test_no_windows_make_no_batch():
    with pytest.raises(ValueError, match=r"a batch needs windows of one length.*got \[\]"):
        sequence_batch([], SIZES)


def test_minds_are_those_of_one_window():
    agent, batch = settle(tiny()), some_batch(WORLD)
    watched = watch(agent.model, batch, stream(0, "watch"))
    for i in range(2):
        minds = minds_of(watched.latents, i, SIZES)
        assert [mind.h for mind in minds] == [each.h.values[i] for each in watched.latents]
        assert [code_of(mind.z, SIZES) for mind in minds] == [
            each.z.values[i] for each in watched.latents]


@pytest.mark.parametrize("i", [-1, 2])
def test_minds_of_a_window_that_there_is_not(i):
    watched = watch(tiny().model, some_batch(WORLD), stream(0, "watch"))
    with pytest.raises(ValueError, match=f"a window must be one of 2, counted from 0, got {i}"):
        minds_of(watched.latents, i, SIZES)


@pytest.mark.parametrize("change", [
    {"action": [0.1]}, {"action": [0.1, 0.2, 0.3]},
    {"rows": [*window_of(20).rows[:2], window_of(20).rows[2]._replace(action=[0.5])]}])
def test_an_action_has_as_many_numbers_as_the_model_expects(change):
    with pytest.raises(ValueError, match="an action is 2 numbers here, got"):
        sequence_batch([window_of(10), window_of(20)._replace(**change)], SIZES)


def test_images_of_two_sizes_make_no_batch():
    first, *rest = window_of(20).rows
    mixed = [first._replace(observation=bytes(16)), *rest]
    with pytest.raises(ValueError, match=r"images of one size, got \[4, 16\] pixels"):
        sequence_batch([window_of(10), window_of(20)._replace(rows=mixed)], SIZES)
