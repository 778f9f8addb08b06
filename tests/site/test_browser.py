"""The built book in a real browser: what a reader's machine would show, fetch and complain of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from serving import note_trouble

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
EXAMINED = [
    "index.html", "elements.html", "results.html",
    "planning/bellman.html", "steps/barto_sutton_anderson.html",
    "steps/sutton.html", "steps/watkins.html",
    "labs/01_bellman.html", "labs/02_barto_sutton.html",
    "labs/03_td_learner.html", "labs/04_q_learner.html",
]
# The page of elements has all that a page may have. The slow tests open the others.
ALWAYS = ("index.html", "elements.html", "steps/sutton.html")
LOOKED_AT = [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.slow)
             for name in EXAMINED]


@pytest.fixture(scope="session")
def page_names(site: Path) -> list[str]:
    names = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    return [name for name in names if name != "404.html"]


@pytest.fixture
def visit(chromium, address: str):
    """Open pages and collect what goes wrong: errors, messages, requests to other hosts."""
    contexts = []

    def open_page(name: str, viewport: dict[str, int] = DESK, scheme: str = "light"):
        context = chromium.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.trouble = []
        note_trouble(page, page.trouble)
        page.on(
            "requestfailed",
            lambda request: (
                request.failure == "net::ERR_ABORTED"  # a page or video was left
                or page.trouble.append(f"failed: {request.url}: {request.failure}")
            ),
        )
        page.on(
            "request",
            lambda request: (
                request.url.startswith((address, "data:", "blob:"))
                or page.trouble.append(f"another host: {request.url}")
            ),
        )
        page.goto(f"{address}/{name}")
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()


def unfold(page) -> None:
    """Open what is folded, and wait until the keyboard can scroll what is wider than its place."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.wait_for_function(
        "[...document.querySelectorAll('pre > code, .md-typeset__scrollwrap')]"
        ".every(box => box.scrollWidth <= box.clientWidth || box.tabIndex === 0)")


def prose_of(page) -> str:
    """The text of a page outside code and rendered formulas."""
    return page.evaluate(
        """() => {
            const article = document.querySelector("article").cloneNode(true);
            article.querySelectorAll("code, pre, .math, textarea").forEach(e => e.remove());
            return article.textContent;
        }"""
    )


def fonts_not_used(page) -> list[str]:
    """The fonts that a page asks for ahead and then does not write with."""
    page.evaluate("document.fonts.ready.then(() => null)")
    asked = page.evaluate("[...document.querySelectorAll('link[rel=preload][as=font]')]"
                          ".map(link => link.href.split('/').pop())")
    used = page.evaluate("[...document.fonts].filter(font => font.status === 'loaded')"
                         ".map(font => font.family)")
    written = {family.strip("\"'").lower().replace(" ", "-") for family in used}
    assert len(asked) == 2
    return [file for file in asked
            if file.replace("-latin-wght-normal.woff2", "-variable") not in written]


def faults_of(page, name: str) -> list[str]:
    """What is wrong with a page as it stands on a phone."""
    unfold(page)
    faults = [f"{name}: {file} is fetched and not used" for file in fonts_not_used(page)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append(f"{name}: wider than a phone")
    if re.search(r"\$|\\\(|\\\[", prose_of(page)) or page.locator(".katex-error").count():
        faults.append(f"{name}: a formula is not rendered")
    return faults


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_is_quiet_fits_a_phone_and_shows_its_formulas(visit, name: str):
    page = visit(name, viewport=PHONE)
    assert faults_of(page, name) == []
    assert page.trouble == []


@pytest.mark.slow
def test_so_is_every_page(visit, address: str, page_names: list[str]):
    page = visit("index.html", viewport=PHONE)
    faults = []
    for name in page_names:
        page.goto(f"{address}/{name}")
        faults += faults_of(page, name)
    page.wait_for_load_state("networkidle")
    assert faults == []
    assert page.trouble == []


def test_formulas_are_rendered_for_eyes_and_for_screen_readers(visit):
    page = visit("elements.html")
    expect(page.locator("article .math .katex-html")).to_have_count(8)
    assert page.locator("article .math-display math").first.text_content().startswith("δt")


def test_the_fonts_are_ours(visit):
    page = visit("elements.html")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )
    families = {family.strip('"') for family in loaded}
    assert families >= {
        "Source Serif 4 Variable",
        "Source Sans 3 Variable",
        "Source Code Pro Variable",
        "KaTeX_Math",
    }


def barriers(page, rules: str) -> list[str]:
    """What axe calls serious or critical on an open page."""
    found = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], {rules}}})")
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("name", LOOKED_AT)
def test_no_serious_barrier_in_light_or_dark(visit, name: str):
    page = visit(name)
    unfold(page)
    page.add_script_tag(path=AXE)
    assert barriers(page, "") == []
    page.add_style_tag(content="* { transition: none !important }")  # colours fade over
    page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    assert barriers(page, "runOnly: ['color-contrast']") == []


def test_colours_follow_the_system(visit):
    for scheme, paper in (("light", "rgb(253, 252, 250)"), ("dark", "rgb(21, 24, 29)")):
        page = visit("index.html", scheme=scheme)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper


def test_an_animation_plays_and_can_be_scrubbed(visit):
    page = visit("elements.html")
    video = page.locator("figure.animation video")
    video.hover(position={"x": 40, "y": 40})  # this server has no ranges: fetch it whole
    page.wait_for_function("document.querySelector('video').src.startsWith('blob:')")
    page.wait_for_function("document.querySelector('video').readyState >= 2")
    video.evaluate("video => { video.currentTime = 1.5 }")
    page.wait_for_function("Math.abs(document.querySelector('video').currentTime - 1.5) < 0.01")
    video.evaluate("video => { video.currentTime = 0; return video.play() }")
    page.wait_for_function("document.querySelector('video').currentTime > 0.2")
    assert video.get_attribute("aria-label") == "A white square"
    assert page.trouble == []


def test_the_cover_moves_only_for_readers_who_do_not_mind(visit):
    page = visit("index.html")
    page.wait_for_function("document.querySelector('video').currentTime > 0.2")
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.querySelector('video').paused")
    assert page.trouble == []


def test_the_animation_of_the_chapter_plays(visit):
    page = visit("planning/bellman.html")
    page.locator("figure.animation video").first.scroll_into_view_if_needed()
    # from this server the film is fetched whole now, which ends the first attempt to play it
    page.evaluate("document.querySelector('video').play().catch(() => {})")
    page.wait_for_function("document.querySelector('video').currentTime > 0.2")
    assert page.trouble == []


def test_editing_and_restoring_an_example(visit):
    page = visit("elements.html")
    example = page.locator("div.language-python").first
    example.get_by_role("button", name="Edit").click()
    editor = example.get_by_role("textbox")
    assert editor.input_value().startswith("def td_error(")
    page.keyboard.press("Tab")
    assert editor.input_value().startswith("    def td_error(")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"
    example.get_by_role("button", name="Restore").click()
    expect(example.get_by_role("textbox")).to_have_count(0)
    expect(example.locator("pre").first).to_be_visible()


@pytest.mark.slow
def test_running_stopping_and_failing(visit):
    page = visit("elements.html")
    example = page.locator("div.language-python").first

    def press(name: str) -> None:
        example.get_by_role("button", name=name).click()

    def edit(code: str) -> None:
        example.get_by_role("textbox").fill(code)

    press("Run")
    status = example.get_by_role("status")
    status.get_by_text("The output is the one printed below.").wait_for(timeout=120_000)
    assert example.locator(".runner-output").text_content() == "0.15000000000000036\n"

    press("Edit")
    edit("from policywerk.primitives.scalar import exp\n\nprint(1 / 0)\n")
    press("Run")
    status.get_by_text("Stopped by an error.").wait_for(timeout=30_000)
    failure = example.locator(".runner-output").text_content()
    assert failure.startswith('Traceback (most recent call last):\n  File "<example>", line 3')
    assert failure.endswith("ZeroDivisionError: division by zero\n")

    edit("print('before')\nwhile True:\n    pass\n")
    press("Run")
    status.get_by_text("Running…").wait_for(timeout=30_000)
    press("Stop")
    status.get_by_text("Stopped.").wait_for()
    expect(example.get_by_role("button", name="Run")).to_be_visible()

    press("Restore")
    press("Run")
    status.get_by_text("The output is the one printed below.").wait_for(timeout=120_000)
    assert page.trouble == []


def test_from_the_file_system(chromium, site: Path):
    page = chromium.new_page()
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto((site / "elements.html").as_uri())
    page.wait_for_load_state("load")
    expect(page.get_by_text("cannot run its examples here")).to_have_count(1)
    expect(page.get_by_role("button", name="Run")).to_have_count(0)
    page.evaluate("document.querySelector('video').play()")
    page.wait_for_function("document.querySelector('video').currentTime > 0.2")
    page.get_by_role("link", name="Previous").click()
    page.wait_for_load_state("load")
    expect(page.locator("h1")).to_have_count(1)
    assert trouble == []
    page.close()
