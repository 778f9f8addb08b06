"""The page of notation: every Greek letter stands on it, and each symbol where it is said to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
NOTATION = (DOCS / "notation.md").read_text(encoding="utf-8")
GREEK = set(re.findall(r"\w+", """
    alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho
    sigma tau phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"""))
LAYOUT = ("operatorname", "mathrm", "bigl", "bigr", "left", "right")  # they say nothing themselves
PAGES = sorted(path.relative_to(DOCS).as_posix()
               for part in ("planning", "steps", "values", "policies", "models")
               for path in (DOCS / part).rglob("*.md"))


def formulas(text: str) -> str:
    """All formulas of a page, one after the other; code is none."""
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    found = re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", re.sub(r"`[^`\n]*`", "", text),
                       flags=re.DOTALL)
    return " ".join(" ".join(pair) for pair in found)


def commands(formula: str) -> set[str]:
    """Its commands, and the words that it sets upright."""
    found = {name for name in re.findall(r"\\([A-Za-z]+)", formula) if name not in LAYOUT}
    return found | set(re.findall(r"\\(?:mathrm|operatorname)\{(\w+)\}", formula))


def bare(formula: str) -> str:
    """A formula without what only sets it."""
    return re.sub(r"[\s{}]|\\[,;! ]", "", formula)


def rows() -> list[tuple[str, str]]:
    """Each symbol of a row and the last page that the row links to: there it is first met."""
    found = []
    for line in NOTATION.split("## Letters that change")[0].splitlines():
        links = re.findall(r"\]\(([\w/]+\.md)", line)
        if line.startswith("| $") and links:
            symbols = re.findall(r"\$([^$]+)\$", line.split(" | ")[0])
            found += [(symbol, links[-1]) for symbol in symbols]
    return found


@pytest.mark.parametrize("page", PAGES)
def test_each_greek_letter_of_a_page_is_in_the_notation(page):
    used = commands(formulas((DOCS / page).read_text(encoding="utf-8"))) & GREEK
    assert used <= commands(formulas(NOTATION)), f"docs/notation.md lacks {page}'s"


@pytest.mark.parametrize(("symbol", "page"), rows())
def test_a_symbol_stands_on_the_page_that_its_row_names(symbol, page):
    text = (DOCS / page).read_text(encoding="utf-8")
    there, wanted = formulas(text), commands(symbol)
    if wanted:
        assert wanted <= commands(there)
    else:  # w_i(a) may stand in the docstring of a listing, a single letter must be in a formula
        assert bare(symbol) in bare(there if len(bare(symbol)) < 4 else text)


def test_the_rows_are_read():
    assert len(rows()) > 100
    assert ("\\gamma", "planning/values.md") in rows()
