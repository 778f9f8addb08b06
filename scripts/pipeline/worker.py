"""Train a run, or its first segment; sum up a lesson; describe its default run.

The build starts this file in the interpreter it has chosen: worker.py TASK REQUEST, where REQUEST
is a JSON object. It needs the standard library of Python 3.9 and the package, no third party.
What it has to say goes to standard output as JSON, one object a line: {"stage", "done", "of",
"merit"} while it works and {"result"} at the end. What the lesson prints goes to standard error.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any, Callable

INTERVAL = 0.1  # seconds between two lines about the same stage
Request = dict[str, Any]
Result = dict[str, Any]


class Channel:
    """The way to the build: lines of JSON on what was standard output."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
        os.dup2(2, 1)

    def send(self, **message: object) -> None:
        """One message, at once."""
        self._out.write(json.dumps(message) + "\n")
        self._out.flush()


class Stages:
    """The report of a run: passes progress on, and adds up CPU seconds by stage."""

    def __init__(self, channel: Channel) -> None:
        self.seconds: dict[str, float] = {}
        self.earlier = 0.0  # CPU seconds that the run took before it was interrupted
        self._channel = channel
        self._stage = ""
        self._since = self._started = time.process_time()
        self._sent = 0.0

    def __call__(self, stage: str, done: int, of: int, merit: str = "") -> None:
        self._close()
        now = time.monotonic()
        if stage != self._stage or now - self._sent >= INTERVAL:
            self._channel.send(stage=stage, done=done, of=of, merit=merit)
            self._sent = now
        self._stage = stage

    def total(self) -> float:
        """CPU seconds since the beginning of the run, the last stage closed."""
        self._close()
        return round(self.earlier + self._since - self._started, 6)

    def _close(self) -> None:
        now = time.process_time()
        if self._stage:
            spent = self.seconds.get(self._stage, 0.0) + now - self._since
            self.seconds[self._stage] = round(spent, 6)
        self._since = now


class Keeper:
    """Writes checkpoints of a run now and then, and finds the one of a run that was ended."""

    def __init__(self, request: Request, stages: Stages) -> None:
        self.path = Path(request["checkpoint"])
        self.key: str = request["key"]
        self.every: float = request["every"]  # CPU seconds between two checkpoints
        self.stages = stages
        self._last = time.process_time()

    def restore(self) -> Any:
        """The state to go on from; None for a run that begins."""
        from policywerk.data.checkpoint import CheckpointError, load_checkpoint

        for half in self.path.parent.glob(f"{self.path.name}.partial-*"):
            half.unlink()  # what a kill has left of a checkpoint that was being written
        try:
            kept = load_checkpoint(self.key, self.path)
        except CheckpointError as problem:
            print(f"{problem}; the run begins anew", file=sys.stderr)
            return None
        if kept is None:
            return None
        self.stages.earlier, self.stages.seconds = kept["seconds"], kept["stages"]
        return kept["state"]

    def keep(self, state: Any) -> None:
        """Write a checkpoint if it is time."""
        from policywerk.data.checkpoint import save_checkpoint

        if time.process_time() - self._last >= self.every:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            kept = {"seconds": self.stages.total(), "stages": self.stages.seconds, "state": state}
            save_checkpoint(kept, self.key, self.path)
            self._last = time.process_time()

    def forget(self) -> None:
        """The run is done."""
        if self.path.exists():
            self.path.unlink()


def end_with_the_build() -> None:
    """Leave when the build is gone, even if it was killed: its end of our input closes then."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def train(request: Request, channel: Channel) -> Result:
    """One run of a lesson, saved as a record, with its weights if it is to keep them."""
    from policywerk.data.record import record_digest, save_record
    from policywerk.data.weights import save_weights
    from policywerk.lessons.experiment import record_of

    study = study_of(request)
    run = study.planned()[request["run"]]
    stages = Stages(channel)
    found = found_by(study, run, request, stages)
    seconds = stages.total()
    record = record_of(study, run, found)
    save_record(record, Path(request["out"]))
    if run.keeps and "weights" in request:
        if not found.weights:
            raise ValueError(f"run {record.name!r} keeps weights, but its experiment found none")
        save_weights(found.weights, Path(request["weights"]))
    return {"digest": record_digest(record), "seconds": seconds, "stages": stages.seconds,
            "interpreter": f"{platform.python_implementation()} {platform.python_version()}"}


def study_of(request: Request) -> Any:
    """The program of the lesson that a request is about."""
    return import_module(f"policywerk.lessons.{request['slug']}").STUDY


def found_by(study: Any, run: Any, request: Request, stages: Stages) -> Any:
    """What a run finds: from its last checkpoint on, if it was ended, and has steps."""
    from policywerk.data.record import load_record
    from policywerk.lessons.experiment import Given
    from policywerk.lessons.stepwise import Stepwise

    records = tuple(load_record(Path(path)) for path in request["reads"])
    given = Given(run.seed, run.seeds, stages, records)
    experiment = study.experiment_of(run).train
    if not isinstance(experiment, Stepwise) or "checkpoint" not in request:
        return experiment(run.config, given)
    keeper = Keeper(request, stages)
    state = keeper.restore() or experiment.begin(run.config, given)
    found = experiment.finish(experiment.go_on(state, stages, keeper.keep))
    keeper.forget()
    return found


def segment(request: Request, channel: Channel) -> Result:
    """The first segment of a run: the digest of the learner after it."""
    from policywerk.data.record import load_record
    from policywerk.lessons.experiment import Given

    study = study_of(request)
    run = study.planned()[request["run"]]
    experiment = study.experiment_of(run).train
    stages = Stages(channel)
    records = tuple(load_record(Path(path)) for path in request["reads"])
    state = experiment.begin(run.config, Given(run.seed, run.seeds, stages, records))
    state = experiment.go_on(state, stages, until=experiment.segment)
    return {"step": str(state.step), "digest": state.digests.get(str(state.step), ""),
            "seconds": stages.total()}


def summarise(request: Request, channel: Channel) -> Result:
    """The evidence of a lesson: what all its records say together, as JSON."""
    from policywerk.data.record import load_record, save_evidence
    from policywerk.lessons.experiment import Records

    started = time.process_time()
    study = study_of(request)
    channel.send(stage="summing up", done=0, of=1)
    records = {name: load_record(Path(path)) for name, path in request["records"].items()}
    save_evidence(study.summarise(Records(study, records)), Path(request["out"]))
    return {"seconds": round(time.process_time() - started, 6)}


def transcript(request: Request, channel: Channel) -> Result:
    """What `python -m policywerk run NN` prints, from the record of that run."""
    from policywerk.data.record import load_record, record_digest
    from policywerk.lessons.experiment import describe

    started = time.process_time()
    study, record = study_of(request), load_record(Path(request["record"]))
    text = f"{describe(study, record)}\n\nrecord {record_digest(record)}\n"
    Path(request["out"]).write_bytes(text.encode())
    return {"seconds": round(time.process_time() - started, 6)}


TASKS: dict[str, Callable[[Request, Channel], Result]] = {
    "train": train, "segment": segment, "summarise": summarise, "transcript": transcript}


def main() -> None:
    """Obey the command line."""
    request = json.loads(sys.argv[2])
    end_with_the_build()
    channel = Channel()
    sys.path[0] = request["src"]  # in place of this file's own folder
    channel.send(result=TASKS[sys.argv[1]](request, channel))


if __name__ == "__main__":
    main()
