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
from typing import Any

from pipeline.modules import Definition, Module, Program
from pipeline.names import DYNAMIC_ATTRIBUTES, DYNAMIC_METHODS, LOOK_UPS, Form, Hole, NameWriter
from pipeline.scopes import COMPREHENSIONS, FUNCTIONS, Comprehension, Function, bound, imported

# Fields that do not count: annotations, and what only repeats where or how a node stands.
UNSAID = {"annotation", "returns", "type_comment", "type_params", "kind", "ctx", "simple"}


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


class _Writer(NameWriter):
    """Writes syntax trees as text."""

    def __init__(self, program: Program, module: Module) -> None:
        super().__init__(program, module)
        self.without: set[int] = set()  # methods to leave out, which are definitions themselves
        self.head_of_class = False  # whether parameters are those of a class head

    def write_part(self, statement: ast.stmt, without: set[int]) -> None:
        """A statement of a definition, without the methods that are definitions themselves."""
        self.without = without
        self.head_of_class = isinstance(statement, ast.ClassDef)
        self.write(statement)

    # ------------------------------------------------------------- nodes in general

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
        self.parts.append(f"(FormattedValue {node.conversion} ")
        self.write(node.value)
        if isinstance(node.format_spec, ast.JoinedStr) and node.format_spec.values:
            self.write(node.format_spec)
        self.parts.append(")")

    # ------------------------------------------------------------- names

    def name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self.variable(node.id)
        else:
            self.look_up(node.id, [], node)

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

    # ------------------------------------------------------------- scopes

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
