"""Draw a lesson: load its records, hand them to scripts/figures/<slug>.py, tell how it went.

The build starts this file with its own interpreter, as it starts worker.py.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path

os.environ["MPLBACKEND"] = "agg"
os.environ["MATPLOTLIBRC"] = os.devnull  # the defaults, not what this machine's settings say
sys.path[0] = str(Path(__file__).resolve().parents[1])  # scripts/, in place of this folder

from pipeline.context import Drawing  # noqa: E402
from pipeline.worker import INTERVAL, Channel, end_with_the_build  # noqa: E402


class Progress:
    """The report callback of a drawing: passes on what changes, not too often."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._last = ("", 0.0)

    def __call__(self, stage: str, fraction: float) -> None:
        now = time.monotonic()
        if stage != self._last[0] or now - self._last[1] >= INTERVAL:
            self._channel.send(stage=stage, fraction=fraction)
            self._last = (stage, now)


def frame_rates() -> dict[str, float]:
    """Frames per second of every film that was recorded, by file name."""
    movie = sys.modules.get("figures.movie")
    return {film.name: round(film.frames_per_second, 1) for film in movie.FILMS} if movie else {}


def main() -> None:
    request = json.loads(sys.argv[1])
    end_with_the_build()
    channel = Channel()
    sys.path[0:0] = [request["scripts"], request["src"]]
    from policywerk.data.record import load_record

    lesson = import_module(f"policywerk.lessons.{request['slug']}")
    records = {name: load_record(Path(path)) for name, path in request["records"].items()}
    out = Path(request["out"])
    out.mkdir()
    drawing = Drawing(records, lesson.summarise(records), request["timings"], out,
                      Progress(channel))
    import_module(f"figures.{request['slug']}").draw(drawing)
    channel.send(result={"frames_per_second": frame_rates()})


if __name__ == "__main__":
    main()
