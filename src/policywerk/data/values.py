"""JSON values: their one text, and reading them with the type that they should have."""

from __future__ import annotations

import json
from typing import Dict, List, Mapping, Sequence, Union

Json = Union[None, bool, int, float, str, Sequence["Json"], Mapping[str, "Json"]]

SHOWN = 40  # characters of an unexpected value that a message quotes


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


def unexpected(value: Json, wanted: str) -> ValueError:
    """The error for a value that is not what it should be."""
    shown = repr(value)
    cut = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
    return ValueError(f"needs {wanted}, got {cut}")


def number(value: Json) -> float:
    """The number that a value is; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise unexpected(value, "a number")
    return value


def whole(value: Json) -> int:
    """The whole number that a value is."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise unexpected(value, "a whole number")
    return value


def text(value: Json) -> str:
    """The text that a value is."""
    if not isinstance(value, str):
        raise unexpected(value, "a text")
    return value


def flag(value: Json) -> bool:
    """The true or false that a value is."""
    if not isinstance(value, bool):
        raise unexpected(value, "true or false")
    return value


def items(value: Json) -> List[Json]:
    """The list that a value is, entries unread."""
    if not isinstance(value, (list, tuple)):
        raise unexpected(value, "a list")
    return list(value)


def entries(value: Json) -> Dict[str, Json]:
    """The object that a value is, entries unread."""
    if not isinstance(value, dict):
        raise unexpected(value, "an object")
    return value


def numbers(value: Json) -> List[float]:
    """The list of numbers that a value is."""
    return [number(each) for each in items(value)]


def rows(value: Json) -> List[List[float]]:
    """The list of lists of numbers that a value is."""
    return [numbers(each) for each in items(value)]
