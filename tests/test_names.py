"""A name says which file to look in: one that two modules share means the same in both."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

SRC = Path(__file__).resolve().parents[1] / "src" / "policywerk"
# The same operation, on numbers, vectors, matrices and nodes of the tape.
OPERATIONS = {"primitives.scalar", "primitives.vector", "primitives.matrix",
              "primitives.activations", "primitives.losses", "building_blocks.grad",
              "building_blocks.curves", "building_blocks.norms", "building_blocks.loss_nodes"}


def defined(tree):
    """The public functions, classes and names of types of a module."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name[0].isupper() and not name.isupper():
                yield name


def shared():
    """Names that several modules define, and these modules; a lesson is a world of its own."""
    modules = defaultdict(set)
    for path in SRC.rglob("*.py"):
        module = ".".join(path.relative_to(SRC).with_suffix("").parts)
        if not module.startswith("lessons"):
            for name in defined(ast.parse(path.read_text())):
                modules[name].add(module)
    return {name: found for name, found in modules.items() if len(found) > 1}


def test_a_name_has_one_meaning():
    assert {name for name, modules in shared().items() if not modules <= OPERATIONS} == set()


def test_the_operations_are_found():
    assert shared()["add"] == {"primitives.scalar", "primitives.vector", "building_blocks.grad"}
