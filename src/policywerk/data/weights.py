"""Weights that come with the package: matrices of binary32 numbers, saved and loaded whole."""

from __future__ import annotations

import base64
import json
import struct
from hashlib import sha256
from pathlib import Path
from typing import Any, Dict, List, Mapping

from policywerk.data.record import save_text
from policywerk.data.values import Json, canonical_json, entries, whole
from policywerk.primitives.matrix import Matrix

WEIGHTS_SCHEMA = 1
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


def _digest(packed: Mapping[str, Json]) -> str:
    return "sha256:" + sha256(canonical_json(packed).encode()).hexdigest()


def save_weights(weights: Mapping[str, Matrix], path: Path) -> str:
    """Write matrices to a file, whole or not at all; returns their digest.

    Raises: ValueError for a matrix that binary32 cannot hold; nothing is written then.
    """
    packed: Dict[str, Json] = {name: _packed(name, rows) for name, rows in weights.items()}
    digest = _digest(packed)
    content: Dict[str, Json] = {"schema": WEIGHTS_SCHEMA, "digest": digest, "weights": packed}
    save_text(canonical_json(content) + "\n", path)
    return digest


def load_weights(path: Path) -> Dict[str, Matrix]:
    """The matrices of a file, by name.

    Raises: WeightsError if the file is missing, or is not what `save_weights` wrote.
    """
    try:
        content = json.loads(path.read_bytes())
        if content["schema"] != WEIGHTS_SCHEMA:
            raise ValueError(f"it has schema {content['schema']}, not {WEIGHTS_SCHEMA}")
        if content["digest"] != _digest(content["weights"]):
            raise ValueError("its content does not have the digest it claims")
        return {name: _unpacked(packed) for name, packed in entries(content["weights"]).items()}
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as problem:
        raise WeightsError(f"{path}: {problem}; install the package again") from problem


def published_weights() -> List[str]:
    """The names of the weights that came with the package."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def read(name: str) -> Dict[str, Matrix]:
    """The weights of that name, as read("00-moons").

    Raises: WeightsError naming those there are.
    """
    known = published_weights()
    if name not in known:
        raise WeightsError(f"there are no weights {name!r}; there are: {', '.join(known)}")
    return load_weights(FOLDER / f"{name}.json")
