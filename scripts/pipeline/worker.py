"""Train a run, sum up a lesson, or keep what `policywerk run NN` prints.

The build starts this file in the interpreter it has chosen: worker.py TASK REQUEST, where REQUEST
is a JSON object. It needs the standard library of Python 3.9 and the package, no third party.
What it has to say goes to standard output as JSON, one object a line: {"stage", "fraction"}
while it works and {"result"} at the end. What the lesson prints goes to standard error.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import platform
import runpy
import sys
import threading
import time
from importlib import import_module
from pathlib import Path

INTERVAL = 0.1  # seconds between two lines about the same stage


class Channel:
    """The way to the build: lines of JSON on what was standard output."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
        os.dup2(2, 1)

    def send(self, **message: object) -> None:
        self._out.write(json.dumps(message) + "\n")
        self._out.flush()


class Stages:
    """The report callback of a run: passes progress on, and adds up CPU seconds by stage."""

    def __init__(self, channel: Channel) -> None:
        self.seconds: dict[str, float] = {}
        self._channel = channel
        self._stage = ""
        self._since = self._started = time.process_time()
        self._sent = 0.0

    def __call__(self, stage: str, fraction: float) -> None:
        self._close()
        now = time.monotonic()
        if stage != self._stage or now - self._sent >= INTERVAL:
            self._channel.send(stage=stage, fraction=fraction)
            self._sent = now
        self._stage = stage

    def total(self) -> float:
        """CPU seconds since the beginning, the last stage closed."""
        self._close()
        return round(self._since - self._started, 6)

    def _close(self) -> None:
        now = time.process_time()
        if self._stage:
            spent = self.seconds.get(self._stage, 0.0) + now - self._since
            self.seconds[self._stage] = round(spent, 6)
        self._since = now


def end_with_the_build() -> None:
    """Leave when the build is gone, even if it was killed: its end of our input closes then."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def train(request: dict[str, str], channel: Channel) -> dict[str, object]:
    """One run of a lesson, saved as a record."""
    from policywerk.data.record import record_digest, save_record

    lesson = import_module(f"policywerk.lessons.{request['slug']}")
    run = {run.name: run for run in lesson.runs()}[request["run"]]
    stages = Stages(channel)
    record = lesson.run(run.config, run.seed, report=stages)
    seconds = stages.total()
    if (record.name, record.seed) != (run.name, run.seed):
        raise ValueError(f"run {run.name!r}, seed {run.seed}, gave a record that is called "
                         f"{record.name!r}, seed {record.seed}")
    save_record(record, Path(request["out"]))
    return {"digest": record_digest(record), "seconds": seconds, "stages": stages.seconds,
            "interpreter": f"{platform.python_implementation()} {platform.python_version()}"}


def summarise(request: dict[str, object], channel: Channel) -> dict[str, object]:
    """The evidence of a lesson: what all its records say together, as JSON."""
    from dataclasses import asdict

    from policywerk.data.record import load_record

    lesson = import_module(f"policywerk.lessons.{request['slug']}")
    channel.send(stage="summing up", fraction=0.0)
    records = {name: load_record(Path(path)) for name, path in request["records"].items()}
    evidence = asdict(lesson.summarise(records))
    text = json.dumps(evidence, indent=1, sort_keys=True, allow_nan=False, ensure_ascii=False)
    Path(request["out"]).write_bytes((text + "\n").encode())
    return {}


def transcript(request: dict[str, str], channel: Channel) -> dict[str, object]:
    """What `python -m policywerk run NN` prints."""
    channel.send(stage="running", fraction=0.0)
    sys.argv = ["policywerk", "run", request["number"]]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            runpy.run_module("policywerk", run_name="__main__", alter_sys=True)
        except SystemExit as leaving:
            if leaving.code:
                raise
    Path(request["out"]).write_bytes(printed.getvalue().encode())
    return {}


TASKS = {"train": train, "summarise": summarise, "transcript": transcript}


def main() -> None:
    request = json.loads(sys.argv[2])
    end_with_the_build()
    channel = Channel()
    sys.path[0] = request["src"]  # in place of this file's own folder
    channel.send(result=TASKS[sys.argv[1]](request, channel))


if __name__ == "__main__":
    main()
