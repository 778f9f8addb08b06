"""Long runs as a state and a step, so that one can be kept, ended, resumed and compared."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Callable, Dict, Generic, Optional, Protocol, TypeVar

from policywerk.data.values import Json, canonical_json
from policywerk.lessons.experiment import Found, Given, Report
from policywerk.lessons.settings import C


class State(Protocol):
    """All there is of a run between two of its steps; `pickle` must be able to keep it."""

    step: int  # steps done
    steps: int  # steps in all
    digests: Dict[str, str]  # of the learner, by step

    @property
    def merit(self) -> str:
        """How good the learner is by now, in words."""


S = TypeVar("S", bound=State)


def forget(state: Any) -> None:
    """Keep nothing: the default of `keep`."""


@dataclass(frozen=True)
class Stepwise(Generic[C, S]):
    """An experiment that is a state and a step: state, advance(state), advance(...), ..."""

    begin: Callable[[C, Given], S]
    advance: Callable[[S], S]
    found: Callable[[S], Found]
    learner: Callable[[S], Json]  # the numbers that are learnt, for their digests
    segment: int  # steps after which every mechanism of the run has acted

    def __call__(self, config: C, given: Given) -> Found:
        """The whole run."""
        return self.finish(self.go_on(self.begin(config, given), given.report))

    def go_on(
        self,
        state: S,
        report: Report,
        keep: Callable[[S], None] = forget,
        until: Optional[int] = None,
    ) -> S:
        """Take steps to the end of the run, or until so many are done.

        Args: keep: called with the state after each step, to write a checkpoint now and then.
        """
        end = state.steps if until is None else min(until, state.steps)
        while state.step < end:
            state = self.advance(state)
            if self.is_mark(state.step) or state.step == state.steps:
                state.digests[str(state.step)] = digest(self.learner(state))
            keep(state)
            report("training", state.step, state.steps, state.merit)
        return state

    def is_mark(self, step: int) -> bool:
        """Whether a record keeps a digest after that step: one segment, two, four, eight, ..."""
        segments, rest = divmod(step, self.segment)
        return rest == 0 and segments > 0 and segments & (segments - 1) == 0

    def finish(self, state: S) -> Found:
        """What the run came to, with the digests of the learner on its way."""
        return self.found(state)._replace(digests=dict(state.digests))


def digest(numbers: Json) -> str:
    """The first half of the SHA-256 of some numbers' JSON text, the same on every Python."""
    return sha256(canonical_json(numbers).encode()).hexdigest()[:32]
