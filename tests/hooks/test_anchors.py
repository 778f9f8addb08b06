"""Terms and symbols get anchors from the forms in which they are written."""

from __future__ import annotations

import pytest
from anchors import slug, with_anchors
from markdown import markdown

GLOSSARY = """# Glossary

off-policy, on-policy
:   Learning about another policy.

TD($\\lambda$)
TD of lambda

: Traces.

own { #mine }
: Its anchor is the author's.

Some prose: not a term.

```text
no term
: no meaning
```
"""

NOTATION = """# Notation

| Symbol | Say |
|---|---|
| $s$, $s_t$ | state |
| $\\varepsilon$ | epsilon |
| $s$ | again |
| plain { #mine } | its own |
"""


def test_each_term_of_the_glossary_has_an_anchor():
    html = markdown(with_anchors(GLOSSARY), extensions=["attr_list", "def_list", "fenced_code"])
    assert '<dt id="off-policy-on-policy">off-policy, on-policy</dt>' in html
    assert '<dt id="td-lambda">TD($\\lambda$)</dt>' in html
    assert '<dt id="td-of-lambda">TD of lambda</dt>' in html
    assert '<dt id="mine">own</dt>' in html
    assert html.count(" id=") == 4


def test_each_row_of_the_notation_has_an_anchor():
    html = markdown(with_anchors(NOTATION), extensions=["attr_list", "tables"])
    assert '<td id="symbol-s">$s$, $s_t$</td>' in html
    assert '<td id="symbol-epsilon">$\\varepsilon$</td>' in html
    assert '<td id="symbol-s-2">$s$</td>' in html  # no two anchors are equal
    assert '<td id="mine">plain</td>' in html
    assert html.count(" id=") == 4


def test_other_pages_stay_as_they_are():
    page = GLOSSARY.replace("# Glossary", "# Returns")
    assert with_anchors(page) == page


@pytest.mark.parametrize(("text", "expected"), [
    ("Markov decision process (MDP)", "markov-decision-process-mdp"),
    ("TD($\\lambda$)", "td-lambda"),
    ("γλ", "gamma-lambda"),
    ("$s'$", "s-prime"),
    ("$G_t^\\lambda$", "g-t-lambda"),
    ("Müller", "muller"),
    ("…", "sign"),
])
def test_anchors_are_plain_words(text: str, expected: str):
    assert slug(text) == expected
