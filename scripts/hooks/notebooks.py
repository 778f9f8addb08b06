"""Labs as notebooks: taken apart, offered for download, shown as HTML in the book's own markup.

The notebook tools are imported where they are used: it takes them a second, and a build that
finds everything in its stores needs none of them.
"""

from __future__ import annotations

import re
from html import unescape
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cells import Outputs
from lighter import lighter
from store import Store, digest

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).with_name("notebook")
FENCED = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
HEADING = re.compile(
    r'<h([1-6]) id="[^"]*">(.*?)<a class="anchor-link" href="#[^"]*">', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
TOC_DEPTH = 3


class Lab(NamedTuple):
    """What a script says, whatever its cells show."""

    script: str
    cells: list[tuple[str, str]]  # kind (markdown, code, raw) and text
    notebook: str  # the file to download, without outputs
    headings: list[dict[str, Any]]  # nested, as Python-Markdown's table of contents gives them

    @property
    def code(self) -> list[str]:
        return [text for kind, text in self.cells if kind == "code"]


def read(script: str, name: str, store: Store) -> Lab:
    """Take a lab apart, or find that in the store."""
    key = digest(script, version("jupytext"), version("markdown"), Path(__file__).read_bytes())
    found = store.get(name, key)
    if found is None:
        found = take_apart(script)
        store.put(name, key, found)
    return Lab(*found)


def take_apart(script: str) -> Lab:
    import jupytext

    notebook = parse(script)
    cells = [(cell.cell_type, cell.source) for cell in notebook.cells]
    return Lab(script, cells, jupytext.writes(notebook, fmt="ipynb"), headings(cells))


def parse(script: str) -> NotebookNode:
    """The notebook that a script is, its cells numbered so that builds agree."""
    import jupytext

    notebook = jupytext.reads(script, fmt="py:percent")
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    return notebook


def headings(cells: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The headings of the prose; what stands in code is none."""
    from markdown import Markdown
    from markdown.extensions.toc import TocExtension

    prose = "\n\n".join(text for kind, text in cells if kind == "markdown")
    reader = Markdown(extensions=[TocExtension(toc_depth=TOC_DEPTH)])
    reader.convert(FENCED.sub("", prose))
    tokens: list[dict[str, Any]] = reader.toc_tokens  # type: ignore[attr-defined]
    return tokens


def to_html(lab: Lab, outputs: Outputs) -> str:
    """The lab as HTML, with what its cells showed."""
    from nbconvert.exporters.html import HTMLExporter
    from nbformat import NotebookNode

    notebook = parse(lab.script)
    code = (cell for cell in notebook.cells if cell.cell_type == "code")
    for cell, shown in zip(code, outputs):
        cell["outputs"] = [NotebookNode(output) for output in shown]
    exporter = HTMLExporter(
        template_file="lab.html.j2", extra_template_paths=[str(TEMPLATES)],
        filters={"book_highlight": highlighted, "book_prose": prose})
    html: str = exporter.from_notebook_node(notebook)[0]
    return lighter(html)


def prose(source: str) -> str:
    """A cell of prose as HTML, its headings named as on any page of the book."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    return HEADING.sub(named, markdown2html_mistune(source))


def named(heading: re.Match[str]) -> str:
    """The start of a heading, with the name that the table of contents knows it by."""
    from markdown.extensions.toc import slugify

    level, text = heading.groups()
    name = slugify(unescape(TAG.sub("", text)), "-")
    return f'<h{level} id="{name}">{text}<a class="anchor-link" href="#{name}">'


def appearance() -> str:
    """A name for all that decides what to_html makes of a lab."""
    files = [path for path in sorted(TEMPLATES.rglob("*")) if path.is_file()]
    files += [Path(__file__), Path(__file__).with_name("lighter.py")]
    tools = [f"{tool} {version(tool)}" for tool in ("nbconvert", "pygments", "jupytext")]
    return digest(*tools, *(path.read_bytes() for path in files))


def highlighted(source: str) -> str:
    """A code cell, marked up as pymdownx.highlight marks up a listing."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    looks = HtmlFormatter(cssclass="language-py highlight", wrapcode=True)
    return highlight(source, PythonLexer(), looks)
