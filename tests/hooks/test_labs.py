from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

from labs import footnote, mark_formulas, resolve_links
from mkdocs.structure.files import File, Files
from notebooks import highlighted, read, take_apart, to_html
from store import Store

SCRIPT = "# %% [markdown]\n# # Lab\n\n# %%\nprint(1)\n"


def test_formulas_are_marked_outside_code():
    html = "<p>$k$ of <code>$HOME</code> costs $5 and \\$3: $$\\gamma^k$$</p>"
    assert mark_formulas(html) == (
        '<p><span class="arithmatex">\\(k\\)</span> of <code>$HOME</code> costs $5 and \\$3: '
        '<span class="arithmatex">\\[\\gamma^k\\]</span></p>'
    )


def test_a_lab_comes_apart_and_downloads_as_the_same_notebook_every_time(tmp_path: Path):
    lab = read(SCRIPT, "labs/x.py", Store(tmp_path))
    assert lab.code == ["print(1)"]
    assert [(entry["name"], entry["id"]) for entry in lab.headings] == [("Lab", "lab")]
    cells = json.loads(lab.notebook)["cells"]
    assert [(cell["id"], cell["cell_type"]) for cell in cells] == [
        ("cell-0", "markdown"),
        ("cell-1", "code"),
    ]
    again = read(SCRIPT, "labs/x.py", Store(tmp_path))  # from the store
    assert (again.code, again.notebook) == (lab.code, lab.notebook)


def test_code_has_no_headings():
    script = "# %% [markdown]\n# # Lab\n# ```\n# # no heading\n# ```\n#\n# ## A `plan`, drawn\n"
    [lab] = take_apart(script).headings
    assert [entry["name"] for entry in lab["children"]] == ["A , drawn"]


def test_a_lab_is_shown_with_its_outputs_and_headings_are_named_as_everywhere():
    printed = {"output_type": "stream", "name": "stdout", "text": "1 < 2\n"}
    html = to_html(take_apart(SCRIPT.replace("# Lab", "# A plan, drawn")), [[printed]])
    assert '<h1 id="a-plan-drawn">A plan, drawn<a class="anchor-link" href="#a-plan-drawn">' in html
    assert '<pre style="--lines:1"><code>1 &lt; 2\n</code></pre>' in html


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


def test_a_lab_says_what_it_needs_and_how_long_it_takes():
    header = '# ---\n# needs: ["[Bellman](../papers/x.md)"]\n# ---\n\n'
    mark, note = footnote(take_apart(header + SCRIPT).cells)
    assert mark.startswith('<p class="page-mark">About a minute<sup id="fnref:this-page">')
    assert 'needs <a href="../papers/x.md">Bellman</a>. It has 1 word and 1 line' in note


def test_a_lab_may_need_nothing():
    assert "This page needs no other page." in footnote(take_apart(SCRIPT).cells)[1]
