"""What a build says when something is wrong: one line, what to do, and an exit status."""

import os
import shutil
import stat
import sys
from pathlib import Path

import pytest
from dummy_project import build, edit, files, make_project

from pipeline.display import Pace, in_words
from pipeline.errors import BuildError, full_or_locked
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
    (("--audit", "0"), ("--audit", "'0'", "1 or more")),
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
    assert "make it a place you may write to" in said


def test_a_published_file_that_cannot_be_replaced(built):
    path = built / "assets" / "01" / "lines.txt"
    path.unlink()
    path.mkdir()
    (path / "inside").write_text("in the way")
    said = one_line(build(built, "01"), status=1)
    assert "cannot write to" in said
    assert "lines.txt" in said


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_names_the_file_and_the_need():
    with pytest.raises(BuildError, match=r"^no space left for /dev/full; free some"):
        fill("/dev/full")


def fill(path):
    """Write more than fits."""
    with full_or_locked(Path(path)), open(path, "w") as full:
        full.write("more than fits")


def test_of_many_files_on_a_full_disk_the_first_is_named():
    reason = "[Errno 28] No space left on device: 'b'"
    problem = shutil.Error([("from/b", "to/b", reason), ("from/c", "to/c", reason)])
    with pytest.raises(BuildError, match=r"^no space left for to/b; free some"):
        fail(problem)


def fail(problem):
    with full_or_locked(Path("to")):
        raise problem


def test_a_lesson_that_cannot_be_imported(project):
    edit(project / LESSON, "class Sum(Config):", "class Sum(Config)")
    said = one_line(build(project, "01"), status=1)
    assert "policywerk.lessons.l01_count" in said
    assert "SyntaxError" in said


def test_two_runs_of_one_name(project):
    edit(project / LESSON, "Run(Long(), 6, ", "Run(Long(), 5, ")
    assert "two runs bear the name 'long-seed-5'" in one_line(build(project, "01"), status=1)


def test_a_run_that_reads_one_that_is_not_planned(project):
    edit(project / LESSON, "return (Run(Count(), 1)", "return (Run(Count(), 11)")
    said = one_line(build(project, "01"), status=1)
    assert "sum reads count-seed-11, which is none of its runs" in said


def test_a_run_that_fails_shows_its_last_lines(project):
    result = build(project, "01", "--jobs", "1", DUMMY_FAIL="1")
    said = result.stderr.splitlines()
    assert result.returncode == 1
    assert said[0] == "01 count-seed-1: failed (exit status 1)"
    assert said[-1] == "    ArithmeticError: one too many"
    assert any(str(project / LESSON) in line for line in said)
    assert "01/records/sum.json" not in files(project)


def test_keep_going_does_all_that_can_be_done(project):
    result = build(project, "--keep-going", DUMMY_FAIL="1")
    assert result.returncode == 1
    assert "failed: 01 count-seed-1, 02 count-seed-1; all else that was finished" in result.stdout
    made = files(project)
    assert {"01/records/long-seed-4.json", "02/records/long-seed-4.json", "01/film.mp4"} <= (
        made.keys())
    assert "01/lines.txt" not in made
    assert "01/records/sum.json" not in made  # it reads the one that failed
    healed = build(project)
    assert healed.returncode == 0
    assert "long-seed-4" not in healed.stdout  # what was finished is not done again


def test_a_drawing_that_fails_keeps_the_old_figure_and_does_not_keep_the_others(built):
    before = files(built)
    edit(built / "scripts" / "figures" / "pen.py", '" ".join', '"  ".join')
    result = build(built, "1", "--keep-going", DUMMY_FAIL="lines")
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == "    ArithmeticError: no ink"
    after = files(built)
    assert after["01/lines.txt"] == before["01/lines.txt"]
    assert after["01/samples.txt"] == b"1.5  0.75  2.5\n"


def test_drawing_code_must_write_what_it_says(built):
    edit(built / "scripts" / "figures" / "l01_count.py", '"samples.txt"', '"run.txt"')
    result = build(built)
    assert result.returncode == 1
    assert "samples wrote ['run.txt'], not ['samples.txt']" in result.stderr


def test_a_run_without_the_weights_it_should_keep(project):
    edit(project / LESSON, ', weights={"w": [[state.value]]}', "")
    result = build(project, "01")
    assert result.returncode == 1
    assert "run 'long-seed-4' keeps weights, but its experiment found none" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="LC_ALL is not of Windows")
@pytest.mark.parametrize("python", ["pypy3", sys.executable])
def test_a_path_that_is_not_ascii_in_a_shell_that_is(tmp_path, python):
    if shutil.which(python) is None:
        pytest.skip("needs pypy3")
    project = make_project(tmp_path / "grün ☃")
    result = build(project, "1", "--python", python, LC_ALL="C", LANG="C")
    assert result.returncode == 0, result.stderr
    assert "nothing is stale" in build(project, "1", LC_ALL="C", LANG="C").stdout


def test_quiet_says_nothing_unless_something_is_wrong(project):
    result = build(project, "01", "--quiet")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert build(project, "01", "--quiet").stdout == ""
    failed = build(project, "02", "--quiet", DUMMY_FAIL="1")
    assert failed.stdout == ""
    assert "02 count-seed-1: failed" in failed.stderr


def test_the_pace_of_a_run_in_words(monkeypatch):
    now = 100.0
    monkeypatch.setattr("pipeline.display.time.monotonic", lambda: now)
    pace = Pace(began=now)
    pace.hear({"stage": "training", "done": 20, "of": 120, "merit": "loss 0.5"})
    assert pace.words() == "training 20 of 120, loss 0.5"
    now = 110.0
    pace.hear({"stage": "training", "done": 40, "of": 120, "merit": "loss 0.4"})
    # 20 steps in 10 s are 2 a second; 80 are left
    assert pace.words() == "training 40 of 120, loss 0.4, 2 a second, 40 s left"


@pytest.mark.parametrize(("seconds", "words"), [
    (0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (99.0, "99 s"), (100.0, "2 min"),
    (3540.0, "59 min"), (4800.0, "1 h 20 min"), (7200.0, "2 h 0 min")])
def test_durations_in_words(seconds, words):
    assert in_words(seconds) == words


@pytest.mark.parametrize("instead", [("--check", "--dry-run"), ("--recertify", "--audit", "3")])
def test_one_thing_at_a_time(project, instead):
    assert "not allowed with argument" in one_line(build(project, *instead), status=2)
