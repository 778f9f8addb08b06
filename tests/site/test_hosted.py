"""The book as a host serves it: below a path, under a strict policy, to readers without cookies."""

from __future__ import annotations

import json
import re
import struct
import threading
import xml.etree.ElementTree as ElementTree
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from serving import CHROMIUM_FLAGS, REPOSITORY, QuietHandler, note_trouble

pytestmark = pytest.mark.slow  # half a minute in the browser

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
HOME = "https://example.github.io/policywerk/"
PATH = "/policywerk/"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


class Host(QuietHandler):
    """A static host: one path, the policy on every answer, 404.html for what is not there."""

    ranges = True

    def end_headers(self) -> None:
        policy = Path(self.directory, "content-security-policy.txt").read_text().strip()
        self.send_header("Content-Security-Policy", policy)
        if self.ranges:
            self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(PATH[:-1]))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class HostWithoutRanges(Host):
    ranges = False


@pytest.fixture(scope="module", params=[HostWithoutRanges])
def host(request, site: Path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(request.param, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{PATH}"
    server.shutdown()


@pytest.fixture
def listen():
    """Note what a page complains of and what it fetches."""

    def attach(page):
        page.trouble, page.fetched = [], []
        note_trouble(page, page.trouble)
        page.on("request", lambda request: page.fetched.append((request.method, request.url)))
        return page

    return attach


@pytest.fixture
def guest(chromium, tmp_path: Path, listen):
    """A page of a reader who has blocked cookies, and with them every kind of storage."""
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default/Preferences").write_text(json.dumps(settings))
    context = chromium.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium.executable, headless=True, args=CHROMIUM_FLAGS,
        viewport=DESK)
    yield listen(context.new_page())
    context.close()


@pytest.fixture
def visitor(chromium, listen):
    context = chromium.new_context(viewport=DESK)
    page = listen(context.new_page())
    yield page
    page.unroute_all(behavior="ignoreErrors")
    context.close()


def until(page, condition: str) -> None:
    """Wait for a condition; wait_for_function would evaluate text, which the policy forbids."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not within ten seconds: {condition}")


def visit(page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")


# ------------------------------------------------- under the policy, below a path, without cookies


def test_colours_search_and_navigation_work(guest, host: str):
    visit(guest, f"{host}index.html")
    for scheme in ("default", "slate"):
        guest.locator(".md-header label[for^=__palette]:visible").click()
        assert guest.evaluate("document.body.dataset.mdColorScheme") == scheme
    guest.locator("article .cover-doors a").first.click()
    guest.get_by_role("link", name="Next:").click()
    guest.locator(".page-mark").first.wait_for()
    assert guest.evaluate("document.body.dataset.mdColorScheme") == "default"  # nothing was kept
    guest.locator("input.md-search__input").press_sequentially("pessimistic", delay=100)
    guest.locator(".md-search a", has_text="Every element").first.click()
    guest.wait_for_url(re.compile(r"elements\.html"))
    assert guest.trouble == []


def test_a_film_is_fetched_when_it_is_wanted_and_plays_from_memory(guest, host: str):
    visit(guest, f"{host}elements.html")
    video = guest.locator("figure.animation video")
    video.scroll_into_view_if_needed()
    guest.wait_for_load_state("networkidle")
    assert not [url for _, url in guest.fetched if url.endswith(".mp4")]
    video.hover(position={"x": 40, "y": 40})
    until(guest, "document.querySelector('video').src.startsWith('blob:')")
    until(guest, "document.querySelector('video').readyState >= 2")
    video.evaluate("video => { video.currentTime = 1.5 }")
    until(guest, "Math.abs(document.querySelector('video').currentTime - 1.5) < 0.01")
    video.evaluate("video => { video.currentTime = 0; return video.play() }")
    until(guest, "document.querySelector('video').currentTime > 0.2")
    assert guest.trouble == []


@pytest.mark.parametrize("host", [Host], indirect=True)
def test_with_ranges_no_film_is_fetched_whole(visitor, host: str):
    visit(visitor, f"{host}elements.html")
    video = visitor.locator("figure.animation video")
    video.hover(position={"x": 40, "y": 40})
    until(visitor, "document.querySelector('video').readyState >= 1")
    video.evaluate("video => video.play()")
    until(visitor, "document.querySelector('video').currentTime > 0.2")
    assert not video.evaluate("video => video.src").startswith("blob:")
    assert visitor.trouble == []


@pytest.mark.slow
def test_an_example_runs(guest, host: str):
    visit(guest, f"{host}elements.html")
    example = guest.locator("div.language-python").first
    example.get_by_role("button", name="Run").click()
    example.get_by_text("The output is the one printed below.").wait_for(timeout=120_000)
    assert guest.trouble == []


@pytest.mark.slow
def test_weights_are_fetched(guest, host: str):
    visit(guest, f"{host}elements.html")
    example = guest.locator("div.language-python").first
    example.get_by_role("button", name="Edit").click()
    example.locator("textarea").fill("from policywerk.data.weights import read\n"
                                     "print(len(read('00-moons')))\n")
    example.get_by_role("button", name="Run").click()
    example.get_by_text("Done in").wait_for(timeout=120_000)
    assert example.locator(".runner-output").text_content() == "6\n"
    assert guest.trouble == []


def test_the_policy_allows_no_other_script(visitor, host: str):
    visit(visitor, f"{host}index.html")
    visitor.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.intruder = true";
        document.body.append(script);
    }""")
    assert visitor.evaluate("window.intruder") is None
    assert "violates the following Content Security Policy" in visitor.trouble[0]


@pytest.mark.parametrize("name", ["nowhere", "a/b/c", "planning/nowhere.html"])
def test_a_page_that_is_not_there_is_whole_at_any_depth(visitor, host: str, name: str):
    visit(visitor, f"{host}{name}")
    assert visitor.locator("h1").text_content() == "There is no such page"
    assert visitor.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    [complaint] = visitor.trouble  # that of the page itself
    assert "404" in complaint
    visitor.get_by_role("link", name="cover", exact=True).click()
    visitor.wait_for_url(f"{host}index.html")


# ------------------------------------------------------------------------ what the pages say


def head_of(site: Path, name: str) -> dict[str, str]:
    """The canonical address, the meta data and the title of a page."""
    text = (site / name).read_text(encoding="utf-8").split("<body", 1)[0]
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', text)
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', text)
    title = re.search(r"<title>([^<]+)</title>", text)
    assert title is not None
    return {**dict(found), "canonical": canonical[1] if canonical else "", "title": title[1]}


def page_names(site: Path) -> list[str]:
    names = (path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    return [name for name in names if name != "404.html"]


def test_every_page_names_its_address_title_and_words(site: Path):
    heads = {name: head_of(site, name) for name in page_names(site)}
    for name, head in heads.items():
        assert head["canonical"] == (HOME if name == "index.html" else HOME + name)
        assert head["og:url"] == head["canonical"]
        assert 20 <= len(head["description"]) <= 300, (name, head["description"])
        assert not re.search(r"\\|\$|&lt;", head["description"]), (name, head["description"])
        assert head["og:image"] == HOME + "theme/card.png"
    assert len({head["title"] for head in heads.values()}) == len(heads)
    said = {head["description"] for head in heads.values()}
    assert len(said) == len(heads)


def test_the_picture_for_links_has_the_size_that_is_asked_for(site: Path):
    png = (site / "theme/card.png").read_bytes()
    assert struct.unpack(">II", png[16:24]) == (1200, 630)


def test_the_sitemap_lists_every_page(site: Path):
    tree = ElementTree.parse(site / "sitemap.xml")
    listed = [loc.text for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    names = [name for name in page_names(site) if name != "index.html"]
    assert sorted(listed) == sorted([HOME, *(HOME + name for name in names)])


def test_every_page_can_be_edited_and_reported(site: Path):
    source = {".py", ".md"}
    for name in page_names(site):
        text = (site / name).read_text(encoding="utf-8")
        edit = re.search(rf'"https://github\.com/{REPOSITORY}/edit/main/docs/([^"]+)"', text)
        assert edit is not None, name
        assert Path(edit[1]).suffix in source
        assert f"https://github.com/{REPOSITORY}/issues/new?title=" in text
        if edit[1] != "elements.md":  # a page of these tests
            assert (ROOT / "docs" / edit[1]).is_file()


# ------------------------------------------------------------------------------- how it is laid out


SHIFT = """new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value))
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 500);
})"""


def slowed(page) -> None:
    """Let fonts and pictures come late, as on a slow line."""
    def late(route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route(re.compile(r"\.(woff2|png|svg)$"), late)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", ["index.html", "steps/watkins.html", *(
    pytest.param(name, marks=pytest.mark.slow) for name in
    ("planning/numbers.html", "planning/bellman.html", "labs/03_td_learner.html"))])
def test_nothing_moves_while_a_page_comes(visitor, host: str, name: str, viewport):
    visitor.set_viewport_size(viewport)
    slowed(visitor)
    visit(visitor, host + name)
    assert visitor.evaluate(SHIFT) < 0.02


def test_pictures_have_sizes_and_come_when_they_are_needed(site: Path):
    for name in page_names(site):
        text = (site / name).read_text(encoding="utf-8")
        pictures = re.findall(r"<img\b[^>]*>", text)
        for picture in pictures:
            assert re.search(r' width="\d+" height="\d+"', picture), f"{name}: {picture[:80]}"
            assert "data:image" not in picture, name
        assert sum('loading="lazy"' not in picture for picture in pictures) <= 1, name


def test_a_link_to_a_section_leads_there_past_what_is_not_laid_out_yet(visitor, host: str):
    visit(visitor, f"{host}steps/watkins.html")
    anchors = visitor.evaluate("[...document.querySelectorAll('article h2')].map(h => h.id)")
    for anchor in (anchors[-1], anchors[len(anchors) // 2]):
        visit(visitor, f"{host}steps/watkins.html#{anchor}")
        visitor.wait_for_timeout(300)
        place = "id => document.getElementById(id).getBoundingClientRect().top"
        top = visitor.evaluate(place, anchor)
        assert 0 <= top < 200 or visitor.evaluate(
            "Math.abs(scrollY + innerHeight - document.documentElement.scrollHeight) < 2")


def test_the_browser_finds_words_that_are_not_laid_out_yet(visitor, host: str):
    visit(visitor, f"{host}steps/watkins.html")
    last = visitor.evaluate("[...document.querySelectorAll('article h2')].at(-1).nextElementSibling"
                            ".textContent.trim().slice(0, 30)")
    assert visitor.evaluate("text => find(text)", last)
    assert visitor.evaluate("scrollY") > 2000


def test_the_controls_of_a_film_lie_below_its_picture(visitor, host: str):
    visit(visitor, f"{host}elements.html")
    video = visitor.locator("figure.animation video")
    picture = video.evaluate("video => video.clientWidth * 480 / 640")
    assert 60 <= video.evaluate("video => video.clientHeight") - picture <= 100
    assert video.evaluate("video => getComputedStyle(video).objectPosition") == "50% 0%"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index.html", "elements.html", "steps/watkins.html"])
def test_axe_finds_nothing_at_all(visitor, host: str, name: str):
    visit(visitor, host + name)
    visitor.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    visitor.evaluate("""async () => {
        for (const block of [...document.querySelectorAll("article .highlight")].slice(0, 20)) {
            block.scrollIntoView(); // its copy button is made now
            await new Promise(requestAnimationFrame);
        }
    }""")
    until(visitor, "[...document.querySelectorAll('pre > code, .md-typeset__scrollwrap')]"
                   ".every(box => box.scrollWidth <= box.clientWidth || box.tabIndex === 0)")
    visitor.evaluate(AXE.read_text(encoding="utf-8"))  # the policy forbids a script tag
    found = visitor.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found["violations"]] == []


def test_a_wide_table_shows_that_it_goes_on(visitor, host: str):
    visitor.set_viewport_size(PHONE)
    visit(visitor, f"{host}notation.html")
    wrap = visitor.locator(".md-typeset__scrollwrap").first
    assert "gradient" in wrap.evaluate("box => getComputedStyle(box).backgroundImage")
