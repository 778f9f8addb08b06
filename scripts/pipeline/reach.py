"""What a program can reach from where it starts, by name, and one digest of it.

The build keys a result by the definitions that can take part in it, not by all that its modules
contain: an edit elsewhere in a module leaves the key as it is. A definition is reached when one
that is reached names it. Of x.step we do not know what x is; but an object can only exist if its
class is reached, so the members called `step` of all reached classes are all it can mean. (Who
hands objects to the roots must name their classes as roots too.) What a module does on import
counts wherever the module is imported.

Not seen, beside what `dynamic` lists: an assignment that does more than bind its name, where
nothing reached uses that name; methods that somebody else's code calls on an object which does
not say so by its base class, other than CALLED_BY_OTHERS; attributes in a format string
("{0.name}".format); entries of a data file that only a configuration names; the order in which
modules are imported.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.data_files import data_digests, data_files, digest_of
from pipeline.modules import EFFECTS, Definition, Module, Program
from pipeline.names import Form, Hole
from pipeline.normal import form_of

# What the standard library calls by name on objects of any class that are handed to it.
CALLED_BY_OTHERS = {"keys", "read", "readline", "write", "flush", "close"}
# Bases of others that call no method of a class derived from them, but for dunder methods.
QUIET_BASES = {"object", "NamedTuple", "Protocol", "Generic", "ABC"}
QUIET_ENDINGS = ("Error", "Exception", "Warning")


@dataclass
class Extent:
    """All that is reached from some roots."""

    definitions: dict[str, Form] = field(default_factory=dict)  # by full name
    modules: dict[str, Module] = field(default_factory=dict)  # imported, directly or not
    attributes: set[str] = field(default_factory=lambda: set(CALLED_BY_OTHERS))
    members: dict[str, list[str]] = field(default_factory=dict)  # of reached classes, by name
    keywords: set[str] = field(default_factory=set)
    starred: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)  # bare names of several definitions

    def fill(self, hole: Hole) -> str:
        """What stands in a hole of a form, given everything that is reached."""
        if hole.function is None:
            return self.short(hole.name)
        is_named = hole.counts or hole.name in self.keywords
        return hole.name if is_named or self.starred & {"*", hole.function} else ""

    def short(self, full_name: str) -> str:
        """A definition's bare name, or with its module where several have the same."""
        bare = full_name.partition(":")[2]
        return full_name if bare in self.shared else bare


class Reach:
    """What is reached in one snapshot of the source. Files are read once."""

    def __init__(self, packages: Mapping[str, Path]) -> None:
        self._program = Program(packages)
        self._forms: dict[str, Form] = {}
        self._extents: dict[tuple[str, ...], Extent] = {}
        self._digests: dict[tuple[str, ...], str] = {}
        self._written: dict[tuple[str, ...], str] = {}

    def of(self, roots: Iterable[str], data: bool = True) -> dict[str, str]:
        """The definitions reached from roots ("module:name"), with their digests.

        Data entries are among them, as "policywerk/data/published.json:cliff_sarsa".
        Raises: BuildError if there is no such definition.
        """
        extent = self._extent(roots)
        found = {name: self._digest_of(name, extent) for name in extent.definitions}
        return dict(sorted({**found, **(self._data(extent) if data else {})}.items()))

    def digest(self, roots: Iterable[str]) -> str:
        """One digest of everything reached; it does not say in which modules that lies."""
        roots = tuple(sorted(set(roots)))
        if roots not in self._digests:
            extent = self._extent(roots)
            found = self.of(roots)
            self._digests[roots] = digest_of(
                sorted((extent.short(name) if name in extent.definitions else name, digest)
                       for name, digest in found.items()))
        return self._digests[roots]

    def dynamic(self, roots: Iterable[str]) -> list[str]:
        """Look-ups in the reach that this cannot follow, as "module:name: getattr(x, name)"."""
        forms = self._extent(roots).definitions.items()
        return sorted({f"{name}: {text}" for name, form in forms for text in form.dynamic})

    # ------------------------------------------------------------- following names

    def _extent(self, roots: Iterable[str]) -> Extent:
        roots = tuple(sorted(set(roots)))
        if roots not in self._extents:
            self._extents[roots] = self._find(roots)
        return self._extents[roots]

    def _find(self, roots: Iterable[str]) -> Extent:
        extent = Extent()
        waiting = [self._program.definition(root).full_name for root in roots]
        while waiting:
            name = waiting.pop()
            if name not in extent.definitions:
                waiting.extend(self._reach(name, extent))
        names = Counter(name.partition(":")[2] for name in extent.definitions)
        extent.shared = {name for name, count in names.items() if count > 1}
        return extent

    def _reach(self, name: str, extent: Extent) -> list[str]:
        """Take a definition into the extent; the definitions that come with it."""
        definition = self._program.definition(name)
        form = self._form(name, definition)
        extent.definitions[name] = form
        extent.keywords |= form.keywords
        extent.starred |= form.starred
        found = [*form.definitions, *([definition.owner.full_name] if definition.owner else [])]
        for module in (definition.module, *form.loaded, *form.modules):
            found.extend(self._load(module, extent))
        found.extend(self._all_in(form.modules))
        for attribute in form.attributes - extent.attributes:
            extent.attributes.add(attribute)
            found.extend(extent.members.get(attribute, []))
        return found + self._reach_members(definition, extent)

    def _all_in(self, modules: Iterable[str]) -> list[str]:
        """Everything that is an attribute of modules which are used as objects."""
        found: list[str] = []
        waiting, seen = list(modules), set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            module = self._program.modules[name]
            found.extend(f"{name}:{inner}" for inner in module.definitions)
            for imports in module.imports.values():
                meaning = self._program.imported(imports, [])
                found.extend(meaning.definitions)
                waiting.extend(meaning.modules)
        return found

    def _form(self, name: str, definition: Definition) -> Form:
        if name not in self._forms:
            self._forms[name] = form_of(self._program, definition)
        return self._forms[name]

    def _reach_members(self, definition: Definition, extent: Extent) -> list[str]:
        """The methods of a class that are called by now; the others wait in extent.members."""
        called = extent.attributes
        if definition.members and self._is_called_by_others(definition):
            called = set(definition.members)
        for name, method in definition.members.items():
            extent.members.setdefault(name, []).append(method.full_name)
        return [m.full_name for name, m in definition.members.items() if name in called]

    def _is_called_by_others(self, definition: Definition) -> bool:
        """Whether somebody else's base class may call any method, as Thread calls run."""
        module = self._program.modules[definition.module]
        bases = (base for node in definition.class_statements for base in node.bases)
        return not all(self._is_quiet(module, base) for base in bases)

    def _is_quiet(self, module: Module, base: ast.expr) -> bool:
        if isinstance(base, ast.Subscript):  # Generic[T]
            return self._is_quiet(module, base.value)
        chain = ast.unparse(base).split(".")
        meaning = self._program.meaning(module, chain[0], chain[1:])
        if meaning is not None and meaning.definitions:
            ours = [self._program.definition(name) for name in meaning.definitions]
            return all(one.class_statements and not self._is_called_by_others(one) for one in ours)
        last = (meaning.outside[0] if meaning and meaning.outside else chain[-1]).split(".")[-1]
        return last in QUIET_BASES or last.endswith(QUIET_ENDINGS)

    def _load(self, name: str, extent: Extent) -> list[str]:
        """Import modules with their packages and imports; the definitions their effects are."""
        found, waiting = [], [name]
        while waiting:
            name = waiting.pop()
            if name in extent.modules:
                continue
            module = self._program.module(name)
            waiting.extend([name.rpartition(".")[0]] if "." in name else [])
            if module is not None:
                extent.modules[name] = module
                waiting.extend(module.loaded)
                found.extend([f"{name}:{EFFECTS}"] if module.effects.statements else [])
        return found

    # ------------------------------------------------------------- digests

    def _digest_of(self, name: str, extent: Extent) -> str:
        """Of one definition, as it reads among the others that are reached."""
        form = self._forms[name]
        fillings = (name, *map(extent.fill, form.holes))
        if fillings not in self._written:
            pieces = [form.texts[0]]
            for filling, text in zip(fillings[1:], form.texts[1:], strict=True):
                pieces += [filling, text]
            self._written[fillings] = hashlib.sha256("".join(pieces).encode()).hexdigest()
        return self._written[fillings]

    def _data(self, extent: Extent) -> dict[str, str]:
        """The entries of data files that what is reached names."""
        strings: set[str] = set()
        by_module: dict[str, set[str]] = {}
        for name, form in extent.definitions.items():
            strings |= form.strings
            by_module.setdefault(name.partition(":")[0], set()).update(form.strings)
        found = {}
        for name, own in by_module.items():
            module = self._program.modules[name]
            for path in data_files(module.path, own):
                place = "/".join([*module.package.split("."), path.name])
                digests = data_digests(path, strings)
                found.update({f"{place}{entry}": digest for entry, digest in digests.items()})
        return found
