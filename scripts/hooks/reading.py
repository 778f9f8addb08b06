"""A footnote to each page: what the page needs, and how long it takes to read.

`needs:` in a page's front matter lists Markdown links. Reading time is counted from the text:
prose at WORDS_A_MINUTE, code at LINES_A_MINUTE; exercises and other questions are left out,
since nobody can say how long thinking takes.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from prose import lines_of

WORDS_A_MINUTE = 160  # prose that has to be thought about
LINES_A_MINUTE = 12  # reading code with understanding: five seconds a line
QUESTION = re.compile(r'^\?\?\?\+? question "(?P<exercise>Exercise )?')  # or a bet, or a project
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
TITLE = re.compile(r"^# .+$", re.MULTILINE)


class Reading(NamedTuple):
    """What there is to read on a page, questions not included in words and code."""

    words: int
    code_lines: int
    exercises: int
    pictures: int = 0

    @property
    def exact(self) -> float:
        return self.words / WORDS_A_MINUTE + self.code_lines / LINES_A_MINUTE

    @property
    def minutes(self) -> int:
        """As the page says it: to the minute below ten, then to the nearest five."""
        exact = self.exact
        return max(1, round(exact)) if exact < 10 else 5 * math.ceil(exact / 5 - 0.5)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if not page.file.src_uri.endswith(".md") or page.is_homepage:
        return markdown
    return with_footnote(markdown, page.meta.get("needs", []))


def with_footnote(markdown: str, needs: list[str]) -> str:
    """The page with a line under its title and the footnote that line refers to."""
    reading = count(markdown)
    mark = f"{duration(reading.minutes)}[^this-page]\n{{ .page-mark }}"
    titled = TITLE.sub(lambda title: f"{title.group()}\n\n{mark}\n", markdown, count=1)
    return f"{titled.rstrip()}\n\n[^this-page]:\n    {footnote(reading, needs)}\n"


def footnote(reading: Reading, needs: list[str]) -> str:
    needed = listed(needs) if needs else "no other page"
    time = duration(reading.minutes).lower()
    return f"This page needs {needed}. It has {contents(reading)}: {time} to read{after(reading)}."


def listed(items: list[str]) -> str:
    """[a, b, c] -> a, b and c"""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if items[1:] else items[0]


def contents(reading: Reading) -> str:
    words = f"{reading.words:,} {plural('word', reading.words)}".replace(",", "\u202f")
    if not reading.code_lines:
        return words
    return f"{words} and {reading.code_lines} {plural('line', reading.code_lines)} of code"


def after(reading: Reading) -> str:
    if not reading.exercises:
        return ""
    if reading.exercises == 1:
        return ", and longer with its exercise"
    return f", and longer with its {reading.exercises} exercises"


def plural(noun: str, number: int) -> str:
    return noun if number == 1 else f"{noun}s"


def duration(minutes: int) -> str:
    return "About a minute" if minutes == 1 else f"About {minutes} minutes"


def count(markdown: str) -> Reading:
    """Count words, lines of Python and pictures outside the questions, and the exercises.

    Questions are the exercises, bets on a result, and open projects: they take thinking.

    Folded text counts like any other: who opens it reads it. What draws a picture is not text.
    """
    markdown = DRAWING.sub("", markdown)
    words = code_lines = exercises = pictures = 0
    in_question = False
    for line in lines_of(markdown):
        question = QUESTION.match(line.text)
        if question:
            in_question = True
            exercises += question["exercise"] is not None
        elif line.text.strip() and not line.text.startswith((" ", "\t")):
            in_question = False
        if in_question or line.edge:
            continue
        if line.language is None:
            pictures += line.text.count("![")
            words += len(re.findall(r"\w[\w'’.-]*", line.text))
        elif line.language.split(" ")[0] in ("py", "python"):
            code_lines += bool(line.text.strip())
    return Reading(words, code_lines, exercises, pictures)
