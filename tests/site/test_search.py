"""The search of the built book, as a reader uses it."""

from __future__ import annotations

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect
from serving import note_trouble

pytestmark = pytest.mark.slow  # a minute in the browser

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NO_STORAGE = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, {
    get() { throw new DOMException("denied", "SecurityError"); } });"""


@pytest.fixture
def visit(chromium, address: str):
    """Open a page and note what it fetches and what goes wrong."""
    contexts = []

    def opened(name: str = "elements.html", base: str = address, viewport=DESK, script: str = ""):
        context = chromium.new_context(viewport=viewport)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.trouble, page.fetched = [], []
        note_trouble(page, page.trouble)
        page.on("request", lambda request: page.fetched.append(request.url))
        page.goto(f"{base}/{name}")
        page.wait_for_load_state("load")
        return page

    yield opened
    for context in contexts:
        context.close()


def field(page):
    return page.get_by_role("textbox", name="Search")


def ask(page, query: str) -> list[tuple[str, str, str]]:
    """Type a query; what is found: title, place, address of each item."""
    field(page).fill(query)
    page.wait_for_function("typeof SearchResults === 'function'")
    page.locator(".md-search-result__item").first.wait_for()
    return page.evaluate(
        """() => [...document.querySelectorAll(".md-search-result__item")].map((item) =>
            [item.querySelector("h1").textContent, item.querySelector(".search-place").textContent,
             item.querySelector("a").href])""")


def pages_of(found: list) -> list[str]:
    """The title of the page of each item."""
    return [place.split(" · ")[-1] for _, place, _ in found]


def defining(page, title: str) -> list[str]:
    """The pages to which the entry of the glossary with this title points."""
    return page.evaluate(
        """(title) => bookSearchData.entries.filter((e) => e.kind === "term" && e.title === title)
            .flatMap((e) => (e.defined ?? []).slice(0, 1))
            .map((at) => bookSearchData.pages[bookSearchData.entries[at].page][1])""", title)


@pytest.fixture
def book(visit):
    return visit()


def test_a_word_that_every_object_of_the_script_knows(book):
    field(book).fill("constructor")
    book.wait_for_function("document.querySelector('.md-search-result__meta')"
                           ".textContent.match(/ found$/)")
    assert book.trouble == []


def test_a_long_text_pasted_by_mistake_does_not_freeze_the_page(book):
    ask(book, "reward")
    took = book.evaluate("""() => {
        const field = document.querySelector(".md-search__input");
        field.value = "reward ".repeat(20_000);
        const began = performance.now();
        field.dispatchEvent(new Event("input"));
        return performance.now() - began;
    }""")
    assert took < 5_000
    assert book.locator(".md-search-result__item").count() > 0


@pytest.mark.parametrize("query", ["off-policy", "on-policy", "TD(λ)", "td(lambda)",
                                   "learning rate", "step size", "LEARNING RATES"])
def test_a_term_finds_its_entry_first_and_then_where_it_is_defined(book, query: str):
    found = ask(book, query)
    assert pages_of(found)[0] == "Glossary"
    assert re.search(r"glossary\.html(\?[^#]*)?#.", found[0][2])
    assert set(defining(book, found[0][0])) <= {*pages_of(found)[:4], *(t for t, _, _ in found[:4])}
    assert any(page not in ("Glossary", "Notation", "Bibliography") for page in pages_of(found)[:4])
    assert book.trouble == []


@pytest.mark.parametrize("query", ["lambda", "λ", "lam"])
def test_lambda_finds_symbol_term_and_page(book, query: str):
    found = ask(book, query)[:4]
    assert (found[0][0], pages_of(found)[0]) == ("λ", "Notation")
    assert "Glossary" in pages_of(found)
    assert {*pages_of(found)} - {"Glossary", "Notation"}


def test_each_greek_letter_finds_its_row_in_the_notation(book):
    ask(book, "λ")
    rows = book.evaluate("""() => [...new Set(bookSearchData.entries
        .filter((e) => e.kind === "symbol").map((e) => e.terms[0].normalize("NFKD")[0]))]""")
    letters = [letter for letter in rows if "α" <= letter <= "ω"]
    assert len(letters) >= 10
    for letter in letters:
        title, place, address = ask(book, letter)[0]
        assert title.startswith(letter)
        assert place.endswith("Notation")
        anchor = address.split("#")[1]
        assert book.request.get(address).text().count(f'id="{anchor}"') == 1
    assert book.trouble == []


@pytest.mark.parametrize(("query", "in_title"), [
    ("bootstrappng", "bootstrapping"),  # a slip of the finger
    ("boots", "bootstrapping"),  # not typed to the end
    ("optimizer", "optimiser"),
    ("modeling", "model"),
    ("discount factor", "discount"),
])
def test_slips_beginnings_and_spellings(book, query: str, in_title: str):
    assert in_title in ask(book, query)[0][0].lower()


@pytest.mark.parametrize("query", [
    "lambda_returns", "lambda returns", "lambdaReturns", "λ-returns"])
def test_names_of_the_program_are_found_in_whole_and_in_parts(book, query: str):
    ask(book, query)
    top = book.locator(".md-search-result__item").filter(
        has=book.locator("code", has_text=re.compile("^lambda_returns$")))
    top.first.wait_for()
    assert "lambda_returns" in book.locator(".md-search-result__list").text_content()


def test_a_name_leads_to_its_listing(book):
    title, place, _ = ask(book, "lambda_returns")[0]
    page, section = place.split(" · ")[-1], title
    book.locator(".md-search-result__link").first.click()
    book.wait_for_load_state("load")
    heading = book.locator("article :is(h1, h2, h3)", has_text=section).first
    expect(heading).to_be_visible()
    assert page in book.title()
    assert ":lambda_returns" in book.locator("article").text_content() or \
        book.locator(".filename", has_text="lambda_returns").count()


def test_words_and_no_debris_of_formulas(book):
    found = ask(book, "pessimistic")
    assert found[0][0] == "Every element"
    text = book.locator(".md-search-result__list").text_content()
    assert "annotation" not in text
    assert "\\" not in text


def test_a_letter_typed_on_a_slow_machine(visit):
    """The query that made the search of before throw: a word of one letter, while it loads."""
    page = visit()
    waiting = threading.Event()
    page.route("**/search/data.js", lambda route: (waiting.set(), page.wait_for_timeout(800),
                                                   route.continue_()))
    address = page.url
    field(page).press_sequentially("p", delay=50)
    assert waiting.wait(10)
    page.locator(".md-search-result__item").first.wait_for()
    for letter in "essimistic":
        page.keyboard.press(letter)
        page.wait_for_timeout(60)
    page.locator(".md-search-result__link", has_text="Every element").first.wait_for()
    assert page.url == address  # p and n, typed, turn no page
    assert page.trouble == []


def test_nothing_is_fetched_before_the_search_is_opened(visit):
    page = visit("index.html")
    page.wait_for_load_state("networkidle")

    def fetched() -> list[str]:
        return [url for url in page.fetched if "/search" in url]

    assert [url.rsplit("/", 1)[1] for url in fetched()] == ["search.js"]  # the dialog itself
    page.keyboard.press("/")
    page.get_by_text("Type to start searching").wait_for()
    names = [url.rsplit("/", 1)[1] for url in fetched()]
    assert sorted(names[1:]) == ["data.js", "minisearch.js", "search-ranking.js",
                                 "search-results.js"]
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    ask(page, "bellman")
    assert len(fetched()) == 5  # once
    assert page.trouble == []


def test_without_a_network_it_says_so_and_tries_again(visit):
    page = visit()
    page.route("**/search/data.js", lambda route: route.abort())
    field(page).focus()
    page.get_by_text("The search could not be fetched").wait_for()
    page.keyboard.press("Escape")
    page.unroute("**/search/data.js")
    assert ask(page, "bellman")


def test_by_keyboard_alone(visit):
    page = visit()
    for key in ("f", "s", "/"):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.matches('.md-search__input')")
        assert page.evaluate("document.getElementById('__search').checked")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement === document.body")
        assert not page.evaluate("document.getElementById('__search').checked")
    page.keyboard.press("/")
    page.keyboard.type("step size")
    page.locator(".md-search-result__item").nth(2).wait_for()
    focused = "document.activeElement.textContent"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    links = page.locator(".md-search-result__item > a")
    assert page.evaluate(focused) == links.nth(1).text_content()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.value") == "step size"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")  # goes on typing
    expect(field(page)).to_have_value("step sizex")
    page.keyboard.press("Backspace")
    page.locator(".md-search-result__item").nth(2).wait_for()
    goal = links.first.get_attribute("href")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == goal
    assert page.trouble == []


def test_tab_passes_by_what_is_closed(visit):
    page = visit()
    for _ in range(2):
        field(page).focus()
        page.keyboard.press("Tab")
        assert not page.evaluate("document.getElementById('__search').checked")
        assert page.evaluate("document.activeElement.closest('.md-search') === null")


def test_letters_in_an_editor_do_not_open_it(visit):
    page = visit()
    page.evaluate("document.querySelector('article').append(document.createElement('textarea'))")
    page.locator("article textarea").last.focus()
    page.keyboard.type("fs/")
    expect(page.locator("article textarea").last).to_have_value("fs/")
    assert not page.evaluate("document.getElementById('__search').checked")


def test_what_was_looked_for_is_marked_on_the_page(visit):
    page = visit()
    ask(page, "pessimistic error")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url("**h=*")
    marks = page.locator("article mark").all_text_contents()
    assert {"pessimistic", "error"} <= {mark.lower() for mark in marks}
    expect(page.locator(".math mark")).to_have_count(0)
    assert "You were 0.15 too pessimistic." in page.locator("article").text_content()
    assert page.trouble == []


def test_an_address_may_bring_a_query(visit):
    page = visit("elements.html?q=pessimistic")
    page.locator(".md-search-result__link", has_text="Every element").first.wait_for()
    page.goto(page.url.replace("?q=pessimistic", "?h=a.b+%28+*&q="))  # signs of patterns
    page.wait_for_load_state("load")
    assert page.trouble == []


def test_further_sections_of_a_page_are_folded(visit):
    page = visit()
    ask(page, "action")
    more = page.locator(".md-search-result__more").first
    expect(more.locator("a")).to_have_count(0)
    number = int(more.locator("summary").text_content().split()[0])
    more.locator("summary").click()
    more.locator("a").first.wait_for()
    expect(more.locator("a")).to_have_count(number)


def test_from_a_file(chromium, site: Path):
    page = chromium.new_page()
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    # a browser will not fetch fonts ahead for a file, and says so; the style sheets still get them
    page.on("console", lambda message: (
        message.type == "error" and ".woff2" not in message.text + message.location["url"]
        and trouble.append(message.text)))
    page.goto((site / "elements.html").as_uri())
    assert ask(page, "pessimistic")[0][0] == "Every element"
    ask(page, "off-policy")
    page.keyboard.press("Enter")
    page.wait_for_url("file://**/glossary.html?*#*")
    expect(page.locator(":target")).to_be_visible()
    assert trouble == []
    loaded = "[...document.fonts].some(font => font.status == 'loaded')"
    assert page.evaluate(f"document.fonts.ready.then(() => {loaded})")
    page.close()


def test_without_storage(visit):
    page = visit(script=NO_STORAGE)
    page.keyboard.press("/")
    assert ask(page, "pessimistic")[0][0] == "Every element"
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('__search').checked")
    ours = [trouble for trouble in page.trouble if "denied" not in trouble]  # the theme's own
    assert ours == []


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def under_a_path(site: Path):
    """The site in a folder of a server, as a project's pages are hosted."""
    folder = partial(Quiet, directory=str(site.parent))
    server = ThreadingHTTPServer(("127.0.0.1", 0), folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{site.name}"
    server.shutdown()


def test_under_a_sub_path(visit, site: Path, under_a_path: str):
    base = under_a_path
    deep = next(path for path in sorted(site.glob("*/*/*.html"))).relative_to(site).as_posix()
    page = visit(deep, base=base)
    found = ask(page, "off-policy")
    assert found[0][2].startswith(f"{base}/glossary.html")
    assert page.trouble == []


def test_on_a_phone_it_covers_the_page(visit):
    page = visit(viewport=PHONE)
    page.locator("label.md-header__button[for=__search]").click()
    assert page.evaluate("document.activeElement.matches('.md-search__input')")
    ask(page, "action")
    page.wait_for_function(
        "document.querySelector('.md-search__inner').getBoundingClientRect().width === innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    links = page.locator(".md-search-result__item > a")
    assert links.first.bounding_box()["height"] >= 44
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("Type to start searching").wait_for()
    expect(field(page)).to_have_value("")
    page.locator(".md-search__form label[for=__search]").click()
    page.wait_for_function("!document.getElementById('__search').checked")
    assert page.trouble == []


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_no_barrier_in_the_open_dialog(visit, scheme: str):
    page = visit()
    page.add_style_tag(content="* { transition: none !important }")
    page.evaluate(f"document.body.dataset.mdColorScheme = '{scheme}'")
    ask(page, "lambda_returns")
    page.locator(".md-search-result__more summary").first.click()
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run('.md-search', {resultTypes: ['violations']})")
    assert [f"{v['id']}: {n['html']}" for v in found["violations"] for n in v["nodes"]] == []
    expect(page.get_by_role("dialog", name="Search the book")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text=re.compile("found"))).to_have_count(1)
    assert page.locator(".md-search-result__list").get_attribute("role") == "list"


def test_the_library_comes_with_its_licence(site: Path):
    assert "Permission is hereby granted" in (site / "search/LICENSE.txt").read_text()
    assert "sourceMappingURL" not in (site / "search/minisearch.js").read_text()
    assert not list(site.glob("search/search_index*"))
