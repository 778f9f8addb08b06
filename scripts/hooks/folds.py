"""Fold the listings that a reader may skip: imports, checks of a new object, private checks.

They are part of the program and stay in the book, behind their titles. Whoever opens one reads it,
so it counts as reading time like any other.
"""

from __future__ import annotations

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

LISTING = re.compile(
    r'<div class="language-py highlight"><span class="filename">(?P<title>[^<]*)</span>'
    r"(?P<code><pre[^>]*>.*?</pre>)</div>", re.DOTALL)
SKIPPED = re.compile(r"imports|(\w+\.)?__post_init__|(\w+\.)?_check\w*")


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return folded(html)


def folded(html: str) -> str:
    """The page, with each listing that may be skipped behind its title."""
    return LISTING.sub(_fold, html)


def may_be_skipped(title: str) -> bool:
    """Whether a listing's title names nothing but what may be skipped.

    src/a.py:imports -> True, src/a.py:imports,f -> False
    """
    names = title.partition(":")[2].split(",")
    return all(SKIPPED.fullmatch(name.strip()) for name in names)


def _fold(listing: re.Match[str]) -> str:
    if not may_be_skipped(listing["title"]):
        return listing.group()
    return (f'<details class="listing-fold"><summary>{listing["title"]}</summary>'
            f'<div class="language-py highlight">{listing["code"]}</div></details>')
