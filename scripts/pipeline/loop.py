"""Begin tasks as they become ready, conclude them as they end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field

from pipeline.display import Display
from pipeline.jobs import JobExecutor, Outcome
from pipeline.tasks import Refused, Task

PATIENCE = 1.0  # seconds, since a wait without end cannot be interrupted on Windows


@dataclass
class Loop:
    """Tasks at work, and what became of the others."""

    executor: JobExecutor
    display: Display
    keep_going: bool = False
    done: int = 0
    failures: list[str] = field(default_factory=list)  # labels
    _waiting: deque[Task] = field(default_factory=deque)
    _pending: dict[Future[Outcome], Task] = field(default_factory=dict)

    def run(self, ready: Callable[[], Iterable[Task]]) -> None:
        """Until nothing is ready and nothing at work, or to the first failure.

        Args: ready: the tasks that can begin now and were not asked for before; asked again
            whenever something has ended.
        """
        try:
            while self._goes_on():
                self._waiting.extend(ready())
                self._begin()
                if not self._pending:
                    return
                ended, _ = wait(self._pending, timeout=PATIENCE, return_when=FIRST_COMPLETED)
                for future in ended:
                    self._conclude(self._pending.pop(future), future.result())
        finally:
            self.executor.shutdown()
            for task in self._pending.values():
                self.display.dropped(task.job.label)

    def at_work(self) -> set[str]:
        """What the tasks at work make, and those that wait for their turn."""
        tasks = [*self._pending.values(), *self._waiting]
        return {mark for task in tasks for mark in task.makes}

    def _begin(self) -> None:
        """Submit as many tasks as the executor has work for."""
        while self._waiting and len(self._pending) < self.executor.limit:
            task = self._waiting.popleft()
            self.display.started(task.job.label)
            self._pending[self.executor.submit(task.job)] = task

    def _goes_on(self) -> bool:
        return self.keep_going or not self.failures

    def _conclude(self, task: Task, outcome: Outcome) -> None:
        try:
            self.display.finished(task.job.label, task.conclude(outcome))
            self.done += len(task.makes)
        except Refused as problem:
            self.failures.append(task.job.label)
            self.display.failed(task.job.label, str(problem), outcome.lines)

