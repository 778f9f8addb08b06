"""Run jobs in subprocesses, behind the interface of concurrent.futures.

`submit` takes a job and returns a future of its outcome; `concurrent.futures.wait` and
`as_completed` work on these, and `shutdown` ends what is at work. Whatever else has these two
methods can take the place of `Subprocesses`, an engine with many machines for instance: a job
is a command, an environment and some paths.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

LAST_LINES = 8  # of what a failed job wrote
GRACE = 5.0  # seconds between asking a job to stop and making it


@dataclass(frozen=True)
class Job:
    """One subprocess."""

    label: str  # "01 gridworld-seed-3"
    command: list[str]
    environment: dict[str, str]
    log: Path  # for its standard error, in the folder of the build
    root: Path  # of the project, of which that folder holds a copy


@dataclass(frozen=True)
class Outcome:
    """How a job ended: with a result, or with a reason and its last words."""

    result: dict[str, Any] | None
    reason: str = ""
    lines: tuple[str, ...] = ()


Progress = Callable[[Job, "dict[str, Any]"], None]  # called with what a job at work says


class JobExecutor(Protocol):
    """What runs jobs."""

    limit: int  # how many it has work for at a time

    def submit(self, job: Job) -> Future[Outcome]:
        """Begin a job, or let it wait for its turn."""

    def shutdown(self) -> None:
        """End the jobs at work, and begin no other."""


class Subprocesses:
    """Runs jobs on this machine, so many at a time."""

    def __init__(self, limit: int, progress: Progress) -> None:
        self.limit = limit
        self._pool = ThreadPoolExecutor(limit)
        self._progress = progress
        self._active: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, job: Job) -> Future[Outcome]:
        """Begin a job, or let it wait for its turn."""
        return self._pool.submit(self._run, job)

    def shutdown(self) -> None:
        """End the jobs at work and their own subprocesses; return when they are gone."""
        with self._lock:
            self._closed = True
            active = list(self._active)
        for process in active:
            _signal(process, signal.SIGTERM)
        for process in active:
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job) -> Outcome:
        process = self._start(job)
        if process is None:
            return Outcome(None, "was not begun")
        try:
            result = self._listen(job, process)
        finally:
            with self._lock:
                self._active.discard(process)
        if process.returncode or result is None:
            return Outcome(None, _ended(process.returncode), tuple(_last_lines(job)))
        return Outcome(result)

    def _start(self, job: Job) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._closed:
                return None
            with job.log.open("wb") as log:
                process = subprocess.Popen(
                    job.command, env=job.environment, stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, stderr=log, start_new_session=True)
            self._active.add(process)
            return process

    def _listen(self, job: Job, process: subprocess.Popen[bytes]) -> dict[str, Any] | None:
        """Pass on what a job says until it has ended; returns its result, if it gave one."""
        assert process.stdout is not None
        result: dict[str, Any] | None = None
        for line in process.stdout:
            with contextlib.suppress(ValueError):
                message = json.loads(line)
                if "result" in message:
                    result = message["result"]
                else:
                    self._progress(job, message)
        process.wait()
        process.stdout.close()
        if process.stdin is not None:
            process.stdin.close()
        return result


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """To the job and its own subprocesses, which are one process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)


def _ended(status: int) -> str:
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
