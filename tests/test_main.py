"""The command line, as a reader types it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from policywerk.__main__ import main
from policywerk.data.record import load_record, record_digest
from policywerk.lessons.catalogue import LESSONS
from policywerk.lessons.experiment import Run, carry_out, describe
from policywerk.lessons.l01_bellman import STUDY, Gridworld
from policywerk.lessons.settings import Config, changed, setting

FEW = ["--set", "episodes=2"]
NUMBERS = ", ".join(each.number for each in LESSONS)


def record_of(config, seed=0):
    """The record of a run of lesson 01."""
    return carry_out(STUDY, Run(config, seed))[0]


def answer(capsys, *arguments):
    """Exit status, what was printed, and the complaint."""
    status = main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def test_list(capsys):
    status, out, err = answer(capsys, "list")
    assert (status, err) == (0, "")
    assert [line[:4] for line in out.splitlines()] == [f"{each.number}  " for each in LESSONS]
    assert (
        "01  Planning with a known model (Bellman 1957, A Markovian decision process)\n") in out


@pytest.mark.parametrize("number", ["01", "1"])
def test_run(capsys, number):
    record = record_of(Gridworld(episodes=2))
    expected = f"{describe(STUDY, record)}\n\nrecord {record_digest(record)}\n"
    assert answer(capsys, "run", number, *FEW) == (0, expected, "")


def test_seed_and_settings_reach_the_run(capsys):
    _, out, _ = answer(capsys, "run", "01", "--seed", "4", "--set", "slip=0.1", *FEW)
    record = record_of(Gridworld(slip=0.1, episodes=2), 4)
    assert record_digest(record) in out
    assert out.startswith("Lesson 01, gridworld, seed 4\n")


def test_a_map_of_ones_own(capsys):
    status, out, _ = answer(capsys, "run", "01", "--set", "text=S . G", "--set", "slip=0", *FEW)
    assert status == 0
    assert "\n+0.860 >  +1.000 >     G\n" in out


def test_save(capsys, tmp_path):
    path = tmp_path / "r.json"
    _, out, _ = answer(capsys, "run", "01", "--save", str(path), *FEW)
    assert load_record(path) == record_of(Gridworld(episodes=2))
    assert record_digest(load_record(path)) in out


def test_without_a_discount_it_can_be_saved(capsys, tmp_path):
    status, _, err = answer(
        capsys, "run", "01", "--set", "gamma=1", "--save", str(tmp_path / "r.json"), *FEW)
    assert (status, err) == (0, "")


@pytest.mark.parametrize(("arguments", "complaint"), [
    (["run", "09"], f"there is no lesson '09'; there are: {NUMBERS}"),
    (["run"], "run needs the number of a lesson, as `run 01`; `list` names them"),
    (["run", "bellman"], f"there is no lesson 'bellman'; there are: {NUMBERS}"),
    (["run", "1", "--set", "spli=0.1"],
     "there is no setting 'spli'; there are: text, slip, gamma, tolerance, episodes, time_limit"),
    (["run", "1", "--set", "slip=much"], "slip needs a number, got 'much'"),
    (["run", "1", "--set", "slip"], "slip needs a number, got ''"),
    (["run", "1", "--set", "episodes=2.5"], "episodes needs a whole number, got '2.5'"),
    (["run", "1", "--set", "slip=2"], "slip must be at most 1, got 2.0"),
    (["run", "1", "--set", "gamma=nan"], "gamma needs a finite number, got nan"),
    (["run", "1", "--set", "text=S . ."],
     "a map needs one S and at least one G, got 1 S and 0 G"),
    (["run", "1", "--save", "/no/such/folder/r.json"],
     "cannot save to /no/such/folder/r.json: /no/such/folder is not a folder"),
])
def test_a_mistake_gets_one_line(capsys, arguments, complaint):
    assert answer(capsys, *arguments) == (2, "", f"policywerk: {complaint}\n")


def test_a_walled_in_start_gets_one_line(capsys):
    # Without a discount its values fall for ever.
    status, _, err = answer(
        capsys, "run", "1", "--set", "text=S # G", "--set", "gamma=1")
    assert status == 2
    assert err.startswith("policywerk: values still change by 0.04 after 100000 sweeps")


def test_a_file_that_cannot_be_written_gets_one_line(capsys, tmp_path):
    status, _, err = answer(capsys, "run", "1", "--save", str(tmp_path), *FEW)
    assert status == 2
    assert str(tmp_path) in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["walk"], ["run", "1", "--seed", "x"]])
def test_a_command_that_does_not_exist_gets_the_usage(capsys, arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: python -m policywerk" in capsys.readouterr().err


def test_settings_given_twice_end_with_the_last():
    assert changed(Gridworld(), ["slip=0.5", "gamma=0.8", "slip=0.1"]) == Gridworld(
        slip=0.1, gamma=0.8)


@dataclass(frozen=True)
class Switches(Config):
    """A configuration with something to switch."""

    cut: bool = setting(True, "whether to cut")
    title: str = setting("", "what to write")


@pytest.mark.parametrize(("text", "value"), [
    ("true", True), ("True", True), ("false", False), ("False", False)])
def test_a_switch_is_read_by_its_word(text, value):
    assert changed(Switches(cut=not value), [f"cut={text}"]).cut is value


@pytest.mark.parametrize("text", ["", "0", "no", "Falsch", "true "])
def test_a_switch_takes_no_other_word(text):
    with pytest.raises(ValueError, match=f"cut needs true or false, got '{text}'"):
        changed(Switches(), [f"cut={text}"])


def test_a_value_may_hold_an_equals_sign():
    assert changed(Switches(), ["title=a=b"]).title == "a=b"


@pytest.mark.parametrize(("arguments", "status", "lines"), [
    (["list"], 0, 0), (["run", "7"], 2, 1), (["run", "1", "--set", "slip=no"], 2, 1),
])
def test_as_a_process(arguments, status, lines):
    ran = subprocess.run([sys.executable, "-m", "policywerk", *arguments],
                         capture_output=True, text=True, timeout=60,
                         env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (ran.returncode, len(ran.stderr.splitlines())) == (status, lines)
    assert "Traceback" not in ran.stderr
