"""Serve with the book all that its pages use: fonts, KaTeX, MiniSearch, Pyodide, figures, program.

Nothing is copied into docs/. Each file is announced to mkdocs as generated, so links to it are
checked like any other, and the pages never need another host.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from licences import licences
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

FONTS = ("source-serif-4", "source-sans-3", "source-code-pro")
FONT_SUBSETS = ("latin", "latin-ext", "greek")
PYODIDE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "pyodide-lock.json",
    "python_stdlib.zip",
)
FIGURE_TYPES = {".mp4", ".gif", ".png", ".svg", ".json", ".txt"}
WEIGHTS = "policywerk/data/weights"  # of the package; a page fetches those that a program reads
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the zip's own zero, so that its bytes depend on the source alone


def on_config(config: MkDocsConfig) -> None:
    """Ask for what is missing before mkdocs empties the old site."""
    npm_packages(Path(config.config_file_path).parent)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    root = Path(config.config_file_path).parent
    npm = npm_packages(root)
    parts = [*fonts(npm), *katex(npm), *pyodide(npm), *licences(npm, FONTS), *figures(root)]
    for uri, source in parts:
        files.append(generated(config, uri, source))
    files.append(generated(config, "theme/fonts.css", fonts_css(npm).encode()))
    files.append(generated(config, "theme/katex/katex.css", katex_css(npm).encode()))
    files.append(generated(config, "search/minisearch.js", minisearch(npm).encode()))
    files.append(generated(config, "search/LICENSE.txt", npm / "minisearch/LICENSE.txt"))
    files.append(generated(config, "theme/policywerk.zip", zip_package(root / "src")))
    for path in sorted((root / "src" / WEIGHTS).glob("*.json")):
        files.append(generated(config, f"theme/weights/{path.name}", path))
    return files


def generated(config: MkDocsConfig, uri: str, source: Path | bytes) -> File:
    """A file mkdocs publishes at uri, from a path or from bytes."""
    if isinstance(source, bytes):
        return File.generated(config, uri, content=source)
    return File.generated(config, uri, abs_src_path=str(source))


def npm_packages(root: Path) -> Path:
    """The folder of npm packages. Raises PluginError, naming the remedy, when one is missing."""
    npm = root / "node_modules"
    needed = [*(npm / name for name in ("katex", "minisearch", "pyodide", "axe-core")),
              *(npm / "@fontsource-variable" / font for font in FONTS)]
    for package in needed:
        if not package.is_dir():
            missing = package.relative_to(root).as_posix()
            raise PluginError(
                f'{missing} is missing: run "make book" once (it brings the npm packages)'
            )
    return npm


def fonts(npm: Path) -> Iterator[tuple[str, Path]]:
    """The font files that fonts.css names, and their licences."""
    for font in FONTS:
        folder = npm / "@fontsource-variable" / font
        yield f"theme/fonts/{font}-LICENSE.txt", folder / "LICENSE"
        for css in font_faces(folder):
            name = file_in(css)
            yield f"theme/fonts/{name}", folder / "files" / name


def fonts_css(npm: Path) -> str:
    """One style sheet for all fonts, its addresses pointing at theme/fonts/."""
    faces = [css for font in FONTS for css in font_faces(npm / "@fontsource-variable" / font)]
    return "\n".join(map(patient, faces)).replace("url(./files/", "url(fonts/") + "\n"


def patient(font_face: str) -> str:
    """The rule of a font in which lines are set: if the font comes late, the next page gets it.

    Swapping it in would move the lines that somebody is reading; overrides/main.html asks for these
    two early. Others may be swapped in, for they have the width of what stands in for them, or
    stand in few places.
    """
    lines = re.fullmatch(r"source-(serif-4|sans-3)-latin-wght-normal\.woff2", file_in(font_face))
    return font_face.replace("font-display: swap", "font-display: optional") if lines else font_face


def font_faces(package: Path) -> list[str]:
    """The @font-face rules of one package, upright and italic, for the subsets we use."""
    text = "".join((package / name).read_text() for name in ("wght.css", "wght-italic.css"))
    faces = re.findall(r"@font-face\s*{[^}]*}", text)
    return [css for css in faces if subset_of(file_in(css), package.name) in FONT_SUBSETS]


def file_in(font_face: str) -> str:
    """The file that a @font-face rule loads."""
    match = re.search(r"url\(\./files/([^)]+)\)", font_face)
    if match is None:
        raise PluginError(f"a font style sheet changed its form: no file in {font_face[:60]!r}")
    return match.group(1)


def subset_of(file: str, font: str) -> str:
    """The alphabet of a font file: source-sans-3-latin-ext-wght-normal.woff2 -> latin-ext."""
    return file[len(font) + 1 :].rsplit("-wght-", 1)[0]


def katex(npm: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted((npm / "katex/dist/fonts").glob("*.woff2")):
        yield f"theme/katex/fonts/{path.name}", path
    yield "theme/katex/LICENSE.txt", npm / "katex/LICENSE"


def katex_css(npm: Path) -> str:
    """KaTeX's style sheet without the older font formats, which no current browser asks for."""
    css = (npm / "katex/dist/katex-swap.min.css").read_text()
    return re.sub(r',url\([^)]+\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)', "", css)


def minisearch(npm: Path) -> str:
    """The library that searches, without the address of a source map that we do not serve."""
    script = (npm / "minisearch/dist/umd/index.js").read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=.*", "", script)


def pyodide(npm: Path) -> Iterator[tuple[str, Path]]:
    return ((f"theme/pyodide/{name}", npm / "pyodide" / name) for name in PYODIDE)


def figures(root: Path) -> Iterator[tuple[str, Path]]:
    """Each lesson's published files, and those of its records that a page mentions."""
    text = "".join(page.read_text(encoding="utf-8") for page in (root / "docs").rglob("*.md"))
    for path in sorted((root / "assets").glob("[0-9][0-9]/**/*")):
        uri = path.relative_to(root).as_posix()
        shown = path.parent.parent.name == "assets" or uri in text
        if path.is_file() and path.suffix in FIGURE_TYPES and shown:
            yield uri, path


def zip_package(src: Path) -> bytes:
    """The package and its licence, as a zip whose bytes depend on its contents alone.

    In the place of each file of weights stands the digest of it, by which the page's driver.py
    asks for the file itself.
    """
    contents = {path.relative_to(src).as_posix(): path.read_bytes()
                for path in sorted((src / "policywerk").rglob("*"))
                if path.suffix in {".py", ".json"}}
    for name, content in contents.items():
        if name.startswith(f"{WEIGHTS}/"):
            contents[name] = hashlib.sha256(content).hexdigest().encode()
    licence = src.resolve().parent / "LICENSE"
    if licence.exists():
        contents["policywerk/LICENSE"] = licence.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, date_time=ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
