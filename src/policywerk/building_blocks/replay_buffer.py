"""Experience replay: remember steps in a ring, and draw them again in another order."""

from __future__ import annotations

from typing import Any, Generic, List, NamedTuple, Optional, Sequence, TypeVar

from policywerk.building_blocks.spaces import check_whole
from policywerk.primitives.random import Stream, integer

T = TypeVar("T")


class ReplayBuffer(Generic[T]):
    """The last `capacity` items, in a ring: a new one takes the place of the oldest.

    Items are numbered 0, 1, 2, ... as they come; number n stands in slot n mod capacity.
    (Lin 1992; Mnih et al. 2013, algorithm 1)
    """

    def __init__(self, capacity: int) -> None:
        """Raises: ValueError unless capacity is a whole number, at least 1."""
        check_whole("the capacity of a buffer", capacity)
        self.capacity = capacity
        self.added = 0  # how many items ever came; the next one gets this number
        self._slots: List[T] = []

    def add(self, item: T) -> int:
        """Keep an item, over the oldest if the ring is full; return the item's number."""
        number = self.added
        if number < self.capacity:
            self._slots.append(item)
        else:
            self._slots[number % self.capacity] = item
        self.added = number + 1
        return number

    def __len__(self) -> int:
        return len(self._slots)

    @property
    def oldest(self) -> int:
        """The number of the oldest item still held."""
        return self.added - len(self._slots)

    def get(self, number: int) -> T:
        """The item of that number.

        Raises: IndexError if it was overwritten, or has not come yet.
        """
        return self._slots[self._slot(number)]

    def replace(self, number: int, item: T) -> None:
        """Put another item in the place of one that is held, under the same number.

        Raises: IndexError if it was overwritten, or has not come yet.
        """
        self._slots[self._slot(number)] = item

    def _slot(self, number: int) -> int:
        if not self.oldest <= number < self.added:
            raise IndexError(
                f"item {number} is not held: {len(self)} items, "
                f"from {self.oldest} up to, not including, {self.added}"
            )
        return number % self.capacity

    def sample(self, rng: Stream, count: int) -> List[T]:
        """Draw items: each time any of those held, all equally likely, repeats included.

        Raises: ValueError if count < 1, or if the buffer holds fewer than `count` items.
        """
        self._check_enough(count, f"a batch of {count}")
        slots, size = self._slots, len(self._slots)
        return [slots[integer(rng, size)] for _ in range(count)]

    def sample_start(self, rng: Stream, length: int) -> int:
        """Draw where a window of `length` items in a row begins, all places equally likely.

        Raises: ValueError if length < 1, or if the buffer holds fewer than `length` items.
        """
        self._check_enough(length, f"a window of {length}")
        return self.oldest + integer(rng, len(self) - length + 1)

    def _check_enough(self, needed: int, what: str) -> None:
        if needed < 1:
            raise ValueError(f"{what} cannot be drawn: it needs a size of at least 1")
        if len(self) < needed:
            raise ValueError(
                f"{what} needs at least {needed} items in the buffer, which holds "
                f"{len(self)} of {self.capacity}: collect more first"
            )

    def window(self, start: int, length: int) -> List[T]:
        """The items start, start + 1, ..., start + length - 1, in the order they came.

        Raises: IndexError if one of them is not held.
        """
        return [self.get(number) for number in range(start, start + length)]


class OnlineQueue:
    """Hands out each window of fresh items once, and in order.

    (Hafner et al. 2023, v2, Methods, "Experience replay")
    """

    def __init__(self, length: int, overlap: int = 0) -> None:
        """Windows of `length` items, each beginning with the last `overlap` of the one before.

        Raises: ValueError unless length is whole and at least 1, and 0 <= overlap < length.
        """
        check_whole("the length of a window", length)
        if not 0 <= overlap < length:
            raise ValueError(f"windows of {length} overlap by 0 to {length - 1}, got {overlap}")
        self.length, self.overlap = length, overlap
        self._next = 0  # where the next window begins, unless that was overwritten

    def take(self, buffer: ReplayBuffer[T]) -> Optional[int]:
        """Where the next fresh window begins; None while too few items have come.

        Items that were overwritten before their turn are passed over.
        """
        start = max(self._next, buffer.oldest)
        if start + self.length > buffer.added:
            return None
        self._next = start + self.length - self.overlap
        return start


def sample_starts(
    buffer: ReplayBuffer[T], queue: OnlineQueue, rng: Stream, count: int
) -> List[int]:
    """Where `count` windows begin: fresh ones as long as there are any, then uniform ones.

    Raises: ValueError if count < 1, or if the buffer is shorter than one window.
    """
    if count < 1:
        raise ValueError(f"need at least 1 window, asked for {count}")
    starts = []
    for _ in range(count):
        fresh = queue.take(buffer)
        starts.append(buffer.sample_start(rng, queue.length) if fresh is None else fresh)
    return starts


def updates_per_step(ratio: float, windows: int, length: int) -> float:
    """How many updates each step of the environment pays for, at a given replay ratio.

    ratio / (B T): of the rows trained on per row collected, an update takes B T
    (Hafner et al. 2023, v2, Methods)

    Args:
        ratio: rows trained on for each row collected, > 0.
        windows: B, windows in a batch.
        length: T, rows in a window.
    Raises: ValueError for a ratio, a number of windows or a length that is not positive.
    """
    if not (ratio > 0.0 and windows > 0 and length > 0):
        raise ValueError(
            f"ratio, windows, length must be positive, got {ratio!r}, {windows}, {length}"
        )
    return ratio / (windows * length)


class Row(NamedTuple):
    """What belongs to one observation: how it came about, and what was done about it."""

    observation: Any
    action: Any  # chosen after this observation
    reward: float  # arrived with this observation; 0 for the first of an episode
    is_first: bool  # the first observation of an episode
    is_last: bool  # the last one, whether the task ended or the clock
    is_terminal: bool  # the task ended here


def _with_ends(rows: List[Row]) -> List[Row]:
    """The same rows, where each one before a start is a last one."""
    closed = list(rows)
    for t in range(len(rows) - 1):
        if rows[t + 1].is_first:
            closed[t] = rows[t]._replace(is_last=True)
    return closed


class LatentRow(NamedTuple):
    """A row, and what the model had in mind when it had seen it."""

    row: Row
    latents: Any  # the model's state after this observation, such as h and z


class ContextWindow(NamedTuple):
    """Rows to learn from, and what the row before them left behind."""

    latents: Any  # of the context row: where the model goes on from
    action: Any  # of the context row: what led to the first of the rows
    rows: List[Row]  # T of them; an is_first among them is as it was
    start: int  # number of the first of the rows


def context_window(buffer: ReplayBuffer[LatentRow], start: int, length: int) -> ContextWindow:
    """The window of `length` items that begins at start, its first one as context.

    A row before a start is a last one, also where an episode was abandoned.

    Args:
        length: T + 1, for T rows to learn from.
    Raises: ValueError if length < 2; IndexError if an item is not held.
    """
    if length < 2:
        raise ValueError(f"a context and a row to learn from need a length of 2, got {length}")
    context, *held = buffer.window(start, length)
    rows = _with_ends([entry.row for entry in held])
    return ContextWindow(context.latents, context.row.action, rows, start + 1)


def refresh(buffer: ReplayBuffer[LatentRow], start: int, latents: Sequence[Any]) -> None:
    """Put newer latents in the place of those of the rows start, start + 1, ...

    (Hafner et al. 2023, v2, Methods, "Experience replay")

    Raises: IndexError if one of the rows is not held; nothing is changed then.
    """
    held = buffer.window(start, len(latents))
    for number, entry, fresh in zip(range(start, start + len(held)), held, latents):
        buffer.replace(number, entry._replace(latents=fresh))
