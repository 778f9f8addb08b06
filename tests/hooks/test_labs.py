from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

from labs import digest_of, footnote, highlighted, mark_formulas, notebook, resolve_links
from mkdocs.structure.files import File, Files

SCRIPT = "# %% [markdown]\n# # Lab\n\n# %%\nprint(1)\n"


def test_formulas_are_marked_outside_code():
    html = "<p>$k$ of <code>$HOME</code> costs $5 and \\$3: $$\\gamma^k$$</p>"
    assert mark_formulas(html) == (
        '<p><span class="arithmatex">\\(k\\)</span> of <code>$HOME</code> costs $5 and \\$3: '
        '<span class="arithmatex">\\[\\gamma^k\\]</span></p>'
    )


def test_a_lab_downloads_as_the_same_notebook_every_time():
    text = notebook(SCRIPT)
    assert text == notebook(SCRIPT)
    cells = json.loads(text)["cells"]
    assert [(cell["id"], cell["cell_type"]) for cell in cells] == [
        ("cell-0", "markdown"),
        ("cell-1", "code"),
    ]


def test_links_lead_to_pages_and_dead_ones_are_reported(config, warnings):
    target = File.generated(config, "papers/x.md", content="")
    page = SimpleNamespace(file=File.generated(config, "labs/01.py", content=""))
    html = '<a href="../papers/x.md#proof">x</a> <a href="../papers/y.md">y</a>'
    assert resolve_links(html, page, Files([target])) == (
        '<a href="../papers/x.html#proof">x</a> <a href="../papers/y.md">y</a>'
    )
    [message] = warnings()
    assert "labs/01.py: the link target '../papers/y.md' does not exist" in message


def test_cells_look_like_listings():
    html = highlighted("x = 1")
    assert html.startswith('<div class="language-py highlight"><pre>')
    assert "<code>" in html


def test_the_cache_follows_the_source(tmp_path: Path):
    path = tmp_path / "a.py"
    path.write_text("a = 1")
    before = digest_of([path])
    assert digest_of([path]) == before
    path.write_text("a = 2")
    assert digest_of([path]) != before


def test_a_lab_says_what_it_needs_and_how_long_it_takes():
    header = '# ---\n# needs: ["[Bellman](../papers/x.md)"]\n# ---\n\n'
    mark, note = footnote(header + SCRIPT)
    assert mark.startswith('<p class="page-mark">About a minute<sup id="fnref:this-page">')
    assert 'needs <a href="../papers/x.md">Bellman</a>. It has 1 word and 1 line' in note


def test_a_lab_may_need_nothing():
    assert "This page needs no other page." in footnote(SCRIPT)[1]
