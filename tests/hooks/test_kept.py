"""A page that is kept is the page that would be rendered, and a page with a warning never is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = f"""
site_name: x
site_url: ""
use_directory_urls: false
theme: {{name: material, font: false}}
plugins: []
hooks: [{ROOT / "scripts/hooks/kept.py"}, count.py]
markdown_extensions:
  - toc
  - pymdownx.superfences
  - pymdownx.snippets: {{base_path: !relative $config_dir, check_paths: true}}
validation: {{anchors: warn, unrecognized_links: warn}}
"""
# Says which pages are really rendered.
COUNT = """
import mkdocs.structure.pages as pages
original = pages.Page.render
def render(self, *arguments):
    print("rendered", self.file.src_uri)
    return original(self, *arguments)
pages.Page.render = render
"""
PAGES = {
    "a.md": "# A\n\n[to b](b.md#there)\n\n```python\nprint(1)\n```\n",
    "b.md": '# B\n\n## There\n\n--8<-- "table.md"\n',
    "index.md": "# Title\n\n## One\n\n### Two\n",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    (tmp_path / "count.py").write_text(COUNT)
    (tmp_path / "table.md").write_text("| a |\n|---|\n| 1 |\n")
    for name, text in PAGES.items():
        (tmp_path / "docs" / name).write_text(text)
    return tmp_path


def build(home: Path, *options: str) -> tuple[list[str], str]:
    """What was rendered, and the messages."""
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", *options], cwd=home, text=True,
                          env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True,
                          check=False)
    assert done.returncode == 0, done.stderr
    return sorted(done.stdout.split("\n"))[1:], done.stderr


def files(home: Path) -> dict[str, bytes]:
    return {path.relative_to(home).as_posix(): path.read_bytes()
            for path in (home / "site").rglob("*") if path.suffix in (".html", ".json", ".xml")}


def test_nothing_is_rendered_twice_and_the_site_is_the_same(home: Path):
    made, _ = build(home)
    assert made == [f"rendered {name}" for name in PAGES]
    before = files(home)
    assert build(home)[0] == []
    assert files(home) == before


@pytest.mark.parametrize(("file", "text", "pages"), [
    ("docs/a.md", "# Other", ["a.md"]),
    ("table.md", "| b |\n|---|\n| 2 |\n", ["b.md"]),
    ("docs/c.md", "# C", ["c.md"]),  # no page speaks of it
    ("docs/sub/b.md", "# B", ["a.md", "sub/b.md"]),  # a link of a.md may mean it
    ("mkdocs.yml", CONFIG.replace("  - toc", "  - toc: {permalink: true}"), list(PAGES)),
])
def test_what_changes_a_page_renders_it(home: Path, file: str, text: str, pages: list[str]):
    build(home)
    (home / file).parent.mkdir(exist_ok=True)
    (home / file).write_text(text)
    made, _ = build(home)
    assert made == [f"rendered {name}" for name in pages]
    kept = files(home)
    (home / ".cache").rename(home / "elsewhere")
    build(home)
    assert files(home) == kept


def test_a_warning_is_repeated_by_every_build(home: Path):
    (home / "docs/a.md").write_text("[nowhere](no.md)")
    for _ in range(2):
        assert "contains a link 'no.md'" in build(home)[1]


def test_anchors_of_kept_pages_are_still_checked(home: Path):
    build(home)
    (home / "docs/b.md").write_text("# B\n\n## Here\n")  # a.md links to #there, and is kept
    made, said = build(home)
    assert "rendered a.md" not in made
    assert "'a.md' contains a link 'b.md#there'" in said


def test_an_include_of_nothing_is_named_with_its_page(home: Path):
    (home / "table.md").unlink()
    command = [sys.executable, "-m", "mkdocs", "build"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "b.md: Snippet at path 'table.md' could not be found; `make figures`" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_include_in_an_unknown_form_is_never_kept(home: Path):
    (home / "docs/a.md").write_text("# A\n\n--8<--\ntable.md\n--8<--\n")
    for _ in range(2):
        assert "rendered a.md" in build(home)[0]
