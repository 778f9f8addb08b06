"""The licences of all that the site serves, and where the source of each part is.

The texts lie beside what they are about; theme/licences.txt lists them. They come from the same
locked packages as the parts themselves, or from others under the same licence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from mkdocs.exceptions import PluginError

LIST = """\
What this site serves, under which licence, and where its source is

The book: prose and figures CC BY 4.0, https://creativecommons.org/licenses/by/4.0/
  Its program, in the pages and in policywerk.zip: MIT; the text is in the archive.

Python in the page, pyodide/: Pyodide {pyodide}, MPL-2.0, unchanged; the text is
  pyodide/LICENSE.txt, the source https://github.com/pyodide/pyodide/tree/{pyodide}
  It holds, also unchanged but for Pyodide's patches, which are in that source:
  CPython {python} and its standard library, PSF licence; the text is
  pyodide/LICENSE-python.txt, the source https://github.com/python/cpython/tree/v{python}
  What Emscripten {emscripten} adds when it compiles them, MIT; the source is
  https://github.com/emscripten-core/emscripten/tree/{emscripten}
  The C libraries that CPython uses; Pyodide's source names each of them.

Formulas, katex/: style sheet and fonts of KaTeX {katex}, MIT; the text is katex/LICENSE.txt,
  the source https://github.com/KaTeX/KaTeX/tree/v{katex}

The search, ../search/: MiniSearch {minisearch}, MIT; the text is ../search/LICENSE.txt, the source
  https://github.com/lucaong/minisearch/tree/v{minisearch}

Fonts, fonts/: Source Serif 4, Source Sans 3 and Source Code Pro, SIL Open Font License 1.1;
  the texts are {fonts}

The theme, ../assets/: scripts and style sheets of Material for MkDocs {material}, MIT; the
  text is LICENSE-material.txt, the source
  https://github.com/squidfunk/mkdocs-material/tree/{material}
  The scripts name the libraries that they hold, and their licences.
"""


def licences(npm: Path, fonts: tuple[str, ...]) -> Iterator[tuple[str, Path | bytes]]:
    """The list and the texts that no other part of the build publishes, by address."""
    yield "theme/licences.txt", LIST.format(**versions(npm), fonts=texts_of(fonts)).encode()
    yield "theme/pyodide/LICENSE.txt", npm / "axe-core/LICENSE"  # the same MPL-2.0
    yield "theme/pyodide/LICENSE-python.txt", licence_of("typing-extensions")  # CPython's own
    yield "theme/LICENSE-material.txt", licence_of("mkdocs-material")


def versions(npm: Path) -> dict[str, str]:
    """The version of each part, from what is installed."""
    runtime = json.loads((npm / "pyodide/pyodide-lock.json").read_text(encoding="utf-8"))["info"]
    packages = {name: json.loads((npm / name / "package.json").read_text(encoding="utf-8"))
                for name in ("pyodide", "katex", "minisearch")}
    emscripten = runtime["platform"].removeprefix("emscripten_").replace("_", ".")
    return {"python": runtime["python"], "emscripten": emscripten,
            "material": distribution("mkdocs-material").version,
            **{name: package["version"] for name, package in packages.items()}}


def texts_of(fonts: tuple[str, ...]) -> str:
    names = [f"fonts/{font}-LICENSE.txt" for font in fonts]
    return ",\n  ".join(names)


def licence_of(package: str) -> Path:
    """The licence text of an installed Python package.

    Raises: PluginError if the package has lost it.
    """
    files = distribution(package).files or []
    found = [Path(str(file.locate())) for file in files
             if file.name == "LICENSE" and file.parts[0].endswith(".dist-info")]
    if not found or not found[0].is_file():
        raise PluginError(f"the licence of {package} is missing: remove .venv and run "
                          '"make book" (it installs the package again)')
    return found[0]
