"""Render every formula once, when the site is built, so that pages carry no mathematics script.

All pages' formulas go to KaTeX through one node process; results are kept in .cache/katex.json.
A formula KaTeX refuses stays as its source and is reported, which fails a strict build.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html import escape, unescape
from pathlib import Path
from typing import Callable, NamedTuple

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.toc import AnchorLink

log = get_plugin_logger("mathematics")

SCRIPT = Path(__file__).with_name("katex.mjs")
MARKED = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">(?P<tex>.*?)</(?P=tag)>', re.DOTALL)
TOUCHING = r"[^\s<>&]{0,12}"  # text without a space between it and the formula
IN_TEXT = re.compile(f"(?P<before>{TOUCHING}){MARKED.pattern}(?P<after>{TOUCHING})", re.DOTALL)
SHORT = 12  # signs that a line of a phone has room for, in a table or a list too
PLAIN = re.compile(r"\\\((.+?)\\\)", re.DOTALL)


class Formula(NamedTuple):
    """A formula's TeX source, and whether it stands on a line of its own."""

    tex: str
    display: bool


Rendered = dict[Formula, dict[str, str]]  # {"html": …} or {"error": …}


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    root = Path(config.config_file_path).parent
    pages = [file.page for file in files.documentation_pages() if file.page and file.page.content]
    found = {formula for page in pages for formula in formulas(page.content or "")}
    rendered = render(found, root)
    for page in pages:
        report = reporter(page.file.src_uri)
        page.content = replace(page.content or "", rendered, report)
        for entry in page.toc:
            shorten(entry)
        if page.title:
            page.title = plain(page.title)


def formulas(html: str) -> list[Formula]:
    """The formulas of a page, as arithmatex has marked them."""
    return [formula_in(match) for match in MARKED.finditer(html)]


def formula_in(match: re.Match[str]) -> Formula:
    tex = unescape(match["tex"]).strip()
    return Formula(tex[2:-2].strip(), display=tex.startswith("\\["))


def replace(html: str, rendered: Rendered, report: Callable[[Formula, str], None]) -> str:
    """The page with every formula rendered; those that failed go to report and stay as TeX."""

    def replacement(match: re.Match[str]) -> str:
        formula = formula_in(match)
        before, name, after = match["before"], match["tag"], match["after"]
        result = rendered[formula]
        if "error" in result:
            report(formula, result["error"])
            return f'{before}<code class="math-error">{escape(formula.tex)}</code>{after}'
        kind = "math math-display" if formula.display else "math"
        shown = f'<{name} class="{kind}">{result["html"]}</{name}>'
        if formula.display:
            return f"{before}{shown}{after}"
        return glued(before, shown, after, signs(formula.tex))

    return IN_TEXT.sub(replacement, html)


def glued(before: str, shown: str, after: str, width: int) -> str:
    """A short formula and the text that touches it, on one line: (x), TD(x), x-step, x."""
    text = f"{before}{shown}{after}"
    if not (before or after) or len(before) + width + len(after) > SHORT:
        return text
    return f'<span class="glued">{text}</span>'


def signs(tex: str) -> int:
    """About how many signs wide a formula is: a command counts as one."""
    return len(re.sub(r"[\s{}^_\\&]", "", re.sub(r"\\[A-Za-z]+", "x", tex)))


def reporter(page: str) -> Callable[[Formula, str], None]:
    def report(formula: Formula, error: str) -> None:
        log.warning(f"{page}: cannot render the formula '{formula.tex}': {error}")

    return report


def shorten(entry: AnchorLink) -> None:
    """Show a heading's formulas as plain text in the table of contents."""
    entry.title = plain(entry.title)
    for child in entry.children:
        shorten(child)


def plain(title: str) -> str:
    return PLAIN.sub(lambda match: match.group(1).replace("\\", ""), title)


def render(found: set[Formula], root: Path) -> Rendered:
    """Each formula's HTML or error, from the cache where it holds it."""
    version = json.loads((root / "node_modules/katex/package.json").read_text())["version"]
    cache_path = root / ".cache/katex.json"
    cached = load_cache(cache_path, version)
    missing = sorted(found - cached.keys())
    if missing:
        cached.update(zip(missing, run_katex(missing, root)))
        save_cache(cache_path, version, {f: r for f, r in cached.items() if "html" in r})
    return cached


def run_katex(missing: list[Formula], root: Path) -> list[dict[str, str]]:
    """Render formulas in one node process: JSON in, JSON out."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    work = json.dumps([formula._asdict() for formula in missing])
    try:
        done = subprocess.run(
            ["node", str(SCRIPT)],
            cwd=root,
            env={**os.environ, "PATH": path},
            input=work,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
    except FileNotFoundError:
        raise PluginError('node is missing: run "make book" once (it brings node)') from None
    except subprocess.CalledProcessError as error:
        raise PluginError(f"KaTeX did not run: {error.stderr.strip()[-400:]}") from None
    results: list[dict[str, str]] = json.loads(done.stdout)
    return results


def load_cache(path: Path, version: str) -> Rendered:
    """What an earlier build rendered with the same KaTeX; nothing, if the file is unusable."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["katex"] != version:
            return {}
        return {Formula(tex, display): {"html": html} for tex, display, html in stored["formulas"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def save_cache(path: Path, version: str, rendered: Rendered) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [[formula.tex, formula.display, result["html"]] for formula, result in rendered.items()]
    partial = path.with_suffix(f".{os.getpid()}.partial")
    partial.write_text(json.dumps({"katex": version, "formulas": rows}), encoding="utf-8")
    partial.replace(path)
