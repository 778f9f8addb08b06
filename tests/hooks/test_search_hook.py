"""The data of the search: entries with their pages, what defines a term, what an exercise is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import search
from search import Source
from sections import sections
from store import Store

PAGES = [
    Source("a/returns.html", "Returns", "II. Steps",
           '<h1 id="returns">Returns</h1><p>Words.</p><h2 id="one">One step</h2>'
           "<pre>gamma = x</pre>"),
    Source("glossary.html", "Glossary", "Reference",
           '<h1 id="glossary">Glossary</h1><dl><dt id="return">return</dt><dd>See '
           '<a href="#td">TD</a>, <a href="b.html#x">B</a>, <a href="a/returns.html#one">R</a>, '
           '<a href="https://example.org/">E</a>.</dd><dt id="td">TD</dt><dd>An error.</dd></dl>'),
    Source("notation.html", "Notation", "Reference",
           "<table><thead><tr><th>Symbol</th><th>Say</th><th>First met in</th></tr></thead><tbody>"
           '<tr><td id="symbol-g">G</td><td>return</td><td><a href="a/returns.html#no">R</a></td>'
           "</tr></tbody></table>"),
    Source("b.html", "Bibliography", "Reference",
           '<h1 id="b">Bibliography</h1><p id="x"><strong>Bellman</strong> 1957.</p>'),
]


def found() -> dict:
    return search.data([(page, sections(page.html)) for page in PAGES])


def entry(title: str) -> dict:
    return next(e for e in found()["entries"] if e["title"] == title)


def test_pages_and_entries():
    assert found()["pages"][0] == ["a/returns.html", "Returns", "II. Steps"]
    page, section = found()["entries"][:2]
    assert page == {"page": 0, "title": "Returns", "text": "Words.", "kind": "page"}
    assert section == {"page": 0, "anchor": "one", "title": "One step", "text": "", "code": "gamma"}


def test_a_term_knows_where_it_is_defined():
    term = entry("return")
    assert (term["kind"], term["terms"], term["anchor"]) == ("term", ["return"], "return")
    # the last link to a chapter; neither the glossary's own words nor what is cited
    assert [found()["entries"][at]["title"] for at in term["defined"]] == ["One step"]
    assert "defined" not in entry("TD")


def test_a_symbol_has_its_cells_and_the_page_where_it_is_met():
    symbol = entry("G")
    assert (symbol["kind"], symbol["text"]) == ("symbol", "return")
    assert symbol["terms"] == ["G", "return"]
    assert [found()["entries"][at]["title"] for at in symbol["defined"]] == ["Returns"]


def test_what_is_cited_is_no_chapter():
    assert entry("Bellman")["kind"] == "reference"


def test_synonyms_come_along_in_the_form_the_script_reads():
    data = found()
    assert data["same"][0][:2] == ["step size", "learning rate"]
    assert data["spelling"]["colour"] == "color"
    assert data["greek"]["λ"] == "lambda"
    words = [word.lower() for group in data["same"] for word in group]
    assert len(words) == len(set(words))  # a word with two meanings would pull both


def test_a_page_is_read_once(tmp_path: Path, monkeypatch):
    store = Store(tmp_path)
    first = search.kept_sections(PAGES[0], store)
    monkeypatch.setattr(search.sections, "sections", None)
    assert search.kept_sections(PAGES[0], store) == first


def test_the_data_is_a_script(tmp_path: Path):
    config = SimpleNamespace(config_file_path=str(tmp_path / "mkdocs.yml"),
                             site_dir=str(tmp_path / "site"))
    page = SimpleNamespace(url="a.html", title="A", ancestors=[], content="<h1 id='a'>A</h1>ü")
    files = SimpleNamespace(documentation_pages=lambda: [SimpleNamespace(page=page)])
    search.on_env(None, config, files)
    search.on_post_build(config)
    script = (tmp_path / "site/search/data.js").read_text(encoding="utf-8")
    match = re.fullmatch(r"var bookSearchData = (\{.*\});\n", script)
    assert match
    assert json.loads(match[1])["entries"][0]["text"] == "ü"
