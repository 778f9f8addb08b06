from __future__ import annotations

import re

import pytest
from lighter import lighter
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

CODE = 'def f(x):  # why\n    """Say."""\n    return f"{x!r} < {1 + 2}" if x is None else "\\n"\n'


def light(code: str) -> str:
    """A block of Python as a page shows it, without its frame."""
    html = lighter(highlight(code, PythonLexer(), HtmlFormatter(wrapcode=True)))
    match = re.search(r"<pre[^>]*><code>(.*)</code></pre>", html, re.DOTALL)
    assert match is not None
    return match[1]


@pytest.mark.parametrize(
    ("code", "html"),
    [
        ("x = y + z", "x = y + z\n"),  # names and operators have the colour of the text
        ("x = 1", 'x = <span class="mi">1</span>\n'),
        ("import a, b", '<span class="kn">import</span> a, b\n'),
        ("'a' 'b'", '<span class="s1">\'a\'</span> <span class="s1">\'b\'</span>\n'),
    ],
)
def test_only_what_has_a_colour_is_marked(code, html):
    assert light(code) == html


def test_neighbours_of_one_colour_are_one():
    pieces = '<span class="s2">&quot;</span><span class="s2">a</span>'
    html = lighter(f"<pre><span></span><code>{pieces}</code></pre>")
    assert html == '<pre style="--lines:1"><code><span class="s2">&quot;a</span></code></pre>'


def test_the_text_stays():
    before = highlight(CODE, PythonLexer(), HtmlFormatter(wrapcode=True))
    text = re.compile(r"<[^>]*>")
    assert text.sub("", lighter(before)) == text.sub("", before)
    assert lighter(before).count("<span") < before.count("<span") * 0.6


def test_a_block_says_how_many_lines_it_has():
    assert '<pre style="--lines:3"><code>' in lighter(highlight(CODE, PythonLexer(),
                                                           HtmlFormatter(wrapcode=True)))


def test_other_elements_are_left_alone():
    html = '<p>A <span class="n">name</span> and <code>code</code>.</p>'
    assert lighter(html) == html
