"""Tell prose from code in Markdown, for the hooks that read or change only one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*(.*)$")


class Line(NamedTuple):
    """One line of Markdown. language is None in prose, the fence's info string in code.

    The fence lines themselves count as code, with edge True.
    """

    text: str
    language: str | None
    edge: bool = False


def lines_of(markdown: str) -> Iterator[Line]:
    """Every line, with the language of the fence it stands in."""
    opening, language = "", None
    for text in markdown.split("\n"):
        match = FENCE.match(text)
        if not opening and match:
            opening, language = match.group(1), match.group(2).strip()
            yield Line(text, language, edge=True)
        elif opening and match and match.group(1).startswith(opening) and not match.group(2):
            yield Line(text, language, edge=True)
            opening, language = "", None
        else:
            yield Line(text, language)
