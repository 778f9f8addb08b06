"""The judge: what is right, what is wrong and how it is told, whatever an answer does."""

from __future__ import annotations

import io
import json
import math
import subprocess
import sys
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction

import pytest

from policywerk.lessons.checking import judge_apart
from policywerk.lessons.exercises import (
    MOST,
    Answer,
    Case,
    Exercise,
    Missing,
    Printed,
    case_fault,
    judge,
    judge_json,
    load_exercise,
    names_bound,
    near,
    shown,
    value_fault,
)

STUB = "def total(numbers):\n    raise NotImplementedError\n"
CASES = '''
from policywerk.lessons.exercises import Case, near

KIND = "build it"
TITLE = "A sum"
SEVERAL = [1.0, 2.0, 3.0]
CASES = [
    Case("total(SEVERAL)", 6.0, hint="All of them count.", mistakes=[(3.0, "That is the last.")]),
    Case("total([])", 0.0, hint="Nothing adds up to nothing."),
]

def check(answer):
    for n in range(5):
        yield near(answer.total([1.0] * n), float(n)), "Ones add up to their number."
'''
SUM = Exercise("sums.1", "build it", "A sum", STUB, CASES)
RIGHT = "def total(numbers):\n    return sum(numbers)\n"


def message(source, exercise=SUM):
    verdict = judge(exercise, source)
    assert not verdict.passed
    return verdict.message


# ---------------------------------------------------------------- near


@pytest.mark.parametrize(("got", "expected"), [
    (0.1 + 0.2, 0.3), (1, 1.0), (1.0, 1), (1e12 + 1.0, 1e12), (math.nan, math.nan),
    (math.inf, math.inf), ((1.0, 2.0), [1, 2]), ([[1.0], (2.0,)], [(1.0,), [2.0]]),
    ({"a": 0.1 + 0.2}, {"a": 0.3}), ("word", "word"), (True, True), (None, None),
    (10**400, 10**400), ({1, 2}, {2, 1}), ([], ()), (Fraction(1, 4), 0.25),
])
def test_agree(got, expected):
    assert near(got, expected)


@pytest.mark.parametrize(("got", "expected"), [
    (0.31, 0.3), (1e-6, 0.0), (1e12 + 1e4, 1e12), (math.nan, 1.0), (1.0, math.nan),
    (math.inf, 1.0), (1.0, math.inf), (-math.inf, math.inf), (10**400, 1.0), (1.0, 10**400),
    ([1.0], [1.0, 2.0]), ([1.0], 1.0), (1.0, [1.0]), ({"a": 1.0}, {"b": 1.0}), ({"a": 1.0}, [1.0]),
    ("Word", "word"), (True, 1), (1, True), (1.0, True), (None, 0.0), (0.0, None), ("1.0", 1.0),
    (1j, 1.0), (Decimal("0.25"), 0.25), (Fraction(1, 3), 0.25),
])
def test_do_not_agree(got, expected):
    assert not near(got, expected)


def test_a_tolerance_is_how_far_a_number_may_be_off():
    assert near([0.26, 100.01], [0.25, 100.0], tolerance=0.011)
    assert not near([0.27], [0.25], tolerance=0.011)


# ---------------------------------------------------------------- right and wrong


def test_right():
    verdict = judge(SUM, RIGHT)
    assert asdict(verdict) == {"passed": True, "message": "Right. All 7 checks pass.", "output": ""}


@pytest.mark.parametrize(("source", "told"), [
    ("def total(numbers):\n    return 5.0", "`total(SEVERAL)` gives 5.0. All of them count."),
    ("def total(numbers):\n    return numbers[-1]", "`total(SEVERAL)` gives 3.0. That is the las"),
    ("def total(numbers):\n    return float('nan')", "`total(SEVERAL)` gives nan. All of them"),
    ("def total(numbers):\n    return sum(numbers) or 1.0", "`total([])` gives 1.0. Nothing adds"),
    ("def total(numbers):\n    return 6.0 if numbers == [1, 2, 3] else 0.0", "Ones add up"),
    ("def total(numbers):\n    sum(numbers)", "`total(SEVERAL)` is still None: it has no value"),
    ("def total(numbers):\n    ...", "`total(SEVERAL)` is still None"),
])
def test_wrong(source, told):
    assert told in message(source)


@pytest.mark.parametrize("source", [
    STUB, "def total( numbers ):  # mine\n\n    raise NotImplementedError"])
def test_a_stub_that_was_not_touched(source):
    assert message(source) == "Not yet written: this is the stub as it was."
    bug = Exercise("sums.1", "find the bug", "A sum", STUB, CASES)
    assert message(source, bug) == "This is the program as it was: the bug is still in it."


def test_a_stub_that_was_touched_elsewhere():
    assert message(STUB + "x = 1\n") == "Not yet written: line 2, `raise NotImplementedError`."


# ---------------------------------------------------------------- predictions

WORD = Case("answer", "between", hint="Think of short walks.", choices=("less", "between"),
            mistakes=[("less", "Less than what?")])
NUMBER = Case("answer", 0.26, hint="Exactly, please.", tolerance=0.01,
              mistakes=[(0.5, "Half is too much.")])


@pytest.mark.parametrize(("case", "got", "told"), [
    (WORD, "between", ""), (WORD, " Between ", ""), (WORD, "LESS", "Less than what?"),
    (WORD, "more", "`answer` should be one of 'less', 'between'."),
    (WORD, 0.5, "`answer` should be one of 'less', 'between'."),
    (WORD, None, "`answer` is still None: it has no value yet."),
    (NUMBER, 0.255, ""), (NUMBER, 0.24, "Exactly, please."), (NUMBER, 0.495, "Half is too much."),
    (NUMBER, ..., "`answer` is still Ellipsis: it has no value yet."),
    (NUMBER, "0.26", "`answer` should be a number, not '0.26'."),
    (NUMBER, Decimal("0.26"), "Exactly, please."),
    (NUMBER, True, "`answer` should be a number, not True."),
    (Case("f(1)", "one", hint="A word."), 1, "`f(1)` gives 1. A word."),
    (Case("f(1)", False, hint="Think."), 0, "`f(1)` should be True or False, not 0."),
    (Case("f(1)", [1.0], hint="Think."), (2.0,), "`f(1)` gives (2.0,). Think."),
    (Case("f(1)", (1.0,), hint="Think."), range(1), "`f(1)` should be a list, not range(0, 1)."),
    (Case("f(1)", [1.0], hint="Think.", mistakes=[(1.0, "A list of one, please.")]), 1.0,
     "`f(1)` gives 1.0. A list of one, please."),
    (Case("f(1)", None, hint="It gives nothing."), None, ""),
    (Case("f(1)", None, hint="It gives nothing."), 0, "`f(1)` gives 0. It gives nothing."),
    (Case("f(1)", lambda got: got > 2, hint="More."), 3, ""),
    (Case("f(1)", lambda got: got > 2, hint="More."), 1, "`f(1)` gives 1. More."),
])
def test_a_value(case, got, told):
    assert value_fault(case, got) == told


# ---------------------------------------------------------------- what an answer is given


def test_an_answer_that_changes_its_input_is_told_and_spoils_no_other_case():
    # the second case would see an empty list, were it not for the copy
    cases = CASES.replace('Case("total([])"', 'Case("total(SEVERAL)", 6.0, hint="Again."), \\\n'
                          '    Case("total([])"').replace('All of them count."', 'All."')
    popping = ("def total(numbers):\n    result = 0.0\n    while numbers:\n"
               "        result += numbers.pop()\n    return result\n")
    assert message(popping) == ("`total(SEVERAL)` changes the list that it is given, and its "
                                "caller still needs that. Work on a copy.")
    allowed = cases.replace('hint="Again."', 'hint="Again.", changes=True').replace(
        'hint="All."', 'hint="All.", changes=True')
    exercise = Exercise("sums.1", "build it", "A sum", STUB, allowed)
    assert judge(exercise, popping).passed


def test_a_case_uses_of_the_answer_only_what_was_asked_for():
    answer = Answer({"total": sum, "SEVERAL": [0.0]}, asked=["total"])
    assert case_fault(Case("total(SEVERAL)", 6.0, hint=""), answer, {"SEVERAL": [1.0, 5.0]}) == ""


def test_a_missing_name_is_named():
    assert message("def totals(numbers):\n    return 1") == "Your answer defines no `total`."
    with pytest.raises(Missing, match="Your answer defines no `mean`"):
        Answer({}, []).mean  # noqa: B018


def test_each_run_begins_anew():
    counting = "calls = []\ndef total(numbers):\n    calls.append(1)\n    return sum(numbers) + " \
               "(len(calls) > 7)\n"
    assert judge(SUM, counting).passed
    assert judge(SUM, counting).passed


def test_names_of_a_program():
    program = "import a\nfrom b import c\nx, (y, z) = 1, (2, 3)\nw: int = 4\ndef f(): v = 1\n" \
              "class C: u = 1\n"
    assert names_bound(program) == ["x", "y", "z", "w", "f", "C"]


def test_a_dataclass_of_the_answer_finds_its_module():
    source = ("from __future__ import annotations\nfrom dataclasses import dataclass\n\n"
              "@dataclass(frozen=True)\nclass Box:\n    x: float\n\n" + RIGHT)
    assert judge(SUM, source).passed


def test_a_main_guard_does_not_run():
    assert judge(SUM, RIGHT + "if __name__ == '__main__':\n    raise SystemExit\n").passed


# ---------------------------------------------------------------- whatever an answer does


def total(body):
    return f"def total(numbers):\n    {body}\n"


@pytest.mark.parametrize(("source", "told"), [
    (total("return 1 / 0"), "Line 2, `return 1 / 0`: ZeroDivisionError: "),
    (total("return total(numbers)"), "Functions call each other deeper than Python allows: line"),
    (total("return numbers[7]"), "Line 2, `return numbers[7]`: IndexError: "),
    (total("return undefined"), "Line 2, `return undefined`: NameError: "),
    (total("raise SystemExit(0)"), "It ends Python instead of giving an answer: line 2,"),
    ("import sys\nsys.exit()\n" + RIGHT, "It ends Python instead of giving an answer: line 2,"),
    (total("raise GeneratorExit"), "Line 2, `raise GeneratorExit`: GeneratorExit"),
    (total("return ("), "Line 2, `return (`: SyntaxError: "),
    ("  x = 1\n", "Line 1, `x = 1`: IndentationError: unexpected indent"),
    (total("return open('/no/such/file')"), "Line 2, `return open('/no/such/file')`: FileNotFound"),
    ("import nothing_like_it\n", "Line 1, `import nothing_like_it`: ModuleNotFoundError: "),
    ("", "Your answer defines no `total`."),
    ("total = 3.0", "The check cannot use what the answer gives: TypeError: 'float' object is not"),
    ("def total(): return 1", "The check cannot use what the answer gives: TypeError: total()"),
])
def test_what_goes_wrong_is_told_with_its_line(source, told):
    assert message(source).startswith(told)


def test_what_cannot_be_compiled_at_all():
    assert message("x = 1\0").startswith("Your answer is no text: ")
    assert message("(" * 500 + ")" * 500).startswith(("Line 1", "The check"))


def test_an_error_without_words_ends_with_its_name():
    assert message("assert 1 == 2") == "Line 1, `assert 1 == 2`: AssertionError"


def test_a_recursion_that_ends_but_too_late_is_not_called_endless():
    late = "def count(n):\n    return n and 1 + count(n - 1)\n\ncount(100_000)\n"
    assert message(late) == ("Functions call each other deeper than Python allows: line 2, "
                             "`return n and 1 + count(n - 1)`. Is there an end?")


def test_a_long_error_is_cut():
    assert len(message(total("raise ValueError('x' * 30_000_000)"))) < 300
    assert message(total("raise ValueError('a\\n\\n  b')")).endswith("ValueError: a b")


def test_an_error_that_cannot_be_shown():
    source = "class Bad(Exception):\n    def __str__(self):\n        raise ValueError\n" + total(
        "raise Bad")
    assert message(source).endswith("Bad: (it cannot be shown)")


@pytest.mark.parametrize("value", [
    [0.0] * 10**6, "x" * 10**6, {n: n for n in range(1000)}, 10**5000, [[[[[[[[]]]]]]]]],
    ids=["list", "text", "dict", "number", "deep"])
def test_a_large_value_is_shown_in_short(value):
    assert len(shown(value)) < 200


def test_a_value_that_cannot_be_shown():
    class Bad:
        def __repr__(self):
            raise ValueError

    assert "Bad" in shown(Bad())


def test_a_value_that_contains_itself():
    source = "def total(numbers):\n    a = []\n    a.append(a)\n    return a\n"
    assert "should be a number, not [" in message(source)


def test_what_it_prints_is_kept_as_far_as_there_is_room():
    verdict = judge(SUM, "import sys\nprint('out')\nprint('err', file=sys.stderr)\n" + RIGHT)
    assert (verdict.passed, verdict.output) == (True, "out\nerr\n")
    flood = judge(SUM, "for n in range(100_000):\n    print('spam')\n\n" + RIGHT)
    assert flood.passed
    assert flood.output.startswith("spam\nspam\n")
    assert flood.output.endswith(f"\n… (of what it prints, the first {MOST} characters)\n")
    assert len(flood.output) < MOST + 100
    assert judge(SUM, "print('x' * 10_000_000)\n" + RIGHT).output.count("x") == MOST


def test_what_is_not_kept_takes_no_room():
    printed = Printed()
    for _ in range(MOST):
        print("spam", file=printed)
    assert len(printed.parts) <= MOST // 2


def test_what_it_prints_goes_onward_at_once():
    seen = io.StringIO()
    judge(SUM, "print('x' * 10_000_000)\n" + RIGHT, onward=seen)
    assert seen.getvalue().startswith("x" * MOST + "\n… (of what it prints, the first")
    assert seen.getvalue().count("x") == MOST
    with pytest.raises(KeyboardInterrupt):  # before there is a verdict
        judge(SUM, "print('before')\nraise KeyboardInterrupt\n", onward=seen)
    assert seen.getvalue().endswith(")\nbefore\n")


def test_output_comes_back_where_it_was(capsys):
    judge(SUM, "import sys\nsys.stdout = None\nsys.stderr = None\n" + RIGHT)
    print("here")
    assert capsys.readouterr().out == "here\n"


def test_an_interrupt_goes_through_unless_time_was_set():
    stop = total("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        judge(SUM, stop)
    assert judge(SUM, stop, seconds=3).message == (
        "Stopped after 3 seconds: line 2, `raise KeyboardInterrupt`. Does a loop not end?")


def test_for_the_page():
    told = json.loads(judge_json(json.dumps(asdict(SUM)), "print(1)\n" + RIGHT))
    assert told == {"passed": True, "message": "Right. All 7 checks pass.", "output": "1\n"}


# ---------------------------------------------------------------- in time


def test_apart():
    assert judge_apart(SUM, "print('é …')\n" + RIGHT).output == "é …\n"
    assert judge_apart(SUM, total("return 5.0")).message.endswith("All of them count.")


@pytest.mark.parametrize(("source", "told"), [
    ("print(1)\nwhile True: pass\n", "Stopped after 0.5 seconds: line 2, `while True: pass`. Does"),
    (total("while True: print('spam')"), "Stopped after 0.5 seconds: line 2, `while True: print"),
    ("import os\nos._exit(3)\n", "It ended Python (exit status 3) instead of giving an answer."),
    ("import os\nos.write(1, b'noise')\n" + RIGHT, "Right. All 7 checks pass."),
    ("import threading, time\nthreading.Thread(target=time.sleep, args=[60]).start()\n" + RIGHT,
     "Right. All 7 checks pass."),
    ("x = input()\n" + RIGHT, "Line 1, `x = input()`: EOFError: "),
])
def test_whatever_an_answer_does_the_command_goes_on(source, told):
    assert judge_apart(SUM, source, seconds=0.5).message.startswith(told)


def test_what_swallows_the_interrupt_is_ended_from_outside(monkeypatch):
    monkeypatch.setattr("policywerk.lessons.checking.GRACE", 1.0)
    stubborn = ("import time\nwhile True:\n    try:\n        time.sleep(9)\n"
                "    except BaseException: pass\n")
    verdict = judge_apart(SUM, stubborn, seconds=0.5)
    assert verdict.message == "Stopped after 1.5 seconds. Does a loop not end?"


# ---------------------------------------------------------------- the registry


def folder(tmp_path, **files):
    (tmp_path / "sums.1").mkdir()
    for name, text in files.items():
        (tmp_path / "sums.1" / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return tmp_path / "sums.1"


def test_a_folder_is_an_exercise(tmp_path):
    assert load_exercise(folder(tmp_path, cases_py=CASES, stub_py=STUB)) == SUM


@pytest.mark.parametrize("cases", [
    "", CASES.replace("build it", "guess"), CASES.replace("TITLE", "NAME"),
    CASES.replace('"A sum"', '""')])
def test_cases_need_a_kind_and_a_title(tmp_path, cases):
    with pytest.raises(ValueError, match=r"sums\.1/cases\.py needs a TITLE, and a KIND out of"):
        load_exercise(folder(tmp_path, cases_py=cases, stub_py=STUB))


def test_a_stub_is_needed(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"stub\.py"):
        load_exercise(folder(tmp_path, cases_py=CASES))


def test_the_judge_is_light():
    # the page loads it before the reader has done anything
    code = ("import sys, policywerk.lessons.exercises\n"
            "print(sorted(m for m in sys.modules if m.startswith('policywerk.')))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['policywerk.lessons', 'policywerk.lessons.exercises']\n"
