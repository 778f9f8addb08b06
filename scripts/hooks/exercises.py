"""Give an exercise of the registry what its reader begins with, and publish what checks it.

docs/exercises/ID/ becomes exercises/ID.json. On the page, the exercise with that id gets its stub,
in an element of which the page's script makes an editor with a button *Check*, and below it what
the stub prints. Without scripts there are the stub and the command that checks an answer.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from html import escape
from pathlib import Path

from lighter import lighter
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from policywerk.lessons.checking import load_exercises
from policywerk.lessons.exercises import Exercise

log = get_plugin_logger("exercises")

QUESTION = re.compile(r'<details class="question"[^>]*>\s*<summary>Exercise (?P<id>\S+)')
SOLUTION = '<details class="success"'

registry: dict[str, Exercise] = {}  # of the build at work


def on_files(files: Files, config: MkDocsConfig) -> Files:
    registry.clear()
    registry.update(load_exercises(Path(config.docs_dir) / "exercises"))
    for exercise in registry.values():
        content = json.dumps(asdict(exercise), ensure_ascii=False, indent=1)
        files.append(File.generated(config, address(exercise), content=content))
    return files


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if "<summary>Exercise " not in html:
        return html
    return with_stubs(html, registry, page.url, page.file.src_uri)


def address(exercise: Exercise) -> str:
    """Where the site keeps what an exercise is checked with."""
    return f"exercises/{exercise.id}.json"


def with_stubs(html: str, exercises: dict[str, Exercise], url: str, page: str) -> str:
    """The page with a stub in each of its exercises that is among these, before the solution."""
    parts, done = [], 0
    questions = list(QUESTION.finditer(html))
    for at, question in enumerate(questions):
        exercise = exercises.get(question["id"])
        if exercise is None:
            continue
        end = questions[at + 1].start() if questions[at + 1:] else len(html)
        fold = html.find(SOLUTION, question.end(), end)
        if fold < 0:
            log.warning(f"{page}: exercise {exercise.id} has no folded solution below it")
            continue
        parts += [html[done:fold], stub_of(exercise, url)]
        done = fold
    return "".join([*parts, html[done:]])


def stub_of(exercise: Exercise, url: str) -> str:
    """The element that the script takes over, and what the stub prints."""
    source = escape(get_relative_url(address(exercise), url))
    command = f"python -m policywerk check {exercise.id} my_answer.py"
    element = (
        f'<div class="exercise-check" data-exercise="{exercise.id}" '
        f'data-kind="{exercise.kind}" data-source="{source}">\n'
        f"{code(exercise.stub, 'py')}\n"
        f'<p class="exercise-command">In a copy of the book, <code>{escape(command)}</code> '
        "checks an answer.</p>\n</div>\n")
    if not exercise.prints:
        return element
    return f"{element}<p>As it stands, it prints:</p>\n{code(exercise.prints, 'text')}\n"


def code(text: str, language: str) -> str:
    """A block of code as the other blocks of the page are."""
    form = HtmlFormatter(cssclass=f"language-{language} highlight", wrapcode=True)
    return lighter(str(highlight(text, get_lexer_by_name(language), form))).strip()
