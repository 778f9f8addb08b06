"""What a build says when something is wrong: one line, what to do, and an exit status."""

import os
import shutil
import stat
import sys

import pytest
from dummy_project import build, edit, files

from pipeline.interpreters import ask, check, fastest

LESSON = "src/policywerk/lessons/l01_count.py"


def one_line(result, status):
    """The single line a failed build says."""
    assert result.returncode == status, result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr


COMMAND_LINES = [  # arguments, what the line must name
    (("99",), ("'99'", "there are: 01, 02")),
    (("bellman",), ("'bellman'", "01, 02")),
    (("--jobs", "0"), ("--jobs", "'0'", "1 or more")),
    (("--jobs", "-1"), ("--jobs", "'-1'")),
    (("--jobs", "two"), ("--jobs", "'two'")),
    (("--jobs", "1.5"), ("--jobs", "'1.5'")),
    (("--jobs",), ("--jobs", "--help")),
    (("--forse",), ("--forse", "--help")),
    (("--python", "pypy99"), ("'pypy99'", "no such program", "pypy3")),
    (("--python", "/nowhere/python"), ("'/nowhere/python'", "no such program")),
    (("--python", "true"), ("'true'", "not a Python")),
    (("--python", "ls"), ("'ls'", "not a Python")),
    (("--python", ""), ("''", "no such program")),
]


@pytest.mark.parametrize(("arguments", "named"), COMMAND_LINES)
def test_a_bad_command_line(project, arguments, named):
    said = one_line(build(project, *arguments), status=2)
    assert all(text in said for text in named), said
    assert not (project / "assets").exists()


def old_python(folder, version, implementation="CPython"):
    """A program that answers as a Python of that version would."""
    path = folder / "python-old"
    path.write_text(f"#!/bin/sh\necho '[\"{implementation}\", {version}]'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.skipif(os.name == "nt", reason="needs sh")
def test_an_old_python(project, tmp_path):
    path = old_python(tmp_path, [3, 8, 18])
    said = one_line(build(project, "--python", path), status=2)
    assert "CPython 3.8.18 is too old" in said
    assert "3.9 or later" in said


def test_which_pythons_are_asked():
    assert ask(sys.executable) == ("CPython", sys.version_info[:3])
    assert check(sys.executable).name.startswith("CPython 3.")
    if shutil.which("pypy3"):
        assert fastest().name.startswith("PyPy 3.")


@pytest.mark.skipif(os.name == "nt", reason="needs sh")
def test_a_pypy_that_is_too_old_is_passed_over(tmp_path, monkeypatch):
    path = old_python(tmp_path, [3, 6, 9], "PyPy")
    os.rename(path, tmp_path / "pypy3")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert fastest().path == sys.executable


def test_assets_that_cannot_be_written_to(project):
    (project / "assets").write_text("I am a file.")
    said = one_line(build(project, "01"), status=1)
    assert "cannot write to" in said
    assert "assets" in said
    assert "make it a folder you may write to" in said


def test_a_published_file_that_cannot_be_replaced(built):
    path = built / "assets" / "01" / "first.txt"
    path.unlink()
    path.mkdir()
    (path / "inside").write_text("in the way")
    said = one_line(build(built, "01"), status=1)
    assert "cannot write to" in said
    assert "first.txt" in said


def test_a_lesson_that_cannot_be_imported(project):
    edit(project / LESSON, "class Run(NamedTuple):", "class Run(NamedTuple)")
    said = one_line(build(project, "01"), status=1)
    assert "policywerk.lessons.l01_count" in said
    assert "SyntaxError" in said


def test_a_run_that_fails_shows_its_last_lines(project):
    result = build(project, "01", "--jobs", "1", DUMMY_FAIL="first")
    said = result.stderr.splitlines()
    assert result.returncode == 1
    assert said[0] == "01 first: failed (exit status 1)"
    assert said[-1] == "    ArithmeticError: one too many"
    assert any(str(project / LESSON) in line for line in said)
    assert "01 second" not in result.stdout
    assert "01/records/second.json" not in files(project)


def test_keep_going_does_all_that_can_be_done(project):
    result = build(project, "--keep-going", DUMMY_FAIL="first")
    assert result.returncode == 1
    assert "failed: 01 first, 02 first; all else that was finished is published" in result.stdout
    made = files(project)
    assert {"01/records/second.json", "02/records/second.json", "01/run.txt"} <= made.keys()
    assert "01/first.txt" not in made
    healed = build(project)
    assert healed.returncode == 0
    assert "01 second" not in healed.stdout  # what was finished is not done again


def test_figures_are_drawn_although_the_transcript_failed(project):
    edit(project / "src/policywerk/__main__.py", "import sys", "import sys\n\nsys.exit('no run')")
    result = build(project, "01", "--keep-going")
    assert result.returncode == 1
    assert result.stderr.splitlines() == ["01 run.txt: failed (exit status 1)", "    no run"]
    assert "01/first.txt" in files(project)


def test_a_drawing_that_fails_keeps_the_old_figures(built):
    before = files(built)
    edit(built / "scripts" / "figures" / "l01_count.py", '"samples.txt"', '"all.txt"')
    result = build(built, DUMMY_FAIL="figures")
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == "    ArithmeticError: no ink"
    assert files(built) == before


def test_drawing_code_must_not_write_what_the_build_makes(built):
    edit(built / "scripts" / "figures" / "l01_count.py", '"samples.txt"', '"run.txt"')
    result = build(built)
    assert "drawing code wrote run.txt" in one_line(result, status=1)


def test_a_record_under_another_name_is_refused(project):
    edit(project / LESSON, 'Record("01", name', 'Record("01", "other"')
    result = build(project, "01", "--jobs", "1")
    assert result.returncode == 1
    assert "run 'first', seed 1, gave a record that is called 'other'" in result.stderr
