"""assets/manifest.json: what is published, and what it was made from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

SCHEMA = 1
PRODUCTS = ("transcript", "evidence", "figures")


class ManifestError(ValueError):
    """A manifest that cannot be read; the message says why."""


@dataclass(frozen=True)
class RunEntry:
    """One published record."""

    key: str  # of what it was made from: see keys.py
    digest: str  # of its content
    file: str  # sha256 of its file
    config: dict[str, Any]
    seed: int
    tier: str
    seconds: float  # of CPU time the training took
    stages: dict[str, float]  # the same, by stage
    interpreter: str
    date: str


@dataclass(frozen=True)
class Product:
    """Files that were made together."""

    key: str
    outputs: dict[str, str]  # file name -> sha256
    frames_per_second: dict[str, float] = field(default_factory=dict)


@dataclass
class LessonEntry:
    """All that is published of one lesson."""

    runs: dict[str, RunEntry] = field(default_factory=dict)
    transcript: Product | None = None
    evidence: Product | None = None
    figures: Product | None = None


@dataclass
class Manifest:
    """The published lessons by number."""

    lessons: dict[str, LessonEntry] = field(default_factory=dict)

    def lesson(self, number: str) -> LessonEntry:
        """The entry of a lesson, made if there is none."""
        return self.lessons.setdefault(number, LessonEntry())

    def text(self) -> str:
        """The file's content: the same manifest always gives the same text."""
        content = {"schema": SCHEMA, **asdict(self)}
        return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _parse_product(value: Any) -> Product | None:
    if value is None:
        return None
    product = Product(**value)
    _require(isinstance(product.key, str) and isinstance(product.outputs, dict))
    _require(all(map(_is_plain_name, product.outputs)))
    return product


def _parse_run(name: str, value: Any) -> RunEntry:
    run = RunEntry(**value)
    _require(_is_plain_name(name) and isinstance(run.key, str))
    _require(isinstance(run.digest, str) and isinstance(run.file, str))
    _require(isinstance(run.config, dict) and isinstance(run.stages, dict))
    return run


def _parse_lesson(value: Any) -> LessonEntry:
    runs = {name: _parse_run(name, run) for name, run in value["runs"].items()}
    return LessonEntry(runs, **{name: _parse_product(value[name]) for name in PRODUCTS})


def _is_plain_name(name: str) -> bool:
    """Whether a file name stays inside the lesson's folder."""
    return not Path(name).is_absolute() and ".." not in Path(name).parts


def _require(condition: bool) -> None:
    if not condition:
        raise ValueError("an entry is not what it should be")


def load_manifest(path: Path) -> Manifest:
    """The manifest at that path; an empty one if there is no such file.

    Raises: ManifestError if it is not a manifest of this schema.
    """
    try:
        content = json.loads(path.read_bytes())
        _require(content["schema"] == SCHEMA)
        return Manifest({n: _parse_lesson(v) for n, v in content["lessons"].items()})
    except FileNotFoundError:
        return Manifest()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise ManifestError(f"{path} cannot be read ({type(problem).__name__}: {problem})"
                            ) from problem
