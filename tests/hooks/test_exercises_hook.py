from __future__ import annotations

import json
from pathlib import Path

import exercises
import pytest

from policywerk.lessons.exercises import Exercise, judge_json

STUB = "def f(x):\n    return x < 1\n"
ONE = Exercise("3.2", "find the bug", "One", STUB, 'CASES = []\nKIND = ""', prints="1 & 2\n")
PAGE = """<details class="question">
<summary>Exercise 3.{} — Find the bug</summary>
<p>Text.</p>
<details class="success"><summary>Solution</summary><p>So.</p></details>
</details>
"""


def stubs(html):
    return exercises.with_stubs(html, {"3.2": ONE}, "steps/sutton.html", "steps/sutton.md")


def test_a_stub_stands_before_the_solution():
    html = stubs(PAGE.format(2))
    text, _, rest = html.partition('<div class="exercise-check" data-exercise="3.2" '
                                   'data-kind="find the bug" data-source="../exercises/3.2.json">')
    assert text.endswith("<p>Text.</p>\n")
    assert rest.index("language-py highlight") < rest.index("python -m policywerk check 3.2 my_ans")
    assert rest.index("As it stands, it prints") < rest.index('<details class="success">')
    assert "1 &amp; 2" in rest
    assert "&lt;" in rest
    assert "language-python" not in html  # or the page would offer to run it


def test_other_exercises_stay_as_they_are(warnings):
    page = PAGE.format(1) + PAGE.format(22)
    assert stubs(page) == page
    assert stubs(page + PAGE.format(2)).startswith(page)
    assert warnings() == []


def test_without_a_solution_there_is_a_warning(warnings):
    page = PAGE.format(2).replace("success", "note") + PAGE.format(3)
    assert stubs(page) == page
    assert warnings() == [
        "exercises: steps/sutton.md: exercise 3.2 has no folded solution below it"]


def test_what_prints_nothing_shows_nothing():
    html = exercises.stub_of(ONE.__class__("a.1", "predict", "", STUB, ""), "index.html")
    assert "it prints" not in html
    assert 'data-source="exercises/a.1.json"' in html


@pytest.fixture
def docs(tmp_path: Path, config):
    folder = tmp_path / "docs" / "exercises" / "a.1"
    folder.mkdir(parents=True)
    (folder / "stub.py").write_text("answer = None\n")
    (folder / "cases.py").write_text(
        "from policywerk.lessons.exercises import Case\nKIND = 'predict'\nTITLE = 'λ'\n"
        "CASES = [Case('answer', 1, hint='Less.')]\n", encoding="utf-8")
    config.docs_dir = str(tmp_path / "docs")
    return config


def test_what_is_published_is_all_that_the_judge_needs(docs):
    [file] = exercises.on_files([], docs)
    assert file.src_uri == "exercises/a.1.json"
    assert json.loads(file.content_string)["title"] == "λ"
    assert json.loads(judge_json(file.content_string, "answer = 1"))["passed"]
    assert json.loads(judge_json(file.content_string, "answer = 2"))["message"] == "Less."
