"""What search reads from a page: sections, formulas once and without debris, names of the code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sections import Section, sections

ROOT = Path(__file__).resolve().parents[2]


def only(html: str) -> Section:
    [found] = sections(html)
    return found


def katex(*formulas: str) -> list[str]:
    work = json.dumps([{"tex": tex, "display": False} for tex in formulas])
    node = Path(sys.executable).with_name("node")
    done = subprocess.run([str(node), str(ROOT / "scripts/hooks/katex.mjs")], cwd=ROOT, input=work,
                          capture_output=True, text=True, check=True)
    return [result["html"] for result in json.loads(done.stdout)]


def test_a_heading_begins_a_section():
    first, second, third = sections(
        '<h1 id="a">A <code>f</code><a class="headerlink" href="#a">¶</a></h1><p>one</p>'
        '<h2 id="b">B</h2><p>two</p><p>three</p><h3 id="c">C</h3>')
    assert (first.tag, first.anchor, first.title, first.text) == ("h1", "a", "A f", "one")
    assert (second.anchor, second.title, second.text) == ("b", "B", "two three")
    assert (third.anchor, third.text) == ("c", "")


def test_what_is_no_prose_is_left_out():
    assert only(
        '<p>seen<sup><a class="footnote-ref" href="#fn:1">1</a></sup></p>'
        '<p class="page-mark">About 5 minutes</p><svg><text>axis</text></svg>'
        '<div class="footnote"><ol><li id="fn:this-page">This page needs</li></ol></div>'
        '<script>1</script><p>and <em>seen</em>, too.<br>End</p>').text == "seen and seen, too. End"


@pytest.mark.parametrize(("tex", "expected"), [
    (r"\delta_t = r_{t+1} + \gamma\, v(s_{t+1}) - v(s_t)", "δ_t = r_t+1 + γ v(s_t+1) − v(s_t)"),
    (r"G_t^\lambda", "G_t^λ"),
    (r"-\log \pi(a)", "−log π(a)"),
    (r"\exp(-x)", "exp(−x)"),
    (r"x = -1", "x = −1"),
    (r"(-3, -1, 2 - 1)", "(−3, −1, 2 − 1)"),
    (r"\hat r, \bar z_b", "r̂, z̄_b"),
    (r"s'", "s′"),
    (r"\frac{dL}{dw}", "dL/dw"),
    (r"\sum_{k=0}^{12} v_k", "∑_k=0^12v_k"),
    (r"\sqrt{v \cdot v}", "√v⋅v"),
    (r"A^\top", "A^⊤"),
])
def test_a_formula_is_read_once_as_it_looks(tex: str, expected: str):
    [html] = katex(tex)
    section = only(f'<p>so <span class="math">{html}</span>.</p>')
    assert section.text == f"so {expected}."


def test_what_touches_a_formula_goes_on_touching_it():
    [html] = katex(r"\lambda")
    glued = f'<span class="glued">TD(<span class="math">{html}</span>)-like</span>'
    assert only(f"<p>{glued} words</p>").text == "TD(λ)-like words"


def test_of_code_the_names():
    section = only(
        '<h2 id="x">X</h2><div class="language-py highlight">'
        '<span class="filename">src/policywerk/a.py:imports,lambda_returns,Sweep.advance</span>'
        '<pre><code><span class="k">def</span> lambda_returns(xs): # 3 of\n  xs</code></pre></div>')
    assert section.names == ["lambda_returns", "Sweep.advance"]
    assert section.code == ["def", "lambda_returns", "xs", "of"]
    assert section.text == ""


def test_a_definition_list_gives_an_entry_a_term():
    heading, backup, mdp, after = sections(
        '<h1 id="glossary">Glossary</h1><p>Words.</p><dl>'
        '<dt id="backup">backup</dt><dd>One lookahead, see <a href="a.html#x">A</a>.</dd>'
        '<dt id="mdp">MDP</dt><dt id="process"><a href="b.html">process</a></dt>'
        '<dd><p>A <a href="c.html">model</a>.</p></dd></dl><p>After.</p><h2 id="more">More</h2>')
    assert heading.text == "Words. After."
    assert (backup.tag, backup.anchor, backup.title) == ("dt", "backup", "backup")
    assert (backup.text, backup.links) == ("One lookahead, see A.", ["a.html#x"])
    assert (mdp.title, mdp.also, mdp.text) == ("MDP", ["process"], "A model.")
    assert mdp.links == ["b.html", "c.html"]  # that of the term first
    assert after.title == "More"


def test_a_row_with_an_anchor_is_an_entry():
    heading, row = sections(
        '<h1 id="n">Notation</h1><table><thead><tr><th>Symbol</th><th>Say</th><th>First met in</th>'
        '</tr></thead><tbody><tr><td id="symbol-s">s, t</td><td>state</td>'
        '<td><a href="e.html">E</a></td></tr><tr><td>plain</td><td>row</td></tr></tbody></table>')
    assert heading.text == "plain row"
    assert (row.anchor, row.title) == ("symbol-s", "s, t")
    assert row.cells == {"Symbol": "s, t", "Say": "state", "First met in": "E"}
    assert row.links == ["e.html"]


def test_paragraphs_and_folded_boxes_with_an_anchor_are_entries():
    heading, reference, exercise = sections(
        '<h2 id="x">X</h2><p id="b57"><strong>Bellman, R.</strong> (1957).</p>'
        '<details id="e1"><summary>Exercise 1</summary><p>Do <strong>it</strong>.</p></details>'
        "<p>On.</p>")
    assert heading.text == "On."
    assert (reference.title, reference.text) == ("Bellman, R.", "Bellman, R. (1957).")
    assert (exercise.title, exercise.text) == ("Exercise 1", "Exercise 1 Do it.")
