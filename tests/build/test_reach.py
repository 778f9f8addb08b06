"""Which edits change the key of a result: those of what it can reach, and no others."""

import ast
import json
import random
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from interpreters import interpreters
from pipeline.errors import BuildError
from pipeline.keys import name_of, training_roots
from pipeline.project import Project
from pipeline.reach import Reach
from pipeline.unseen import UNSEEN
from policywerk.lessons import (
    l00_machinery,
    l01_bellman,
    l02_barto_sutton,
    l03_td_learner,
    l04_q_learner,
    l06_ppo,
    l07_dreamer,
    l07_sighted,
    l07_watch,
    l07_worlds,
)
from policywerk.lessons.experiment import Given, Run, carry_out

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
SRC = ROOT / "src" / "policywerk"


def write(folder, files):
    for name, text in files.items():
        path = folder / "pack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def reach_in(folder):
    return Reach({"pack": folder / "pack"})


def names(folder, *roots):
    """The definitions reached, without the package's name."""
    return {name.removeprefix("pack.") for name in reach_in(folder).of(f"pack.{r}" for r in roots)}


def key(folder, root="main:start"):
    return reach_in(folder).digest([f"pack.{root}"])


# ---------------------------------------------------------------- what counts, of what is reached

PROGRAM = '''\
"""What it is for. é"""

from __future__ import annotations

import math  # for pi
from dataclasses import dataclass
from functools import cache

from pack import tools
from pack.tools import halved as half_of

WIDTH = 0x1F  # in steps
TEXT, UNUSED = "not a docstring", 1
TABLE = {}
TABLE["pi"] = math.pi
WIDTH += 1


@dataclass(frozen=True)
class Area:
    """An area.

    On two lines.
    """

    unit: str = "m"
    scale: float = 1.0

    def __post_init__(self):
        if self.scale < 0:
            raise ValueError(f"scale must be >= 0, got {self.scale!r}")

    def circle(self, radius, *, half=False):
        """Of a circle."""
        if half and not radius < 0:
            return math.pi * radius * radius / 2
        "a string alone, but not a docstring"
        return [f"é{radius:>{WIDTH}} of {self.unit!r}", rf"\\d{{2}}" f'{TEXT}' ".",
                f"{half=}{half = !s:^{WIDTH}.{WIDTH}}{{}}" "" f"{radius:}", rb"\\d"]

    def square(self, side):
        return side * side


def start(radius: float, seed: int = 3) -> object:
    """Begin."""
    first: int = 1
    second = half_of(first) + tools.doubled(radius)
    pairs = [x - y for x, y in zip(range(first), range(second)) if x]
    try:
        total, rest = 0, [lambda n, m=1: (n @ m, n // -m)]
    except (ValueError, KeyError) as problem:
        raise RuntimeError("no luck") from problem
    for each in pairs:
        total += each
    return Area().circle(radius, half=True), total, rest, TABLE, remembered(second), seed


@cache
def remembered(value):
    return value - WIDTH


def never():
    return UNUSED
'''
TOOLS = '''\
def halved(x):
    return x / 2
def doubled(x):
    return scale(x, by=2)
def scale(x, by):
    return x * by
def unused(x):
    return x
'''

SAME = {
    "comment edited": ("# in steps", "# in strides"),
    "comment line added": ("class Area:", "# here it begins\nclass Area:"),
    "module docstring": ("What it is for. é", "What else it is for."),
    "class docstring": ("On two lines.", "On\n    three lines."),
    "function docstring": ("Of a circle.", "Of a disc: it's \\\" round"),
    "function docstring removed": ('    """Begin."""\n', ""),
    "blank lines": ("\n\n\n@cache", "\n\n\n\n\n@cache"),
    "spaces": ("radius * radius", "radius*radius"),
    "wrapped": ("(self, radius, *, half=False)", "(\n    self,\n  radius, *,\n half=False,)"),
    "line ends of Windows": ("\n", "\r\n"),
    "same number, written otherwise": ("0x1F", "31"),
    "same string, written otherwise": ('"no luck"', "'no ' 'luck'"),
    "f-string with an empty format": ("{radius:}", "{radius}"),
    "annotation of an argument": ("radius: float", "radius: complex"),
    "annotation of the result": ("-> object", "-> tuple"),
    "annotation removed": ("seed: int = 3", "seed=3"),
    "annotation of a local": ("first: int = 1", "first = 1"),
    "local declared": ("first: int = 1", "second: int\n    first: int = 1"),
    "local": ("second", "other"),
    "local of a loop": ("each", "one"),
    "variables of a comprehension": ("x - y for x, y in zip(range(first), range(second)) if x",
                                     "a - b for a, b in zip(range(first), range(second)) if a"),
    "parameters of a lambda": ("n, m=1: (n @ m, n // -m)", "k, l=1: (k @ l, k // -l)"),
    "variable of an except": ("problem", "trouble"),
    "local that bears a global's name": ("pairs", "never"),
    "parameter that nobody passes by keyword": ("radius", "r"),
    "import under another name": ("half_of", "halved_by"),
    "name imported, not the module": (
        "tools.doubled(radius)", "doubled(radius)", "import tools\n", "import tools\n"
        "from pack.tools import doubled\n"),
    "import for checking only": (
        "WIDTH = 0x1F", "if TYPE_CHECKING:\n    from pack.tools import unused\nWIDTH = 0x1F"),
    "unused method": ("side * side", "side * side * 1"),
    "unused function": ("return UNUSED", "return 2"),
    "unused half of a pair": ("def never", "UNUSED += 1\ndef never"),
    "unused import": ("import math", "import cmath\nimport math"),
    "functions in another order": ("import math", "def before():\n    start()\nimport math"),
}

OTHER = {
    "operator": ("radius / 2", "radius // 2"),
    "constant": ("radius / 2", "radius / 3"),
    "type of a constant": ("radius / 2", "radius / 2.0"),
    "string": ('"not a docstring"', '"not the docstring"'),
    "a string alone": ("a string alone", "a string by itself"),
    "text of an error": ("must be >= 0", "has to be >= 0"),
    "text of another error": ("no luck", "bad luck"),
    "f-string text": ("} of {", "} per {"),
    "f-string expression": ("{radius:", "{-radius:"),
    "f-string format": (":>{", ":<{"),
    "f-string conversion": ("!r}\"", "!s}\""),
    "f-string joined to it": ("f'{TEXT}'", "f'{TEXT} '"),
    "keyword": ("half and not", "half or not"),
    "star": ("radius, *, half", "radius, half"),
    "default": ("half=False", "half=0"),
    "default of the root": ("seed: int = 3", "seed: int = 4"),
    "default of a lambda": ("m=1", "m=2"),
    "annotation of a field": ("unit: str", "unit: object"),
    "default of a field": ("scale: float = 1.0", "scale: float = 2.0"),
    "fields swapped": ('    unit: str = "m"\n    scale: float = 1.0\n',
                       '    scale: float = 1.0\n    unit: str = "m"\n'),
    "decorator": ("@cache\n", ""),
    "decorator that is one's own": (
        "from functools import cache", "def cache(f): return f", "@cache", "@ cache"),
    "decorator's argument": ("frozen=True", "frozen=False"),
    "variables swapped": ("x - y", "y - x"),
    "variables swapped in a call": ("range(first), range(second)", "range(second), range(first)"),
    "another variable": ("total += each", "total += first"),
    "builtin hidden": ("zip(range", "sorted(range"),
    "entry put into a table": ('TABLE["pi"] = math.pi', 'TABLE["pi"] = 3.14'),
    "another module's function": ("math.pi\n", "math.tau\n"),
    "module imported instead": ("import math", "import cmath as math"),
    "second statement about a name": ("WIDTH += 1", "WIDTH += 2"),
    "exception": ("KeyError", "IndexError"),
    "parameter that is passed by keyword": ("half=", "whole=", "if half", "if whole"),
    "base class": ("class Area:", "class Area(Exception):"),
    "effect": ("def never", "print(UNUSED)\ndef never"),
    "async": ("def circle", "async def circle"),
}


def edited(text, *pairs):
    for old, new in zip(pairs[::2], pairs[1::2]):
        assert old in text, f"{old!r} is not in the program"
        text = text.replace(old, new)
    return text


def keys_before_and_after(folder, *pairs):
    write(folder, {"__init__.py": "", "main.py": PROGRAM, "tools.py": TOOLS})
    before = key(folder)
    write(folder, {"main.py": edited(PROGRAM, *pairs)})
    return before, key(folder)


@pytest.mark.parametrize("name", SAME)
def test_what_cannot_make_a_difference_does_not_count(name, tmp_path):
    before, after = keys_before_and_after(tmp_path, *SAME[name])
    assert after == before


@pytest.mark.parametrize("name", OTHER)
def test_what_can_make_a_difference_counts(name, tmp_path):
    before, after = keys_before_and_after(tmp_path, *OTHER[name])
    assert after != before


# ---------------------------------------------------------------- what is reached

REACHED = {  # source of main.py -> what is reached from main:start, beside it
    "a function": ("def f(): pass\ndef g(): pass\ndef start(): f()", {"f"}),
    "a function that is only named": ("def f(): pass\ndef start(): return [f]", {"f"}),
    "one that calls itself": ("def start(): start()", set()),
    "a default": ("N = 1\ndef start(n=N): pass", {"N"}),
    "a decorator": ("def d(f): return f\n@d\ndef start(): pass", {"d", "(effects)"}),
    "an annotation": ("class A: pass\ndef start(a: A) -> A:\n    b: A = a", set()),
    "a base class": ("class A: pass\nclass B(A): pass\ndef start(): B()", {"A", "B"}),
    "a local that hides": ("N = 1\ndef start():\n    N = 2\n    return N", set()),
    "a parameter that hides": ("N = 1\ndef start(N): return N", set()),
    "a comprehension that hides": ("N = 1\ndef start(): return [N for N in range(3)]", set()),
    "the first iterable is outside": ("N = 1\ndef start(): return [N for N in N]", {"N"}),
    "the next ones are inside": (
        "N = 1\ndef start(): return [N for M in [] for N in N]", set()),
    "hidden inside only": (
        "N = 1\ndef start():\n    def f():\n        N = 2\n    return N", {"N"}),
    "hidden outside too": (
        "N = 1\ndef start():\n    N = 2\n    def f(): return N", set()),
    "declared global": (
        "N = 1\ndef start():\n    N = 2\n    def f():\n        global N\n        N += 1", {"N"}),
    "declared nonlocal": (
        "N = 1\ndef start():\n    N = 2\n    def f():\n        nonlocal N\n        N += 1", set()),
    "a class body does not hide": (
        "N = 1\ndef start():\n    class A:\n        N = 2\n        def f(self): return N", {"N"}),
    "a class body may": ("N = 1\ndef start():\n    class A:\n        N = N", {"N"}),
    "hidden by with": ("N = 1\ndef start():\n    with open('') as N: return N", set()),
    "hidden by except": (
        "N = 1\ndef start():\n    try: pass\n    except OSError as N: return N", set()),
    "hidden by :=": ("N = 1\ndef start(): return [(N := i) for i in []], N", set()),
    "hidden by a pattern": (
        "N = M = L = K = 1\ndef start(x):\n    match x:\n        case [N, *M]: return N, M\n"
        "        case {'a': 1, **L}: return L\n        case str() as K: return K", set()),
    "a value in a pattern": (
        "class A:\n    N = 1\ndef start(x):\n    match x:\n        case A.N: pass", {"A"}),
    "hidden by an import": ("N = 1\ndef start():\n    import os as N\n    return N", set()),
    "hidden by a function": ("N = 1\ndef start():\n    def N(): pass\n    return N", set()),
    "in a lambda": ("N = 1\ndef start(): return lambda: N", {"N"}),
    "in a formatted string": ("N = 1\ndef start(): return f'{0:{N}}'", {"N"}),
    "a method called": (
        "class A:\n    def f(self): pass\n    def g(self): pass\ndef start(): A().f()",
        {"A", "A.f"}),
    "a method called on we know not what": (
        "class A:\n    def f(self): pass\nclass B:\n    def f(self): pass\n"
        "def start(x):\n    x.f()\n    A", {"A", "A.f"}),
    "the class comes later than the call": (
        "class A:\n    def f(self): pass\ndef g(): return A\ndef start(x): return x.f, g()",
        {"A", "A.f", "g"}),
    "a method called by a method": (
        "class A:\n    def f(self): self.g()\n    def g(self): h()\ndef h(): pass\n"
        "def start(): A().f()", {"A", "A.f", "A.g", "h"}),
    "a method Python calls": (
        "class A:\n    def __len__(self): return N\nN = 1\ndef start(): len(A())", {"A", "N"}),
    "a property": (
        "class A:\n    @property\n    def f(self): return N\nN = 1\ndef start(): A().f",
        {"A", "A.f", "N"}),
    "a method named in a string": (
        "class A:\n    def f(self): pass\ndef start(): getattr(A(), 'f')", {"A", "A.f"}),
    "a method of the base class": (
        "class A:\n    def f(self): pass\nclass B(A):\n    def f(self): super().f()\n"
        "def start(): B().f()", {"A", "A.f", "B", "B.f"}),
    "a class attribute": (
        "def f(): pass\nclass A:\n    g = f\ndef start(): A().g()", {"A", "f"}),
    "a class attribute used in a default": (
        "class A:\n    N = 1\n    def f(self, n=N): return n\ndef start(): A().f()", {"A", "A.f"}),
    "what is put into a table": (
        "T = {}\ndef f(): pass\nT['f'] = f\ndef start(): return T", {"T", "f"}),
    "what is set on a class": (
        "class A: pass\ndef f(): pass\nA.f = f\ndef start(): A()", {"A", "f"}),
    "one of two assigned": ("N, M = 1, 2\ndef start(): return N", {"N"}),
    "a name bound in a loop": (
        "for i in range(3):\n    N = 1\ndef start(): return N", {"N", "(effects)"}),
    "a call on import": ("def f(): pass\nf()\ndef start(): pass", {"f", "(effects)"}),
    "what registers itself": (
        "from atexit import register\n@register\ndef f(): g()\ndef g(): pass\ndef start(): pass",
        {"(effects)", "g"}),
    "a method somebody else calls": (
        "from threading import Thread\nclass A(Thread):\n    def run(self): pass\n"
        "class B(A):\n    def more(self): pass\ndef start(): B()",
        {"A", "A.run", "B", "B.more"}),
    "a method the standard library calls": (
        "import json\nclass A:\n    def write(self, text): pass\n    def unused(self): pass\n"
        "def start(): json.dump({}, A())", {"A", "A.write"}),
    "a method of an error": (
        "class A(ValueError):\n    def unused(self): pass\ndef start(): A()", {"A"}),
}


@pytest.mark.parametrize("name", REACHED)
def test_what_a_program_names_is_reached(name, tmp_path):
    text, expected = REACHED[name]
    write(tmp_path, {"__init__.py": "", "main.py": text})
    assert names(tmp_path, "main:start") == {f"main:{n}" for n in {"start", *expected}}


MODULES = {
    "__init__.py": "",
    "low/__init__.py": "from pack.low.one import ONE as FIRST\n",
    "low/one.py": "ONE = 1\nEIN = ONE\ndef f(): pass\n",
    "low/two.py": "from .one import ONE\nTWO = ONE + 1\nprint(TWO)\n",
    "low/loud.py": "def shout(): pass\nshout()\n",
}
IMPORTS = {
    "from pack.low.one import ONE as N\ndef start(): return N": {"low.one:ONE"},
    "from pack.low import one\ndef start(): return one.EIN": {"low.one:EIN", "low.one:ONE"},
    "from pack.low import FIRST\ndef start(): return FIRST": {"low.one:ONE"},
    "from pack import low\ndef start(): return low.FIRST": {"low.one:ONE"},
    "from pack import low\ndef start(): return low.one.ONE": {"low.one:ONE"},
    "import pack.low.one\ndef start(): return pack.low.one.ONE": {"low.one:ONE"},
    "import pack.low.one as one\ndef start(): return one.ONE": {"low.one:ONE"},
    "from .low.one import ONE\ndef start(): return ONE": {"low.one:ONE"},
    "from . import low\ndef start(): return low.FIRST": {"low.one:ONE"},
    "from pack.low import one\ndef start(): return one": {
        "low.one:ONE", "low.one:EIN", "low.one:f"},
    "from pack.low import one\ndef start(): return vars(one)": {
        "low.one:ONE", "low.one:EIN", "low.one:f"},
    "from pack.low import one\ndef start(one): return one": set(),
    "from pack.low import two\ndef start(): return two": {
        "low.one:ONE", "low.two:TWO", "low.two:(effects)"},
    "def start():\n    from pack.low.one import ONE as N\n    return N": {"low.one:ONE"},
    "def start():\n    from pack.low import one\n    return one.ONE": {"low.one:ONE"},
    "def start():\n    from pack.low.one import f": set(),
    "try:\n    from pack.low.one import f\nexcept ImportError:\n    f = None\n"
    "def start(): return f": {"low.one:f", "main:f", "main:(effects)"},
    "def start():\n    try:\n        from pack.low.one import f\n    except ImportError:\n"
    "        f = None": {"low.one:f"},
    "def start():\n    import pack.low.loud": {"low.loud:(effects)", "low.loud:shout"},
    "import pack.low.loud\ndef start(): pass": {"low.loud:(effects)", "low.loud:shout"},
    "from pack.low import two\ndef start(): pass": {
        "low.two:(effects)", "low.two:TWO", "low.one:ONE"},
    "import math\ndef start(): return math.ONE": set(),
}


@pytest.mark.parametrize("text", IMPORTS)
def test_imports_are_followed_to_the_definition(text, tmp_path):
    write(tmp_path, {**MODULES, "main.py": text})
    assert names(tmp_path, "main:start") == {"main:start", *IMPORTS[text]}


def test_a_root_may_be_a_class_or_a_method(tmp_path):
    text = ("class A:\n    n = 1\n    def f(self): return g()\n    def h(self): pass\n"
            "def g(): pass\n")
    write(tmp_path, {"__init__.py": "", "main.py": text})
    assert names(tmp_path, "main:A") == {"main:A"}
    assert names(tmp_path, "main:A.f") == {"main:A", "main:A.f", "main:g"}
    assert names(tmp_path, "main:A.n") == {"main:A"}
    for unknown in ("main:B", "main:A.x", "other:A", "main"):
        with pytest.raises(BuildError, match=f"nothing is called pack.{unknown} in pack"):
            names(tmp_path, unknown)


def test_what_is_no_program_is_named(tmp_path):
    write(tmp_path, {"__init__.py": "", "main.py": "def start(:"})
    with pytest.raises(BuildError, match=r"main\.py is not a Python program"):
        key(tmp_path)


# ---------------------------------------------------------------- names that several may have


def test_a_function_that_moves_to_another_module_changes_no_key(tmp_path):
    write(tmp_path, {"__init__.py": "", "tools.py": TOOLS, "more.py": "",
                     "main.py": "from pack.tools import doubled\ndef start(): doubled(1)"})
    before = key(tmp_path)
    moved = TOOLS[TOOLS.index("def doubled"):TOOLS.index("def scale")]
    write(tmp_path, {"tools.py": TOOLS.replace(moved, ""),
                     "more.py": f"from pack import tools as t\n{moved.replace('scale', 't.scale')}",
                     "main.py": "from pack.more import doubled as d\ndef start(): d(1)"})
    assert key(tmp_path) == before


def test_two_definitions_of_one_name_are_told_apart(tmp_path):
    write(tmp_path, {"__init__.py": "", "a.py": "def f(): return 1", "b.py": "def f(): return 2",
                     "main.py": "from pack import a, b\ndef start(): return a.f() - b.f()"})
    before = key(tmp_path)
    write(tmp_path, {"main.py": "from pack import a, b\ndef start(): return b.f() - a.f()"})
    assert key(tmp_path) != before


PARAMETERS = {  # a call of f(x), and whether the name of x counts
    "f(1)": False,
    "f(x=1)": True,
    "g(x=1)": True,  # g may be f
    "f(**settings)": True,
    "g(**settings)": False,
    "dict(f=f, **settings)": False,
    "settings(**settings)": True,
    "partial(f, **settings)": True,
    "partial(f, x=1)": True,
    "thing.f(**settings)": True,
    "thing.g(**settings)": False,
}


@pytest.mark.parametrize("call", PARAMETERS)
def test_a_parameters_name_counts_where_it_can_be_passed_by_keyword(call, tmp_path):
    text = ("from functools import partial\ndef f(x): return x\ndef g(y): return f(y)\n"
            f"def start(settings, thing):\n    g(2)\n    {call}\n")
    write(tmp_path, {"__init__.py": "", "main.py": text})
    before = key(tmp_path)
    write(tmp_path, {"main.py": text.replace("f(x): return x", "f(z): return z")})
    assert (key(tmp_path) != before) == PARAMETERS[call]


def test_a_method_does_not_see_the_names_of_its_class_body(tmp_path):
    text = ("def start():\n    {0} = 2\n    class A:\n        n = 3\n"
            "        def f(self): return {0}\n    return A\n")
    write(tmp_path, {"__init__.py": "", "main.py": text.format("n")})
    before = key(tmp_path)
    write(tmp_path, {"main.py": text.format("m")})
    assert key(tmp_path) == before


# ---------------------------------------------------------------- data files

DATA = {
    "__init__.py": "",
    "numbers.py": "import json\ndef look(key): return json.load(open('numbers.json'))[key]\n"
                  "def unused(): return 'unused'\n",
    "numbers.json": '{"pi": 3.14, "city_bonn": 1, "city_rome": 2, "unused": 0}',
    "other.json": "{}",
    "weights/numbers.json": "{}",
    "pi.py": "from pack.numbers import look\ndef start(): look('pi')\n",
    "cities.py": "from pack.numbers import look\ndef start(name): look(f'city_{name}')\n",
    "none.py": "import pack.numbers\ndef start(name): 'pi'\n",
}


def test_the_entries_that_are_named_are_reached(tmp_path):
    write(tmp_path, DATA)
    assert names(tmp_path, "pi:start") == {
        "pi:start", "numbers:look", "pack/numbers.json:pi"}
    assert names(tmp_path, "cities:start") == {
        "cities:start", "numbers:look", "pack/numbers.json:city_bonn",
        "pack/numbers.json:city_rome"}
    assert names(tmp_path, "none:start") == {"none:start"}
    assert set(reach_in(tmp_path).of(["pack.pi:start"], data=False)) == {
        "pack.pi:start", "pack.numbers:look"}


DATA_EDITS = [  # file, new text, whose keys change
    ("numbers.json", '{"unused": 1, "pi":3.14, "city_bonn": 1, "city_rome": 2}', set()),
    ("numbers.json", '{"pi": 3.14, "city_bonn": 1, "city_rome": 2, "new": 0}', set()),
    ("numbers.json", '{"pi": 3.15, "city_bonn": 1, "city_rome": 2}', {"pi"}),
    ("numbers.json", '{"pi": 3.14, "city_bonn": 1, "city_rome": 3}', {"cities"}),
    ("numbers.json", "[]", {"pi", "cities"}),
    ("other.json", '{"pi": 3}', set()),
    ("weights/numbers.json", '{"pi": 3}', set()),
]


@pytest.mark.parametrize(("name", "text", "expected"), DATA_EDITS)
def test_an_edit_of_a_data_file_changes_the_keys_of_those_who_name_the_entry(
        name, text, expected, tmp_path):
    write(tmp_path, DATA)
    before = {module: key(tmp_path, f"{module}:start") for module in ("pi", "cities", "none")}
    write(tmp_path, {name: text})
    assert {m for m in before if key(tmp_path, f"{m}:start") != before[m]} == expected


# ---------------------------------------------------------------- what nobody can follow

DYNAMIC = [
    "getattr(x, y)", "setattr(x, y, 1)", "delattr(x, y)", "hasattr(x, y)", "globals()", "locals()",
    "vars(x)", "eval(x)", "exec(x)", "compile(x, y, 'eval')", "__import__(x)", "import_module(x)",
    "lib.import_module(x)", "x.__dict__", "x.__subclasses__()", "sys.modules[x]",
    "type(x, (), {})", "operator.attrgetter(x)", "methodcaller(x)", "map(getattr, x, y)",
    "x.__doc__",
]
STATIC = ["getattr(x, 'y')", "hasattr(x, 'y')", "type(x)", "operator.itemgetter(0)", "sys.argv",
          "type(x).__name__", "x.getattr(y)"]
DYNAMIC_START = ("import importlib as lib\nimport operator\nimport sys\n"
                 "from importlib import import_module\nfrom operator import methodcaller\n")


@pytest.mark.parametrize("text", [*DYNAMIC, *STATIC])
def test_look_ups_that_cannot_be_followed_are_listed(text, tmp_path):
    write(tmp_path, {"__init__.py": "", "main.py": f"{DYNAMIC_START}def start(x, y): {text}\n"})
    found = reach_in(tmp_path).dynamic(["pack.main:start"])
    assert len(found) == (text in DYNAMIC)
    assert all(line.startswith("pack.main:start: ") for line in found)


DYNAMIC_MODULES = {
    "from os import *\ndef start(): pass": "(effects): from os import *",
    "def __getattr__(name): pass\ndef start(): pass": "(effects): def __getattr__",
    "class A:\n    def __init_subclass__(cls): pass\ndef start(): A": "A: def __init_subclass__",
    "class A:\n    def __set_name__(self, a, b): pass\ndef start(): A": "A: def __set_name__",
    "class A(metaclass=type): pass\ndef start(): A": "A: class A: metaclass",
    "import pack\ndef start(): return pack": "start: pack",
}


@pytest.mark.parametrize("text", DYNAMIC_MODULES)
def test_modules_and_classes_that_cannot_be_followed_are_listed(text, tmp_path):
    write(tmp_path, {"__init__.py": "", "main.py": text})
    found = reach_in(tmp_path).dynamic(["pack.main:start"])
    assert found == [f"pack.main:{DYNAMIC_MODULES[text]}"]


# ---------------------------------------------------------------- the real program

PACKAGES = {"policywerk": SRC, "figures": SCRIPTS / "figures"}


@pytest.fixture(scope="module")
def real():
    return Reach(PACKAGES)


def lessons():
    """The lessons as the build sees them."""
    return Project(ROOT).lessons([])


@cache
def trainings():
    """Where the reach of each planned run begins, by lesson, experiment and run."""
    return {(lesson.number, lesson.experiment(run).name, run): training_roots(lesson, run)
            for lesson in lessons() for run in lesson.runs}


def on_the_cliff():
    """Every experiment of lesson 04 but the one of bias, which has a world of its own."""
    return {f"{number} {experiment}" for number, experiment, _ in trainings()
            if number == "04"} - {"04 bias"}


def edited_copy(tmp_path, file, edit):
    """What is reached in a copy of the program where one file is edited."""
    copy = tmp_path / "policywerk"
    shutil.copytree(SRC, copy, ignore=shutil.ignore_patterns("__pycache__"))
    text = (copy / file).read_text(encoding="utf-8")
    assert edit(text) != text
    (copy / file).write_text(edit(text), encoding="utf-8")
    return Reach({"policywerk": copy})


def changed_by(tmp_path, real, file, edit):
    """The experiments, as "04 bias", with a run whose key changes when a file is edited."""
    after = edited_copy(tmp_path, file, edit)
    return {f"{number} {experiment}" for (number, experiment, _), roots in trainings().items()
            if after.digest(roots) != real.digest(roots)}


def replace(old, new):
    return lambda text: edited(text, old, new)


def append(text):
    return text + "\n\ndef nobody(x: int) -> int:\n    return x + len(str(x))\n"


@pytest.mark.parametrize("file", [
    "primitives/vector.py", "building_blocks/models.py", "building_blocks/policies.py",
    "lessons/experiment.py", "lessons/settings.py", "lessons/stepwise.py", "data/record.py",
    "data/statistics.py", "data/values.py"])
def test_an_unused_function_trains_nothing(file, tmp_path, real):
    assert changed_by(tmp_path, real, file, append) == set()


TOLD = {  # of what a reader is told, and of names and messages about files: file, old, new
    "a word of a record in words": (
        "lessons/l04_q_learner.py", "greedy walks afterwards", "greedy walks in the end"),
    "the title over it": ("lessons/experiment.py", "Lesson {record.lesson}", "{record.lesson}"),
    "how a run is named": ("lessons/experiment.py", '["seed", str(run.seed)]', '["one"]'),
    "what is typed after --set": ("lessons/settings.py", '"true": True', '"yes": True'),
    "the sentence about a setting": ("lessons/l00_machinery.py", "step size of Adam", "of Adam"),
    "an error about a file": (
        "data/record.py", "run the lesson again to replace it", "run it again"),
    "the tier of runs": ("lessons/l04_q_learner.py", 'tier="evidence"', 'tier="figures"'),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_is_told_trains_nothing(name, tmp_path, real):
    file, old, new = TOLD[name]
    assert changed_by(tmp_path, real, file, replace(old, new)) == set()


def test_one_experiment_is_trained_alone(tmp_path, real):
    edit = replace("epsilon=1.0)", "epsilon=0.5)")
    assert changed_by(tmp_path, real, "lessons/l04_q_learner.py", edit) == {"04 convergence"}


def test_the_text_of_an_error_is_part_of_who_can_raise_it(tmp_path, real):
    edit = replace("a cliff needs at least 2 rows", "a cliff must have 2 rows")
    assert changed_by(tmp_path, real, "world/cliff.py", edit) == on_the_cliff()


def test_the_depth_of_the_fall_is_part_of_what_happens_on_the_cliff(tmp_path, real):
    edit = replace("FALL = -100.0", "FALL = -50.0")
    assert changed_by(tmp_path, real, "world/cliff.py", edit) == on_the_cliff()


def test_and_every_run_on_the_cliff_is_made_again_but_not_the_two_of_bias(tmp_path, real):
    after = edited_copy(tmp_path, "world/cliff.py", replace("FALL = -100.0", "FALL = -50.0"))
    current = {run for (number, _, run), roots in trainings().items()
               if number == "04" and after.digest(roots) == real.digest(roots)}
    assert current == {"bias-seeds-0-9999", "bias-method-double-q-learning-seeds-0-9999"}


def test_a_function_is_part_of_the_experiments_that_call_it(tmp_path, real):
    edit = replace("state == last", "state <= last")  # in try_seed
    changed = changed_by(tmp_path, real, "lessons/l04_q_learner.py", edit)
    assert changed == {"04 online", "04 lambda"}


def test_a_change_at_the_bottom_is_noticed_at_the_top(tmp_path, real):
    edit = replace("return items[integer(rng, len(items))]", "return items[0]")
    changed = changed_by(tmp_path, real, "primitives/random.py", edit)
    assert not changed & {"00 race", "04 limits", "02 pole"}  # they choose nothing at random
    assert {"04 online", "04 bias"} <= changed


def test_a_real_change_to_dot_is_caught(tmp_path, real):
    text = (SRC / "primitives" / "vector.py").read_text(encoding="utf-8")
    body = re.search(r"def dot\(.*?\n\n\n", text, re.DOTALL).group()
    edit = replace(body, edited(body, "result = 0.0", "result = 1.0"))
    changed = changed_by(tmp_path, real, "primitives/vector.py", edit)
    assert {"00 moons", "01 gridworld", "03 sets"} <= changed


def test_an_interval_is_part_of_the_evidence_and_of_no_training(tmp_path, real):
    edit = replace("an interval needs at least 2 samples", "an interval wants 2 samples")
    assert changed_by(tmp_path, real, "data/statistics.py", edit) == set()
    after = Reach({"policywerk": tmp_path / "policywerk"})
    assert summaries_changed(real, after) == {"00", "01", "02", "03", "04", "05", "06", "07"}


def summaries_changed(before, after):
    """The lessons whose evidence would be made again."""
    roots = {lesson.number: name_of(lesson.study.summarise) for lesson in lessons()}
    return {number for number, root in roots.items()
            if before.digest([root]) != after.digest([root])}


def test_a_published_number_is_part_of_the_lesson_that_compares_with_it(tmp_path, real):
    def edit(text):
        numbers = json.loads(text)
        numbers["cliff_sarsa"]["value"] = 0.5
        return json.dumps(numbers)

    assert changed_by(tmp_path, real, "data/published.json", edit) == set()
    after = Reach({"policywerk": tmp_path / "policywerk"})
    assert summaries_changed(real, after) == {"04"}
    root = next(name_of(each.study.summarise) for each in lessons() if each.number == "04")
    assert "policywerk/data/published.json:cliff_sarsa" in after.of([root])


def executed(function, *arguments):
    """The functions and methods of the program that are called, by their full names."""
    seen = set()
    sys.setprofile(lambda frame, event, value: seen.add(frame.f_code))
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    for code in seen:
        path, name = Path(code.co_filename), code.co_qualname.split(".<")[0]
        if SRC in path.parents and not name.startswith("<"):
            module = ".".join(path.relative_to(SRC.parent).with_suffix("").parts)
            yield f"{module}:{name.partition('.__')[0]}"


SHORT_RUNS = [
    ("00", Run(l00_machinery.Moons(steps=3, points=20, unseen=20))),
    ("00", Run(l00_machinery.Race(steps=4))),
    ("01", Run(l01_bellman.Gridworld(episodes=2))),
    ("01", Run(l01_bellman.Growth(size=4, method="policy iteration"))),
    ("02", Run(l02_barto_sutton.Pole(trials=6, cap=60), 0, 2)),
    ("02", Run(l02_barto_sutton.Rules(episodes=2, limit=30))),
    ("03", Run(l03_td_learner.Race(episodes=12), 0, 2)),
    ("03", Run(l03_td_learner.Sets(sets=1, sequences=2))),
    ("04", Run(l04_q_learner.Bias(episodes=12), 0, 2)),
    ("04", Run(l04_q_learner.Online("Sarsa", episodes=12), 0, 2)),
    ("04", Run(l04_q_learner.Film(episodes=12))),
    ("06", Run(l06_ppo.Control(steps=120, horizon=60, epochs=1))),
    ("06", Run(l06_ppo.Control(world="balance", variant="adaptive KL", clock="terminates",
                               scored="as clipped", first_weights="glorot", steps=120, horizon=60,
                               epochs=1, film=False), 0, 2)),
    ("06", Run(l06_ppo.Control(world="cart-pole", variant="fixed KL", steps=120, horizon=60,
                               epochs=1, film=False))),
    ("06", Run(l06_ppo.Untaught(episodes=2))),
    ("07", Run(l07_worlds.Unled(episodes=2))),
    pytest.param("07", Run(l07_dreamer.Imagine(
        steps=75, prefill=40, ratio=13.0, state=8, units=4, latents=2, classes=3, encoder=4,
        heads=4, dreamt=2)), marks=pytest.mark.slow),
    pytest.param("07", Run(l07_dreamer.Imagine(
        world="catcher", steps=75, prefill=40, ratio=13.0, state=8, units=4, latents=2, classes=3,
        encoder=4, heads=4, dreamt=2, numbers="square", film=False)), marks=pytest.mark.slow),
    ("07", Run(l07_watch.Watch(updates=25, rows=100, windows=2, length=5, state=8, units=2,
                               latents=2, encoder=3))),
    ("07", Run(l07_sighted.Sighted(steps=64, hidden=4, horizon=32, minibatch=16, epochs=1))),
]


@pytest.mark.parametrize(
    ("number", "run"), SHORT_RUNS, ids=lambda it: it if isinstance(it, str) else str(it.config))
def test_whatever_runs_is_reached(number, run, real, monkeypatch):
    monkeypatch.setattr(l06_ppo.judge, "__defaults__", (2, 0))  # episodes, in place of a hundred
    monkeypatch.setattr(l07_dreamer.judge, "__defaults__", (2,))
    monkeypatch.setattr(l07_watch, "SETS", 1)  # of held-out episodes, in place of six
    lesson = next(each for each in lessons() if each.number == number)
    experiment = lesson.study.experiment_of(run)
    records = tuple(carry_out(lesson.study, each)[0] for each in lesson.study.reads(run))
    called = set(executed(experiment.train, run.config, Given(run.seed, run.seeds,
                                                              records=records)))
    planned = next(name for name in lesson.runs if lesson.experiment(name) is experiment)
    assert called
    assert called <= set(real.of(training_roots(lesson, planned)))


def test_what_cannot_be_followed_in_any_run_is_known_to_be_safe(real):
    found = set()
    for roots in trainings().values():
        found.update(real.dynamic(roots))
    assert {line.rpartition(": ")[0] for line in found} == set(UNSEEN)


def test_annotations_are_never_evaluated():
    # Names in annotations do not count; without this import they would be looked up.
    for path in [*SRC.rglob("*.py"), *(SCRIPTS / "figures").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert not text or "\nfrom __future__ import annotations\n" in text, path


# ---------------------------------------------------------------- any change, anywhere

RANDOM_RUN = ("04", "online", "online-seeds-0-49")


def parts_of(tree):
    """The functions and methods of a module, with their names."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        for inner in node.body if isinstance(node, ast.ClassDef) else []:
            if isinstance(inner, ast.FunctionDef):
                dunder = inner.name.startswith("__")
                yield (node.name if dunder else f"{node.name}.{inner.name}"), inner


class Change(ast.NodeTransformer):
    """Change one number or operator of a function, chosen at random; none in annotations."""

    def __init__(self, rng):
        self.rng, self.places, self.place = rng, 0, None

    def apply(self, function):
        self.visit(function)
        if not self.places:
            return False
        self.place, self.places = self.rng.randrange(self.places), 0
        self.visit(function)
        return True

    def is_the_place(self):
        self.places += 1
        return self.place == self.places - 1

    def visit_arguments(self, node):
        node.defaults = [self.visit(default) for default in node.defaults]
        return node

    def visit_FunctionDef(self, node):
        node.args = self.visit(node.args)
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit_AnnAssign(self, node):
        node.value = self.visit(node.value) if node.value else None
        return node

    def visit_Constant(self, node):
        if type(node.value) in (int, float) and self.is_the_place():
            return ast.Constant(node.value + 7)
        return node

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if self.is_the_place():
            node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        return node

    def visit_Compare(self, node):
        self.generic_visit(node)
        if self.is_the_place():
            node.ops[0] = ast.Gt() if isinstance(node.ops[0], ast.Lt) else ast.Lt()
        return node


def rename_a_local(rng, function):
    """Rename one variable that the function assigns and nothing else binds."""
    nodes = list(ast.walk(function))
    parameters = {node.arg for node in nodes if isinstance(node, ast.arg)}
    inner = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    free = sorted(stored - parameters - inner)
    if not free:
        return False
    old = rng.choice(free)
    for node in nodes:
        if isinstance(node, ast.Name) and node.id == old:
            node.id = "another_name"
    return True


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    copy = tmp_path_factory.mktemp("scratch") / "policywerk"
    shutil.copytree(SRC, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def random_edits(seed, real, is_inside, edit, count):
    """Files of the program, each with a random edit inside or outside of what is reached."""
    rng = random.Random(seed)
    reached = real.of(trainings()[RANDOM_RUN], data=False)
    files = sorted(SRC.rglob("*.py"))
    modules = {path: ".".join(path.relative_to(SRC.parent).with_suffix("").parts)
               for path in files}
    places = [(path, name) for path in files
              for name, _ in parts_of(ast.parse(path.read_text(encoding="utf-8")))
              if (f"{modules[path]}:{name}" in reached) == is_inside]
    while count:
        path, name = rng.choice(places)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        function = rng.choice([node for other, node in parts_of(tree) if other == name])
        if edit(rng, function):
            count -= 1
            yield path.relative_to(SRC), name, ast.unparse(ast.fix_missing_locations(tree))


def key_with(scratch, file, text):
    original = (scratch / file).read_text(encoding="utf-8")
    (scratch / file).write_text(text, encoding="utf-8")
    try:
        return Reach({"policywerk": scratch}).digest(trainings()[RANDOM_RUN])
    finally:
        (scratch / file).write_text(original, encoding="utf-8")


def change(rng, function):
    return Change(rng).apply(function)


@pytest.mark.parametrize(("is_inside", "edit", "is_other"), [
    (True, change, True), (False, change, False),
    (True, rename_a_local, False), (False, rename_a_local, False)])
def test_the_key_changes_with_what_is_reached_and_with_nothing_else(
        is_inside, edit, is_other, real, scratch):
    before = real.digest(trainings()[RANDOM_RUN])
    for file, name, text in random_edits(4, real, is_inside, edit, 10):
        assert (key_with(scratch, file, text) != before) == is_other, f"{file}: {name}"


# ---------------------------------------------------------------- every Python, every place

ASK = """
import sys; sys.path.insert(0, sys.argv[1])
import json; from pathlib import Path; from pipeline.reach import Reach
packages, roots = json.load(sys.stdin)
reach = Reach({name: Path(path) for name, path in packages.items()})
print(json.dumps([[reach.of([root]), reach.digest([root])] for root in roots]))
"""


@pytest.mark.slow
def test_every_python_finds_the_same_digests(tmp_path):
    write(tmp_path, {"__init__.py": "", "main.py": PROGRAM, "tools.py": TOOLS})
    packages = {**PACKAGES, "pack": tmp_path / "pack"}
    roots = {root for roots in trainings().values() for root in roots}
    roots |= {name_of(lesson.study.summarise) for lesson in lessons()}
    roots |= {f"figures.{p.draw}" for lesson in lessons() for p in lesson.pictures.values()}
    roots = [*sorted(roots), "pack.main:start"]
    reach = Reach(packages)
    expected = [[reach.of([root]), reach.digest([root])] for root in roots]
    question = json.dumps([{name: str(path) for name, path in packages.items()}, roots])
    builders = {version: path for version, path in interpreters().items()
                if version.startswith("3.") and int(version[2:]) >= 11}
    for version, path in builders.items():
        answer = subprocess.run([path, "-c", ASK, str(SCRIPTS)], input=question,
                                capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stderr
        assert json.loads(answer.stdout) == expected, version


def test_the_digest_does_not_depend_on_the_place(tmp_path):
    write(tmp_path, {"__init__.py": "", "main.py": PROGRAM, "tools.py": TOOLS})
    before = key(tmp_path)
    (tmp_path / "deeper").mkdir()
    (tmp_path / "pack").rename(tmp_path / "deeper" / "pack")
    assert key(tmp_path / "deeper") == before
