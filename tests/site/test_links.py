"""Every link, image and script of the built pages leads somewhere, raw HTML included."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from path import way

ROOT = Path(__file__).resolve().parents[2]


class Page(HTMLParser):
    """The addresses a page refers to, and the places in it that can be referred to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.ids: set[str] = set()
        self.following = ""  # where Next leads
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if "md-footer__link--next" in (found.get("class") or ""):
            self.following = found["href"] or ""
        self.ids.update(found[name] or "" for name in ("id", "name") if name in found)
        self.addresses.update(
            found[name] or "" for name in ("href", "src", "poster") if name in found
        )


def local(address: str) -> bool:
    return not address.startswith(("http:", "https:", "data:", "mailto:", "javascript:"))


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    found = [path for path in site.rglob("*.html") if path.name != "404.html"]
    return {path: Page(path.read_text(encoding="utf-8")) for path in found}


def test_every_address_resolves(pages: dict[Path, Page]):
    dead = []
    for path, page in pages.items():
        for address in filter(local, page.addresses):
            link, fragment = urldefrag(unquote(address))
            target = (path.parent / link).resolve() if link else path
            if target.is_dir():
                target /= "index.html"
            if not target.is_file() or (
                fragment and target in pages and fragment not in pages[target].ids
            ):
                dead.append(f"{path.name}: {address}")
    assert dead == []


def test_nothing_is_loaded_from_another_host(site: Path):
    ours = [path for folder in ("theme", "theme/page") for path in (site / folder).glob("*.js")]
    for path in [*site.rglob("*.css"), *ours]:
        text = path.read_text(encoding="utf-8")
        for call in ("url(", "import(", "fetch(", "from ", "new URL("):
            assert not re.search(rf"{re.escape(call)}[\"']?(https?:)?//", text), path


def test_no_page_is_heavy(pages: dict[Path, Page]):
    # without its pictures; a notebook page of mkdocs-jupyter's own style would weigh 570 KB more
    for path in pages:
        text = path.read_text(encoding="utf-8")
        pictures = sum(len(part.split('"', 1)[0]) for part in text.split("data:image/")[1:])
        assert len(text) - pictures < 600_000, path.name


def test_next_leads_from_the_cover_along_the_whole_path(site: Path, pages: dict[Path, Page]):
    walked, at = [], site / "index.html"
    while at.name != "elements.html":  # the tests' own page stands last
        walked.append(at.relative_to(site).with_suffix(".md").as_posix())
        at = (at.parent / pages[at].following).resolve()
    core = [stop.page for stop in way(ROOT) if stop.core]
    assert walked == ["index.md", "how-to-read.md", *core]


def test_what_a_reader_may_skip_is_folded(site: Path):
    text = "".join(path.read_text(encoding="utf-8") for path in (site / "steps").rglob("*.html"))
    assert ':imports</summary><div class="language-py highlight"><pre' in text
    assert ":imports</span>" not in text
