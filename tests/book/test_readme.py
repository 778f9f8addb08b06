"""The shell sessions of README.md and CONTRIBUTING.md work as shown.

Light commands run; of heavy ones (make, the build, the server) it is checked that they exist, and
the first of them runs for real in a fresh clone, in the slow tier.
"""

import os
import re
import shlex
import subprocess
import sys
from typing import NamedTuple

import pytest
from blocks import ROOT, body

from pages import fences, split_lines

BIN = ROOT / ".venv" / "bin"
PAGES = [name for name in ("README.md", "CONTRIBUTING.md") if (ROOT / name).exists()]
BY_HAND = {"git", "cd", "open", "xdg-open", "start", "deactivate"}
RUN = {"policywerk", "-c"}
ASK_FOR_HELP = {"mkdocs", "build.py", "build_site.py", "bench.py"}  # these take long
OUR_OWN_WORK = {"pytest", "weave.py", "ruff", "mypy", "codespell"}  # the rest of the suite runs it


class Session(NamedTuple):
    """A console fence: each command with the output shown below it."""

    name: str
    steps: list

    def __str__(self):
        return self.name


def steps(text):
    """[command, shown output] of each line that begins with the prompt."""
    found = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], ""])
        else:
            assert found, f"a session begins with `$ ` and a command, not with: {line}"
            found[-1][1] += line + "\n"
    return found


def sessions(text, page):
    lines = split_lines(text)
    return [Session(f"{page}:{fence.first + 1}", steps(body(lines, fence)))
            for fence in fences(lines) if fence.info == "console"]


SESSIONS = [session for page in PAGES
            for session in sessions((ROOT / page).read_text("utf-8"), page)]


def environment():
    """A shell outside this test run: no make above it, no environment activated."""
    inherited = {name: value for name, value in os.environ.items()
                 if not name.startswith(("MAKE", "MFLAGS", "PYTEST", "VIRTUAL_ENV"))}
    path = [part for part in os.environ["PATH"].split(os.pathsep) if not part.startswith(str(ROOT))]
    return {**inherited, "PATH": os.pathsep.join(path), "PYTHON": sys._base_executable}


def run(words, folder, **variables):
    done = subprocess.run(words, cwd=folder, env={**environment(), **variables}, text=True,
                          capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, f"{shlex.join(words)}: {done.stderr}"
    return done.stdout


def located(words):
    """The words of a command as seen from any folder, with the programs of the environment."""
    first = words[0].rpartition("/")[2]
    program = sys.executable if first.startswith("python") else str(BIN / first)
    return [program, *(str(ROOT / word) if (ROOT / word).is_file() else word for word in words[1:])]


def tool(words):
    """The place of the word that says what runs: 2 in `python -m policywerk list`."""
    if not words[0].rpartition("/")[2].startswith("python"):
        return 0
    return 2 if words[1] == "-m" else 1


def check_step(command, shown, folder):
    """Run a command, or check that it could run; compare what it prints, if that is shown."""
    words = shlex.split(command, comments=True)
    place = tool(words)
    name = words[place].rpartition("/")[2]
    if name in (".", "source"):
        assert (ROOT / words[1]).exists()
    elif name == "make":
        run(["make", "-n", *words[1:]], ROOT)
    elif name in OUR_OWN_WORK:
        files = [word for word in words if word.endswith((".py", ".md"))]
        assert [file for file in files if not (ROOT / file).exists()] == []
    elif name in ASK_FOR_HELP:
        subcommand = name == "mkdocs"
        run([*located(words)[:place + 1 + subcommand], "--help"], folder)
    elif name in RUN:
        printed = run(located(words), folder)
        assert not shown or matches(printed, shown), f"{command} prints:\n{printed}"
    else:
        assert name in BY_HAND, f"teach this test to check: {command}"


def matches(printed, shown):
    """Whether the output is as shown, where … stands for anything."""
    return re.fullmatch(re.escape(shown).replace("…", ".*"), printed, re.DOTALL) is not None


@pytest.mark.parametrize("session", SESSIONS, ids=str)
def test_session_works_as_shown(session, tmp_path):
    for command, shown in session.steps:
        check_step(command, shown, tmp_path)


def first_command():
    """The first make command of the README, the one a newcomer types."""
    commands = [command for session in SESSIONS for command, _ in session.steps]
    return next((command for command in commands if command.startswith("make ")), "")


@pytest.mark.slow
def test_the_first_command_works_in_a_fresh_clone(tmp_path):
    command = shlex.split(first_command(), comments=True)
    assert command == ["make", "book"]  # nothing that runs these tests again
    clone = tmp_path / "policywerk"
    run(["git", "clone", "--quiet", str(ROOT), str(clone)], tmp_path)
    done = subprocess.run(command, cwd=clone, env=environment(), text=True, capture_output=True,
                          timeout=1800, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (clone / "site" / "index.html").exists()
    assert run(["git", "status", "--porcelain"], clone) == ""


# The check itself.

def test_sessions_are_read():
    text = "```console\n$ make book\n$ make test  # all\n12 passed\n\nin 1 s\n```\n"
    assert sessions(text, "a.md") == [
        ("a.md:1", [["make book", ""], ["make test  # all", "12 passed\n\nin 1 s\n"]])]
    with pytest.raises(AssertionError, match="begins with"):
        sessions("```console\nmake book\n```\n", "a.md")


@pytest.mark.parametrize(("printed", "shown", "same"), [
    ("a\nb\n", "a\nb\n", True), ("a\nb\n", "a\n", False), ("a\nb\n", "a\n…\n", True),
    ("took 3.1 s\n", "took … s\n", True), ("a+\n", "a+\n", True), ("axb\n", "a.b\n", False),
])
def test_output_is_compared(printed, shown, same):
    assert matches(printed, shown) is same


@pytest.mark.parametrize("command", [
    "git clone https://example.org/policywerk.git", "cd policywerk", "make book",
    "make figures LESSON=01", ". .venv/bin/activate", "mkdocs serve",
    "python -m pytest tests/book/test_readme.py", "python scripts/weave.py --check",
    ".venv/bin/python -c 'import policywerk'",
])
def test_a_good_command_passes(command, tmp_path):
    check_step(command, "", tmp_path)


@pytest.mark.parametrize("command", [
    "make bok", ". .venv/bin/activated", "mkdocs srv", "python -m policywerkk list",
    "python -m policywerk lst", "python -m pytest tests/none.py", "rm -rf site", "curl example.org",
])
def test_a_bad_command_fails(command, tmp_path):
    with pytest.raises(AssertionError):
        check_step(command, "", tmp_path)


def test_a_wrong_output_fails(tmp_path):
    check_step("python -c 'print(1)'", "1\n", tmp_path)
    with pytest.raises(AssertionError, match="prints:"):
        check_step("python -c 'print(1)'", "2\n", tmp_path)
