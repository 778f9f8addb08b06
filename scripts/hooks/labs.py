"""Make the labs, notebooks that mkdocs-jupyter runs and converts, look and behave like the book.

mkdocs-jupyter is given a template of our own (notebook/mkdocs_html), which leaves out its style
sheet of half a megabyte and its scripts; its cache is tied to the package's source, so that a lab
runs again when the code it shows has changed; links and formulas are treated as on any page.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import jupytext
import reading
import yaml
from markdown import markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs_jupyter.config import settings
from nbclient.exceptions import CellExecutionError
from nbconvert.exporters.templateexporter import default_filters
from nbconvert.filters import strip_ansi
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

log = get_plugin_logger("labs")

TEMPLATES = Path(__file__).with_name("notebook")
CODE = re.compile(r"(<(pre|code)\b.*?</\2>)", re.DOTALL)
TEX = re.compile(r"\$\$(.+?)\$\$|(?<![\\$\w])\$(?!\s)([^$\n]+?)(?<![\s\\])\$(?!\w)", re.DOTALL)
PROSE = re.compile(r'(<div class="lab-prose">)(.*?)(</div><!-- lab-prose -->)', re.DOTALL)
LINK = re.compile(r'\bhref="([^":#?]*\.(?:md|py))(#[^"]*)?"')


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    settings.templates_dir = str(TEMPLATES)
    default_filters["book_highlight"] = highlighted
    if sys.platform != "win32":  # kernels spoken to through sockets in files, not over TCP
        os.environ.setdefault("JUPYTER_CONFIG_PATH", str(TEMPLATES))
    root = Path(config.config_file_path).parent
    caches = root / ".cache/labs"
    cache = caches / digest_of([*sources(root / "src"), *sources(TEMPLATES)])
    for stale in caches.glob("*"):
        if stale != cache:
            shutil.rmtree(stale, ignore_errors=True)
    config.plugins["mkdocs-jupyter"].config["cache_dir"] = str(cache)
    return config


def highlighted(source: str) -> str:
    """A code cell, marked up as pymdownx.highlight marks up a listing."""
    return highlight(
        source, PythonLexer(), HtmlFormatter(cssclass="language-py highlight", wrapcode=True)
    )


def sources(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.suffix in {".py", ".json", ".j2"})


def digest_of(paths: list[Path]) -> str:
    """A name for the contents of these files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def is_lab(file: File) -> bool:
    return file.src_uri.startswith("labs/") and file.src_uri.endswith(".py")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Offer each lab for download, as the script it is and as a notebook."""
    for file in list(files):
        if is_lab(file):
            script = Path(file.abs_src_path).read_text(encoding="utf-8")
            name = file.src_uri[: -len(".py")]
            files.append(download(config, f"{name}.download.py", f"{name}.py", script))
            files.append(download(config, f"{name}.ipynb", f"{name}.ipynb", notebook(script)))
    return files


def download(config: MkDocsConfig, uri: str, destination: str, text: str) -> File:
    file = File.generated(config, uri, content=text)
    file.dest_uri = destination
    return file


def notebook(script: str) -> str:
    """The script as a notebook without outputs, its cells numbered so that builds agree."""
    parsed = jupytext.reads(script, fmt="py:percent")
    for number, cell in enumerate(parsed.cells):
        cell["id"] = f"cell-{number}"
    return jupytext.writes(parsed, fmt="ipynb")


@event_priority(-100)  # after mkdocs-jupyter has put its own render in place
def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    if is_lab(page.file):
        convert = page.render

        def render(config: MkDocsConfig, files: Files) -> None:
            try:
                convert(config, files)
            except CellExecutionError as error:
                message = f"{page.file.src_uri}: a cell failed.\n{strip_ansi(str(error))}"
                raise PluginError(message) from None

        page.render = render
    return page


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if not is_lab(page.file):
        return html
    if '<img alt=""' in html:
        log.warning(
            f"{page.file.src_uri}: a picture has no text alternative; "
            'start its cell with # %% alt="…"'
        )
    html = PROSE.sub(
        lambda match: match[1] + resolve_links(mark_formulas(match[2]), page, files) + match[3],
        html,
    )
    script = Path(page.file.abs_src_path).read_text(encoding="utf-8")
    mark, note = footnote(script)
    html = html.replace("</h1>", f"</h1>\n{mark}\n{downloads(page)}", 1)
    return html + resolve_links(note, page, files)


def footnote(script: str) -> tuple[str, str]:
    """The line under a lab's title and the footnote at its end, as reading.py gives other pages.

    What the lab needs stands in the header of the script, as `# needs: ["[Title](page.md)"]`.
    """
    cells = jupytext.reads(script, fmt="py:percent").cells
    header = cells[0].source.strip("-\n") if cells and cells[0].cell_type == "raw" else ""
    needs = (yaml.safe_load(header) or {}).get("needs", [])
    fences = {"markdown": "{}", "code": "```py\n{}\n```", "raw": ""}
    text = "\n\n".join(fences[cell.cell_type].format(cell.source) for cell in cells)
    found = reading.count(text)
    back = '<a class="footnote-backref" href="#fnref:this-page" title="Back to the text">↩</a>'
    note = markdown(reading.footnote(found, needs)).replace("</p>", f" {back}</p>")
    return (
        f'<p class="page-mark">{reading.duration(found.minutes)}<sup id="fnref:this-page">'
        '<a class="footnote-ref" href="#fn:this-page">1</a></sup></p>',
        f'<div class="footnote"><ol><li id="fn:this-page">{note}</li></ol></div>',
    )


def mark_formulas(html: str) -> str:
    """Mark $…$ and $$…$$ outside code the way arithmatex does."""

    def marked(match: re.Match[str]) -> str:
        if match[1]:
            return f'<span class="arithmatex">\\[{match[1]}\\]</span>'
        return f'<span class="arithmatex">\\({match[2]}\\)</span>'

    parts = CODE.split(html)  # prose, code, tag name, prose, code, tag name, …
    parts[0::3] = [TEX.sub(marked, part) for part in parts[0::3]]
    del parts[2::3]
    return "".join(parts)


def resolve_links(html: str, page: Page, files: Files) -> str:
    """Point links at the pages made from the sources they name."""

    def resolved(match: re.Match[str]) -> str:
        uri = posixpath.join(posixpath.dirname(page.file.src_uri), match[1])
        file = files.get_file_from_path(posixpath.normpath(uri))
        if file is None:
            log.warning(f"{page.file.src_uri}: the link target '{match[1]}' does not exist")
            return match.group()
        return f'href="{file.url_relative_to(page.file)}{match[2] or ""}"'

    return LINK.sub(resolved, html)


def downloads(page: Page) -> str:
    name = posixpath.basename(page.file.src_uri)[: -len(".py")]
    return (
        '<p class="page-mark">A lab: its code ran when this page was built. To change it, take '
        f'the <a href="{name}.py" download>Python script</a> or the '
        f'<a href="{name}.ipynb" download>notebook</a>.</p>'
    )
