"""Keys: digests of everything a result depends on.

No key holds an interpreter, a platform, a path or the version of a library: on a fresh clone,
with any Python, what is published is current. What counts of the program is what a result can
reach by name (reach.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.reach import Reach

if TYPE_CHECKING:
    from figures.pictures import Picture
    from pipeline.project import Lesson

FRAME = "policywerk.lessons.experiment"
RECORD = ["policywerk.data.record:Record", "policywerk.data.record:SCHEMA"]
GIVEN = [f"{FRAME}:Given", f"{FRAME}:Found", *RECORD]
TOLD = [f"{FRAME}:describe", "policywerk.data.record:record_digest", *RECORD]
SUMMED_UP = [f"{FRAME}:Records", "policywerk.data.record:Evidence", *RECORD]
DRAWN = ["figures.drawing:Drawing", f"{FRAME}:Records", *RECORD]
SHORT = 12  # characters of a digest that tell definitions apart in a message


def digest_of(value: object) -> str:
    """sha256 of a JSON value in its one canonical form."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def name_of(thing: Any) -> str:
    """A function or class as the reach names it: module:name."""
    return f"{thing.__module__}:{thing.__qualname__}"


def training_roots(lesson: Lesson, run: str) -> list[str]:
    """Where the reach of a training begins: the experiment, its settings, what it is given."""
    from policywerk.lessons.stepwise import Stepwise

    experiment = lesson.experiment(run)
    train: Any = experiment.train
    functions: Sequence[Callable[..., Any]] = [train]
    if isinstance(train, Stepwise):
        functions = [train.begin, train.advance, train.found, train.learner, Stepwise]
    return [*map(name_of, functions), name_of(experiment.config), *GIVEN]


def run_key(reach: Reach, lesson: Lesson, run: str, reads: Mapping[str, str]) -> tuple[str, str]:
    """Of a record: settings, seeds, the reach, and the records that the run reads.

    Returns: the key, and the digest of the reach alone.
    """
    from policywerk.lessons.settings import settings_of

    planned = lesson.runs[run]
    code = reach.digest(training_roots(lesson, run))
    segment = getattr(lesson.experiment(run).train, "segment", None)
    settings = settings_of(planned.config)
    key = digest_of([settings, planned.seed, planned.seeds, segment, code, dict(reads)])
    return key, code[:SHORT]


def transcript_key(reach: Reach, lesson: Lesson, record: str) -> str:
    """Of run.txt: the record that is described, and how."""
    roots = [*TOLD, name_of(lesson.experiment(lesson.default).describe)]
    return digest_of([record, reach.digest(roots)])


def evidence_key(reach: Reach, lesson: Lesson, records: Mapping[str, str]) -> str:
    """Of evidence.json: the records, how many there will be, and how they are summed up."""
    roots = [*SUMMED_UP, name_of(lesson.study.summarise)]
    return digest_of([dict(records), len(lesson.runs), reach.digest(roots)])


def picture_key(reach: Reach, picture: Picture, records: Mapping[str, str], evidence: str,
                timings: Mapping[str, Any]) -> str:
    """Of what a picture writes: its code, the records it reads, evidence and times if it shows
    them."""
    roots = [*DRAWN, f"figures.{picture.draw}"]
    of_evidence = evidence if picture.evidence else ""
    return digest_of([list(picture.writes), dict(records), len(picture.reads), of_evidence,
                      dict(timings), reach.digest(roots)])
