"""Numbers printed in papers and books, kept in one cited file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, NamedTuple

from policywerk.data.values import Json, text


class Published(NamedTuple):
    """One published number (or table of numbers) and where it was printed."""

    value: Json
    source: str


def _catalogue() -> Dict[str, Dict[str, Json]]:
    content = Path(__file__).with_name("published.json").read_bytes()
    catalogue: Dict[str, Dict[str, Json]] = json.loads(content)
    return catalogue


def published(key: str) -> Published:
    """Look up a published number.

    Raises: KeyError naming the keys there are.
    """
    catalogue = _catalogue()
    if key not in catalogue:
        raise KeyError(f"no published number {key!r}; there are {', '.join(sorted(catalogue))}")
    return Published(catalogue[key]["value"], text(catalogue[key]["source"]))
