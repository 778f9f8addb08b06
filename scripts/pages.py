"""The pages of the book: where they are, their fenced blocks, how they are rewritten."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

OPENING = re.compile(
    r"""(?x)
    (?P<indent> [ \t]*) (?P<mark> `{3,} | ~{3,})
    (?P<info>
        (?: [ \t]* \.?[\w\#.+-]+ (?=[ \t]|$) )?  # the language
        (?: [ \t]* \{[^\n]*\}  # attributes, or options
          | (?: [ \t]* [a-zA-Z]\w* (?: =(?P<quote>["']).*?(?P=quote) )? (?=[ \t]|$) )+ )?
        [ \t]*
    )""")
TAB = 4  # columns, as Python-Markdown has it


class Fence(NamedTuple):
    """A fenced block of a page: the indexes of the lines that open and close it, from 0."""

    first: int
    last: int
    indent: str
    mark: str  # the backticks or tildes
    info: str  # what follows them, as written


def split_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def fences(lines: list[str]) -> Iterator[Fence]:
    """The fenced blocks of a page, outermost only, as pymdownx.superfences finds them.

    A block ends at its own mark, in its own column. A line that begins further left undoes it:
    what looked like a fence was none. One that is never closed is none either, and hides the
    rest of the page.
    """
    opening: re.Match[str] | None = None
    first = column = 0
    for at, line in enumerate(lines):
        if opening is None:
            opening = OPENING.fullmatch(line)
            if opening:
                first, column = at, len(opening["indent"].expandtabs(TAB))
            continue
        line = line.expandtabs(TAB)
        if not line.strip():
            continue
        if line[:column].strip():
            opening = None
        elif line[column:].rstrip() == opening["mark"]:
            yield Fence(first, at, opening["indent"], opening["mark"], opening["info"])
            opening = None


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
