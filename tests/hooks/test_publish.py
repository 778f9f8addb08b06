from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import publish
import pytest
from mkdocs.exceptions import PluginError

ROOT = Path(__file__).resolve().parents[2]
NPM = ROOT / "node_modules"
needs_npm = pytest.mark.skipif(not NPM.is_dir(), reason='run "make book" once for the npm packages')


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_missing_npm_packages_are_one_line_with_the_remedy(tmp_path: Path):
    with pytest.raises(PluginError) as caught:
        publish.npm_packages(tmp_path)
    assert str(caught.value) == (
        'node_modules/katex is missing: run "make book" once (it brings the npm packages)'
    )


def test_the_zip_depends_on_the_sources_alone(tmp_path: Path):
    write(tmp_path / "policywerk/b.py", "b = 2\n")
    write(tmp_path / "policywerk/a.json", "{}")
    write(tmp_path / "policywerk/__pycache__/b.cpython-311.pyc", "no")
    first = publish.zip_package(tmp_path)
    os.utime(tmp_path / "policywerk/b.py", (0, 0))
    assert publish.zip_package(tmp_path) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == ["policywerk/a.json", "policywerk/b.py"]
        assert archive.read("policywerk/b.py") == b"b = 2\n"


def test_of_weights_the_zip_holds_the_digest_alone(tmp_path: Path):
    write(tmp_path / "policywerk/data/weights/05-x.json", "abc")
    with zipfile.ZipFile(io.BytesIO(publish.zip_package(tmp_path))) as archive:
        kept = archive.read("policywerk/data/weights/05-x.json")
    assert kept == b"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2


def test_figures_are_published_and_records_only_when_linked(tmp_path: Path):
    for name in ("poster.png", "results.md", "records/one.json", "records/two.json"):
        write(tmp_path / "assets/01" / name)
    write(tmp_path / "assets/manifest.json")
    write(tmp_path / "docs/papers/x.md", "[the record](../assets/01/records/two.json)")
    published = [uri for uri, _ in publish.figures(tmp_path)]
    assert published == ["assets/01/poster.png", "assets/01/records/two.json"]


def test_the_alphabet_of_a_font_file():
    file = "source-sans-3-latin-ext-wght-normal.woff2"
    assert publish.subset_of(file, "source-sans-3") == "latin-ext"


@needs_npm
def test_every_font_the_style_sheets_name_is_published():
    published = {uri for uri, path in [*publish.fonts(NPM), *publish.katex(NPM)] if path.is_file()}
    fonts = re.findall(r"url\((fonts/[^)]+)\)", publish.fonts_css(NPM))
    katex = re.findall(r"url\((fonts/[^)]+)\)", publish.katex_css(NPM))
    assert len(fonts) == 18  # three families, upright and italic, three alphabets
    assert len(katex) == 20
    assert {f"theme/{name}" for name in fonts} <= published
    assert {f"theme/katex/{name}" for name in katex} <= published


@needs_npm
def test_pyodide_is_complete():
    assert [path.is_file() for _, path in publish.pyodide(NPM)] == [True] * 5


def test_the_old_site_survives_a_build_without_the_npm_packages(tmp_path: Path):
    write(tmp_path / "mkdocs.yml", f"site_name: x\nhooks: [{ROOT / 'scripts/hooks/publish.py'}]\n")
    write(tmp_path / "docs/index.md", "# x")
    write(tmp_path / "site/index.html", "the old one")
    command = [sys.executable, "-m", "mkdocs", "build"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert 'run "make book" once' in done.stderr
    assert (tmp_path / "site/index.html").read_text() == "the old one"
