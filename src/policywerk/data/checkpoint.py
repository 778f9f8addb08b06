"""Checkpoints: the whole state of a run in one file, so that a run that was ended can go on.

A checkpoint is for the machine that wrote it and for the program that wrote it. It lies in a
cache and may be thrown away; what is kept for good is a record.
"""

from __future__ import annotations

import io
import pickle
from hashlib import sha256
from pathlib import Path
from typing import Any

from policywerk.data.record import save_bytes

PROTOCOL = 4  # of pickle, which Python 3.9 and PyPy can read
KNOWN = {("random", "Random"), ("collections", "deque"), ("collections", "OrderedDict"),
         ("builtins", "set"), ("builtins", "frozenset"), ("builtins", "range"),
         ("builtins", "bytearray"), ("array", "array"), ("array", "_array_reconstructor")}
HARMLESS = tuple(f"policywerk.{room}." for room in (
    "primitives", "building_blocks", "world", "actors"))  # no function there touches a file


class CheckpointError(ValueError):
    """A checkpoint that cannot be used; the message names the file and says why."""


class _Reader(pickle.Unpickler):
    """Makes objects of our classes and a few of the standard library's; nothing else.

    Of functions, such as a layer's bend, it takes those that cannot touch a file.
    """

    def find_class(self, module: str, name: str) -> Any:
        """The class or function of that name; UnpicklingError if no state of ours holds it."""
        if (module, name) in KNOWN:
            return super().find_class(module, name)
        if module.split(".")[0] == "policywerk" and "." not in name:
            found = super().find_class(module, name)
            is_ours = getattr(found, "__module__", "") == module  # not what it imports, as `os`
            if is_ours and (isinstance(found, type) or module.startswith(HARMLESS)):
                return found
        raise pickle.UnpicklingError(f"it holds a {module}.{name}")


def save_checkpoint(state: object, key: str, path: Path) -> None:
    """Write the state of a run, whole or not at all.

    First the SHA-256 of all that follows, then the key of the run, then the state.

    Args: key: names the run, its settings and its program; a line of text.
    """
    content = key.encode() + b"\n" + pickle.dumps(state, PROTOCOL)
    save_bytes(sha256(content).hexdigest().encode() + b"\n" + content, path)


def load_checkpoint(key: str, path: Path) -> Any:
    """The state of a run; None if there is no such file.

    Raises: CheckpointError if the file is damaged, or belongs to another run or program.
    """
    try:
        digest, _, content = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise CheckpointError(f"{path}: {problem}") from problem
    if sha256(content).hexdigest().encode() != digest:
        raise CheckpointError(f"{path}: it is not whole")
    found, _, pickled = content.partition(b"\n")
    if found != key.encode():
        raise CheckpointError(f"{path}: it belongs to another run, or to an older program")
    try:
        return _Reader(io.BytesIO(pickled)).load()
    except Exception as problem:  # what is no pickle may raise any
        raise CheckpointError(f"{path}: {problem}") from problem
