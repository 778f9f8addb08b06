"""Work: the multiply-adds that were done, counted where they are done."""

from __future__ import annotations


class _Tally:
    """One number that grows; nothing is ever decided by it."""

    done = 0


_TALLY = _Tally()


def did(multiply_adds: int) -> None:
    """Add to the tally; called once for many of them, by the loops of grad and conv."""
    _TALLY.done += multiply_adds


def multiply_adds() -> int:
    """How many there were since Python started: take the difference of two such numbers.

    Those of a layer's weights, forwards and backwards; a product that was left out because a
    factor is 0 is not among them, nor is what activations, losses and optimisers do.
    """
    return _TALLY.done
