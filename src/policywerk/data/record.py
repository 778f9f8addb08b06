"""What one run leaves behind: a frozen record, saved as JSON and loaded with suspicion."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, Dict, List, NamedTuple

from policywerk.data.statistics import Interval

SCHEMA = 1

Json = Any  # None, bool, int, float, str, or lists and string-keyed dictionaries of these


class RecordError(ValueError):
    """A record file that cannot be trusted; the message names the file and the remedy."""


@dataclass(frozen=True)
class Record:
    """One run of one lesson: what was asked for, what happened, what came out.

    It holds no time, date, interpreter or machine: the same configuration and seed give
    the same record to the last bit, wherever it was made.
    """

    lesson: str  # the chapter's number, "00" to "07"
    name: str  # which run of the lesson this is; also its file name
    config: Dict[str, Json]  # every setting the run depended on
    seed: int  # the seed of all its random streams
    series: Dict[str, List[float]] = field(default_factory=dict)  # numbers along the run
    snapshots: List[Dict[str, Json]] = field(default_factory=list)  # states of the learner, to draw
    results: Dict[str, Json] = field(default_factory=dict)  # what the run ended with


class Comparison(NamedTuple):
    """One of our numbers, or a table of them, beside the published one."""

    quantity: str
    measured: Json
    published: Json
    source: str  # where it was published


@dataclass(frozen=True)
class Evidence:
    """What all runs of a lesson say together."""

    lesson: str
    seeds: List[int]  # of the runs that were repeated
    samples: Dict[str, List[float]]  # for each method, baselines included: a result a seed
    intervals: Dict[str, Interval]  # for each method: mean and 95 % interval over the seeds
    expected: Dict[str, float]  # what theory says the means should be, where it can
    comparisons: List[Comparison]  # with published numbers


def canonical_json(value: Json) -> str:
    """The one JSON text of a value: sorted keys, no spaces, no NaN.

    Raises: ValueError for NaN or infinity, which JSON cannot hold.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def check_kept(value: Json, where: str) -> None:
    """Refuse what would come back from JSON as something else.

    Raises: ValueError naming the place: for a key that is not a string, and for any value
        but None, bool, int, float, str, lists and dictionaries; a tuple would become a list.
    """
    if type(value) is dict:
        for key, entry in value.items():
            if type(key) is not str:
                raise ValueError(f"{where} has the key {key!r}: JSON keys are strings")
            check_kept(entry, f"{where}/{key}")
    elif type(value) is list:
        for i, entry in enumerate(value):
            check_kept(entry, f"{where}/{i}")
    elif type(value) not in (type(None), bool, int, float, str):
        raise ValueError(f"{where} is {value!r} of type {type(value).__name__}, which JSON "
                         "would change: use lists, dictionaries, numbers, strings or None")


def record_digest(record: Record) -> str:
    """Fingerprint of a record: SHA-256 of its canonical JSON text.

    Raises: ValueError as check_kept, or for NaN or infinity.
    """
    content = asdict(record)
    check_kept(content, "record")
    return "sha256:" + sha256(canonical_json(content).encode()).hexdigest()


def save_text(text: str, path: Path) -> None:
    """Write a file whole or not at all: under a temporary name first, then renamed."""
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    try:
        partial.write_bytes(text.encode())
        os.replace(partial, path)
    finally:
        if partial.exists():
            partial.unlink()


def save_record(record: Record, path: Path) -> None:
    """Save a record as JSON, with its schema version and digest beside it.

    Raises: ValueError as record_digest; nothing is written then.
    """
    content = {"schema": SCHEMA, "digest": record_digest(record), **asdict(record)}
    save_text(canonical_json(content) + "\n", path)


def load_record(path: Path) -> Record:
    """Load a record and check that it is whole.

    Raises: RecordError if the file is missing, is not a record of this schema, or does
        not have the digest that it claims.
    """
    try:
        return _checked(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError) as problem:
        raise RecordError(f"{path}: {problem}; run the lesson again to replace it") from problem


def _checked(content: Json) -> Record:
    """The record that a file holds; ValueError says why it cannot be trusted."""
    if not isinstance(content, dict) or content.pop("schema", None) != SCHEMA:
        raise ValueError(f"it is not a record of schema {SCHEMA}")
    claimed = content.pop("digest", None)
    expected = {f.name for f in fields(Record)}
    if content.keys() != expected:
        raise ValueError(f"its fields are {sorted(content)}, not {sorted(expected)}")
    record = Record(**content)
    if record_digest(record) != claimed:  # also where a NaN was smuggled in
        raise ValueError("its content does not have the digest it claims")
    return record
