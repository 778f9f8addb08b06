"""Keep what Markdown makes of a page, until what it was made from changes.

Most of a build's time goes there, and most pages are as they were. A page is kept under the digest
of its text, after every other hook, of what it includes, of the files whose names stand in it and
of the tools and their settings. A page with a warning is never kept, so every build repeats the
warning.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lighter import lighter
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc
from pymdownx.snippets import SnippetMissingError
from store import Store, digest

TOOLS = ("mkdocs", "markdown", "pymdown-extensions", "pygments", "mkdocs-material")
INCLUDE = re.compile(r'^[ \t>]*-+8<-+ "([^"\n]+)"[ \t]*$', re.MULTILINE)
SCISSORS = re.compile("-8<-")


@dataclass
class Workshop:
    """What the pages of one build have in common."""

    root: Path
    surroundings: str  # a digest of the tools and their settings
    addresses: list[tuple[str, str]]  # the name of each file, and where it is and goes
    pages: Store


workshops: list[Workshop] = []  # one, that of the build at work


def tools(config: MkDocsConfig) -> list[str]:
    """The tools and their settings."""
    settings = [config.markdown_extensions, config.mdx_configs, dict(config.validation)]
    python = f"python {sys.version_info.major}.{sys.version_info.minor}"
    own = [Path(__file__).with_name(name).read_text(encoding="utf-8")
           for name in ("kept.py", "lighter.py")]
    return [*own, python, *(f"{tool} {version(tool)}" for tool in TOOLS),
            json.dumps(settings, default=str, sort_keys=True)]


@event_priority(-100)  # when every file is announced
def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    root = Path(config.config_file_path).parent
    addresses = sorted((Path(file.src_uri).name, f"{file.src_uri} {file.url} {file.inclusion}")
                       for file in files)
    surroundings = digest(*(text.replace(str(root), ".") for text in tools(config)))
    workshops[:] = [Workshop(root, surroundings, addresses, Store(root / ".cache/pages"))]


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """Let the page be rendered only if its HTML is not kept."""
    if page.file.src_uri.endswith(".md"):
        convert = page.render

        def render(config: MkDocsConfig, files: Files) -> None:
            [workshop] = workshops
            key = key_of(page, workshop)
            kept = workshop.pages.get(page.file.src_uri, key) if key else None
            if kept is not None:
                restore(page, kept, files)
                return
            try:
                with messages() as said:
                    convert(config, files)
            except SnippetMissingError as error:
                raise PluginError(f"{page.file.src_uri}: {error}; `make figures` makes what is in "
                                  "assets/") from None
            page.content = lighter(page.content or "")
            if key and not said:
                workshop.pages.put(page.file.src_uri, key, dump(page))

        page.render = render  # type: ignore[method-assign]
    return page


def key_of(page: Page, workshop: Workshop) -> str | None:
    """The digest of all the page is made from; None if that cannot be told."""
    text = page.markdown or ""
    names = INCLUDE.findall(text)
    try:
        included = [(workshop.root / name).read_text(encoding="utf-8") for name in names]
    except (OSError, UnicodeError):
        return None
    if len(names) != len(SCISSORS.findall(text)) or any(map(SCISSORS.search, included)):
        return None  # an include in another form, or within an include
    everything = "\n".join([text, *included])
    linked = [address for name, address in workshop.addresses if name in everything]
    return digest(workshop.surroundings, page.file.src_uri, page.file.url, text, *included, *linked)


@contextmanager
def messages() -> Iterator[list[logging.LogRecord]]:
    """What mkdocs says meanwhile."""
    said: list[logging.LogRecord] = []
    handler = logging.Handler(logging.INFO)
    handler.emit = said.append  # type: ignore[method-assign, assignment]
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield said
    finally:
        logger.removeHandler(handler)


def dump(page: Page) -> dict[str, Any]:
    """All that rendering has set on the page."""
    links = {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()}
    return {"content": page.content, "toc": [tokens(entry) for entry in page.toc],
            "title": page._title_from_render, "anchors": sorted(page.present_anchor_ids or []),
            "links": links}


def tokens(entry: AnchorLink) -> dict[str, Any]:
    """An entry of the table of contents in the form that get_toc reads."""
    return {"name": entry.title, "id": entry.id, "level": entry.level,
            "children": [tokens(child) for child in entry.children]}


def restore(page: Page, kept: dict[str, Any], files: Files) -> None:
    page.content = kept["content"]
    page.toc = get_toc(kept["toc"])
    page._title_from_render = kept["title"]
    page.present_anchor_ids = set(kept["anchors"])
    found = {files.get_file_from_path(uri): links for uri, links in kept["links"].items()}
    page.links_to_anchors = {file: links for file, links in found.items() if file}
