"""In the browser's Python, answers get the verdicts that they get here."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "book"))

from exercise_pages import EXERCISES, solutions, wrong_answers

from interpreters import run_pyodide
from policywerk.lessons.exercises import judge

PROGRAM = """
import json
from policywerk.lessons.exercises import judge_json

for exercise, answer in json.load(open("/given/answers.json", encoding="utf-8")):
    print(judge_json(json.dumps(exercise), answer))
"""
ODD = ["while True print(1)", "import sys; sys.exit()", "def factor(a): return factor(a)",
       "print('x' * 10**6)", "input()", "factor = 3", "def factor(a): return a / 0"]


def told_digits(message):
    """A message with its numbers to ten digits: Python 3.12 changed how sum() adds floats."""
    return re.sub(r"\d+\.\d+", lambda found: f"{float(found.group()):.10g}", message)


def test_verdicts_are_the_same(tmp_path):
    answers = [(exercise, answer) for exercise in EXERCISES.values()
               for answer in [exercise.stub, *solutions(exercise),
                              *(wrong for _, wrong in wrong_answers(exercise))]]
    answers += [(EXERCISES["3.4"], answer) for answer in ODD]
    given = json.dumps([(asdict(exercise), answer) for exercise, answer in answers])
    (tmp_path / "answers.json").write_text(given, encoding="utf-8")
    told = [json.loads(line) for line in run_pyodide(PROGRAM, tmp_path).splitlines()]
    for verdict, (exercise, answer) in zip(told, answers):
        here = judge(exercise, answer)
        assert (verdict["passed"], verdict["output"]) == (here.passed, here.output)
        if "Error" not in here.message:  # errors are worded by each version of Python
            assert told_digits(verdict["message"]) == told_digits(here.message)
    assert len(told) == len(answers)
