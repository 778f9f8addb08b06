"""Who may import what: the standard library, and downwards only."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src"
MODULES = sorted(path.relative_to(SRC).as_posix() for path in SRC.glob("policywerk/**/*.py"))

BELOW = {  # each layer may import these beside itself
    "primitives": set(),
    "building_blocks": {"primitives"},
    "world": {"primitives", "building_blocks"},
    "actors": {"primitives", "building_blocks", "world"},
    "data": {"primitives"},
    "lessons": {"primitives", "building_blocks", "world", "actors", "data"},
    "": {"primitives", "building_blocks", "world", "actors", "data", "lessons"},  # __main__
}
ONLY_IN = {"random": "policywerk/primitives/random.py", "math": "policywerk/primitives/scalar.py"}
PORTABLE_MATH = {"sqrt", "ldexp", "frexp", "floor", "copysign", "isnan", "isinf", "isfinite",
                 "inf", "nan"}
NEVER = {  # of the standard library, but not the same everywhere
    "cmath": "differs between platforms", "statistics": "differs between versions",
    "secrets": "cannot be seeded", "uuid": "cannot be seeded", "importlib": "imports unseen",
}


def layer(module):
    """The folder of a module below policywerk, as dots or slashes; '' for __main__."""
    parts = module.replace("/", ".").split(".")
    return parts[1] if len(parts) > 1 and parts[1] in BELOW else ""


def imports(tree):
    """Every import, also inside functions and for type checkers: (line, module, name)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, module, alias.name) for alias in node.names)


def import_fault(path, module, name):
    """Why the module at path may not import this, or None."""
    top = module.partition(".")[0]
    if module.startswith("."):
        return "relative import: write it absolutely"
    if top == "policywerk":
        wanted = layer(f"{module}.{name}")
        if wanted not in BELOW[layer(path)] | {layer(path)}:
            return f"{layer(path)} may not import {wanted or '__main__'}: imports go downwards"
    elif top not in sys.stdlib_module_names:
        return f"{top} is not in the standard library"
    elif top in NEVER and (top, path) != ("importlib", "policywerk/lessons/catalogue.py"):
        return f"{top} {NEVER[top]}"
    elif ONLY_IN.get(top, path) != path:
        return f"{top} is imported in {ONLY_IN[top]} only"
    elif top == "math" and name and name not in PORTABLE_MATH:
        return f"math.{name} differs between platforms"
    return None


def layer_faults(path, text):
    tree = ast.parse(text)
    found = [(line, import_fault(path, module, name)) for line, module, name in imports(tree)]
    found += [(node.lineno, f"math.{node.attr} differs between platforms")
              for node in ast.walk(tree)
              if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
              and node.value.id == "math" and node.attr not in PORTABLE_MATH]
    found += [(node.lineno, "__import__ imports unseen") for node in ast.walk(tree)
              if isinstance(node, ast.Name) and node.id == "__import__"]
    return [f"{path}:{line}: {fault}" for line, fault in found if fault]


@pytest.mark.parametrize("path", MODULES)
def test_a_module_imports_downwards(path):
    found = layer_faults(path, (SRC / path).read_text("utf-8"))
    assert not found, "\n".join(found)


def test_packages_are_empty():
    packages = [path for path in MODULES if path.endswith("__init__.py")]
    assert [path for path in packages if (SRC / path).read_text("utf-8")] == []


def files_with_matplotlib():
    for folder in ("src", "scripts", "docs", "tests"):
        for path in (ROOT / folder).glob("**/*.py"):
            modules = [module for _, module, _ in imports(ast.parse(path.read_text("utf-8")))]
            if any(module.partition(".")[0] == "matplotlib" for module in modules):
                yield path.relative_to(ROOT).as_posix()


def test_matplotlib_is_for_scripts_labs_and_their_tests():
    allowed = ("scripts/", "docs/labs/", "tests/")
    assert [path for path in files_with_matplotlib() if not path.startswith(allowed)] == []


# The check itself.

GOOD = [
    ("policywerk/actors/a.py", "import json\nfrom policywerk.world.gridworld import GridWorld"),
    ("policywerk/actors/a.py", "from policywerk.actors.bellman import sweep"),
    ("policywerk/world/a.py", "from policywerk.primitives import scalar"),
    ("policywerk/lessons/a.py", "from policywerk.data.record import Record"),
    ("policywerk/__main__.py", "from policywerk.lessons.catalogue import LESSONS"),
    ("policywerk/primitives/scalar.py", "import math\nx = math.sqrt(2.0)"),
    ("policywerk/primitives/random.py", "import random"),
    ("policywerk/primitives/a.py", "from policywerk.primitives.random import normal"),
    ("policywerk/lessons/catalogue.py", "import importlib"),
]
BAD = [
    ("policywerk/primitives/a.py", "import numpy"),
    ("policywerk/primitives/a.py", "def f():\n    import numpy as np"),
    ("policywerk/primitives/a.py", "from policywerk.building_blocks import models"),
    ("policywerk/primitives/a.py", "from policywerk import actors"),
    ("policywerk/building_blocks/a.py", "import policywerk.world.gridworld"),
    ("policywerk/world/a.py", "if TYPE_CHECKING:\n    from policywerk.actors.bellman import x"),
    ("policywerk/actors/a.py", "from policywerk.data.record import Record"),
    ("policywerk/data/a.py", "from policywerk.building_blocks.models import Model"),
    ("policywerk/lessons/a.py", "from policywerk import __main__"),
    ("policywerk/primitives/a.py", "from . import scalar"),
    ("policywerk/primitives/a.py", "from .scalar import exp"),
    ("policywerk/actors/a.py", "import random"),
    ("policywerk/actors/a.py", "from random import Random"),
    ("policywerk/actors/a.py", "import math"),
    ("policywerk/actors/a.py", "from math import sqrt"),
    ("policywerk/primitives/scalar.py", "from math import exp"),
    ("policywerk/primitives/scalar.py", "import math\nx = math.exp(1.0)"),
    ("policywerk/actors/a.py", "import statistics"),
    ("policywerk/actors/a.py", "import importlib"),
    ("policywerk/actors/a.py", "np = __import__('numpy')"),
]


@pytest.mark.parametrize(("path", "text"), GOOD)
def test_a_good_import_passes(path, text):
    assert layer_faults(path, text) == []


@pytest.mark.parametrize(("path", "text"), BAD)
def test_a_bad_import_is_found(path, text):
    assert len(layer_faults(path, text)) == 1


def test_the_page_warns_of_files_named_as_the_librarys():
    # Python that is started in their folder finds them first.
    named = {path for path in MODULES if Path(path).stem in sys.stdlib_module_names}
    assert named == {"policywerk/primitives/random.py", "policywerk/data/statistics.py"}
    page = (ROOT / "docs" / "how-to-read.md").read_text()
    for path in map(Path, named):
        assert f"`src/{path.parent}`" in page
        assert f"`{path.name}`" in page
