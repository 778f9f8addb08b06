"""Draw pictures of a lesson: load what they read, call their functions, tell how it went.

The build starts this file with its own interpreter, as it starts worker.py.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ["MPLBACKEND"] = "agg"
os.environ["MATPLOTLIBRC"] = os.devnull  # the defaults, not what this machine's settings say
SCRIPTS = Path(__file__).resolve().parents[1]
os.environ["POLICYWERK_HOME"] = str(SCRIPTS.parent)  # the drawing code is a copy, without fonts
sys.path[0] = str(SCRIPTS)  # in place of this folder

from pipeline.worker import INTERVAL, Channel, end_with_the_build  # noqa: E402

if TYPE_CHECKING:
    from figures.drawing import Drawing
    from figures.pictures import Picture

LAST_LINES = 8  # of a traceback


class Progress:
    """The report of a drawing: passes on what changes, not too often."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._last = ("", 0.0)

    def __call__(self, stage: str, done: int, of: int, merit: str = "") -> None:
        now = time.monotonic()
        if stage != self._last[0] or now - self._last[1] >= INTERVAL:
            self._channel.send(stage=stage, done=done, of=of, merit=merit)
            self._last = (stage, now)


def films() -> dict[str, Any]:
    """The films recorded so far, by file name."""
    movie = sys.modules.get("figures.movie")
    return {film.name: film for film in movie.FILMS} if movie else {}


def drawing_of(picture: Picture, study: Any, asked: dict[str, Any], report: Progress) -> Drawing:
    """What the function of a picture is given."""
    from figures.drawing import Drawing
    from policywerk.data.record import load_evidence, load_record
    from policywerk.lessons.experiment import Records

    records = {name: load_record(Path(path)) for name, path in asked["records"].items()}
    evidence = load_evidence(Path(asked["evidence"])) if picture.evidence else None
    out = Path(asked["out"])
    out.mkdir()
    return Drawing(Records(study, records), out, evidence, asked["timings"], report,
                   len(picture.reads))


def draw(picture: Picture, drawing: Drawing) -> dict[str, Any]:
    """Make the files of a picture; returns what the manifest keeps of it.

    Raises: ValueError if its function wrote other files than the picture names.
    """
    from figures.placeholder import hold_places

    before, started = set(films()), time.process_time()
    if picture.reads and not len(drawing.records):
        hold_places(drawing, picture.writes)
    else:
        module, _, function = picture.draw.partition(":")
        getattr(import_module(f"figures.{module}"), function)(drawing)
    written = {p.relative_to(drawing.out).as_posix() for p in drawing.out.rglob("*")
               if p.is_file()}
    if written != set(picture.writes):
        raise ValueError(f"{picture.name} wrote {sorted(written)}, not {sorted(picture.writes)}")
    new = {name: film for name, film in films().items() if name not in before}
    return {"seconds": round(time.process_time() - started, 6),
            "frames": {name: film.digest for name, film in new.items()},
            "frames_per_second": {n: round(f.frames_per_second, 1) for n, f in new.items()}}


def main() -> None:
    """Draw what is asked for; one picture that fails does not keep the others."""
    request = json.loads(sys.argv[1])
    end_with_the_build()
    channel = Channel()
    sys.path[0:0] = [request["scripts"], request["src"]]
    study = import_module(f"policywerk.lessons.{request['slug']}").STUDY
    pictures = {p.name: p for p in import_module(f"figures.{request['slug']}_pictures").PICTURES}
    done, failed = {}, {}
    for name, asked in request["pictures"].items():
        report = Progress(channel)
        report(name, 0, 1)
        try:
            done[name] = draw(pictures[name], drawing_of(pictures[name], study, asked, report))
        except Exception:
            failed[name] = traceback.format_exc().splitlines()[-LAST_LINES:]
    channel.send(result={"done": done, "failed": failed})


if __name__ == "__main__":
    main()
