"""Give each term of the glossary and each row of the notation an anchor of its own.

So that links, and the search, reach the entry and not only the page. The pages are written
without: a term stands on a line above `: what it means`, a symbol in the first column of a table.
An anchor that an author has written stays.
"""

from __future__ import annotations

import re
from collections import Counter
from unicodedata import combining, normalize

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from prose import Line, lines_of

GLOSSARY, NOTATION = "Glossary", "Notation"  # the titles by which the two pages are known
SYMBOL = "symbol-"  # begins the anchor of a row
TITLE = re.compile(r"^# +(.+?) *$", re.MULTILINE)
ATTRIBUTES = re.compile(r"\{:? *[^}\n]*\} *$")
MEANING = re.compile(r"^: ")
CELL = re.compile(r"^\|\s*(.*?)\s*(?=(?<!\\)\|)")  # the first of a row
RULE = re.compile(r"^\|[\s:|-]+\|?\s*$")
COMMAND = re.compile(r"\\([A-Za-z]+)")
GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi",
    "psi", "omega")))


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return with_anchors(markdown)


def with_anchors(markdown: str) -> str:
    """The page as it was, or with its anchors if it is the glossary or the notation."""
    title = TITLE.search(markdown)
    if title is None or title[1] not in (GLOSSARY, NOTATION):
        return markdown
    lines = list(lines_of(markdown))
    found = terms(lines) if title[1] == GLOSSARY else symbols(lines)
    return "\n".join(found.get(at, line.text) for at, line in enumerate(lines))


def terms(lines: list[Line]) -> dict[int, str]:
    """The lines that name a term, each with its anchor."""
    found = {}
    for at, line in enumerate(lines):
        if line.language is not None or not MEANING.match(line.text):
            continue
        above = at - 1
        if above >= 0 and not lines[above].text.strip():
            above -= 1  # a blank line between the term and its meaning
        while above >= 0 and is_term(lines[above]):
            found[above] = f"{lines[above].text.rstrip()} {{ #{slug(lines[above].text)} }}"
            above -= 1
    return {at: text for at, text in found.items() if not ATTRIBUTES.search(lines[at].text)}


def is_term(line: Line) -> bool:
    return line.language is None and bool(line.text.strip()) and line.text[0] not in " \t:#|"


def symbols(lines: list[Line]) -> dict[int, str]:
    """The rows of tables, the first cell of each with its anchor; equal symbols are numbered."""
    found: dict[int, str] = {}
    seen: Counter[str] = Counter()
    for at, line in enumerate(lines):
        head = not (at and lines[at - 1].text.startswith("|"))
        cell = CELL.match(line.text)
        if line.language is not None or not cell or head or RULE.match(line.text):
            continue
        if ATTRIBUTES.search(cell[1]):
            continue
        name = SYMBOL + slug(first_symbol(cell[1]))
        seen[name] += 1
        anchor = name if seen[name] == 1 else f"{name}-{seen[name]}"
        found[at] = f"| {cell[1]} {{ #{anchor} }} {line.text[cell.end():]}"
    return found


def first_symbol(cell: str) -> str:
    """`$s$, $s_t$` -> `$s$`"""
    return cell[: cell.index("$", 1) + 1] if cell.startswith("$") and cell.count("$") > 1 else cell


def slug(text: str) -> str:
    r"""`TD($\lambda$)` -> `td-lambda`, as MkDocs would name a heading of these words."""
    text = COMMAND.sub(r" \1 ", text).replace("varepsilon", "epsilon").replace("'", " prime ")
    plain = "".join(c for c in normalize("NFKD", text).lower() if not combining(c))
    text = "".join(f" {GREEK[c]} " if c in GREEK else c for c in plain)
    return "-".join(re.findall(r"[a-z0-9]+", text)) or "sign"
