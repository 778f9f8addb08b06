"""The data files a program reads, and of those the entries it names."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

PREFIX_LENGTH = 3  # a shorter string says too little to name an entry of a data file


def digest_of(value: object) -> str:
    """sha256 of a JSON value in its one canonical form."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def data_files(module: Path, strings: set[str]) -> list[Path]:
    """Files beside a module that it names in a string, or that bear its name (x.py, x.json).

    So what lies in a folder of its own, as the weights do, is never one of them.
    """
    beside = (path for path in module.parent.iterdir() if path.suffix not in (".py", ".pyc"))
    named = (p for p in beside if p.name in strings or p == module.with_suffix(".json"))
    return sorted(path for path in named if path.is_file())


def data_digests(path: Path, strings: set[str]) -> dict[str, str]:
    """Digests of what of a data file the program names: entries of a JSON object, or all of it.

    So a number added to published.json for one lesson does not retrain the others. An entry is
    named where its key, or the beginning of it (as in f"howard_{city}"), stands as a string.
    """
    value = json.loads(path.read_text(encoding="utf-8")) if path.suffix == ".json" else None
    if not isinstance(value, dict):
        return {"": hashlib.sha256(path.read_bytes()).hexdigest()}
    heads = tuple(text for text in strings if len(text) >= PREFIX_LENGTH)
    named = (key for key in value if key in strings or key.startswith(heads))
    return {f":{key}": digest_of(value[key]) for key in named}
