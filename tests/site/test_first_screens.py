"""The first screen of a lesson, opened in a browser."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LESSONS = [path.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
           for path in sorted((ROOT / "docs").rglob("*.md"))
           if '<div class="lesson-summary"' in path.read_text(encoding="utf-8")]
PLACES = """[".lesson-summary", ".lesson-summary video", ".lesson-summary .algorithm"].map(
    (name) => document.querySelector(name).getBoundingClientRect().toJSON())"""


@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.parametrize("width", [1280, 390])
def test_the_summary_fits_a_screen_and_a_phone(chromium, address, name, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}/{name}")
    page.evaluate("document.fonts.ready")
    summary, film, algorithm = page.evaluate(PLACES)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert wide <= width
    if width == 1280:
        assert summary["bottom"] <= 900
        assert film["right"] <= summary["right"] + 1
        assert film["bottom"] <= algorithm["top"]
    else:
        assert film["top"] >= algorithm["bottom"]
        assert summary["bottom"] <= 2 * 844
