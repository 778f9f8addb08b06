"""The command line, as a reader types it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from policywerk import __main__ as command
from policywerk.__main__ import main, typed
from policywerk.data import record as records
from policywerk.data.record import load_record, record_digest
from policywerk.lessons import checking
from policywerk.lessons.catalogue import LESSONS, load_study
from policywerk.lessons.experiment import Experiment, Found, Run, Study, carry_out, describe
from policywerk.lessons.l01_bellman import STUDY, Gridworld
from policywerk.lessons.settings import Config, changed, setting

FEW = ["--set", "episodes=2"]
ROOT = Path(__file__).resolve().parents[1]
EXERCISES = ROOT / "docs" / "exercises"
NUMBERS = ", ".join(each.number for each in LESSONS)


def answer(capsys, *arguments):
    """Exit status, what was printed, and the complaint."""
    status = main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def record_of(config, seed=0):
    return carry_out(STUDY, Run(config, seed))[0]


def test_list(capsys):
    status, out, err = answer(capsys, "list")
    assert (status, err) == (0, "")
    assert [line[:4] for line in out.splitlines()] == [f"{each.number}  " for each in LESSONS]
    assert (
        "01  Planning with a known model (Bellman 1957, A Markovian decision process)\n") in out


# ---------------------------------------------------------------- run


@pytest.mark.parametrize("arguments", [["01"], ["1"], ["01", "gridworld"]])
def test_run(capsys, arguments):
    record = record_of(Gridworld(episodes=2))
    expected = f"{describe(STUDY, record)}\n\nrecord {record_digest(record)}\n"
    assert answer(capsys, "run", *arguments, *FEW) == (0, expected, "")


def test_seed_and_settings_reach_the_run(capsys):
    _, out, _ = answer(capsys, "run", "01", "--seed", "4", "--set", "slip=0.1", *FEW)
    assert record_digest(record_of(Gridworld(slip=0.1, episodes=2), 4)) in out
    assert out.startswith("Lesson 01, gridworld, seed 4\n")


def test_a_map_of_ones_own(capsys):
    status, out, _ = answer(capsys, "run", "01", "--set", "text=S . G", "--set", "slip=0", *FEW)
    assert status == 0
    assert "\n+0.860 >  +1.000 >     G\n" in out


def test_settings_given_twice_end_with_the_last():
    assert changed(Gridworld(), ["slip=0.5", "gamma=0.8", "slip=0.1"]) == Gridworld(
        slip=0.1, gamma=0.8)


SHORT = [  # each experiment of each lesson, with settings that make it short
    ("00", "moons", ["steps=2", "points=5", "unseen=5"]), ("00", "race", ["steps=2"]),
    ("01", "gridworld", ["text=S G", "episodes=2"]), ("01", "tables", ["horizon=2"]),
    ("01", "growth", ["size=3", "method=policy iteration"]),
    ("02", "pole", ["trials=2", "cap=50"]), ("02", "film", ["trials=3", "cap=100"]),
    ("02", "marking", ["trials=3", "cap=100"]),
    ("02", "hinge", ["trials=2"]), ("02", "rules", ["episodes=2", "limit=30"]),
    ("03", "sets", ["sequences=2", "sets=1"]), ("03", "race", ["episodes=3"]),
    ("03", "film", ["episodes=3"]), ("03", "episodes", ["episodes=3"]),
    ("04", "online", ["episodes=5", "method=Double Q-learning"]), ("04", "limits", ["epsilon=0.2"]),
    ("04", "film", ["episodes=3"]), ("04", "step-sizes", ["episodes=1"]),
    ("04", "bias", ["episodes=5"]), ("04", "exact", ["tolerance=9"]),
    ("04", "convergence", ["updates=100"]), ("04", "lambda", ["episodes=3"]),
    ("04", "later", ["episodes=3"]),
    ("05", "baselines", ["episodes=2"]), ("05", "baird", ["sweeps=10"]),
    ("05", "features", ["size=5", "width=1", "steps=60"]),
    ("06", "untaught", ["episodes=2"]), ("07", "unled", ["episodes=2"]),
    ("07", "sighted", ["steps=32", "horizon=32", "minibatch=16", "epochs=1", "hidden=4"]),
]
LONG = {("01", "cars"), ("05", "catch"), ("05", "alone"), ("06", "control"),
        ("07", "imagine"), ("07", "rethink"), ("07", "watch")}  # in lessons/


@pytest.mark.parametrize(("number", "name", "settings"), SHORT, ids=lambda it: str(it))
def test_every_experiment_of_every_lesson_starts(number, name, settings, capsys, tmp_path):
    arguments = [part for each in settings for part in ("--set", each)]
    study = load_study(next(each for each in LESSONS if each.number == number))
    experiment = study.experiment(name)
    if experiment.seeded:
        arguments += ["--seed", "1", "--seeds", "1"]
    path = tmp_path / "r.json"
    status, out, err = answer(capsys, "run", number, name, *arguments, "--save", str(path))
    assert (status, err) == (0, "")
    record = load_record(path)
    told = [*describe(study, record).splitlines(), "", f"record {record_digest(record)}"]
    assert out.splitlines()[0] == told[0]
    assert sorted(out.splitlines()) == sorted(told)  # a file has its entries in another order
    assert record.name == study.name(Run(changed(experiment.config(), settings),
                                         1 if experiment.seeded else 0))


def test_none_is_left_out():
    there = {(lesson.number, each.name) for lesson in LESSONS
             for each in load_study(lesson).experiments}
    assert there == {(number, name) for number, name, _ in SHORT} | LONG


# ---------------------------------------------------------------- help


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
@pytest.mark.parametrize("order", [["run", "{}", "--help"], ["run", "-h", "{}"],
                                   ["run", "{}", "no-such-experiment", "--help"]])
def test_help_names_each_experiment_and_setting_with_its_default(capsys, lesson, order):
    status, out, err = answer(capsys, *[part.format(lesson.number) for part in order])
    assert (status, err) == (0, "")
    for experiment in load_study(lesson).experiments:
        _, _, part = out.partition(f"\n{experiment.name}: ")
        assert part.startswith(experiment.config.__doc__.split("\n")[0])
        for each in fields(experiment.config):
            line = f"  {each.name}={typed(each.default)}"
            assert f"\n{line}" in part
            assert each.metadata["says"] in part
            assert all(str(choice) in part for choice in each.metadata["choices"])


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_what_help_shows_can_be_typed_and_is_the_default(lesson):
    for experiment in load_study(lesson).experiments:
        shown = [f"{each.name}={typed(each.default)}" for each in fields(experiment.config)]
        plain = [text.replace("='", "=").removesuffix("'") for text in shown]  # as a shell does
        assert changed(experiment.config(), plain) == experiment.config()


@pytest.mark.parametrize(("value", "text"), [
    (True, "true"), (False, "false"), ((64, 32), "64,32"), ((), ""), (0.5, "0.5"), (3, "3"),
    ("Sarsa", "Sarsa"), ("S . G", "'S . G'"), ("S\nG", "'S\nG'"),
])
def test_a_value_as_one_would_type_it(value, text):
    assert typed(value) == text


def test_help_without_a_lesson_explains_the_options(capsys):
    status, out, _ = answer(capsys, "run", "--help")
    assert status == 0
    assert out.startswith("usage: python -m policywerk run")
    assert all(option in out for option in ("--seed ", "--seeds ", "--set ", "--save ",
                                            "--traceback"))


# ---------------------------------------------------------------- a mistake gets one line


@pytest.mark.parametrize(("arguments", "complaint"), [
    (["run", "09"], f"there is no lesson '09'; there are: {NUMBERS}"),
    (["run", "09", "--help"], f"there is no lesson '09'; there are: {NUMBERS}"),
    (["run", "bellman"], f"there is no lesson 'bellman'; there are: {NUMBERS}"),
    (["run"], "run needs the number of a lesson, as `run 01`; `list` names them"),
    (["run", "1", "moons"],
     "lesson 01 has no experiment 'moons'; it has: gridworld, tables, cars, growth"),
    (["run", "1", "--set", "spli=0.1"],
     "there is no setting 'spli'; there are: text, slip, gamma, tolerance, episodes, time_limit"),
    (["run", "1", "--set", "slip=much"], "slip needs a number, got 'much'"),
    (["run", "1", "--set", "slip"], "slip needs a number, got ''"),
    (["run", "1", "--set", "episodes=2.5"], "episodes needs a whole number, got '2.5'"),
    (["run", "1", "--set", "slip=2"], "slip must be at most 1, got 2.0"),
    (["run", "1", "--set", "gamma=nan"], "gamma needs a finite number, got nan"),
    (["run", "1", "--set", "text=S . ."],
     "a map needs one S and at least one G, got 1 S and 0 G"),
    (["run", "1", "--set", "text=a=b"], "row 0, column 0: 'a' is not one of . # S G X"),
    (["run", "1", "--seed", "-1"], "seed must be 0 or more and seeds 1 or more, got -1 and 1"),
    (["run", "1", "--seeds", "0"], "seed must be 0 or more and seeds 1 or more, got 0 and 0"),
    (["run", "1", "--seeds", "2"], "this experiment takes one seed a run, got 2"),
    (["run", "1", "tables", "--seed", "3"],
     "tables draws no lots: it takes neither seed nor seeds"),
    (["run", "1", "--save", "/no/such/folder/r.json"],
     "cannot save to /no/such/folder/r.json: /no/such/folder is not a folder"),
    # once tracebacks, or misleading
    (["run", "04", "--set", "method=sarsa"],
     "method cannot be 'sarsa'; it can be: Q-learning, Sarsa, Expected Sarsa, Double Q-learning"),
    (["run", "04", "--seeds", "0"], "seed must be 0 or more and seeds 1 or more, got 0 and 0"),
    (["run", "02", "--seeds", "0"], "seed must be 0 or more and seeds 1 or more, got 0 and 0"),
    (["run", "00", "--set", "steps=-1"], "steps must be at least 1, got -1"),
    (["run", "00", "--set", "steps=0"], "steps must be at least 1, got 0"),
    (["run", "03", "--set", "sequences=-1"], "sequences must be at least 1, got -1"),
    (["run", "02", "--set", "cap=0"], "cap must be at least 1, got 0"),
    (["run", "03", "--set", "start=nan"], "start needs a finite number, got nan"),
])
def test_a_mistake_gets_one_line(capsys, arguments, complaint):
    assert answer(capsys, *arguments) == (2, "", f"policywerk: {complaint}\n")


def test_a_walled_in_start_gets_one_line(capsys):
    # Without a discount its values fall for ever.
    status, _, err = answer(
        capsys, "run", "1", "--set", "text=S # G", "--set", "gamma=1")
    assert status == 2
    assert err.startswith("policywerk: values still change by 0.04 after 100000 sweeps")
    assert err.endswith(" (--traceback shows where)\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["walk"], ["run", "1", "--seed", "x"],
                                       ["run", "1", "gridworld", "more"]])
def test_a_command_that_does_not_exist_gets_the_usage(capsys, arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: python -m policywerk" in capsys.readouterr().err


# ---------------------------------------------------------------- our own errors


@dataclass(frozen=True)
class Broken(Config):
    """An experiment with a bug."""

    n: int = setting(1, "to divide by")


def divide(config, given):
    if config.n == 2:
        raise ValueError("two are too many")
    return Found(results={"x": 1.0 / (config.n - 1)})


@pytest.fixture
def broken(monkeypatch):
    """Lesson 01 is an experiment that raises an error with its default settings."""
    study = Study("01", (Experiment(Broken, divide),), (Run(Broken()),), Run(Broken()),
                  summarise=None)
    monkeypatch.setattr(command, "load_study", lambda lesson: study)


def test_a_bug_of_ours_keeps_its_traceback(broken):
    with pytest.raises(ZeroDivisionError):
        main(["run", "01"])
    with pytest.raises(ZeroDivisionError):
        main(["run", "01", "--seed", "4"])


@pytest.mark.parametrize(("text", "complaint"), [
    ("n=1", "float division by zero"), ("n=2", "two are too many")])
def test_what_a_changed_setting_leads_to_gets_one_line(broken, capsys, text, complaint):
    arguments = ["run", "01", "--set", text]
    assert answer(capsys, *arguments) == (
        2, "", f"policywerk: {complaint} (--traceback shows where)\n")
    with pytest.raises((ZeroDivisionError, ValueError), match=complaint):
        main([*arguments, "--traceback"])


def test_a_setting_that_is_refused_needs_no_traceback(broken, capsys):
    complaint = "policywerk: n needs a whole number, got 'x'\n"
    assert answer(capsys, "run", "01", "--set", "n=x", "--traceback") == (2, "", complaint)


def test_other_bugs_keep_their_traceback_whatever_was_set(broken, monkeypatch):
    monkeypatch.setattr(command, "carry_out", lambda *arguments: [].x)
    with pytest.raises(AttributeError):
        main(["run", "01", "--set", "n=3"])


# ---------------------------------------------------------------- save


def test_save(capsys, tmp_path):
    path = tmp_path / "r.json"
    _, out, _ = answer(capsys, "run", "01", "--save", str(path), *FEW)
    assert load_record(path) == record_of(Gridworld(episodes=2))
    assert record_digest(load_record(path)) in out


def test_without_a_discount_it_can_be_saved(capsys, tmp_path):
    status, _, err = answer(
        capsys, "run", "01", "--set", "gamma=1", "--save", str(tmp_path / "r.json"), *FEW)
    assert (status, err) == (0, "")


@pytest.fixture
def no_run(monkeypatch):
    """A test in which nothing may be trained."""
    def refuse(*arguments):
        raise AssertionError("it ran")

    monkeypatch.setattr(command, "carry_out", refuse)


def unwritable(monkeypatch):
    def refuse(self, content):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)


@pytest.mark.parametrize(("name", "reason"), [
    (".", "that is a folder"), ("folder", "that is a folder"), ("folder/", "that is a folder"),
    ("no/r.json", "no is not a folder"), ("file/r.json", "file is not a folder"),
    ("circle", "that is a link to itself"), ("x" * 300, "File name too long"),
])
def test_where_nothing_can_be_saved_nothing_is_run(capsys, tmp_path, no_run, name, reason):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    given = f"{tmp_path}/{name}"
    status, out, err = answer(capsys, "run", "01", "--save", given)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"policywerk: cannot save to {given}: ")
    assert err.endswith(f"{reason}\n")


def test_a_file_needs_a_name(capsys, no_run):
    complaint = "policywerk: cannot save to nothing: the name of a file is needed\n"
    assert answer(capsys, "run", "01", "--save", "") == (2, "", complaint)


def test_a_folder_that_is_not_ours_is_known_before_the_run(capsys, tmp_path, no_run, monkeypatch):
    unwritable(monkeypatch)
    path = tmp_path / "r.json"
    complaint = f"policywerk: cannot save to {path}: Permission denied\n"
    assert answer(capsys, "run", "01", "--save", str(path)) == (2, "", complaint)


def test_what_goes_wrong_after_the_run_gets_one_line_and_loses_no_result(
        capsys, tmp_path, monkeypatch):
    def full(record, path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(command, "save_record", full)
    path = tmp_path / "r.json"
    status, out, err = answer(capsys, "run", "01", "--save", str(path), *FEW)
    assert (status, err) == (2, f"policywerk: cannot save to {path}: No space left on device\n")
    assert "record sha256:" in out


def test_a_device_stays_a_device(capsys):
    assert answer(capsys, "run", "01", "--save", os.devnull, *FEW)[0] == 0
    assert Path(os.devnull).is_char_device()


def test_a_pipe_stays_a_pipe(capsys, tmp_path):
    path, read = tmp_path / "pipe", []
    os.mkfifo(path)
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()), daemon=True)
    reader.start()
    status, _, _ = answer(capsys, "run", "01", "--save", str(path), *FEW)
    reader.join(timeout=10)
    assert status == 0
    assert path.is_fifo()
    (tmp_path / "read").write_bytes(read[0])
    assert load_record(tmp_path / "read") == record_of(Gridworld(episodes=2))


def test_a_link_stays_a_link(capsys, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "r.json")
    assert answer(capsys, "run", "01", "--save", str(tmp_path / "link"), *FEW)[0] == 0
    assert (tmp_path / "link").is_symlink()
    assert load_record(tmp_path / "r.json") == record_of(Gridworld(episodes=2))


# ---------------------------------------------------------------- as a process


ENVIRONMENT = {**os.environ, "PYTHONIOENCODING": "ascii",
               "PYTHONPATH": str(Path(records.__file__).resolve().parents[2])}


@pytest.mark.parametrize(("arguments", "status", "lines"), [
    (["list"], 0, 0), (["run", "8"], 2, 1), (["run", "1", "--set", "slip=no"], 2, 1),
    (["run", "2", "--help"], 0, 0), (["run"], 2, 1),
])
def test_as_a_process(arguments, status, lines):
    ran = subprocess.run([sys.executable, "-m", "policywerk", *arguments],
                         capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (status, lines)
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("line", [
    "list | true", "run 01 --set episodes=2 | true", "run 01 --set episodes=2 | head -1",
    "run 04 --help | true", "--help | true", "run --help | true", "run 04 --help | head -1",
])
def test_nobody_reads_on(line):
    command_line, _, reader = line.partition("|")
    # the sleep lets the reader end first
    script = f"(sleep 0.2; {sys.executable} -m policywerk {command_line}; echo $? >&2) |{reader}"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60,
                         env=ENVIRONMENT)
    assert re.fullmatch(r"(0|141)\n", ran.stderr), ran.stderr
    if "true" in line and not line.startswith("--help"):  # that is argparse's own
        assert ran.stderr == "141\n"


INTERRUPTED = """
import os, signal, sys
from policywerk import __main__ as command
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background ignore it
command.carry_out = lambda *arguments: os.kill(os.getpid(), signal.SIGINT) or signal.pause()
sys.exit(command.main(["run", "01"]))
"""


def test_control_c_gets_one_line():
    ran = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True,
                         timeout=60, env=ENVIRONMENT)
    assert (ran.returncode, ran.stdout) == (128 + signal.SIGINT, "")
    assert ran.stderr == "policywerk: interrupted\n"


# ---------------------------------------------------------------- check


@pytest.fixture
def answer_file(tmp_path):
    """A file with an answer to exercise 3.4."""
    def write(text):
        path = tmp_path / "my_answer.py"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_check_lists_the_exercises(capsys):
    status, out, err = answer(capsys, "check")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert re.search(r"^3\.2 +find the bug +Probabilities above 1$", out, re.MULTILINE)
    assert len(lines) == len(list(EXERCISES.glob("*/cases.py")))
    ids = [line.split()[0] for line in lines]
    assert ids == sorted(ids, key=lambda name: (name.rpartition(".")[0], int(name.split(".")[1])))


@pytest.mark.parametrize("arguments", [["3.4"], ["3.4", "--stub"], ["--stub", "3.4"]])
def test_check_prints_the_stub(capsys, arguments):
    stub = (EXERCISES / "3.4" / "stub.py").read_text("utf-8")
    assert answer(capsys, "check", *arguments) == (0, stub, "")


def test_check_a_right_answer(capsys, answer_file):
    path = answer_file("print('here')\ndef factor(alpha):\n    return 1 - 2 * alpha\n")
    assert answer(capsys, "check", "3.4", path) == (
        0, "It prints:\n\nhere\n\n3.4, derive: Right. All 2 checks pass.\n", "")


@pytest.mark.parametrize(("text", "told"), [
    ("def factor(alpha):\n    return 1 - alpha\n", "`factor(0.4)` gives 0.6. That would be"),
    ("def factor(alpha):\n    ...\n", "Not yet written: this is the stub as it was."),
    ("\ufeffdef factor(alpha):\n    return alpha / 0\n", "Line 2, `return alpha / 0`: ZeroDiv"),
])
def test_check_a_wrong_answer(capsys, answer_file, text, told):
    status, out, err = answer(capsys, "check", "3.4", answer_file(text))
    assert (status, err) == (1, "")
    assert out.startswith(f"3.4, derive: {told}")


@pytest.mark.parametrize(("arguments", "complaint"), [
    (["3.44", "x.py"], "there is no exercise '3.44'; close to it: 3.4"),
    (["q"], "there is no exercise 'q'; `check` alone lists all"),
    (["../3.4"], "there is no exercise '../3.4'; close to it: 3.4"),
    ([""], "there is no exercise ''; `check` alone lists all"),
    (["3" * 5000, "x.py"], "there is no exercise '333"),
    (["3.4", "no/such.py"], "cannot read no/such.py: No such file or directory"),
    (["3.4", "."], "cannot read .: Is a directory"),
])
def test_check_what_does_not_exist(capsys, arguments, complaint):
    status, out, err = answer(capsys, "check", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"policywerk: {complaint}")


def test_check_what_is_no_text(capsys, tmp_path):
    (tmp_path / "a.py").write_bytes(b"\xff\xfe\x00")
    path = str(tmp_path / "a.py")
    assert answer(capsys, "check", "3.4", path) == (
        2, "", f"policywerk: {path} is not a text in UTF-8\n")


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_what_the_terminal_has_no_letters_for_is_escaped(answer_file, encoding):
    path = answer_file("print('\\ud800 λ')\n")
    ran = subprocess.run([sys.executable, "-m", "policywerk", "check", "3.4", path], timeout=60,
                         capture_output=True, env={**ENVIRONMENT, "PYTHONIOENCODING": encoding})
    assert (ran.returncode, ran.stderr) == (1, b"")
    letter = "λ" if encoding == "utf-8" else r"\u03bb"
    assert ran.stdout.decode(encoding).startswith(f"It prints:\n\n\\ud800 {letter}\n")


def test_check_needs_a_copy_of_the_book(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checking, "__file__", str(tmp_path / "lib" / "checking.py"))
    status, _, err = answer(capsys, "check")
    assert status == 2
    assert err == ("policywerk: the exercises are not part of the installed package: they lie in "
                   "docs/exercises of the book's repository. Call `check` inside a copy of it; "
                   f"{tmp_path} is in none\n")
    (tmp_path / "copy" / "docs" / "exercises").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "copy" / "docs")
    assert answer(capsys, "check") == (0, "\n", "")


@pytest.mark.parametrize(("redirection", "said"), [
    (">&-", "there is nowhere to print to"),
    pytest.param(">/dev/full", "cannot print: No space left on device",
                 marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")),
])
@pytest.mark.parametrize("asked", ["list", "check 3.2 --stub"])
def test_an_output_that_takes_nothing_is_told_in_a_line(asked, redirection, said):
    shell = f"{sys.executable} -m policywerk {asked} {redirection}"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, cwd=ROOT,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "src")})
    assert done.returncode == 2
    assert done.stderr.startswith(f"policywerk: {said}")
    assert len(done.stderr.splitlines()) == 1
