"""What the search of the site looks through, written as a script when the site is built.

A script and not JSON, for a page opened from a file may not fetch. The browser gets it, and the
library that searches it, when somebody first opens the search; theme/search.js does that.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urldefrag

import sections
import yaml
from anchors import GLOSSARY, GREEK, NOTATION, SYMBOL
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from sections import Section
from store import Store, digest

DATA = "search/data.js"
SYNONYMS = Path(__file__).with_name("synonyms.yml")
KINDS = {"h1": "page", "p": "reference", "details": "exercise"}  # beside terms and symbols

Entry = dict[str, Any]


class Source(NamedTuple):
    """A page that is searched: where it is, what it is called, which part it belongs to."""

    url: str
    title: str
    part: str
    html: str


@event_priority(-100)  # after the formulas are rendered
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    store = Store(Path(config.config_file_path).parent / ".cache/search")
    pages = [source(file.page) for file in files.documentation_pages() if file.page]
    read = [(page, kept_sections(page, store)) for page in pages]
    Found.script = f"var bookSearchData = {json.dumps(data(read), ensure_ascii=False)};\n"


def on_post_build(config: MkDocsConfig) -> None:
    path = Path(config.site_dir) / DATA
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(Found.script, encoding="utf-8")


class Found:
    """What the build at work has to write."""

    script = ""


def source(page: Page) -> Source:
    parts = [str(section.title) for section in reversed(list(page.ancestors))]
    return Source(page.url, str(page.title), " · ".join(parts), page.content or "")


def kept_sections(page: Source, store: Store) -> list[Section]:
    """The sections of a page, from an earlier build if the page is the same."""
    reader = Path(sections.__file__).read_text(encoding="utf-8")
    key = digest(reader, page.html)
    kept = store.get(page.url, key)
    if kept is None:
        kept = sections.sections(page.html)
        store.put(page.url, key, kept)
    return [Section(*row) for row in kept]


def data(read: list[tuple[Source, list[Section]]]) -> dict[str, Any]:
    """All that the browser needs: pages, entries, and which words mean the same."""
    found = [entry for at, (page, parts) in enumerate(read) for entry in entries(at, page, parts)]
    places = {(entry["page"], entry.get("anchor", "")): at for at, entry in enumerate(found)}
    urls = {page.url: at for at, (page, _) in enumerate(read)}
    for entry in found:
        goals = (place(link, read[entry["page"]][0], urls, places) for link in entry.pop("links"))
        defined = [goal for goal in goals if goal is not None and is_prose(found[goal])]
        if defined and "terms" in entry:
            entry["defined"] = defined
    synonyms = yaml.safe_load(SYNONYMS.read_text(encoding="utf-8"))
    pages = [[page.url, page.title, page.part] for page, _ in read]
    return {"pages": pages, "entries": found, "greek": GREEK, **synonyms}


def entries(at: int, page: Source, parts: list[Section]) -> Iterator[Entry]:
    for part in parts:
        entry: Entry = {
            "page": at, "anchor": "" if part.tag == "h1" else part.anchor,
            "title": part.title or page.title, "text": part.text,
            "names": " ".join(part.names), "code": " ".join(rest(part)), "links": part.links}
        if page.title == GLOSSARY and part.tag in ("dt", "p"):
            entry |= {"kind": "term", "terms": [part.title.rstrip("."), *part.also]}
            entry["title"] = ", ".join(entry["terms"])
            entry["text"] = part.text.removeprefix(part.title).strip()
        elif page.title == NOTATION and part.anchor.startswith(SYMBOL):
            entry |= row(part)
        elif part.tag in KINDS:
            entry["kind"] = KINDS[part.tag]
        yield {key: value for key, value in entry.items() if value != "" or key == "text"}


def rest(part: Section) -> list[str]:
    """The names used by the code of a section that its words do not have."""
    said = {*part.names, *part.text.split()}
    return [name for name in part.code if name not in said and len(name) > 1]


def row(part: Section) -> Entry:
    """A row of the notation: the symbols and how they are said are its terms."""
    cells = [text for head, text in part.cells.items() if text and head != "First met in"]
    said = part.cells.get("Say", "")
    return {"kind": "symbol", "terms": [part.title, said], "text": " · ".join(cells[1:])}


def place(link: str, page: Source, urls: dict[str, int],
          places: dict[tuple[int, str], int]) -> int | None:
    """The entry that a link leads to; that of the page where the anchor is no entry."""
    address, anchor = urldefrag(link)
    url = posixpath.normpath(posixpath.join(posixpath.dirname(page.url), address))
    at = urls.get(url if address else page.url)
    return None if at is None else places.get((at, anchor), places.get((at, "")))


def is_prose(entry: Entry) -> bool:
    return "kind" not in entry or entry["kind"] == "page"
