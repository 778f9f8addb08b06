"""Divide a Python module into the objects that the book prints one by one.

Every line that is not blank belongs to one target:
    function | CONSTANT | Class | Class.method | imports
`Class` is all of a class that is not a method; `imports` is the module's docstring, its imports and
the blocks for type checkers. Definitions of one name (overloads, a property and its setter) go
together. A comment belongs to the object below it, a bare statement (such as the main guard) to the
object above it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pages import split_lines

IMPORTS = "imports"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Piece(NamedTuple):
    """A run of source lines that belongs to the objects called names; lines count from 0."""

    names: list[str]
    first: int
    last: int  # inclusive


class Module(NamedTuple):
    """A module in lines, and the line indexes of each of its objects."""

    lines: list[str]
    parts: dict[str, list[int]]


def assigned_names(statement: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    nodes = (node for target in targets for node in ast.walk(target))
    return [node.id for node in nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


def defined_names(statement: ast.stmt) -> list[str]:
    """The targets under which a statement is printed; none for a bare statement."""
    if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
        return [statement.name]
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        return assigned_names(statement)
    for_checkers = isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.dump(statement.test)
    if for_checkers or isinstance(statement, (ast.Import, ast.ImportFrom)):
        return [IMPORTS]
    return []


def first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(d.lineno for d in decorators)]) - 1


def last_line(statement: ast.stmt) -> int:
    return (statement.end_lineno or statement.lineno) - 1


def class_pieces(statement: ast.ClassDef, lines: list[str]) -> Iterator[Piece]:
    head_end = first_line(statement.body[0]) - 1
    while lines[head_end].strip() == "" or lines[head_end].lstrip().startswith("#"):
        head_end -= 1
    yield Piece([statement.name], first_line(statement), head_end)
    for member in statement.body:
        method = "." + member.name if isinstance(member, FUNCTIONS) else ""
        yield Piece([statement.name + method], first_line(member), last_line(member))


def pieces(lines: list[str]) -> Iterator[Piece]:
    """The statements of a module in their order, a class taken apart into head and members."""
    names = [IMPORTS]
    for statement in ast.parse("\n".join(lines)).body:
        names = defined_names(statement) or names
        if isinstance(statement, ast.ClassDef):
            yield from class_pieces(statement, lines)
        else:
            yield Piece(names, first_line(statement), last_line(statement))


def indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def dissect(text: str) -> Module:
    """The objects of a module; SyntaxError if it is not Python."""
    lines = split_lines(text)
    parts: dict[str, list[int]] = {}

    def give(names: list[str], indexes: Iterable[int]) -> None:
        for name in names:
            parts.setdefault(name, []).extend(i for i in indexes if i not in parts[name])

    above, end = [IMPORTS], 0
    for piece in pieces(lines):
        for i in (i for i in range(end, piece.first) if lines[i].strip()):  # comments
            inside = indentation(lines[i]) > indentation(lines[piece.first])
            give(above if inside else piece.names, [i])
        give(piece.names, range(max(end, piece.first), piece.last + 1))
        above, end = piece.names, piece.last + 1
    give(above, [i for i in range(end, len(lines)) if lines[i].strip()])
    return Module(lines, {name: indexes for name, indexes in parts.items() if indexes})
