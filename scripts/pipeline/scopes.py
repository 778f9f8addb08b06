"""Which names a piece of a program binds itself: Python's rules of scope, on syntax trees.

(`symtable` of the standard library knows them too, but only for whole files, and what it calls
a scope differs from Python to Python.)
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


class Imported(NamedTuple):
    """What a name stands for after an import."""

    path: str  # dotted; of `import a.b` it is a, the name that is bound
    is_module: bool  # of `from a import b` we cannot know
    loads: str  # the module that is imported

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules that may be imported: path can be one, or an object in one."""
        return (self.loads,) if self.is_module else (self.loads, self.path)


@dataclass
class Bound:
    """The names one scope binds, and the ones it declares to be another scope's."""

    names: set[str] = field(default_factory=set)  # by anything but an import
    imports: dict[str, list[Imported]] = field(default_factory=dict)
    outer: set[str] = field(default_factory=set)  # declared nonlocal
    world: set[str] = field(default_factory=set)  # declared global
    stars: bool = False  # whether there is a `from … import *`


def imported(node: ast.Import | ast.ImportFrom, package: str) -> Iterator[tuple[str, Imported]]:
    """What an import statement in a module of that package binds: names and their meaning."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            whole, top = alias.name, alias.name.partition(".")[0]
            yield alias.asname or top, Imported(whole if alias.asname else top, True, whole)
        return
    parts = package.split(".")
    base = parts[: len(parts) + 1 - node.level] if node.level else []
    module = ".".join([*base, *([node.module] if node.module else [])])
    for alias in node.names:
        yield alias.asname or alias.name, Imported(f"{module}.{alias.name}", False, module)


def bound(nodes: Iterable[ast.AST], package: str) -> Bound:
    """What these statements bind in the scope they stand in."""
    found = Bound()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        meet = _MEETINGS.get(type(node))
        if meet is not None:
            waiting.extend(meet(node, found, package))
        else:
            waiting.extend(ast.iter_child_nodes(node))
    return found


def _name(node: ast.Name, found: Bound, package: str) -> list[ast.AST]:
    if not isinstance(node.ctx, ast.Load):
        found.names.add(node.id)
    return []


def _definition(node: Any, found: Bound, package: str) -> list[ast.AST]:
    found.names.add(node.name)
    return evaluated_outside(node)


def evaluated_outside(node: Any) -> list[ast.AST]:
    """What of a function, a class or a lambda is evaluated where it stands, not inside it."""
    outside: list[ast.AST] = list(getattr(node, "decorator_list", []))
    if isinstance(node, ast.ClassDef):
        return [*outside, *node.bases, *node.keywords]
    return [*outside, *node.args.defaults, *filter(None, node.args.kw_defaults)]


def _lambda(node: ast.Lambda, found: Bound, package: str) -> list[ast.AST]:
    return evaluated_outside(node)


def _comprehension(node: Comprehension, found: Bound, package: str) -> list[ast.AST]:
    """Its own variables are its own; what := binds inside belongs outside."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(node))
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, ast.NamedExpr):
            found.names.add(inner.target.id)
        if not isinstance(inner, ast.Lambda):
            waiting.extend(ast.iter_child_nodes(inner))
    return []


def _import(node: ast.Import | ast.ImportFrom, found: Bound, package: str) -> list[ast.AST]:
    for name, meaning in imported(node, package):
        if name == "*":
            found.stars = True
        found.imports.setdefault(name, []).append(meaning)
    return []


def _except(node: ast.ExceptHandler, found: Bound, package: str) -> list[ast.AST]:
    found.names.update([node.name] if node.name else [])
    return list(ast.iter_child_nodes(node))


def _capture(node: Any, found: Bound, package: str) -> list[ast.AST]:
    name = node.rest if isinstance(node, ast.MatchMapping) else node.name
    found.names.update([name] if name else [])
    return list(ast.iter_child_nodes(node))


def _annotated(node: ast.AnnAssign, found: Bound, package: str) -> list[ast.AST]:
    return [node.target, *([node.value] if node.value else [])]


def _global(node: ast.Global, found: Bound, package: str) -> list[ast.AST]:
    found.world.update(node.names)
    return []


def _nonlocal(node: ast.Nonlocal, found: Bound, package: str) -> list[ast.AST]:
    found.outer.update(node.names)
    return []


_MEETINGS: dict[type, Callable[[Any, Bound, str], list[ast.AST]]] = {
    ast.Name: _name,
    **dict.fromkeys((*FUNCTIONS, ast.ClassDef), _definition),
    ast.Lambda: _lambda,
    **dict.fromkeys(COMPREHENSIONS, _comprehension),
    **dict.fromkeys((ast.Import, ast.ImportFrom), _import),
    ast.ExceptHandler: _except,
    **dict.fromkeys((ast.MatchAs, ast.MatchStar, ast.MatchMapping), _capture),
    ast.AnnAssign: _annotated,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
}
