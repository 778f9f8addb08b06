from __future__ import annotations

import pytest
from folds import folded, may_be_skipped


@pytest.mark.parametrize(("title", "skipped"), [
    ("src/a.py:imports", True),
    ("src/a.py:Episode.__post_init__", True),
    ("src/a.py:_check_rows, Class._check_rows", True),
    ("src/a.py:imports,td_error", False),  # something to read stands behind the imports
    ("src/a.py:check_model", False),
    ("src/a.py:Episode,Episode.__post_init__", False),
])
def test_what_may_be_skipped(title, skipped):
    assert may_be_skipped(title) is skipped


def listing(title, code):
    return (f'<div class="language-py highlight"><span class="filename">{title}</span>'
            f'<pre style="--lines:1"><code>{code}</code></pre></div>')


def test_a_fold_shows_the_title_and_keeps_the_code():
    html = f"<p>a</p>{listing('src/a.py:imports', 'import x')}{listing('src/a.py:f', 'def f')}"
    assert folded(html) == (
        '<p>a</p><details class="listing-fold"><summary>src/a.py:imports</summary>'
        '<div class="language-py highlight">'
        '<pre style="--lines:1"><code>import x</code></pre></div></details>'
        + listing("src/a.py:f", "def f"))
