"""Keep a number and its percent sign on one line, however narrow the page."""

from __future__ import annotations

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

PROSE = re.compile(r"<(pre|code|script|style)\b.*?</\1>|<[^>]*>|[^<]+", re.DOTALL)
PERCENT = re.compile(r"(?<=\d) (?=%)")


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return together(html)


def together(html: str) -> str:
    """The page, with no break between a number and its percent sign; code stays as it is."""
    return PROSE.sub(lambda piece: piece[0] if piece[0].startswith("<")
                     else PERCENT.sub("&nbsp;", piece[0]), html)
