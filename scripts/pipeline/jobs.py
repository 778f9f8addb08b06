"""Run jobs in subprocesses, some at a time, and follow what they say."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.display import Display
from pipeline.errors import BuildError

LAST_LINES = 8  # of what a failed job wrote
GRACE = 5.0  # seconds between asking a job to stop and making it


@dataclass(frozen=True)
class Job:
    """One subprocess, and what to do with its result."""

    lesson: str
    label: str  # "01 gridworld-seed-3"
    is_drawn: bool  # whether the figures of the lesson need its result
    command: list[str]
    environment: dict[str, str]
    log: Path  # for its standard error, in the folder of the build
    root: Path  # of the project, of which that folder holds a copy
    finish: Callable[[dict[str, Any]], str]  # given the result; returns what to tell the reader


@dataclass
class Active:
    """A job at work."""

    job: Job
    process: subprocess.Popen[bytes]
    result: dict[str, Any] | None = None


@dataclass(frozen=True)
class Failure:
    """A job that did not succeed, and its last words."""

    job: Job
    reason: str
    lines: list[str]


Event = tuple[Active, "dict[str, Any] | None"]  # what a job said; None when it has ended


class Runner:
    """Runs jobs, at most `limit` at a time; stops at the first failure unless told to go on."""

    def __init__(self, limit: int, keep_going: bool, display: Display) -> None:
        self.limit = limit
        self.keep_going = keep_going
        self.display = display
        self.failures: list[Failure] = []
        self._active: list[Active] = []
        self._events: queue.Queue[Event] = queue.Queue()

    def run(self, jobs: Iterable[Job]) -> None:
        """All jobs, to the end or to the first failure. No subprocess outlives the call."""
        waiting = deque(jobs)
        try:
            while (waiting or self._active) and (self.keep_going or not self.failures):
                while waiting and len(self._active) < self.limit:
                    self._start(waiting.popleft())
                self._handle(*self._next_event())
        finally:
            self._stop_all()

    def _next_event(self) -> Event:
        while True:  # with a time-out, because a blocking get cannot be interrupted on Windows
            with contextlib.suppress(queue.Empty):
                return self._events.get(timeout=1.0)

    def _start(self, job: Job) -> None:
        with job.log.open("wb") as log:
            process = subprocess.Popen(
                job.command, env=job.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=log, start_new_session=True,
            )
        active = Active(job, process)
        self._active.append(active)
        self.display.started(job.label)
        threading.Thread(target=self._listen, args=(active,), daemon=True).start()

    def _listen(self, active: Active) -> None:
        assert active.process.stdout is not None
        for line in active.process.stdout:
            with contextlib.suppress(ValueError):
                self._events.put((active, json.loads(line)))
        active.process.wait()
        self._events.put((active, None))

    def _handle(self, active: Active, message: dict[str, Any] | None) -> None:
        if message is None:
            self._ended(active)
        elif "result" in message:
            active.result = message["result"]
        else:
            self.display.progress(active.job.label, message["stage"], message["fraction"])

    def _ended(self, active: Active) -> None:
        self._active.remove(active)
        job, status = active.job, active.process.returncode
        if status == 0 and active.result is not None:
            try:
                self.display.finished(job.label, job.finish(active.result))
                return
            except JobRefused as problem:
                failure = Failure(job, str(problem), [])
        else:
            failure = Failure(job, _describe(status), _last_lines(job))
        self.failures.append(failure)
        self.display.failed(job.label, failure.reason, failure.lines)

    def _stop_all(self) -> None:
        for active in self._active:
            _signal(active.process, signal.SIGTERM)
        for active in self._active:
            try:
                active.process.wait(GRACE)
            except subprocess.TimeoutExpired:
                _signal(active.process, getattr(signal, "SIGKILL", signal.SIGTERM))
                active.process.wait()
            self.display.dropped(active.job.label)
        self._active.clear()


class JobRefused(BuildError):
    """Raised by a job's finish: its result cannot be used. Counts as that job's failure."""


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """To the job and its own subprocesses, which are one process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)


def _describe(status: int) -> str:
    if status < 0:
        return f"was ended by signal {-status} ({signal.Signals(-status).name})"
    return f"failed (exit status {status})"


def _last_lines(job: Job) -> list[str]:
    """The end of what a job wrote, with the paths of the source and not of its copy."""
    try:
        text = job.log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.replace(str(job.log.parent), str(job.root)).splitlines()[-LAST_LINES:]
