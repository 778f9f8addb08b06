#!/usr/bin/env python3
"""Print the program in the book: fill every listing of docs/ with the text of its object in src/.

    scripts/weave.py [PAGE ...]              rewrite the listings of these pages (of all)
    scripts/weave.py --check [PAGE ...]      show the differences, change nothing
    scripts/weave.py --missing [SOURCE ...]  name the objects printed nowhere, or twice

A listing is a fence ```py title="src/package/module.py:target"```, where target is one of
    function | CONSTANT | Class | Class.method | imports
or several of them, joined by commas; dissect.py says which line belongs to which.
Exit status: 0 done, 1 a difference or a missing object, 2 a listing that cannot be filled.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from dissect import Module, dissect
from pages import Fence, book, fences, read, split_lines, write_atomically

ROOT = Path(__file__).resolve().parents[1]
LISTING = re.compile(r" *py\b.*?\btitle=\"(?P<title>[^\"]*)\"")


class ListingError(ValueError):
    """A listing that cannot be filled."""


class Listing(NamedTuple):
    """A fence that prints objects of a source file."""

    page: str
    line: int  # counts from 1
    path: str
    targets: list[str]
    fence: Fence

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.path}:{','.join(self.targets)}"


def listings(page: str, lines: list[str]) -> Iterator[Listing]:
    for fence in fences(lines):
        found = LISTING.match(fence.info)
        if found:
            path, _, targets = found["title"].partition(":")
            names = [name.strip() for name in targets.split(",")]
            yield Listing(page, fence.first + 1, path, names, fence)


def suggest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    return f"; close to it: {', '.join(close)}" if close else ""


def gap(lines: list[str], before: int, after: int) -> list[str]:
    """What stands between two printed lines: the source's own blank lines, or one for a jump."""
    between = lines[before + 1:after]
    return between if before < after and not any(map(str.strip, between)) else [""]


class Program:
    """The source files under root/src, each read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.paths = sorted(p.relative_to(root).as_posix() for p in root.glob("src/**/*.py"))
        self.modules: dict[str, Module] = {}

    def module(self, path: str) -> Module:
        if path not in self.paths:
            raise ListingError("no such source file" + suggest(path, self.paths))
        if path not in self.modules:
            try:
                self.modules[path] = dissect((self.root / path).read_text("utf-8"))
            except (SyntaxError, UnicodeError) as error:
                raise ListingError(f"{path} is not valid Python: {error}") from None
        return self.modules[path]

    def indexes(self, path: str, targets: list[str]) -> list[int]:
        """The lines of the targets, in the order asked for, each once."""
        parts = self.module(path).parts
        for name in targets:
            if name not in parts:
                raise ListingError(f"no object named {name!r} there" + suggest(name, parts))
        return list(dict.fromkeys(i for name in targets for i in parts[name]))

    def text(self, listing: Listing) -> list[str]:
        """What the listing should contain."""
        lines = self.module(listing.path).lines
        wanted = self.indexes(listing.path, listing.targets)
        text = [lines[wanted[0]]]
        for before, after in zip(wanted, wanted[1:]):
            text += [*gap(lines, before, after), lines[after]]
        if listing.fence.mark in (line.strip() for line in text):
            raise ListingError(f"the source contains {listing.fence.mark}: use a longer fence")
        return [listing.fence.indent + line if line.strip() else "" for line in text]


def weave(text: str, program: Program, page: str) -> tuple[str, list[str]]:
    """The page with its listings filled, and a message for each that cannot be."""
    lines = split_lines(text)
    woven, done, errors = [], 0, []
    for listing in listings(page, lines):
        first, last = listing.fence.first, listing.fence.last
        try:
            body = program.text(listing)
        except ListingError as error:
            body = lines[first + 1:last]
            errors.append(f"{listing}: {error}")
        woven += [*lines[done:first + 1], *body]
        done = last
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    return end_of_line.join(woven + lines[done:]), errors


def difference(old: str, new: str, page: str) -> str:
    """A unified diff from the page as it is to the page as it should be."""
    names = page, page + " (woven)"
    return "\n".join(difflib.unified_diff(split_lines(old), split_lines(new), *names, lineterm=""))


def printed_lines(root: Path, program: Program) -> dict[tuple[str, int], list[str]]:
    """For each source line that the book prints, the listings that print it."""
    places: dict[tuple[str, int], list[str]] = {}
    for page, path in book(root).items():
        for listing in listings(page, split_lines(read(path))):
            with contextlib.suppress(ListingError):  # weave and --check report it
                for i in program.indexes(listing.path, listing.targets):
                    places.setdefault((listing.path, i), []).append(f"{page}:{listing.line}")
    return places


def census(root: Path) -> Iterator[str]:
    """One line for each object that the book prints nowhere, or more than once."""
    program = Program(root)
    places = printed_lines(root, program)
    for path in program.paths:
        for name, indexes in program.module(path).parts.items():
            where = places.get((path, indexes[0]), [])
            if len(where) != 1:
                said = f"{len(where)} times: {', '.join(where)}" if where else "nowhere"
                yield f"{path}:{name} (lines {indexes[0] + 1}-{indexes[-1] + 1}) printed {said}"


def show_missing(root: Path, sources: list[str]) -> int:
    found = [line for line in census(root) if not sources or line.startswith(tuple(sources))]
    print("\n".join(found) or "every object is printed once")
    return 1 if found else 0


def weave_pages(root: Path, pages: dict[str, Path], check: bool) -> int:
    program, changed, errors = Program(root), False, []
    for page, path in pages.items():
        old = read(path)
        new, found = weave(old, program, page)
        errors += found
        if new != old and check:
            print(difference(old, new, page))
        elif new != old:
            write_atomically(path, new)
            print(f"{page}: listings rewritten")
        changed |= new != old
    for error in errors:
        print(error, file=sys.stderr)
    return 2 if errors else int(changed and check)


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(description="Fill the book's listings from src/.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: all")
    parser.add_argument("--check", action="store_true", help="show the differences, change nothing")
    parser.add_argument("--missing", action="store_true", help="objects printed nowhere, or twice")
    options = parser.parse_args(arguments)
    names = [os.path.relpath(file.resolve(), root.resolve()) for file in options.files]
    try:
        if options.missing:
            return show_missing(root, names)
        pages = {name: root / name for name in names} or book(root)
        return weave_pages(root, pages, options.check)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
    except ListingError as error:
        print(error, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
