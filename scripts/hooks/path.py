"""The way through the book: which pages are the core path, in which order, and how long they take.

A part of mkdocs.yml's nav whose title begins with a Roman numeral ("II. Learning from steps") is
core; the Workshop after it, the labs in it and the reference are not. Next and Previous follow the
core path, past the Workshops; inside a Workshop they go from page to page, and from its last page
back to the path. `scripts/minutes.py` prints what is counted here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.meta import get_data
from reading import Reading, count

PART = re.compile(r"[IVX]+\. ")
LINK = re.compile(r"\]\(([^)\s#]+\.md)(?:#[^)]*)?\)")


class _Loader(yaml.SafeLoader):
    """Reads the nav past tags such as !ENV, which only MkDocs understands."""


_Loader.add_multi_constructor("!", lambda loader, tag, node: None)


class Stop(NamedTuple):
    """A page on the way, as it stands in the nav."""

    section: str  # the title of its part of the nav; "" for the cover
    title: str
    page: str  # below docs/

    @property
    def core(self) -> bool:
        return bool(PART.match(self.section))


def way(root: Path) -> list[Stop]:
    """The Markdown pages of the nav, in reading order."""
    with (root / "mkdocs.yml").open(encoding="utf-8") as file:
        nav = yaml.load(file, _Loader)["nav"]
    return [stop for stop in _stops(nav, "") if stop.page.endswith(".md")]


def _stops(entries: list[dict[str, object]], section: str) -> Iterator[Stop]:
    for entry in entries:
        for title, target in entry.items():
            if isinstance(target, list):
                yield from _stops(target, title)
            else:
                yield Stop(section, title, str(target))


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    link(nav.pages)


def link(pages: list[Page]) -> None:
    """Set where Previous and Next lead from each page of the nav."""
    path = [page for page in pages if along(section_of(page))]
    for before, page, after in [*in_threes(pages), *in_threes(path)]:  # the path has the last word
        page.previous_page, page.next_page = before, after


def in_threes(pages: list[Page]) -> Iterator[tuple[Page | None, Page, Page | None]]:
    """Each page with its neighbours: a, b -> (None, a, b), (a, b, None)."""
    return zip([None, *pages[:-1]], pages, [*pages[1:], None])


def section_of(page: Page) -> str:
    return "".join(str(above.title) for above in page.ancestors)


def along(section: str) -> bool:
    return section in ("", "Start") or bool(PART.match(section))


def needed(root: Path, page: str) -> list[str]:
    """The pages that a page's front matter says it needs."""
    _, meta = get_data((root / "docs" / page).read_text(encoding="utf-8"))
    links = LINK.findall("\n".join(meta.get("needs") or []))
    return [posixpath.normpath(posixpath.join(posixpath.dirname(page), link)) for link in links]


def reading(root: Path, page: str) -> Reading:
    text, _ = get_data((root / "docs" / page).read_text(encoding="utf-8"))
    return count(text)
