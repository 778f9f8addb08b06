from __future__ import annotations

from types import SimpleNamespace

import listings
import pytest

PAGE = '```py title="src/area.py:area"\n{body}\n```\n'
NOW = "def area(r):\n    return 3.0 * r * r"


@pytest.fixture
def show(tmp_path):
    """A page as mkdocs would show it, beside a source of one function."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src/area.py").write_text(NOW + "\n")
    page = SimpleNamespace(file=SimpleNamespace(src_uri="x.md"))
    config = SimpleNamespace(config_file_path=str(tmp_path / "mkdocs.yml"))
    return lambda markdown: listings.on_page_markdown(markdown, page, config, None)


def test_a_listing_that_is_right_stays(show, warnings):
    assert show(PAGE.format(body=NOW)) == PAGE.format(body=NOW)
    assert warnings() == []


def test_a_listing_that_drifted_shows_the_source_and_fails_a_strict_build(show, warnings):
    assert show(PAGE.format(body="def area(r): ...")) == PAGE.format(body=NOW)
    assert warnings() == ["listings: x.md: listings differ from the source; run `make weave`"]


def test_a_listing_of_nothing_is_reported(show, warnings):
    show('```py title="src/area.py:volume"\n```\n')
    assert any("no object named 'volume'" in message for message in warnings())
