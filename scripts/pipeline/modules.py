"""The modules of a program, taken apart into definitions: what each top-level name is bound by.

A class comes apart further: its head (fields, decorators, bases, methods such as __init__), and
each other method. What a module does when it is imported, beyond binding names, is its `effects`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import BuildError
from pipeline.scopes import FUNCTIONS, Bound, Function, Imported, bound

EFFECTS = "(effects)"
DEPTH = 50  # re-exports in a row, after which we take them to go in circles
NO_EFFECT = (*FUNCTIONS, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign,
             ast.AugAssign, ast.Delete, ast.Pass)

# Decorators that do nothing but make another function or class of the one they are given.
HARMLESS = {
    "dataclass", "property", "staticmethod", "classmethod", "overload", "override", "final",
    "cache", "cached_property", "lru_cache", "contextmanager", "wraps", "total_ordering",
    "abstractmethod", "setter", "getter", "deleter", "singledispatch",
}
HARMLESS_SOURCES = {"dataclasses", "functools", "typing", "contextlib", "abc"}


@dataclass
class Definition:
    """All that binds one name: statements of a module, or of the class it is a method of."""

    module: str
    name: str  # "Episode", "Episode.length", "FALL"
    statements: list[ast.stmt] = field(default_factory=list)
    members: dict[str, Definition] = field(default_factory=dict)  # of a class: its methods
    owner: Definition | None = None  # of a method: its class

    @property
    def full_name(self) -> str:
        return f"{self.module}:{self.name}"

    @property
    def class_statements(self) -> list[ast.ClassDef]:
        return [node for node in self.statements if isinstance(node, ast.ClassDef)]


class Module:
    """One source file, parsed."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        self.is_package = path.name == "__init__.py"
        self.package = name if self.is_package else name.rpartition(".")[0]
        self.definitions: dict[str, Definition] = {}
        self.effects = Definition(name, EFFECTS)
        statements = list(_without_checking(_parsed(path).body))
        self.bound: Bound = bound(statements, self.package)
        for statement in statements:
            self._take(statement)

    @property
    def imports(self) -> dict[str, list[Imported]]:
        return self.bound.imports

    @property
    def loaded(self) -> set[str]:
        """The modules it imports, and names that may be modules."""
        return {name for all_of_one in self.imports.values() for one in all_of_one
                for name in one.modules}

    def _take(self, statement: ast.stmt) -> None:
        """Add a top-level statement to the definitions of the names it binds, and the effects."""
        names = sorted(self._bound_by(statement))
        for name in names:
            self._definition(name).statements.append(statement)
        if isinstance(statement, ast.ClassDef):
            self._take_methods(self.definitions[statement.name], statement)
        if self._has_effect(statement, names):
            self.effects.statements.append(statement)

    def _definition(self, name: str) -> Definition:
        return self.definitions.setdefault(name, Definition(self.name, name))

    def _bound_by(self, statement: ast.stmt) -> set[str]:
        """The names a statement binds, and those whose objects it changes (X[...] = ...)."""
        changed = {root_of(target) for target in _targets(statement)} & self.bound.names
        return bound([statement], self.package).names | changed

    def _has_effect(self, statement: ast.stmt, names: Sequence[str]) -> bool:
        if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
            return statement.name == "__getattr__" or not self._is_plain(statement)
        if isinstance(statement, (ast.Assign, ast.AugAssign, ast.Delete)):
            return not names
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            return False  # a docstring, or as little
        if isinstance(statement, ast.ImportFrom):
            return statement.names[0].name == "*"
        return not isinstance(statement, NO_EFFECT) and type(statement).__name__ != "TypeAlias"

    def _is_plain(self, node: Function | ast.ClassDef) -> bool:
        """Whether every decorator of a function, or of a class and in it, is a harmless one."""
        inner = node.body if isinstance(node, ast.ClassDef) else []
        decorated = [n for n in inner if isinstance(n, (*FUNCTIONS, ast.ClassDef))]
        return (all(self._is_harmless(d) for d in node.decorator_list)
                and all(self._is_plain(n) for n in decorated))

    def _is_harmless(self, decorator: ast.expr) -> bool:
        node = decorator.func if isinstance(decorator, ast.Call) else decorator
        root = root_of(node)
        sources = {one.path.partition(".")[0] for one in self.imports.get(root, [])}
        return (_last_name(node) in HARMLESS and sources <= HARMLESS_SOURCES
                and root not in self.bound.names)

    def _take_methods(self, owner: Definition, statement: ast.ClassDef) -> None:
        """Part a class from its methods, but for those that Python calls by itself."""
        for node in statement.body:
            if isinstance(node, FUNCTIONS) and not is_dunder(node.name) and self._is_plain(node):
                method = Definition(self.name, f"{owner.name}.{node.name}", owner=owner)
                owner.members.setdefault(node.name, method).statements.append(node)


def is_dunder(name: str) -> bool:
    """Whether a name is of the form __name__."""
    return name.startswith("__") and name.endswith("__")


def root_of(node: ast.AST) -> str:
    """The name at the root of a.b, a[0] or a.b[0].c; empty if there is none."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _targets(statement: ast.stmt) -> Iterator[ast.expr]:
    """What an assignment assigns to, tuples taken apart."""
    waiting = list(getattr(statement, "targets", [])) or [getattr(statement, "target", None)]
    while waiting:
        target = waiting.pop()
        if isinstance(target, (ast.Tuple, ast.List)):
            waiting.extend(target.elts)
        elif isinstance(target, ast.expr):
            yield target


def _without_checking(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Top-level statements, without what stands under `if TYPE_CHECKING`."""
    for statement in statements:
        if isinstance(statement, ast.If) and _last_name(statement.test) == "TYPE_CHECKING":
            yield from statement.orelse
        else:
            yield statement


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8-sig"))
    except (SyntaxError, ValueError) as problem:  # ValueError: not UTF-8, or a null character
        raise BuildError(f"{path} is not a Python program: {problem}") from problem


class Meaning(NamedTuple):
    """What a name, followed by attributes, stands for."""

    definitions: tuple[str, ...] = ()  # of ours, by their full names
    modules: tuple[str, ...] = ()  # of ours, where a module itself is meant
    outside: tuple[str, ...] = ()  # dotted, of others
    left: int = 0  # how many of the attributes at the end are attributes of a definition


class Program:
    """The modules of some packages, each parsed when it is first asked for."""

    def __init__(self, packages: Mapping[str, Path]) -> None:
        self.packages = packages
        self.modules: dict[str, Module] = {}  # those read so far
        self._absent: set[str] = set()

    def module(self, name: str) -> Module | None:
        """A module by its dotted name; None if it is not one of ours."""
        if name not in self.modules and name not in self._absent:
            path = self._path(name)
            if path is None:
                self._absent.add(name)
            else:
                self.modules[name] = Module(name, path)
        return self.modules.get(name)

    def _path(self, name: str) -> Path | None:
        top, *rest = name.split(".")
        if top not in self.packages:
            return None
        base = self.packages[top].joinpath(*rest)
        candidates = [base / "__init__.py"] + ([base.with_suffix(".py")] if rest else [])
        return next((path for path in candidates if path.is_file()), None)

    def definition(self, full_name: str) -> Definition:
        """A definition by its full name.

        Raises: BuildError if there is none of that name.
        """
        module_name, _, name = full_name.partition(":")
        top, _, member = name.partition(".")
        module = self.module(module_name)
        found = module.definitions.get(top) if module else None
        if module and name == EFFECTS:
            found = module.effects
        if found and member:
            found = found.members.get(member, found if member in _head_names(found) else None)
        if found is None:
            raise BuildError(f"nothing is called {full_name} in {', '.join(self.packages)}")
        return found

    def meaning(self, module: Module, name: str, chain: Sequence[str]) -> Meaning | None:
        """What a global name of a module means, with the attributes after it; None: a builtin."""
        if name in module.definitions:
            return Meaning(definitions=(f"{module.name}:{name}",), left=len(chain))
        if name in module.imports:
            return self.imported(module.imports[name], chain)
        return None

    def imported(
        self, imports: Sequence[Imported], chain: Sequence[str], depth: int = 0
    ) -> Meaning:
        """What an imported name means, with the attributes after it."""
        found = [self._follow(one.path, chain, depth) for one in imports]
        return Meaning(
            tuple(name for one in found for name in one.definitions),
            tuple(name for one in found for name in one.modules),
            tuple(name for one in found for name in one.outside),
            max(one.left for one in found),
        )

    def _follow(self, start: str, chain: Sequence[str], depth: int) -> Meaning:
        """Walk from package to module to definition, through re-exports."""
        place, *path = [*start.split("."), *chain]
        if place not in self.packages or depth > DEPTH:
            return Meaning(outside=(".".join([start, *chain]),))
        for taken, part in enumerate(path, 1):
            inner = f"{place}.{part}"
            module = self.module(place)
            if module and part in module.definitions:
                return Meaning(definitions=(f"{place}:{part}",), left=len(path) - taken)
            if self.module(inner) is None:
                if module and part in module.imports:
                    return self.imported(module.imports[part], path[taken:], depth + 1)
                return Meaning(outside=(".".join([start, *chain]),))
            place = inner
        is_module = self.module(place) is not None  # or a folder without __init__.py
        return Meaning(modules=(place,)) if is_module else Meaning(outside=(place,))


def _head_names(definition: Definition) -> set[str]:
    """The names bound in a class besides its methods."""
    return set().union(*(bound(node.body, "").names for node in definition.class_statements))
