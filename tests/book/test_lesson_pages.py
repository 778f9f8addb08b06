"""The page of a lesson: a first screen that sums it up, and an end that says what is owned."""

import re

import pytest

import weave
from pages import book, read, split_lines

OPENING = '<div class="lesson-summary" markdown>'
PARTS = ("**What is new here:** ", "**The problem.** ", "**The idea.** ", "**What came out.** ")
CLOSING = ["Exercises", "Under the hood", "What is now owned", "What still hurts", "References"]
MOST_WORDS = 280  # formulas counted too; more does not fit on a screen of 1280 by 900
FILM = re.compile(r'!\[[^\]]{40,}\]\(\S+ ".+"\)\{ \.animation data-video="[^"]+" \}')
LESSONS = {page: text for page, text in ((page, read(path)) for page, path in
                                         book(weave.ROOT).items()) if OPENING in text}

every_lesson = pytest.mark.parametrize("page", LESSONS)


def summary(page):
    """Its paragraphs, box and film, each a string."""
    between = LESSONS[page].split(OPENING, 1)[1].split("\n</div>", 1)[0]
    return re.split(r"\n{2,}(?!    )", between.strip("\n"))


def test_chapter_3_is_the_model():
    assert "docs/steps/sutton.md" in LESSONS


@every_lesson
def test_the_summary_stands_under_the_title(page):
    assert re.search(r"^# .+\n\n" + re.escape(OPENING), LESSONS[page], re.MULTILINE)


@every_lesson
def test_the_summary_has_its_parts_in_order(page):
    parts = summary(page)
    assert len(parts) == len(PARTS) + 2, parts
    for part, beginning in zip(parts, PARTS):
        assert part.startswith(beginning), f"this should begin with {beginning}:\n{part}"
    box, film = parts[-2:]
    assert re.match(r'!!! algorithm "[^"]+"\n    1\. ', box), box
    assert FILM.fullmatch(film), film


@every_lesson
def test_the_idea_takes_two_sentences(page):
    idea = summary(page)[2].removeprefix(PARTS[2]).replace("\n", " ")
    assert len(re.split(r"(?<=[.?!]) (?=[A-Z])", idea.strip())) == 2, idea


@every_lesson
def test_what_came_out_is_measured_and_has_an_interval(page):
    result = summary(page)[3]
    typed = re.sub(r"\{\{.*?\}\}|95 %|\$.*?\$|\[.*?\]\(.*?\)", "", result)
    assert not re.search(r"\d", typed), f"numbers come from the records: {typed}"
    assert re.search(r"interval\s+\{\{[^}]+\}\}\s+to\s+\{\{", result), result


@every_lesson
def test_the_summary_is_short(page):
    words = len(re.findall(r"\w[\w'’.-]*", " ".join(summary(page)[:-1])))
    assert words <= MOST_WORDS, f"{words} words"


@every_lesson
def test_the_end_says_what_is_owned_and_what_hurts(page):
    headings = [line[3:] for line in split_lines(LESSONS[page]) if line.startswith("## ")]
    assert headings[-len(CLOSING):] == CLOSING
