"""What a definition says, whatever it looks like, and what it names.

A definition is written out from its syntax tree, without layout, comments, docstrings and
annotations. A local variable is written as a number (its scope, and when it first appears there),
so that renaming it changes nothing, while exchanging two does. Two things depend on what else is
reached, and are left open as holes: how a global name is written (the module only where two reached
definitions share the name), and whether a parameter's name counts (where a call may pass it by
keyword). The names of nested functions and classes count: a program can see them as `__name__`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pipeline.modules import Definition, Meaning, Module, Program
from pipeline.scopes import (
    COMPREHENSIONS,
    FUNCTIONS,
    Bound,
    Comprehension,
    Function,
    bound,
    imported,
)

LOOK_UPS = {"getattr", "setattr", "delattr", "hasattr"}
DYNAMIC_BUILTINS = LOOK_UPS | {
    "globals", "locals", "vars", "eval", "exec", "compile", "__import__", "__doc__",
    "dir",
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

# Fields that do not count: annotations, and what only repeats where or how a node stands.
UNSAID = {"annotation", "returns", "type_comment", "type_params", "kind", "ctx", "simple"}


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
    definitions: dict[str, None] = field(default_factory=dict)  # full names, in order
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


def form_of(program: Program, definition: Definition) -> Form:
    """Write a definition out."""
    writer = _Writer(program, program.modules[definition.module])
    if definition.owner is not None:  # its decorators and defaults see the class
        writer.enter_class(definition.owner.class_statements)
    without = {id(node) for method in definition.members.values() for node in method.statements}
    for statement in definition.statements:
        writer.write_part(statement, without)
    return writer.finish()


def _fields_of(kind: type[ast.AST]) -> list[tuple[str, str]]:
    return [(name, f" {name}=") for name in kind._fields if name not in UNSAID]


FIELDS = {kind: _fields_of(kind) for kind in vars(ast).values()
          if isinstance(kind, type) and issubclass(kind, ast.AST)}


class _Writer:
    """Writes syntax trees as text, keeping track of scopes and of what is named."""

    def __init__(self, program: Program, module: Module) -> None:
        self.program = program
        self.module = module
        self.form = Form()
        self.parts: list[str] = []  # of the text since the last hole
        self.scopes: list[Scope] = []
        self.opened = 0
        self.without: set[int] = set()
        self.head_of_class = False  # whether parameters are those of a class head
        self.calling: ast.Call | None = None

    def finish(self) -> Form:
        self.form.texts.append("".join(self.parts))
        return self.form

    def write_part(self, statement: ast.stmt, without: set[int]) -> None:
        """A statement of a definition, without the methods that are definitions themselves."""
        self.without = without
        self.head_of_class = isinstance(statement, ast.ClassDef)
        self.write(statement)

    # ------------------------------------------------------------- nodes in general

    def hole(self, hole: Hole) -> None:
        self.form.texts.append("".join(self.parts))
        self.parts.clear()
        self.form.holes.append(hole)

    def write(self, node: ast.AST) -> None:
        special = _SPECIAL.get(type(node))
        if special is not None:
            special(self, node)
        else:
            self.node(node)

    def node(self, node: ast.AST) -> None:
        """A node and its fields; None and empty lists are left out, as some Pythons have more."""
        kind = type(node)
        self.parts.append("(" + kind.__name__)
        for name, label in FIELDS[kind]:
            value = getattr(node, name, None)
            if value is not None and value != []:
                self.parts.append(label)
                self.value(value)
        self.parts.append(")")

    def value(self, value: object) -> None:
        if isinstance(value, ast.AST):
            self.write(value)
        elif isinstance(value, list):
            self.many(value)
        else:
            self.parts.append(ascii(value))

    def many(self, values: Iterable[object]) -> None:
        self.parts.append("[")
        for value in values:
            if not self.says_nothing(value):
                self.value(value)
                self.parts.append(",")
        self.parts.append("]")

    def says_nothing(self, node: object) -> bool:
        """Whether a statement only declares; what it declares shows in how names are written."""
        if isinstance(node, ast.AnnAssign):
            return node.value is None and not self.in_class_body()
        return isinstance(node, (ast.Global, ast.Nonlocal))

    def labelled(self, label: str, values: Sequence[object]) -> None:
        if values:
            self.parts.append(f" {label}=")
            self.many(values)

    def constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, str):
            self.form.strings.add(value)
        self.parts.append(f"{type(value).__name__}:{value!a}")

    def formatted(self, node: ast.JoinedStr) -> None:
        """An f-string. (Pythons differ in where they cut the text between its braces.)"""
        self.parts.append("(JoinedStr ")
        text = ""
        for value in [*node.values, None]:
            if isinstance(value, ast.Constant):
                text += str(value.value)
                continue
            if text:
                self.constant(ast.Constant(text))
            text = ""
            if value is not None:
                self.write(value)
        self.parts.append(")")

    def replacement(self, node: ast.FormattedValue) -> None:
        spec = node.format_spec
        is_empty = isinstance(spec, ast.JoinedStr) and not any(
            not isinstance(value, ast.Constant) or value.value for value in spec.values)
        self.parts.append(f"(FormattedValue {node.conversion} ")
        self.write(node.value)
        if spec is not None and not is_empty:
            self.write(spec)
        self.parts.append(")")

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

    def name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self.variable(node.id)
        else:
            self.look_up(node.id, [], node)

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
            self.form.definitions[name] = None
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

    def attribute(self, node: ast.Attribute) -> None:
        """a.b.c, of which a may be a module."""
        chain: list[str] = []
        base: ast.expr = node
        while isinstance(base, ast.Attribute):
            chain.insert(0, base.attr)
            base = base.value
        if isinstance(base, ast.Name):
            left = self.look_up(base.id, chain, node)
        else:
            self.write(base)
            left = len(chain)
        for attribute in chain[len(chain) - left:]:
            self.parts.append(f".{attribute} ")
            self.form.attributes.add(attribute)
        if DYNAMIC_ATTRIBUTES.intersection(chain):
            self.unseen(node)

    def unseen(self, node: ast.expr | None) -> None:
        """Note a look-up that no reader can follow."""
        if node is not None and self.calling is not None and self.calling.func is node:
            self.form.dynamic.append(ast.unparse(self.calling))
        elif node is not None:
            self.form.dynamic.append(ast.unparse(node))

    # ------------------------------------------------------------- calls

    def call(self, node: ast.Call) -> None:
        for keyword in node.keywords:
            if keyword.arg is None:
                self.form.starred.update(self.called(node.func))
            else:
                self.form.keywords.add(keyword.arg)
        if not self.is_plain_look_up(node):
            outer, self.calling = self.calling, node
            self.node(node)
            self.calling = outer

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

    def is_plain_look_up(self, node: ast.Call) -> bool:
        """Write getattr(x, "step"), which names what it reads; leave the other calls.

        (type(name, bases, body) makes a class, which nobody can follow.)
        """
        if not isinstance(node.func, ast.Name) or not self.is_builtin(node.func.id):
            return False
        name, arguments = node.func.id, node.args
        if name == "type" and len(arguments) == 3:
            self.form.dynamic.append(ast.unparse(node))
        if name not in LOOK_UPS or len(arguments) < 2 or not is_text(arguments[1]):
            return False
        self.form.attributes.add(arguments[1].value)  # type: ignore[attr-defined]
        self.parts.append(f"builtin:{name}")
        self.many(arguments)
        return True

    def is_builtin(self, name: str) -> bool:
        known = self.local(name) or self.program.meaning(self.module, name, [])
        return known is None

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

    def function(self, node: Function) -> None:
        self.parts.append(f"({type(node).__name__} {node.name} ")
        if node.name in DYNAMIC_METHODS or (node.name == "__getattr__" and not self.scopes):
            self.form.dynamic.append(f"def {node.name}")
        self.variable(node.name)
        self.labelled("decorators", node.decorator_list)
        self.signature_and_body(node.args, node.name, without_docstring(node.body))

    def anonymous(self, node: ast.Lambda) -> None:
        self.parts.append("(Lambda")
        self.signature_and_body(node.args, "", [node.body])

    def signature_and_body(
        self, signature: ast.arguments, name: str, body: Sequence[ast.AST]
    ) -> None:
        """Defaults belong to the scope outside, parameters and body to the one inside."""
        self.labelled("defaults", signature.defaults)
        self.labelled("kw_defaults", signature.kw_defaults)
        names = bound(body, self.module.package)
        names.names.update(arg.arg for arg in all_parameters(signature))
        always = self.head_of_class and len(self.scopes) == 1  # Class(...) calls it
        with self.inside(names):
            for kind in ("posonlyargs", "args", "vararg", "kwonlyargs", "kwarg"):
                self.parameters(kind, getattr(signature, kind), name, always)
            self.labelled("body", body)
        self.parts.append(")")

    def parameters(self, kind: str, found: Any, function: str, always: bool) -> None:
        """The parameters of one kind; a name counts where it can be passed by keyword."""
        if not found:
            return
        self.parts.append(f" {kind}=")
        for parameter in found if isinstance(found, list) else [found]:
            self.variable(parameter.arg)
            if kind in ("args", "kwonlyargs"):
                self.parts.append("/")
                self.hole(Hole(parameter.arg, function, always))
            self.parts.append(",")

    def class_(self, node: ast.ClassDef) -> None:
        self.parts.append(f"(ClassDef {node.name} ")
        if any(keyword.arg == "metaclass" for keyword in node.keywords):
            self.form.dynamic.append(f"class {node.name}: metaclass")
        self.variable(node.name)
        self.labelled("decorators", node.decorator_list)
        self.labelled("bases", node.bases)
        self.labelled("keywords", node.keywords)
        with self.inside(bound(node.body, self.module.package), is_class=True):
            body = without_docstring(node.body)
            self.labelled("body", [each for each in body if id(each) not in self.without])
        self.parts.append(")")

    def comprehension(self, node: Comprehension) -> None:
        """The first iterable is evaluated outside, the rest in a scope of its own."""
        first, *others = node.generators
        self.parts.append(f"({type(node).__name__} ")
        self.write(first.iter)
        targets = [generator.target for generator in node.generators]
        with self.inside(bound(targets, self.module.package)):
            for part in ("key", "value", "elt"):
                self.labelled(part, [getattr(node, part)] if hasattr(node, part) else [])
            self.generator(first)
            for generator in others:
                self.write(generator.iter)
                self.generator(generator)
        self.parts.append(")")

    def generator(self, node: ast.comprehension) -> None:
        self.parts.append(f" for{node.is_async} ")
        self.write(node.target)
        self.labelled("ifs", node.ifs)

    # ------------------------------------------------------------- statements that bind

    def annotated(self, node: ast.AnnAssign) -> None:
        """Like an assignment; the annotation of a field of a class counts as text."""
        if self.in_class_body():
            self.parts.append(f"(Field {spelled(node.annotation)} ")
            self.write(node.target)
            self.labelled("value", [node.value] if node.value else [])
            self.parts.append(")")
        elif node.value is not None:
            self.node(ast.Assign(targets=[node.target], value=node.value))

    def in_class_body(self) -> bool:
        return bool(self.scopes) and self.scopes[-1].is_class

    def augmented(self, node: ast.AugAssign) -> None:
        """x += 1 reads x too."""
        self.parts.append(f"(AugAssign {type(node.op).__name__} ")
        if isinstance(node.target, ast.Name):
            self.look_up(node.target.id, [], node.target)
        else:
            self.write(node.target)
        self.parts.append(" ")
        self.write(node.value)
        self.parts.append(")")

    def import_(self, node: ast.Import | ast.ImportFrom) -> None:
        """The modules are loaded; what is imported is reached where it is used.

        At once if the name is also bound otherwise, or globally (in a top-level try or if).
        """
        self.parts.append("(Import ")
        for name, one in imported(node, self.module.package):
            self.form.loaded.update(one.modules)
            scope = self.local(name)
            if name == "*":
                self.form.dynamic.append(ast.unparse(node))
            elif scope is None or scope.is_class or name in scope.bound.names:
                self.variable(name)
                self.meaning(self.program.imported([one], []), [], None)
            elif one.path.partition(".")[0] not in self.program.packages:
                self.parts.append(f"other:{one.path} ")
        self.parts.append(")")

    def handler(self, node: ast.ExceptHandler) -> None:
        self.parts.append("(ExceptHandler")
        self.labelled("type", [node.type] if node.type else [])
        self.capture(node.name)
        self.labelled("body", node.body)
        self.parts.append(")")

    def capture(self, name: str | None) -> None:
        """The variable of an except or of a pattern, if there is one."""
        if name:
            self.parts.append(" as ")
            self.variable(name)

    def match_as(self, node: ast.MatchAs | ast.MatchStar) -> None:
        self.parts.append(f"({type(node).__name__}")
        pattern = getattr(node, "pattern", None)
        self.labelled("pattern", [pattern] if pattern else [])
        self.capture(node.name)
        self.parts.append(")")

    def match_mapping(self, node: ast.MatchMapping) -> None:
        self.parts.append("(MatchMapping")
        self.labelled("keys", node.keys)
        self.labelled("patterns", node.patterns)
        self.capture(node.rest)
        self.parts.append(")")

    def match_class(self, node: ast.MatchClass) -> None:
        self.form.attributes.update(node.kwd_attrs)
        self.node(node)


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """The body of a function or class, without its docstring."""
    first = body[0]
    return body[1:] if isinstance(first, ast.Expr) and is_text(first.value) else body


def all_parameters(signature: ast.arguments) -> Iterator[ast.arg]:
    yield from (*signature.posonlyargs, *signature.args, *signature.kwonlyargs)
    yield from filter(None, (signature.vararg, signature.kwarg))


def spelled(node: object) -> str:
    """An expression as it is spelled: names are text."""
    if isinstance(node, ast.AST):
        parts = (spelled(getattr(node, name, None)) for name, _ in FIELDS[type(node)])
        return f"({type(node).__name__} {' '.join(parts)})"
    return f"[{' '.join(map(spelled, node))}]" if isinstance(node, list) else ascii(node)


_SPECIAL: dict[type, Callable[[_Writer, Any], None]] = {
    ast.Name: _Writer.name,
    ast.Attribute: _Writer.attribute,
    ast.Constant: _Writer.constant,
    ast.JoinedStr: _Writer.formatted,
    ast.FormattedValue: _Writer.replacement,
    ast.Call: _Writer.call,
    **dict.fromkeys(FUNCTIONS, _Writer.function),
    ast.Lambda: _Writer.anonymous,
    ast.ClassDef: _Writer.class_,
    **dict.fromkeys(COMPREHENSIONS, _Writer.comprehension),
    ast.AnnAssign: _Writer.annotated,
    ast.AugAssign: _Writer.augmented,
    **dict.fromkeys((ast.Import, ast.ImportFrom), _Writer.import_),
    ast.ExceptHandler: _Writer.handler,
    **dict.fromkeys((ast.MatchAs, ast.MatchStar), _Writer.match_as),
    ast.MatchMapping: _Writer.match_mapping,
    ast.MatchClass: _Writer.match_class,
}
