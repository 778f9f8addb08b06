"""The pages of the book: where they are, their fenced blocks, how they are rewritten."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

OPENING = re.compile(r"(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})(?P<info>[^`]*)")


class Fence(NamedTuple):
    """A fenced block of a page: the indexes of the lines that open and close it, from 0."""

    first: int
    last: int
    indent: str
    mark: str  # the backticks
    info: str  # what follows them, as written


def split_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def fences(lines: list[str]) -> Iterator[Fence]:
    """The fenced blocks of a page, outermost only; a fence never closed is none."""
    at = 0
    while at < len(lines):
        opening = OPENING.fullmatch(lines[at])
        if opening:
            indent, mark, info = opening.groups()
            ends = (i for i in range(at + 1, len(lines)) if lines[i].rstrip() == indent + mark)
            last = next(ends, None)
            if last is not None:
                yield Fence(at, last, indent, mark, info)
                at = last
        at += 1


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")  # keeps the line ends


def write_atomically(path: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
        os.chmod(temporary, path.stat().st_mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def book(root: Path) -> dict[str, Path]:
    return {p.relative_to(root).as_posix(): p for p in sorted(root.glob("docs/**/*.md"))}
