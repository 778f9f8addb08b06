"""What one run leaves behind: a frozen record, saved as JSON and loaded with suspicion."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from errno import EISDIR, ELOOP, ENOTDIR
from hashlib import sha256
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Union

from policywerk.data.statistics import Interval
from policywerk.data.values import Json, canonical_json, check_kept

SCHEMA = 2
LONGEST_NAME = 150  # characters of a file, its ending aside


class RecordError(ValueError):
    """A record file that cannot be trusted; the message names the file and the remedy."""


@dataclass(frozen=True)
class Record:
    """One run of one lesson: what was asked for, what happened, what came out.

    It holds no time, date, interpreter or machine: the same configuration and seed give
    the same record to the last bit, wherever it was made.
    """

    lesson: str  # the chapter's number, "00" to "07"
    name: str  # which run of the lesson this is; also that of its file, see file_of
    config: Mapping[str, Json]  # every setting the run depended on
    seed: int  # the seed of all its random streams, or the first of several
    seeds: int = 1  # how many seeds, one after the other
    series: Mapping[str, List[float]] = field(default_factory=dict)  # numbers along the run
    snapshots: List[Mapping[str, Json]] = field(default_factory=list)  # of the learner, to draw
    results: Mapping[str, Json] = field(default_factory=dict)  # what the run ended with
    digests: Mapping[str, str] = field(default_factory=dict)  # of the learner after some steps


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


def record_digest(record: Record) -> str:
    """Fingerprint of a record: SHA-256 of its canonical JSON text.

    Raises: ValueError as check_kept, or for NaN or infinity.
    """
    content = asdict(record)
    check_kept(content, "record")
    return "sha256:" + sha256(canonical_json(content).encode()).hexdigest()


def _partial(path: Path) -> Path:
    """The temporary name under which a file is written."""
    return path.with_name(f"{path.name}.partial-{os.getpid()}")


def _is_special(path: Path) -> bool:
    """Whether that is there already and is no file: a device, a pipe."""
    return path.exists() and not path.is_file()


def _target(path: Path) -> Path:
    """Where a path leads, through links; OSError if it goes in a circle."""
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(ELOOP, "that is a link to itself")
    return target


def save_bytes(content: bytes, path: Path) -> None:
    """Write a file whole or not at all: under a temporary name first, then renamed.

    A link stays, what it points to is replaced; a device or a pipe is written to.
    """
    path = _target(path)
    if _is_special(path):
        path.write_bytes(content)
        return
    partial = _partial(path)
    try:
        partial.write_bytes(content)
        os.replace(partial, path)
    finally:
        if partial.exists():
            partial.unlink()


def check_writable(path: Path) -> None:
    """Find out whether `save_bytes` could write there; nothing is left behind.

    Raises: OSError saying why not.
    """
    path = _target(path)
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "that is a folder")
    if not path.parent.is_dir():
        raise NotADirectoryError(ENOTDIR, f"{path.parent} is not a folder")
    if not _is_special(path):
        partial = _partial(path)
        partial.write_bytes(b"")
        partial.unlink()


def save_text(text: str, path: Path) -> None:
    """Write a text whole or not at all, in UTF-8, its lines as they are."""
    save_bytes(text.encode(), path)


def file_of(name: str) -> str:
    """The name of a record's file, without its ending: the record's own, cut if it is too long.

    A file system takes 255 characters, and those of a partial file come on top; Windows, unless
    told otherwise, takes 260 for a whole path.
    """
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[:LONGEST_NAME - 13]}-{sha256(name.encode()).hexdigest()[:12]}"


def save_record(record: Record, path: Union[str, Path]) -> None:
    """Save a record as JSON, with its schema version and digest beside it.

    Raises: ValueError as record_digest; nothing is written then.
    """
    content = {"schema": SCHEMA, "digest": record_digest(record), **asdict(record)}
    save_text(canonical_json(content) + "\n", Path(path))


def load_record(path: Union[str, Path]) -> Record:
    """Load a record and check that it is whole.

    Raises: RecordError if the file is missing, is not a record of this schema, or does
        not have the digest that it claims.
    """
    try:
        return _checked(json.loads(Path(path).read_bytes()))
    except (OSError, ValueError, RecursionError) as problem:
        raise RecordError(f"{path}: {problem}; run the lesson again to replace it") from problem


def _checked(content: Any) -> Record:
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


def save_evidence(evidence: Evidence, path: Path) -> None:
    """Save the evidence of a lesson as JSON that a person can read."""
    text = json.dumps(asdict(evidence), indent=1, allow_nan=False, ensure_ascii=False)
    save_text(text + "\n", path)


def load_evidence(path: Path) -> Evidence:
    """Load the evidence of a lesson.

    Raises: RecordError if the file is missing or is none.
    """
    try:
        content = json.loads(path.read_bytes())
        intervals = {name: Interval(*ends) for name, ends in content.pop("intervals").items()}
        comparisons = [Comparison(*parts) for parts in content.pop("comparisons")]
        return Evidence(intervals=intervals, comparisons=comparisons, **content)
    except (
        OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError
    ) as problem:
        raise RecordError(f"{path}: {problem}; build the lesson again to replace it") from problem
