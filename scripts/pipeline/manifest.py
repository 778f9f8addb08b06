"""assets/NN/manifest.json: what is published of a lesson, and what it was made from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

SCHEMA = 2


@dataclass(frozen=True)
class RunEntry:
    """One published record."""

    key: str  # of what it was made from (keys.py); empty if that is not known
    reach: str  # names the definitions among that: an entry of LessonManifest.reaches
    digest: str  # of the record's content
    file: str  # sha256 of its file
    seconds: float  # of CPU time the training took
    stages: dict[str, float]  # the same, by stage
    interpreter: str
    date: str
    certified: str = ""  # how and when it was found to be what a later program makes, too
    weights: str = ""  # sha256 of the weights that it published, if it did; of all parts


@dataclass(frozen=True)
class Product:
    """Files that were made together."""

    key: str
    outputs: dict[str, str]  # file name -> sha256
    frames: dict[str, str] = field(default_factory=dict)  # film -> digest of its frames
    frames_per_second: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0  # of CPU time it took


@dataclass
class LessonManifest:
    """All that is published of one lesson."""

    runs: dict[str, RunEntry] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    reaches: dict[str, dict[str, str]] = field(default_factory=dict)  # definition -> short digest

    def text(self) -> str:
        """The file's content: the same manifest always gives the same text."""
        used = {run.reach for run in self.runs.values()}
        reaches = {name: reach for name, reach in self.reaches.items() if name in used}
        content = {"schema": SCHEMA, **asdict(LessonManifest(self.runs, self.products, reaches))}
        return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=True) + "\n"


@dataclass
class Loaded:
    """A manifest as it was found, and what was wrong with it, a line each."""

    manifest: LessonManifest
    problems: list[str]


def load_manifest(path: Path) -> Loaded:
    """What the file at that path says; entries that make no sense are left out and named.

    A file that is no manifest at all gives an empty one: what the records on disk are worth is
    then not known, and has to be certified again.
    """
    try:
        content = json.loads(path.read_bytes())
        if not isinstance(content, dict) or content.get("schema") != SCHEMA:
            raise ValueError(f"it is not a manifest of schema {SCHEMA}")
    except FileNotFoundError:
        return Loaded(LessonManifest(), [])
    except (OSError, ValueError, RecursionError) as problem:
        reason = "it is nested too deeply" if isinstance(problem, RecursionError) else problem
        remedy = "restore it from version control, or certify its records (--recertify)"
        return Loaded(LessonManifest(), [f"{path} is damaged: {reason}; {remedy}"])
    return _read(content, path)


def _read(content: dict[str, Any], path: Path) -> Loaded:
    problems: list[str] = []

    def entries(kind: str, parse: Any) -> dict[str, Any]:
        found = content.get(kind)
        if not isinstance(found, dict):
            problems.append(f"{path}: it has no {kind}")
            return {}
        good = {}
        for name, value in found.items():
            try:
                good[name] = parse(name, value)
            except (ValueError, TypeError, KeyError, AttributeError):
                problems.append(f"{path}: the entry {name!a} of its {kind} is not what it should "
                                "be; it is not used")
        return good

    manifest = LessonManifest(entries("runs", _run), entries("products", _product),
                              entries("reaches", _reach))
    return Loaded(manifest, problems)


def _run(name: str, value: Any) -> RunEntry:
    run = RunEntry(**value)
    texts = (run.key, run.reach, run.digest, run.file, run.interpreter, run.date, run.certified,
             run.weights)
    _require(_is_plain_name(name) and all(map(_is_text, texts)))
    _require(_is_time(run.seconds) and _holds(run.stages, _is_time))
    return run


def _product(name: str, value: Any) -> Product:
    product = Product(**value)
    _require(_is_text(name) and _is_text(product.key) and _is_time(product.seconds))
    _require(_holds(product.outputs, _is_text) and all(map(_is_plain_name, product.outputs)))
    _require(_holds(product.frames, _is_text) and _holds(product.frames_per_second, _is_time))
    return product


def _reach(name: str, value: Any) -> dict[str, str]:
    _require(_is_text(name) and _holds(value, _is_text))
    return dict(value)


def _holds(value: Any, fits: Any) -> bool:
    return isinstance(value, dict) and all(_is_text(k) and fits(v) for k, v in value.items())


def _is_text(value: Any) -> bool:
    """Whether it is a text that can be written again: no half of a surrogate pair."""
    return isinstance(value, str) and value.encode("utf-8", "replace").decode() == value


def _is_time(value: Any) -> bool:
    return type(value) in (int, float) and 0.0 <= value < float("inf")


def _is_plain_name(name: str) -> bool:
    """Whether it names a file inside the lesson's folder that the build may write."""
    parts = Path(name).parts
    return (_is_text(name) and bool(parts) and not Path(name).is_absolute() and ".." not in parts
            and "\0" not in name and parts[0] not in ("records", "manifest.json"))


def _require(condition: bool) -> None:
    if not condition:
        raise ValueError
