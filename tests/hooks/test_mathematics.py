from __future__ import annotations

import json
from pathlib import Path

import mathematics
import pytest
from mathematics import (
    Formula,
    formulas,
    load_cache,
    plain,
    replace,
    reporter,
    run_katex,
    save_cache,
    signs,
)

ROOT = Path(__file__).resolve().parents[2]
INLINE = '<span class="arithmatex">\\(a &lt; b\\)</span>'
DISPLAY = '<div class="arithmatex">\\[\nv_\\pi\n\\]</div>'


def test_formulas_are_found_and_unescaped():
    assert formulas(f"<p>{INLINE}</p>{DISPLAY}") == [
        Formula("a < b", display=False),
        Formula("v_\\pi", display=True),
    ]


def test_a_rendered_formula_replaces_its_source():
    rendered = {Formula("a < b", False): {"html": "<i>a&lt;b</i>"}}
    html = replace(f"<p>{INLINE}</p>", rendered, report=lambda formula, error: None)
    assert html == '<p><span class="math"><i>a&lt;b</i></span></p>'


def shown(html: str, tex: str = "a < b") -> str:
    """The page with that formula shown as M, its span left out."""
    rendered = {Formula(tex, False): {"html": "M"}}
    page = replace(html, rendered, report=lambda formula, error: None)
    return page.replace('<span class="math">M</span>', "M")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"if {INLINE}.", 'if <span class="glued">M.</span>'),
        (f"<b>TD({INLINE}), and</b>", '<b><span class="glued">TD(M),</span> and</b>'),
        (f"an {INLINE}-step return", 'an <span class="glued">M-step</span> return'),
        (f"<li>{INLINE}</li>", "<li>M</li>"),  # nothing touches it
        (f"if {INLINE} then", "if M then"),
        (f"<p>{INLINE}/{INLINE}.</p>",
         '<p><span class="glued">M/</span><span class="glued">M.</span></p>'),
        (f"{INLINE}&nbsp;m", "M&nbsp;m"),  # never into the middle of an entity
    ],
)
def test_no_line_ends_between_a_formula_and_what_touches_it(html, expected):
    assert shown(html) == expected


def test_a_long_formula_may_break():
    tex = "r_1 + \\gamma r_2 + \\gamma^2 r_3 + \\gamma^3 v"  # and 3 signs touch it
    assert signs(tex) == 15
    page = f'({INLINE.replace("a &lt; b", tex)}),'
    assert shown(page, tex) == "(M),"


def test_what_touches_a_display_or_a_bad_formula_stays():
    rendered = {Formula("v_\\pi", True): {"html": "M"}, Formula("a < b", False): {"error": "no"}}
    html = replace(f"x{DISPLAY}y ({INLINE}).", rendered, report=lambda formula, error: None)
    assert html == ('x<div class="math math-display">M</div>y '
                    '(<code class="math-error">a &lt; b</code>).')


def test_a_bad_formula_is_reported_with_page_and_source(warnings):
    bad = Formula("v_\\pi", True)
    html = replace(DISPLAY, {bad: {"error": "no"}}, report=reporter("papers/x.md"))
    assert html == '<code class="math-error">v_\\pi</code>'
    [message] = warnings()
    assert "papers/x.md: cannot render the formula 'v_\\pi': no" in message


@pytest.fixture
def katex():
    if not (ROOT / "node_modules/katex").is_dir():
        pytest.skip('the npm packages are missing: run "make book" once')


def test_katex_renders_for_eyes_and_for_screen_readers(katex):
    [result] = run_katex([Formula("\\gamma^2", display=False)], ROOT)
    assert '<span class="katex-mathml"><math' in result["html"]
    assert '<span class="katex-html" aria-hidden="true">' in result["html"]


@pytest.mark.parametrize(
    ("tex", "complaint"),
    [("\\frac{1}{", "Unexpected end of input"), ("\\gama", "Undefined control sequence: \\gama")],
)
def test_katex_refuses_what_it_cannot_read(katex, tex, complaint):
    [result] = run_katex([Formula(tex, display=False)], ROOT)
    assert complaint in result["error"]


def test_the_cache_keeps_what_was_rendered_by_the_same_katex(tmp_path: Path):
    rendered = {Formula("x", True): {"html": "<i>x</i>"}}
    path = tmp_path / "cache/katex.json"
    save_cache(path, "1.0", rendered)
    assert load_cache(path, "1.0") == rendered
    assert load_cache(path, "1.1") == {}
    path.write_text("{")
    assert load_cache(path, "1.0") == {}


def test_a_cached_formula_needs_no_node(tmp_path: Path, monkeypatch):
    (tmp_path / "node_modules/katex").mkdir(parents=True)
    (tmp_path / "node_modules/katex/package.json").write_text(json.dumps({"version": "1.0"}))
    rendered = {Formula("x", False): {"html": "X"}}
    save_cache(tmp_path / ".cache/katex.json", "1.0", rendered)
    monkeypatch.setattr(mathematics, "run_katex", lambda missing, root: pytest.fail("node ran"))
    assert mathematics.render({Formula("x", False)}, tmp_path) == rendered


def test_titles_show_formulas_as_plain_text():
    assert plain("The ratio \\(\\gamma\\) again") == "The ratio gamma again"
