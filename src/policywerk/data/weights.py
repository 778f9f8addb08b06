"""Weights that come with the package: matrices of binary32 numbers, saved and loaded whole."""

from __future__ import annotations

import base64
import json
import struct
from hashlib import sha256
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence, Union

from policywerk.data.record import save_text
from policywerk.data.values import Json, canonical_json, entries, items, text, whole
from policywerk.primitives.matrix import Matrix

WEIGHTS_SCHEMA = 1
A_FILE = 160_000  # numbers that one file holds at most, unless a single matrix has more: 853 KB
FOLDER = Path(__file__).with_name("weights")


class WeightsError(ValueError):
    """Weights that are missing or not to be trusted; the message says why and what to do."""


def rounded(weights: Mapping[str, Matrix]) -> Dict[str, Matrix]:
    """The weights as a file keeps them: each number replaced by the nearest in binary32.

    Raises: ValueError naming the matrix with a number that binary32 cannot hold.
    """
    return {name: _unpacked(_packed(name, rows)) for name, rows in weights.items()}


def _packed(name: str, rows: Matrix) -> Dict[str, Json]:
    """A matrix as its shape and its numbers, row by row, 4 bytes each, in base64."""
    columns = len(rows[0]) if rows else 0
    numbers = [number for row in rows for number in row]
    if any(len(row) != columns for row in rows):
        raise ValueError(f"the rows of {name} have different lengths")
    try:
        content = struct.pack(f"<{len(numbers)}f", *numbers)
    except OverflowError:
        raise ValueError(f"{name} holds a number too large for binary32") from None
    except struct.error:
        raise ValueError(f"{name} holds something that is no number") from None
    if not all(number - number == 0.0 for number in numbers):
        raise ValueError(f"{name} holds a number that is not finite")
    return {"shape": [len(rows), columns], "data": base64.b64encode(content).decode()}


def _unpacked(packed: Any) -> Matrix:
    """The matrix that `_packed` made; ValueError, TypeError or KeyError if it is none."""
    rows, columns = map(whole, packed["shape"])
    if min(rows, columns) < 0:
        raise ValueError(f"a matrix cannot have shape {rows} by {columns}")
    content = base64.b64decode(packed["data"], validate=True)
    if len(content) != 4 * rows * columns:
        raise ValueError(f"{len(content)} bytes are no matrix of {rows} by {columns}")
    numbers = list(struct.unpack(f"<{rows * columns}f", content))
    if not all(number - number == 0.0 for number in numbers):
        raise ValueError("it holds a number that is not finite")
    return [numbers[row * columns:(row + 1) * columns] for row in range(rows)]


def _digest(packed: Mapping[str, Json], more: Sequence[str] = ()) -> str:
    return "sha256:" + sha256((canonical_json(packed) + "".join(more)).encode()).hexdigest()


def _portions(weights: Mapping[str, Matrix]) -> List[Dict[str, Matrix]]:
    """The matrices by name, as many together as one file may hold; at least one portion."""
    portions: List[Dict[str, Matrix]] = [{}]
    held = 0
    for name, rows in sorted(weights.items()):
        numbers = len(rows) * len(rows[0]) if rows else 0
        if portions[-1] and held + numbers > A_FILE:
            portions.append({})
            held = 0
        portions[-1][name] = rows
        held += numbers
    return portions


def part_path(path: Path, k: int) -> Path:
    """Where the k-th part is kept of weights whose first is at `path`: 07-x.json, 07-x.2.json."""
    return path if k == 1 else path.with_name(f"{path.stem}.{k}{path.suffix}")


def save_weights(weights: Mapping[str, Matrix], path: Union[str, Path]) -> str:
    """Write matrices to a file, or to several if there are many; returns their digest.

    Each file is written whole or not at all, the first one last. As it knows the digests of the
    others, what was stopped between two is refused when it is loaded.

    Raises: ValueError for a matrix that binary32 cannot hold; nothing is written then.
    """
    path = Path(path)
    parts: List[Dict[str, Json]] = [
        {name: _packed(name, rows) for name, rows in portion.items()}
        for portion in _portions(weights)]
    more = [_digest(part) for part in parts[1:]]
    for k in range(len(parts), 1, -1):
        _save_part({"digest": more[k - 2], "weights": parts[k - 1]}, part_path(path, k))
    digest = _digest(parts[0], more)
    _save_part({"digest": digest, "weights": parts[0], **({"more": more} if more else {})}, path)
    k = len(parts) + 1
    while part_path(path, k).exists():  # of larger weights that were here before
        part_path(path, k).unlink()
        k += 1
    return digest


def _save_part(content: Mapping[str, Json], path: Path) -> None:
    save_text(canonical_json({"schema": WEIGHTS_SCHEMA, **content}) + "\n", path)


def load_weights(path: Union[str, Path]) -> Dict[str, Matrix]:
    """The matrices of a file, by name.

    Raises: WeightsError if the file is missing, or is not what `save_weights` wrote.
    """
    path = Path(path)
    content = _load_part(path)
    weights: Dict[str, Matrix] = content["weights"]
    for k, digest in enumerate(content["more"], start=2):
        part = _load_part(part_path(path, k))
        if part["digest"] != digest:
            raise WeightsError(f"{part_path(path, k)}: it does not belong to {path.name}; "
                               "install the package again")
        weights.update(part["weights"])
    return weights


def _load_part(path: Path) -> Dict[str, Any]:
    """What a file holds, its matrices unpacked; WeightsError if it is not what was written."""
    try:
        content = json.loads(path.read_bytes())
        if content["schema"] != WEIGHTS_SCHEMA:
            raise ValueError(f"it has schema {content['schema']}, not {WEIGHTS_SCHEMA}")
        more = [text(digest) for digest in items(content.get("more", []))]
        if content["digest"] != _digest(content["weights"], more):
            raise ValueError("its content does not have the digest it claims")
        return {"digest": content["digest"], "more": more, "weights": {
            name: _unpacked(packed) for name, packed in entries(content["weights"]).items()}}
    except (AttributeError, OSError, ValueError, TypeError, KeyError, RecursionError) as problem:
        raise WeightsError(f"{path}: {problem}; install the package again") from problem


def published_weights() -> List[str]:
    """The names of the weights that came with the package; further parts have none of their own."""
    return sorted(path.stem for path in FOLDER.glob("*.json") if "." not in path.stem)


def read(name: str) -> Dict[str, Matrix]:
    """The weights of that name, as read("00-moons").

    Raises: WeightsError naming those there are.
    """
    known = published_weights()
    if name not in known:
        raise WeightsError(f"there are no weights {name!r}; there are: {', '.join(known)}")
    return load_weights(FOLDER / f"{name}.json")
