"""Labs: notebooks, kept as scripts in docs/labs/, that are run and shown as pages of the book.

cells.py runs them, or finds what they showed when they last ran; notebooks.py turns them into
HTML. Here they become pages, with links and formulas as on any other, and downloads beside them.
"""

from __future__ import annotations

import posixpath
import re
from base64 import b64decode
from pathlib import Path

import notebooks
import reading
import yaml
from animations import LATER, dimensions
from cells import CellError, Runs
from markdown import markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from notebooks import Lab
from store import Store, digest

from pipeline.errors import BuildError

log = get_plugin_logger("labs")

CODE = re.compile(r"(<(pre|code)\b.*?</\2>)", re.DOTALL)
TEX = re.compile(r"\$\$(.+?)\$\$|(?<![\\$\w])\$(?!\s)([^$\n]+?)(?<![\s\\])\$(?!\w)", re.DOTALL)
PROSE = re.compile(r'(<div class="lab-prose">)(.*?)(</div><!-- lab-prose -->)', re.DOTALL)
PICTURE = re.compile(r'src="data:image/(png|svg\+xml);base64,([^"]+)"')
LINK = re.compile(r'\bhref="([^":#?]*\.(?:md|py))(#[^"]*)?"')


class LabFile(File):
    """A script that is a page."""

    lab: Lab

    def is_documentation_page(self) -> bool:
        return True


class Workshop:
    """The labs of the build at work."""

    runs: Runs
    pages: Store


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Make each lab a page, start those that must run, and offer each for download."""
    root = Path(config.config_file_path).parent
    found = [as_lab(file, root) if is_lab(file) else file for file in files]
    labs = [file for file in found if isinstance(file, LabFile)]
    code = {file.src_uri: file.lab.code for file in labs}
    try:
        Workshop.runs = Runs(root, Path(config.docs_dir), code)
    except BuildError as problem:
        raise PluginError(str(problem)) from None
    Workshop.pages = Store(root / ".cache/lab-pages")
    announce(Workshop.runs.start())
    for file in labs:
        name = file.src_uri[: -len(".py")]
        found.append(download(config, f"{name}.download.py", f"{name}.py", file.lab.script))
        found.append(download(config, f"{name}.ipynb", f"{name}.ipynb", file.lab.notebook))
    return Files(found)


def announce(names: list[str]) -> None:
    for name in names:
        log.info(f"running {name}")


def is_lab(file: File) -> bool:
    return file.src_uri.startswith("labs/") and file.src_uri.endswith(".py")


def as_lab(file: File, root: Path) -> LabFile:
    page = LabFile(file.src_uri, file.src_dir, file.dest_dir, file.use_directory_urls,
                   inclusion=file.inclusion)
    page.lab = notebooks.read(file.content_string, file.src_uri, Store(root / ".cache/lab-scripts"))
    return page


def download(config: MkDocsConfig, uri: str, destination: str, text: str) -> File:
    file = File.generated(config, uri, content=text)
    file.dest_uri = destination
    return file


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """Let a lab's page be rendered from the lab, and not as Markdown."""
    file = page.file
    if isinstance(file, LabFile):
        lab = file.lab

        def render(config: MkDocsConfig, files: Files) -> None:
            page.content = content(lab, file.src_uri)
            page.toc = get_toc(lab.headings)  # type: ignore[arg-type]
            title = next((entry["name"] for entry in lab.headings if entry["level"] == 1), None)
            if title is not None:
                page.title = title

        page.render = render  # type: ignore[method-assign]
    return page


def content(lab: Lab, name: str) -> str:
    """A lab as HTML. Raises PluginError if one of its cells fails."""
    key = digest(lab.script, Workshop.runs.keys[name], notebooks.appearance())
    html: str | None = Workshop.pages.get(name, key)
    if html is None:
        try:
            html = notebooks.to_html(lab, Workshop.runs.outputs(name))
        except CellError as error:
            raise PluginError(f"{name}: a cell failed.\n{error}") from None
        announce(Workshop.runs.start())
        Workshop.pages.put(name, key, html)
    return html


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    file = page.file
    if not isinstance(file, LabFile):
        return html
    if '<img alt=""' in html:
        log.warning(
            f"{file.src_uri}: a picture has no text alternative; "
            'start its cell with # %% alt="…"'
        )
    html = PICTURE.sub(lambda match: publish_picture(match, page, config, files), html)
    html = PROSE.sub(
        lambda match: match[1] + resolve_links(mark_formulas(match[2]), page, files) + match[3],
        html,
    )
    mark, note = footnote(file.lab.cells)
    html = html.replace("</h1>", f"</h1>\n{mark}\n{downloads(page)}", 1)
    return html + resolve_links(note, page, files)


def publish_picture(
    match: re.Match[str], page: Page, config: MkDocsConfig, files: Files
) -> str:
    """A picture that a cell drew as a file beside the page, and what names it."""
    data = b64decode(match[2])
    kind = match[1].removesuffix("+xml")
    uri = f"{page.file.src_uri.removesuffix('.py')}-{digest(data)[:8]}.{kind}"
    if files.get_file_from_path(uri) is None:
        files.append(File.generated(config, uri, content=data))
    size = dimensions(data[:2000])
    shape = f' width="{size[0]}" height="{size[1]}"' if size else ""
    return f'src="{posixpath.basename(uri)}"{shape}{LATER}'


def footnote(cells: list[tuple[str, str]]) -> tuple[str, str]:
    """The line under a lab's title and the footnote at its end, as reading.py gives other pages.

    What the lab needs stands in the header of the script, as `# needs: ["[Title](page.md)"]`.
    """
    header = cells[0][1].strip("-\n") if cells and cells[0][0] == "raw" else ""
    needs = (yaml.safe_load(header) or {}).get("needs", [])
    fences = {"markdown": "{}", "code": "```py\n{}\n```", "raw": ""}
    text = "\n\n".join(fences[kind].format(source) for kind, source in cells)
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
