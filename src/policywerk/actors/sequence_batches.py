"""Windows of rows as a world model reads them: side by side, time by time."""

from __future__ import annotations

from typing import List, NamedTuple, Sequence

from policywerk.actors.rssm import Latent, RSSMSizes, classes_of, code_of
from policywerk.building_blocks.frames import pixels_of
from policywerk.building_blocks.replay_buffer import ContextWindow
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.vector import Vector


class Mind(NamedTuple):
    """What an agent has in mind, as it is kept with a row: h, and the class of each latent."""

    h: Vector
    z: bytes


class SequenceBatch(NamedTuple):
    """Windows of experience, time by time; of each time one row a window."""

    h: Matrix  # what was in mind before the first time
    z: Matrix
    frames: List[Matrix]  # frames[t][i] is an image as a row
    actions: List[Matrix]  # actions[t][i] led to frames[t][i]
    is_first: List[List[bool]]
    rewards: List[Vector]  # rewards[t][i] came with frames[t][i]
    is_terminal: List[List[bool]]
    is_last: List[List[bool]]


def sequence_batch(windows: Sequence[ContextWindow], sizes: RSSMSizes) -> SequenceBatch:
    """Windows, side by side, time by time.

    Raises: ValueError if there are none, or if they differ in length or do not fit the sizes;
        TypeError unless what was in mind before each is a Mind.
    """
    _check_windows(windows, sizes)
    times = range(len(windows[0].rows))
    rows = [[window.rows[t] for window in windows] for t in times]
    first = [window.action for window in windows]
    return SequenceBatch(
        h=[list(window.latents.h) for window in windows],
        z=[code_of(window.latents.z, sizes) for window in windows],
        frames=[[pixels_of((row.observation,)) for row in at] for at in rows],
        actions=[[list(action) for action in first]]
        + [[list(row.action) for row in at] for at in rows[:-1]],
        is_first=[[row.is_first for row in at] for at in rows],
        rewards=[[row.reward for row in at] for at in rows],
        is_terminal=[[row.is_terminal for row in at] for at in rows],
        is_last=[[row.is_last for row in at] for at in rows],
    )


def _check_windows(windows: Sequence[ContextWindow], sizes: RSSMSizes) -> None:
    lengths = [len(window.rows) for window in windows]
    if len(set(lengths)) != 1 or lengths[0] < 1:
        raise ValueError("a batch needs windows of one length, with rows in them, "
                         f"got {lengths}")
    for window in windows:
        mind = window.latents
        if not isinstance(mind, Mind):
            raise TypeError(f"the latents of a window must be a Mind, got {mind!r}")
        if len(mind.h) != sizes.state:
            raise ValueError(f"a mind needs {sizes.state} numbers in h, got {len(mind.h)}")
        for action in (window.action, *(row.action for row in window.rows)):
            if len(action) != sizes.action:
                raise ValueError(f"an action is {sizes.action} numbers here, got {action!r}")
    pixels = {len(row.observation) for window in windows for row in window.rows}
    if len(pixels) != 1:
        raise ValueError(f"a batch needs images of one size, got {sorted(pixels)} pixels")


def minds_of(latents: Sequence[Latent], i: int, sizes: RSSMSizes) -> List[Mind]:
    """What the model now has in mind at each row of window i.

    Raises: ValueError if there is no such window, or as classes_of.
    """
    for latent in latents:
        windows = min(len(latent.h.values), len(latent.z.values))
        if not 0 <= i < windows:
            raise ValueError(f"a window must be one of {windows}, counted from 0, got {i}")
    return [Mind(list(latent.h.values[i]), classes_of([latent.z.values[i]], sizes)[0])
            for latent in latents]
