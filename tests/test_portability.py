"""The rules that make src give the same bits on every Python, and run on Python 3.9."""

import ast
import sys
from pathlib import Path

import pytest

from interpreters import interpreters, run_python

SRC = Path(__file__).resolve().parents[1] / "src"
MODULES = sorted(path.relative_to(SRC).as_posix() for path in SRC.glob("policywerk/**/*.py"))

NOT_PORTABLE = {
    "pow": "libm's pow differs between platforms: multiply",
    "hash": "hash changes with PYTHONHASHSEED",
    "id": "id changes from run to run",
}
NEW_KEYWORDS = {("zip", "strict"): "3.10", ("dataclass", "slots"): "3.10",
                ("dataclass", "kw_only"): "3.10", ("sorted", "strict"): "3.10",
                ("bisect_left", "key"): "3.10", ("bisect_right", "key"): "3.10"}
NEW_NAMES = {"pairwise": "3.10", "batched": "3.12", "StrEnum": "3.11", "bit_count": "3.10",
             "aiter": "3.10", "anext": "3.10", "ExceptionGroup": "3.11", "tomllib": "3.11"}
ORDERLESS = {"sorted", "len", "min", "max", "any", "all", "set", "frozenset", "isinstance", "bool"}


def called_name(node):
    """The name a call ends in: f for f(…) and a.b.f(…)."""
    function = node.func
    return getattr(function, "id", None) or getattr(function, "attr", "")


def is_integer(node):
    """Evidently an integer: 1, len(…), x.count(…), or a comparison."""
    return isinstance(node, ast.Compare) or (
        isinstance(node, ast.Constant) and isinstance(node.value, int)) or (
        isinstance(node, ast.Call) and called_name(node) in ("len", "count"))


def is_set(node, names=()):
    """Evidently a set: a display, set(…), a union of such, or a variable known to hold one."""
    if isinstance(node, ast.BinOp):
        return is_set(node.left, names) or is_set(node.right, names)
    called = isinstance(node, ast.Call) and called_name(node) in ("set", "frozenset")
    named = isinstance(node, ast.Name) and node.id in names
    return called or named or isinstance(node, (ast.Set, ast.SetComp))


def set_names(tree):
    """The variables and arguments of a module that evidently hold sets."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and is_set(node.value):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        note = ast.unparse(getattr(node, "annotation", None) or ast.Constant(""))
        if note.split("[")[0].split(".")[-1] in ("set", "frozenset", "Set", "FrozenSet"):
            yield node.arg if isinstance(node, ast.arg) else ast.unparse(node.target)


def iterated(node):
    """The expressions that a node goes through in their order."""
    if isinstance(node, (ast.For, ast.comprehension)):
        yield node.iter
    elif isinstance(node, (ast.Starred, ast.YieldFrom)):
        yield node.value
    elif isinstance(node, ast.Call) and called_name(node) not in ORDERLESS:
        yield from node.args
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Tuple, ast.List)):
        yield node.value


def call_fault(node):
    name = called_name(node)
    builtin = isinstance(node.func, ast.Name)
    if builtin and name == "sum":
        items = node.args[0]
        if not (isinstance(items, ast.GeneratorExp) and is_integer(items.elt)):
            return "sum over floats is compensated since Python 3.12: write the loop"
    if builtin and name in NOT_PORTABLE:
        return NOT_PORTABLE[name]
    if name == "fsum":
        return "fsum: write the loop"
    for keyword in node.keywords:
        if (name, keyword.arg) in NEW_KEYWORDS:
            version = NEW_KEYWORDS[name, keyword.arg]
            return f"{name}({keyword.arg}=) is Python {version}; src keeps to 3.9"
    return None


def node_fault(node, names):
    """What is not portable about one node of the syntax tree, or None."""
    if isinstance(getattr(node, "op", None), ast.Pow):
        return "x ** y differs between CPython and PyPy: multiply"
    if isinstance(node, ast.Match):
        return "match is Python 3.10; src keeps to 3.9"
    if any(is_set(items, names) for items in iterated(node)):
        return "the order of a set changes from run to run: sort it"
    name = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)
    if name in NEW_NAMES:
        return f"{name} is Python {NEW_NAMES[name]}; src keeps to 3.9"
    return call_fault(node) if isinstance(node, ast.Call) else None


def portability_faults(path, text):
    tree = ast.parse(text)
    names = set(set_names(tree))
    found = [f"{path}:{getattr(node, 'lineno', '')}: {fault}" for node in ast.walk(tree)
             if (fault := node_fault(node, names))]
    if tree.body and "from __future__ import annotations" not in map(ast.unparse, tree.body[:2]):
        found.append(f"{path}:1: from __future__ import annotations comes first")
    return found


@pytest.mark.parametrize("path", MODULES)
def test_a_module_is_portable(path):
    found = portability_faults(path, (SRC / path).read_text("utf-8"))
    assert not found, "\n".join(found)


IMPORT_ALL = "import importlib, sys\nfor name in sys.argv[1:]:\n    importlib.import_module(name)\n"


FOUND = interpreters()


@pytest.mark.parametrize("interpreter", FOUND.values(), ids=FOUND)
def test_every_module_imports(interpreter):
    names = [path[:-3].replace("/", ".") for path in MODULES]
    assert run_python(interpreter, "-W", "error", "-c", IMPORT_ALL, *names) == ""


# The check itself.

HEAD = "from __future__ import annotations\n"

GOOD = [
    "y = x * x",
    "n = sum(1 for x in xs if x > 0.0)",
    "n = sum(len(row) for row in rows)",
    "n = sum(x > 0.0 for x in xs)",
    "def f(**options): return g(**options)",
    "for x in sorted({3, 1}): print(x)",
    "seen = set()\nif x in seen: print(len(seen))",
    "seen: Set[int] = set()\nseen.add(1)\nfor x in sorted(seen): print(x)",
    "distinct = len(set(xs))",
    "for key in {'a': 1}: print(key)",
    "pairs = list(zip(xs, ys))",
]
BAD = [
    "y = x ** 2",
    "x **= 2",
    "y = pow(x, 2)",
    "y = sum(xs)",
    "y = sum(x * x for x in xs)",
    "y = sum(xs, 0.0)",
    "y = math.fsum(xs)",
    "k = hash('a')",
    "for x in {1, 2}: print(x)",
    "for x in set(xs): print(x)",
    "y = [x for x in frozenset(xs)]",
    "y = [x for x in {a for a in xs}]",
    "y = list(set(xs))",
    "y = tuple({1, 2})",
    "y = [*{1, 2}]",
    "y = ','.join(set(xs))",
    "y = enumerate({1, 2})",
    "a, b = {1, 2}",
    "for x in set(xs) - {1}: print(x)",
    "seen = set()\nfor x in seen: print(x)",
    "seen: Set[int] = f()\nfor x in seen: print(x)",
    "def f(seen: Set[int]):\n    return list(seen)",
    "match x:\n    case 1: pass",
    "y = zip(xs, ys, strict=True)",
    "@dataclass(frozen=True, slots=True)\nclass A: pass",
    "from itertools import pairwise",
    "y = itertools.pairwise(xs)",
]


@pytest.mark.parametrize("text", GOOD)
def test_portable_code_passes(text):
    assert portability_faults("a.py", HEAD + text) == []


@pytest.mark.parametrize("text", BAD)
def test_code_that_is_not_portable_is_found(text):
    assert len(portability_faults("a.py", HEAD + text)) == 1


def test_annotations_are_not_evaluated():
    assert portability_faults("a.py", "import json") != []
    assert portability_faults("a.py", '"""Doc."""\n' + HEAD) == []
    assert portability_faults("a.py", "") == []


def test_a_module_that_fails_to_import_is_found():
    with pytest.raises(AssertionError, match="no_such_module"):
        run_python(sys.executable, "-c", IMPORT_ALL, "no_such_module")
