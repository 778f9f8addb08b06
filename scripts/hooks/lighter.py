"""Make highlighted code light: no mark-up without a colour, and what size a listing will have.

Pygments wraps every name, operator and space in an element of its own, and most have the colour of
plain text in this book. On a chapter those were three quarters of six thousand elements, each of
which a phone must style and lay out. The number of lines, as `--lines`, lets a browser leave a
listing for later and yet keep its place (see light.css).
"""

from __future__ import annotations

import re

PLAIN = frozenset(("n", "p", "o", "ow", "w", "nb", "nn", "nf", "nc", "ne", "kc", "fm", "vm"))
BLOCK = re.compile(r"<pre>(?:<span></span>)?<code>(.*?)</code></pre>", re.DOTALL)
TOKEN = re.compile(r'<span class="([a-z][a-z0-9]?)">([^<]*)</span>')
SAME = re.compile(r'(<span class="[a-z0-9]+">)([^<]*)</span>(?:\1[^<]*</span>)+')


def lighter(html: str) -> str:
    """The page with the code blocks made light; their text stays as it is."""
    return BLOCK.sub(light_block, html)


def light_block(block: re.Match[str]) -> str:
    code = SAME.sub(joined, TOKEN.sub(without_colour, block[1]))
    return f'<pre style="--lines:{code.rstrip().count(chr(10)) + 1}"><code>{code}</code></pre>'


def without_colour(token: re.Match[str]) -> str:
    """The token's text alone, if it looks like any other text."""
    return token[2] if token[1] in PLAIN else token[0]


def joined(run: re.Match[str]) -> str:
    """Neighbours of one class as one element."""
    return run[1] + run[0].replace(run[1], "").replace("</span>", "") + "</span>"
