"""How the names in a definition are written, and what they stand for.

A local variable is written as the number of its scope and its own in the order of appearance; a
global name as the definition it leads to, through imports; other names as they are spelled.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.modules import Meaning, Module, Program
from pipeline.scopes import Bound, bound

# What looks names up that are only known while the program runs.
LOOK_UPS = {"getattr", "setattr", "delattr", "hasattr"}
DYNAMIC_BUILTINS = LOOK_UPS | {
    "globals", "locals", "vars", "dir", "eval", "exec", "compile", "__import__", "__doc__",
}
DYNAMIC_MODULES = {"importlib", "inspect", "pickle", "runpy", "gc", "ctypes"}
DYNAMIC_OUTSIDE = {
    "sys.modules", "sys._getframe", "operator.attrgetter", "operator.methodcaller",
    "typing.get_type_hints", "typing.runtime_checkable", "builtins",
}
DYNAMIC_ATTRIBUTES = {
    "__dict__", "__subclasses__", "__globals__", "__code__", "__doc__", "__annotations__",
    "__getattribute__", "__builtins__",
}
DYNAMIC_METHODS = {"__init_subclass__", "__set_name__", "__getattribute__"}


class Hole(NamedTuple):
    """A place in a form that is written when it is known what else is reached."""

    name: str  # a definition's full name, or a parameter's name
    function: str | None = None  # of a parameter: the name of its function ("" for a lambda)
    counts: bool = False  # a parameter's name that counts in any case


@dataclass
class Form:
    """What a definition says, with holes, and everything it names."""

    texts: list[str] = field(default_factory=list)  # one more than holes
    holes: list[Hole] = field(default_factory=list)  # each between two texts
    definitions: set[str] = field(default_factory=set)  # their full names
    modules: set[str] = field(default_factory=set)  # used as objects
    loaded: set[str] = field(default_factory=set)  # modules that it imports
    attributes: set[str] = field(default_factory=set)
    strings: set[str] = field(default_factory=set)
    keywords: set[str] = field(default_factory=set)  # passed by name in a call
    starred: set[str] = field(default_factory=set)  # called with **; "*" may be anything
    dynamic: list[str] = field(default_factory=list)  # look-ups that no reader can follow


@dataclass
class Scope:
    """One function, lambda, comprehension or class that is being written."""

    bound: Bound
    number: int
    is_class: bool = False
    seen: dict[str, int] = field(default_factory=dict)  # variables in order of appearance

    def index(self, name: str) -> int:
        return self.seen.setdefault(name, len(self.seen))


class NameWriter:
    """The form of a definition while it is written: its text, its scopes, what it names."""

    def __init__(self, program: Program, module: Module) -> None:
        self.program = program
        self.module = module
        self.form = Form()
        self.parts: list[str] = []  # of the text since the last hole
        self.scopes: list[Scope] = []
        self.opened = 0  # scopes so far
        self.calling: ast.Call | None = None  # the call whose function or arguments we write

    def finish(self) -> Form:
        self.form.texts.append("".join(self.parts))
        return self.form

    def hole(self, hole: Hole) -> None:
        self.form.texts.append("".join(self.parts))
        self.parts.clear()
        self.form.holes.append(hole)

    # ------------------------------------------------------------- scopes

    @contextmanager
    def inside(self, names: Bound, is_class: bool = False) -> Iterator[Scope]:
        scope = Scope(names, self.opened, is_class)
        self.opened += 1
        self.scopes.append(scope)
        yield scope
        self.scopes.pop()

    def enter_class(self, statements: Sequence[ast.ClassDef]) -> None:
        """Stand in a class's body, without writing it."""
        body = [node for statement in statements for node in statement.body]
        self.scopes.append(Scope(bound(body, self.module.package), 0, is_class=True))
        self.opened += 1

    def in_class_body(self) -> bool:
        return bool(self.scopes) and self.scopes[-1].is_class

    # ------------------------------------------------------------- names

    def local(self, name: str) -> Scope | None:
        """The scope whose variable a name is; None if it is global. (Class bodies hide.)"""
        for depth, scope in enumerate(reversed(self.scopes)):
            if scope.is_class and depth > 0:
                continue
            if name in scope.bound.world:
                return None
            known = name in scope.bound.names or name in scope.bound.imports
            if known and name not in scope.bound.outer:
                return scope
        return None

    def variable(self, name: str) -> None:
        """A name that is bound here: a target, a parameter, a nested function."""
        scope = self.local(name)
        if scope is None and self.scopes:
            self.reference(name, [])
        elif scope is None or scope.is_class:
            self.parts.append(f"name:{name}")
        else:
            self.parts.append(f"${scope.number}.{scope.index(name)}")

    def look_up(self, name: str, chain: list[str], node: ast.expr) -> int:
        """Write a name that is read; how many of the attributes after it are still to write."""
        scope = self.local(name)
        if scope is None:
            return self.reference(name, chain, node)
        if scope.is_class:
            return self.class_variable(name, chain, node)
        if name in scope.bound.names:
            self.variable(name)
            return len(chain)
        return self.meaning(self.program.imported(scope.bound.imports[name], chain), chain, node)

    def class_variable(self, name: str, chain: list[str], node: ast.expr) -> int:
        """In a class body: the class's own if it is bound by then, else what is outside."""
        self.form.attributes.update([name, *chain])
        self.parts.append(f"class:{name}/")
        inner = self.scopes.pop()
        self.look_up(name, chain, node)
        self.scopes.append(inner)
        return len(chain)

    def reference(self, name: str, chain: list[str], node: ast.expr | None = None) -> int:
        """A global name, or a builtin."""
        meaning = self.program.meaning(self.module, name, chain)
        if meaning is not None:
            return self.meaning(meaning, chain, node)
        self.parts.append(f"builtin:{name}")
        if name in DYNAMIC_BUILTINS:
            self.unseen(node)
        return len(chain)

    def meaning(self, meaning: Meaning, chain: list[str], node: ast.expr | None) -> int:
        """What a name stands for, by itself or through an import."""
        for name in meaning.definitions:
            self.form.definitions.add(name)
            self.parts.append("our:")
            self.hole(Hole(name))
        for name in meaning.modules:
            self.form.modules.add(name)
            self.parts.append(f"module:{name}")
            if self.program.modules[name].is_package:  # its modules are attributes too
                self.unseen(node)
        for name in meaning.outside:
            self.form.attributes.update(chain)
            self.parts.append(f"other:{name}")
            if name.partition(".")[0] in DYNAMIC_MODULES or name in DYNAMIC_OUTSIDE:
                self.unseen(node)
        return meaning.left

    def is_builtin(self, name: str) -> bool:
        known = self.local(name) or self.program.meaning(self.module, name, [])
        return known is None

    def called(self, function: ast.expr) -> Iterable[str]:
        """The names a called function may have where it is defined; * for any."""
        if isinstance(function, ast.Attribute):
            return [function.attr]
        if not isinstance(function, ast.Name) or self.local(function.id):
            return ["*"]
        meaning = self.program.meaning(self.module, function.id, [])
        if meaning is None:
            return []  # a builtin
        ours = [name.rpartition(":")[2] for name in meaning.definitions]
        return [*ours, *(["*"] if meaning.outside or meaning.modules else [])]

    def unseen(self, node: ast.expr | None) -> None:
        """Note a look-up that no reader can follow."""
        if node is not None and self.calling is not None and self.calling.func is node:
            self.form.dynamic.append(ast.unparse(self.calling))
        elif node is not None:
            self.form.dynamic.append(ast.unparse(node))
