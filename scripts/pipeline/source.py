"""Source text without its comments, docstrings and layout, and the modules a module imports.

The build keys its results by what the code *says*. Tokens are compared, not `ast.dump`, whose
form changes between Python versions; what the tokenizer itself changed (f-strings became several
tokens in 3.12, t-strings came in 3.14) is joined again, so that every Python finds the same digest.
"""

from __future__ import annotations

import ast
import hashlib
import io
import json
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import BuildError

LINE, INDENT, DEDENT = "\n", "\n>", "\n<"  # no token of a program starts with a line break
LAYOUT = {"COMMENT", "NL", "ENCODING", "ENDMARKER", "TYPE_COMMENT", "TYPE_IGNORE"}
MARKS = {"NEWLINE": LINE, "INDENT": INDENT, "DEDENT": DEDENT}
STRING_STARTS = {"FSTRING_START", "TSTRING_START"}
STRING_ENDS = {"FSTRING_END", "TSTRING_END"}
PREFIX_LENGTH = 3  # a shorter string says too little to name an entry of a data file

Position = tuple[int, int]  # line from 1, column from 0, in characters


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    start: Position


def source_text(path: Path) -> str:
    """A source file's text: UTF-8, lines ended by a line feed, no byte-order mark."""
    text = path.read_text(encoding="utf-8-sig")
    return text if text.endswith("\n") else text + "\n"


def _lines(text: str) -> list[str]:
    """The lines as the tokenizer counts them (str.splitlines also splits at form feeds)."""
    return [line + "\n" for line in text.split("\n")]


def _between(lines: list[str], start: Position, end: Position) -> str:
    """The text from start to end, which may lie on a later line."""
    if start[0] == end[0]:
        return lines[start[0] - 1][start[1] : end[1]]
    middle = lines[start[0] : end[0] - 1]
    return "".join([lines[start[0] - 1][start[1] :], *middle, lines[end[0] - 1][: end[1]]])


def _tokens(text: str) -> Iterator[Token]:
    """The tokens of a program, each formatted string as one STRING, whatever the Python."""
    lines = _lines(text)
    depth, opened = 0, (0, 0)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kind = tokenize.tok_name[token.type]
        if kind in STRING_STARTS:
            opened = opened if depth else token.start
            depth += 1
        elif kind in STRING_ENDS:
            depth -= 1
            if depth == 0:
                yield Token("STRING", _between(lines, opened, token.end), opened)
        elif depth == 0:
            yield Token(kind, token.string, token.start)


def _docstring_starts(text: str, nodes: list[ast.AST]) -> set[Position]:
    """Where the docstrings begin. (ast counts columns in bytes, tokens in characters.)"""
    lines = _lines(text)
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    starts = set()
    for node in nodes:
        if isinstance(node, owners) and ast.get_docstring(node, clean=False) is not None:
            value = node.body[0].value  # type: ignore[attr-defined]
            column = len(lines[value.lineno - 1].encode()[: value.col_offset].decode())
            starts.add((value.lineno, column))
    return starts


def normalised(text: str, nodes: list[ast.AST] | None = None) -> list[str]:
    """The program as a list of token texts, without comments, docstrings and layout.

    Indentation is kept as marks for one level more or less, so its width does not count; line
    breaks inside brackets and after a backslash do not count either. A trailing comma does.
    (nodes: those of its syntax tree, for a caller who has them.)
    """
    docstrings = _docstring_starts(text, nodes or list(ast.walk(ast.parse(text))))
    kept: list[str] = []
    statement: list[str] = []
    is_docstring = False
    for token in _tokens(text):
        if token.kind in LAYOUT:
            continue
        statement.append(MARKS.get(token.kind, token.text))
        is_docstring = is_docstring or (token.kind == "STRING" and token.start in docstrings)
        if token.kind in MARKS or token.text in (";", ":"):
            kept.extend([] if is_docstring else statement)
            statement, is_docstring = [], False
    return kept + statement


def digest_of(value: object) -> str:
    """sha256 of a JSON value in its one canonical form."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Module:
    """What the build needs to know about one source file."""

    digest: str
    imports: frozenset[str]  # dotted names, some of them objects and not modules
    strings: frozenset[str]


@cache
def read_module(text: str, package: str) -> Module:
    """Tokens, imports and string constants of a file; package resolves relative imports."""
    nodes = list(ast.walk(ast.parse(text)))
    strings = (n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
    imports = (name for node in nodes for name in _imported(node, package))
    return Module(digest_of(normalised(text, nodes)), frozenset(imports), frozenset(strings))


def _imported(node: ast.AST, package: str) -> Iterator[str]:
    """The dotted names one import statement may load: each may be a module or an object."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        parts = package.split(".")[: len(package.split(".")) + 1 - node.level]
        base = ".".join(parts) if node.level else ""
        module = ".".join(filter(None, [base, node.module or ""]))
        yield module
        yield from (f"{module}.{alias.name}" for alias in node.names)


class Sources:
    """The packages of a project, and digests of what a module in them depends on."""

    def __init__(self, packages: Mapping[str, Path]) -> None:
        self.packages = packages
        self._digests: dict[tuple[tuple[str, ...], ...], str] = {}

    def path(self, name: str) -> Path | None:
        """The file of a module or package, or None if the name is not one of ours."""
        top, *rest = name.split(".")
        if top not in self.packages:
            return None
        base = self.packages[top].joinpath(*rest)
        candidates = [base / "__init__.py"] + ([base.with_suffix(".py")] if rest else [])
        return next((path for path in candidates if path.is_file()), None)

    def _module(self, name: str, path: Path) -> Module:
        is_package = path.name == "__init__.py"
        package = name if is_package else name.rpartition(".")[0]
        try:
            return read_module(source_text(path), package)
        except (SyntaxError, tokenize.TokenError, UnicodeDecodeError) as problem:
            raise BuildError(f"{path} is not a Python program: {problem}") from problem

    def closure(self, roots: Iterable[str], skip: Iterable[str] = ()) -> dict[str, Path]:
        """The modules that roots import, directly or not, with the packages they lie in."""
        found: dict[str, Path] = {}
        waiting, seen = list(roots), set(skip)
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            waiting.extend([name.rpartition(".")[0]] if "." in name else [])
            path = self.path(name)
            if path is not None:
                found[name] = path
                waiting.extend(self._module(name, path).imports)
        return found

    def digest(self, roots: Iterable[str], skip: Iterable[str] = ()) -> str:
        """One digest of everything roots depend on: modules, and the data files they read.

        Files are read once: make new Sources to see what was edited since.
        """
        question = (tuple(roots), tuple(skip))
        if question not in self._digests:
            self._digests[question] = self._digest(*question)
        return self._digests[question]

    def _digest(self, roots: Iterable[str], skip: Iterable[str]) -> str:
        modules = self.closure(roots, skip)
        read = {name: self._module(name, path) for name, path in sorted(modules.items())}
        strings = frozenset().union(*(module.strings for module in read.values()))
        data = {
            f"{name}:{path.name}": _data_digest(path, strings)
            for name, module in read.items()
            for path in _data_files(modules[name], module.strings)
        }
        return digest_of([{name: module.digest for name, module in read.items()}, data])


def _data_files(module: Path, strings: frozenset[str]) -> list[Path]:
    """Files beside a module that it names in a string, or that bear its name (x.py, x.json)."""
    beside = (path for path in module.parent.iterdir() if path.suffix not in (".py", ".pyc"))
    named = (p for p in beside if p.name in strings or p == module.with_suffix(".json"))
    return sorted(path for path in named if path.is_file())


def _data_digest(path: Path, strings: frozenset[str]) -> str:
    """Digest of a data file: of a JSON object, only the entries the program names.

    So a number added to published.json for one lesson does not retrain the others. An entry is
    named where its key, or the beginning of it (as in f"howard_{city}"), stands as a string.
    """
    if path.suffix != ".json":
        return hashlib.sha256(path.read_bytes()).hexdigest()
    value = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(value, dict):
        heads = tuple(text for text in strings if len(text) >= PREFIX_LENGTH)
        value = {key: v for key, v in value.items() if key in strings or key.startswith(heads)}
    return digest_of(value)
