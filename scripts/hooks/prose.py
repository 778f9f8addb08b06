"""Tell prose from code in Markdown, for the hooks that read or change only one of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pages import fences


class Line(NamedTuple):
    """One line of Markdown. language is None in prose, the fence's info string in code.

    The fence lines themselves count as code, with edge True.
    """

    text: str
    language: str | None
    edge: bool = False


def lines_of(markdown: str) -> Iterator[Line]:
    """Every line, with the language of the fence it stands in."""
    lines = markdown.split("\n")
    done = 0
    for fence in fences(lines):
        language = fence.info.strip()
        yield from (Line(text, None) for text in lines[done : fence.first])
        for at in range(fence.first, fence.last + 1):
            yield Line(lines[at], language, edge=at in (fence.first, fence.last))
        done = fence.last + 1
    yield from (Line(text, None) for text in lines[done:])
