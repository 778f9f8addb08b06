"""Python in the page: clean, bounded, told plainly, never lost, and what the browser keeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from runner import Block, example

ELEMENTS = "elements.html"


@pytest.fixture(scope="module")
def browser(chromium):
    """A browser in which Python has been started before, if a test of this process has."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


def open_page(context: Any, address: str, name: str = ELEMENTS) -> Any:
    page = context.new_page()
    page.trouble = []
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.trouble.append(said.text))
    page.on("request", lambda request: request.url.startswith((address, "data:", "blob:"))
            or page.trouble.append(f"another host: {request.url}"))
    page.goto(f"{address}/{name}")
    page.locator("[aria-label='Example 1']").wait_for(state="attached")
    return page


@pytest.fixture
def page(browser, address: str):
    """The page of elements, with nothing kept of an earlier test but a Python to start from."""
    opened = open_page(browser, address)
    yield opened
    opened.evaluate("localStorage.clear()")
    opened.close()
    assert opened.trouble == []


@pytest.fixture(scope="module")
def desk(browser, address: str):
    """One page for all that is run once and leaves nothing to look at."""
    opened = open_page(browser, address)
    yield example(opened)
    assert opened.trouble == []


@pytest.fixture
def stranger(chromium, address: str):
    """Opens the page in a new browser, which a script may have changed before."""
    contexts = []

    def visit(script: str = "", **options: Any) -> Any:
        context = chromium.new_context(**options)
        contexts.append(context)
        context.add_init_script(script or "0")
        return open_page(context, address)

    yield visit
    for context in contexts:
        context.close()


# ---------------------------------------------------------------- a clean Python for each run

SPOIL = """\
import builtins, decimal, os, random, sys, warnings
import policywerk.primitives.scalar as scalar
scalar.add = lambda a, b: 42
builtins.print = lambda *a, **k: None
decimal.getcontext().prec = 3
os.environ["SPOILT"] = "yes"
sys.setrecursionlimit(150)
sys.path.append("/spoilt")
sys.argv = ["spoilt"]
random.seed(1)
warnings.simplefilter("error")
os.mkdir("spoilt")
os.chdir("spoilt")
open("/book/policywerk/primitives/scalar.py", "w").close()
sys.stdout = None
"""
STATE = """\
import builtins, decimal, os, sys, warnings
modules = sorted(sys.modules)
from policywerk.primitives.scalar import add
print(add(1.0, 2.0), decimal.getcontext(), sorted(os.environ.items()), os.getcwd(), os.listdir("."),
      sys.getrecursionlimit(), sys.path, sys.argv, warnings.filters, sorted(vars(builtins)),
      sys.flags, sys.getdefaultencoding(), sys.dont_write_bytecode, modules, hash("a"))
"""
CHANCE = "import random\nprint(random.random())\n"


@pytest.mark.slow
def test_a_restored_python_is_as_one_that_was_started_and_no_run_leaves_a_trace(stranger):
    page = stranger()
    block = example(page)
    started = block.run(STATE)
    assert started.output.startswith("3.0 Context(prec=28")
    assert block.run(SPOIL).status.startswith("Done in")
    assert block.run(STATE).output == started.output
    assert block.run(CHANCE).output != block.run(CHANCE).output
    block.press("Restore")
    assert block.run().status.endswith("The output is the one printed below.")
    page.reload()
    page.locator("[aria-label='Example 1']").wait_for(state="attached")
    assert block.run(STATE).output == started.output
    assert page.trouble == []


@pytest.mark.slow
def test_a_snapshot_that_is_damaged_is_not_used(stranger):
    page = stranger()
    block = example(page)
    block.run()
    page.wait_for_function(  # it is kept
        "async () => (await (await caches.open('policywerk-python')).keys()).length === 1")
    damage = """async () => {
        const cache = await caches.open("policywerk-python");
        const [entry] = await cache.keys();
        const whole = new Uint8Array(await (await cache.match(entry)).arrayBuffer());
        await cache.put(entry, new Response(whole.slice(0, whole.length / 2)));
    }"""
    page.evaluate(damage)
    page.reload()
    page.locator("[aria-label='Example 1']").wait_for(state="attached")
    assert block.run().status.endswith("The output is the one printed below.")


# ---------------------------------------------------------------- weights

READ = """\
from policywerk.data import weights

print(weights.published_weights()[0])
for _ in range(2):
    print(sorted(weights.read('00-moons'))[0])
"""
TWICE = "00-moons\nmoons.0.bias\nmoons.0.bias\n"


def test_weights_are_fetched_once_when_a_program_reads_them_and_not_before(page):
    block, fetched = example(page), []
    page.on("request", lambda request: "/weights/" in request.url and fetched.append(request.url))
    assert block.run().status.endswith("The output is the one printed below.")
    assert fetched == []
    assert block.run(READ).output == TWICE
    [address] = fetched
    assert "/theme/weights/00-moons.json?" in address


@pytest.mark.slow
def test_a_player_plays_in_the_page(desk, site: Path):
    if not (site / "theme/weights/05-catcher.json").is_file():
        pytest.skip("the weights of lesson 05 are not published yet")
    ending = desk.run("from policywerk.lessons import play\n"
                      "from policywerk.world.catcher import Catcher\n"
                      "boards = list(play.watch(play.load('05-catcher'), Catcher(), seed=0))\n"
                      "print(len(boards), boards[-1].splitlines()[-1])\n")
    assert ending.output.startswith("150 step 149: ")


@pytest.mark.slow
def test_a_player_of_another_kind_plays_as_elsewhere(desk, site: Path):
    if not (site / "theme/weights/06-pointmass.json").is_file():
        pytest.skip("the weights of lesson 06 are not published yet")
    from policywerk.lessons import play
    from policywerk.world.pointmass import PointMass

    lines = list(play.watch_dot(play.load("06-pointmass"), PointMass(), seed=5))
    ending = desk.run("from policywerk.lessons import play\n"
                      "from policywerk.world.pointmass import PointMass\n"
                      "player = play.load('06-pointmass')\n"
                      "print(*play.watch_dot(player, PointMass(), seed=5), sep='\\n')\n")
    assert ending.output == "\n".join(lines) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "told"), [
    ({"status": 404, "body": ""}, "the weights 00-moons.json could not be fetched: 404"),
    (None, "could not be fetched: the book's server does not answer"),
    ({"status": 200, "body": "{}"}, "WeightsError: "),
])
def test_weights_that_do_not_come_are_told_and_come_the_next_time(stranger, answer, told):
    page = stranger()
    block = example(page)
    page.route("**/weights/*.json?*",
               lambda route: route.fulfill(**answer) if answer else route.abort())
    failed = block.run(READ)
    assert failed.status == "Stopped by an error."
    assert told in failed.output
    page.unroute("**/weights/*.json?*")
    assert block.run(READ).output == TWICE


@pytest.mark.slow
def test_in_one_program_what_was_not_fetched_is_fetched_the_next_time(stranger):
    page, asked = stranger(), []
    page.route("**/weights/*.json?*", lambda route: (
        asked.append(1), route.abort() if len(asked) == 1 else route.continue_()))
    code = ("from policywerk.data import weights\n\n"
            "for _ in range(2):\n"
            "    try:\n        print(len(weights.read('00-moons')))\n"
            "    except RuntimeError as error:\n        print('not yet')\n\n")
    assert example(page).run(code).output == "not yet\n6\n"


# ---------------------------------------------------------------- output

def test_what_was_printed_is_shown_while_the_program_runs_and_after_stop(page):
    block = example(page)
    block.start("print('before', end=' ')\nprint('the loop')\nwhile True:\n    pass\n")
    block.wait_for_output("before the loop\n")
    block.press("Stop")
    assert block.status == "Stopped."
    assert block.output == "before the loop\n"


def test_output_without_end_is_shown_up_to_a_limit(page):
    block = example(page)
    block.start("while True:\n    print('spam' * 100)\n")
    block.wait_for_output("the rest of the output is not shown")
    block.press("Stop")
    assert 100_000 < len(block.output) < 100_100


def test_what_is_for_a_terminal_can_be_read_on_a_page(desk):
    ending = desk.run("print('1 %\\r2 %\\r\\n\\x1b[1;31mred\\x1b[0m λ 🎲')")
    assert ending.output == "1 %\n2 %\nred λ 🎲\n"


def with_slow(quick, cases):
    """All cases, of which the slow tests take those beyond the first few."""
    return cases[:quick] + [pytest.param(*each, marks=pytest.mark.slow) for each in cases[quick:]]


@pytest.mark.parametrize(("code", "status", "shown"), with_slow(4, [
    ("def f():\n    return f()\n\nf()", "deeper than Python allows", "RecursionError: maximum"),
    ("x = = 1", "Stopped by an error.", "SyntaxError: invalid syntax\n"),
    ('raise Exception("x" * 30_000_000)', "Stopped by an error.", " characters are left out here"),
    ("import sys\nsys.exit()", "Ended by sys.exit() after", ""),
    ("import sys\nsys.exit(3)", "Ended by sys.exit(3) after", ""),
    ("import sys\nsys.exit('why')", "Ended by sys.exit(1) after", "why\n"),
    ("import os\nprint('out', end='')\nos._exit(3)", "Ended by os._exit(3), which", "out"),
    ("import sys\nprint('a')\nsys.stdout = None\nprint('b')",
     "sys.stdout was not the page's", "a\n"),
    ("class A:\n    def __repr__(self):\n        return repr(self)\n\nrepr(A())",
     "deeper than the browser's stack", "in __repr__"),
    ("x = [0] * 2_000_000_000", "more memory than Python has", "MemoryError"),
    ("x = 6\nbreakpoint()", "Stopped by an error.", "RuntimeError: no debugger can be talked to"),
    ("import policywerk\n\n1 / 0", "Stopped by an error.", 'File "<example>", line 3, in <module>'),
    ("import atexit\natexit.register(print, 'last')\nprint('first')", "Done in", "first\nlast\n"),
]))
def test_an_ending_is_told_in_a_sentence_and_bounded(desk, code, status, shown):
    ending = desk.run(code)
    assert status in ending.status
    assert shown in ending.output
    assert len(ending.output) < 11_000


@pytest.mark.slow
def test_a_worker_that_dies_is_told_and_replaced(stranger, address: str):
    page = stranger()
    block = example(page)
    page.route("**/pyodide.asm.mjs", lambda route: route.abort())
    assert "Python could not be loaded (" in block.run().status
    page.unroute("**/pyodide.asm.mjs")
    page.route("**/page/worker.js", lambda route: route.abort())
    page.reload()
    page.locator("[aria-label='Example 1']").wait_for(state="attached")
    assert block.run().status.startswith("Python could not go on: its worker failed.")
    page.unroute("**/page/worker.js")
    assert block.run().status.endswith("The output is the one printed below.")


@pytest.mark.slow
def test_after_a_failed_start_the_next_run_starts_anew(stranger):
    page = stranger()
    block = example(page)
    page.route("**/policywerk.zip", lambda route: route.abort())
    assert block.run().status == "Python could not be loaded (Failed to fetch). Run tries again."
    page.wait_for_timeout(1000)  # the next Python has begun meanwhile, and failed as well
    page.unroute("**/policywerk.zip")
    assert block.run().status.endswith("The output is the one printed below.")


# ---------------------------------------------------------------- whose turn it is

LOOP = "print('on it')\nwhile True:\n    pass\n"


def test_stop_stays_while_a_program_runs(page):
    block = example(page)
    block.edit(LOOP)
    for _ in range(3):
        block.editor.press("Control+Enter")
    block.wait_for_output("on it")
    expect(block.button("Stop")).to_be_visible()
    expect(block.button("Run")).not_to_be_visible()
    block.press("Stop")
    assert block.output == "on it\n"
    assert block.run("print('again')").output == "again\n"


def test_two_clicks_are_one_run(page):
    block = example(page)
    block.edit("print('once')\n")
    block.button("Run").dblclick()
    ending = block.end()
    assert ending.status.startswith("Done in")
    assert ending.output == "once\n"
    block.edit(LOOP)
    block.button("Run").click(click_count=3)  # somebody who wants out
    assert block.end().status == "Stopped."


def test_a_second_block_waits_and_says_for_what(page):
    first, second = example(page, 1), example(page, 3)
    first.start(LOOP)
    first.wait_for_output("on it")
    second.start()
    assert second.status == "Waiting for Example 1 to end."
    second.press("Stop")
    second.start()
    expect(first.button("Stop")).to_be_visible()
    first.press("Stop")
    assert second.end().output == "0\n1\n3\n6\n"
    assert first.output == "on it\n"


def test_restoring_ends_the_run_of_the_edit_and_only_the_books_own_code_is_judged(page):
    block = example(page)
    assert block.run("print('0.15000000000000036')").status.startswith("Done in")
    assert "output" not in block.status
    block.start(LOOP)
    block.wait_for_output("on it")
    block.press("Restore")
    assert block.status == "Restored; the run was stopped."
    assert block.output == ""
    assert block.run().status.endswith("The output is the one printed below.")


def test_a_warm_start_speaks_of_no_download(page, browser, address: str):
    heard = """() => {
        window.heard = [];
        const status = document.querySelector(".runner-status");
        const hear = new MutationObserver(() => heard.push(status.textContent));
        hear.observe(status, {childList: true});
    }"""
    block = example(page)
    block.run()
    page.evaluate(heard)
    block.run()
    assert not any("MB" in text for text in page.evaluate("heard"))
    page.reload()
    page.locator("[aria-label='Example 1']").wait_for(state="attached")
    page.evaluate(heard)
    block.run()
    said = page.evaluate("heard")
    assert "Running…" in said
    assert not any("MB" in text for text in said)


def test_the_size_that_a_first_run_speaks_of_is_about_right(site: Path):
    fetched = [*(site / "theme/pyodide").glob("p*"), site / "theme/policywerk.zip"]
    megabytes = sum(path.stat().st_size for path in fetched) / 1e6
    text = (site / "theme/page/runnable.js").read_text(encoding="utf-8")
    [said] = [int(line.split("=")[1].split(";")[0]) for line in text.splitlines()
              if line.startswith("const FETCHED")]
    assert said - 1 < megabytes <= said


# ---------------------------------------------------------------- a program asks

ASK = "name = input('Who? ')\nprint('Hello', name)\n"


def test_input_asks_in_the_page(page):
    block = example(page)
    block.start(ASK)
    block.wait_for_status("The program asks for a line.")
    assert block.output == "Who? "
    page.keyboard.type("Ada")
    page.keyboard.press("Enter")
    assert block.end().output == "Who? Ada\nHello Ada\n"
    block.start(ASK)
    block.wait_for_status("The program asks for a line.")
    block.press("Stop")
    expect(block.place.locator(".runner-ask")).not_to_be_visible()


@pytest.mark.slow
def test_where_a_program_cannot_wait_it_is_told(stranger):
    page = stranger()

    def without_promises(route):
        body = f"{route.fetch().text()}\ndelete WebAssembly.Suspending;\n"
        route.fulfill(body=body, content_type="text/javascript")

    page.route("**/page/worker.js", without_promises)
    ending = example(page).run(ASK)
    assert "input() cannot ask here" in ending.output
    assert example(page).run("print(1)").output == "1\n"


# ---------------------------------------------------------------- what a program reaches

@pytest.mark.parametrize(("code", "shown"), with_slow(2, [
    ("import js", "reaches nothing but the book's own files"),
    ("from pyodide.code import run_js\n\nrun_js('fetch(\"http://example.com\")')", "no module js"),
    ("from pyodide.http import open_url\n\nopen_url('http://example.com')", "Error"),
    ("import urllib.request\n\nurllib.request.urlopen('http://example.com')", "unreachable"),
    ("import socket\n\nsocket.create_connection(('example.com', 80))", "unreachable"),
    ("import webbrowser\n\nwebbrowser.open('http://example.com')", "no module js"),
    ("import pyodide_js\n\npyodide_js.runPython.constructor('return self')()",
     "no text becomes a script"),
]))
def test_a_program_reaches_no_other_host_and_not_the_page(desk, code, shown):
    ending = desk.run(code)
    assert ending.status == "Stopped by an error."
    assert shown in ending.output


def test_the_worker_has_lost_what_reaches_out(desk):
    names = ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "Worker",
             "SharedWorker", "caches", "indexedDB", "BroadcastChannel", "WebTransport", "FontFace",
             "postMessage", "close", "eval", "navigator"]
    code = f"""\
import pyodide_js  # a way that the guard of imports leaves open

scope = pyodide_js._api.config.jsglobals
print([hasattr(scope, name) for name in ("queueMicrotask", "setTimeout")])
print([name for name in {names} if getattr(scope, name, None) is not None])
"""
    assert desk.run(code).output == "[True, True]\n[]\n"


# ---------------------------------------------------------------- the editor

def test_tab_moves_lines_and_deletes_nothing(page):
    block = example(page)
    block.edit("def f():\nreturn 1\n")
    block.editor.press("Control+a")
    block.editor.press("Tab")
    expect(block.editor).to_have_value("    def f():\n    return 1\n")
    block.editor.press("Shift+Tab")
    expect(block.editor).to_have_value("def f():\nreturn 1\n")
    block.editor.evaluate("area => area.setSelectionRange(11, 14)")  # "tur" of return
    block.editor.press("Tab")
    expect(block.editor).to_have_value("def f():\n    return 1\n")
    block.editor.press("Control+z")
    expect(block.editor).to_have_value("def f():\nreturn 1\n")
    block.editor.evaluate("area => area.setSelectionRange(0, 0)")
    block.editor.press("Shift+Tab")
    expect(block.editor).to_have_value("def f():\nreturn 1\n")
    block.editor.press("Tab")
    expect(block.editor).to_have_value("    def f():\nreturn 1\n")
    block.editor.press("Escape")
    block.editor.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"


# ---------------------------------------------------------------- what stays

def test_an_edit_survives_reload_and_restoring_can_be_undone(page, address: str):
    block = example(page)
    block.edit("print('mine')\n")
    page.goto(f"{address}/index.html")
    page.goto(f"{address}/{ELEMENTS}")
    block.editor.wait_for()
    expect(block.editor).to_have_value("print('mine')\n")
    assert block.status == "Your edit, as you left it."
    block.press("Restore")
    assert not block.editor.count()
    page.reload()
    block.press("Undo restore")
    expect(block.editor).to_have_value("print('mine')\n")
    assert block.run().output == "mine\n"
    expect(example(page, 3).editor).to_have_count(0)


def test_an_edit_of_an_older_edition_is_not_put_over_a_new_one(page):
    example(page).edit("print('mine')\n")
    page.evaluate("""() => {
        const [key] = Object.keys(localStorage).filter(key => key.includes("edit:"));
        localStorage[key.replace(/:[0-9a-f]+$/, ":00000000")] = localStorage[key];
        localStorage.removeItem(key);
    }""")
    page.reload()
    example(page).button("Edit").wait_for()
    assert not example(page).editor.count()


BLOCKED = """
for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
    Object.defineProperty(window, name, {
        get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
        configurable: true,
    });
}
"""


@pytest.mark.slow
def test_with_cookies_blocked_all_works_and_edits_are_said_to_be_lost(stranger):
    page = stranger(BLOCKED)
    block = example(page)
    block.edit("print('mine')\n")
    assert block.status == "This browser keeps nothing here: a reload loses edits."
    assert block.run().output == "mine\n"
    block.press("Restore")
    block.press("Undo restore")
    expect(block.editor).to_have_value("print('mine')\n")
    page.locator(".kept summary").click()
    assert "This browser keeps nothing here" in page.locator("#kept").text_content()


def test_a_page_read_to_its_end_is_ticked(page, address: str):
    tick = page.locator(".md-nav--primary a[href$='elements.html'] .page-read, "
                        ".md-nav--primary .md-nav__link--active .page-read").first
    expect(tick).to_have_count(0)
    page.keyboard.press("End")
    tick.wait_for(state="attached")
    page.goto(f"{address}/index.html")
    page.locator(".md-nav--primary a[href='elements.html'] .page-read").wait_for(state="attached")


def test_all_that_is_kept_can_be_saved_loaded_and_forgotten(page, tmp_path: Path):
    example(page).edit("print('mine')\n")
    page.locator(".kept summary").click()
    kept = page.locator("#kept")
    assert "1 example edited" in kept.text_content()
    with page.expect_download() as saving:
        kept.get_by_role("button", name="Save to a file").click()
    saved = tmp_path / saving.value.suggested_filename
    saving.value.save_as(saved)
    [entry] = [value for key, value in json.loads(saved.read_text())["kept"].items()
               if key.startswith("edit:elements.html#1:")]
    assert entry == {"code": "print('mine')\n"}

    kept.get_by_role("button", name="Forget all").click()
    kept.get_by_role("button", name="Yes, forget it all").click()
    assert "0 examples edited" in kept.text_content()
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('policywerk:'))") == []

    def load(path: Path) -> None:
        with page.expect_file_chooser() as choosing:
            kept.get_by_role("button", name="Load from a file").click()
        choosing.value.set_files(path)

    wrong = tmp_path / "wrong.json"
    for text in ("no JSON", "{}", '{"form": "policywerk reader 1", "kept": {"other": 1}}'):
        wrong.write_text(text)
        load(wrong)
        kept.get_by_text("The file").wait_for()
    load(saved)
    kept.get_by_text("Loaded:").wait_for()
    page.reload()
    expect(example(page).editor).to_have_value("print('mine')\n")


def forget(page: Any) -> None:
    kept = page.locator("#kept")
    if not kept.is_visible():
        page.locator(".kept summary").click()
    kept.get_by_role("button", name="Forget all").click()
    kept.get_by_role("button", name="Yes, forget it all").click()


def test_what_was_forgotten_meanwhile_is_not_brought_back_as_undefined(page):
    block = example(page)
    block.edit("print('mine')\n")
    forget(page)
    block.press("Restore")  # the editor still had it
    block.press("Undo restore")
    expect(block.editor).to_have_value("print('mine')\n")
    block.press("Restore")
    page.locator("details.question", has_text="Exercise T.1").locator("summary").first.click()
    check = Block(page, "[data-exercise='T.1']", run="Check")
    check.editor.fill("x = 1\n")
    check.press("Restore")
    forget(page)
    for each in (block, check):
        each.press("Undo restore")
        expect(each.button("Undo restore")).not_to_be_visible()
    expect(block.editor).to_have_count(0)
    expect(check.editor).to_have_value("def double(number):\n    ...\n")


@pytest.mark.parametrize("damaged", [
    "{", "null", "5", '"text"', "[]", "{}", '{"code": 5}', '{"away": true}',
    '{"code": "x", "away": {}}'])
def test_what_is_damaged_counts_as_nothing(page, damaged):
    block = example(page)
    block.edit("print('mine')\n")
    page.evaluate("""value => {
        for (const key of Object.keys(localStorage)) {
            if (key.startsWith("policywerk:")) localStorage[key] = value;
        }
        localStorage["policywerk:answer:T.1"] = value;
    }""", damaged)
    page.reload()
    page.locator("#kept p").first.wait_for(state="attached")
    assert "0 examples edited, 0 exercises begun" in page.locator("#kept").text_content()
    expect(block.button("Edit")).to_be_visible()
    expect(block.button("Undo restore")).not_to_be_visible()
    page.locator("details.question", has_text="Exercise T.1").locator("summary").first.click()
    check = Block(page, "[data-exercise='T.1']", run="Check")
    check.editor.wait_for()
    expect(check.editor).to_have_value("def double(number):\n    ...\n")
    forget(page)
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('policywerk:'))") == []


def test_what_another_page_keeps_is_counted_at_once(page, browser, address: str):
    other = open_page(browser, address)
    example(other).edit("print('there')\n")
    page.locator("#kept p", has_text="1 example edited").wait_for(state="attached")
    other.close()


def test_when_there_is_space_again_all_is_kept(page):
    block = example(page)
    block.edit("print('before')\n")
    page.evaluate("""() => {
        for (let text = "x".repeat(1 << 20), n = 0; text; n += 1) {
            try {
                localStorage[`full${n}`] = text;
            } catch {
                text = text.slice(0, text.length >> 1);
            }
        }
    }""")
    page.reload()
    block.editor.wait_for()
    expect(block.editor).to_have_value("print('before')\n")
    block.edit(f"print('{'mine' * 100}')\n")
    assert "a reload loses edits" in block.status
    page.evaluate("localStorage.removeItem('full0')")
    example(page, 3).edit("print(3)\n")
    assert "This is kept in this browser" in page.locator("#kept").text_content()
    page.reload()
    block.editor.wait_for()
    assert block.editor.input_value().startswith("print('minemine")


# ---------------------------------------------------------------- what is copied

def copied(page: Any, block: Any) -> str:
    block.hover()
    block.locator("[data-md-type=copy]").click()
    return page.evaluate("navigator.clipboard.readText()")


def test_the_button_copies_what_a_repl_takes(page):
    block = page.locator("div.language-python:has([aria-label='Example 3'])")
    text = "total = 0\nfor number in range(4):\n    total += number\n    print(total)\n\n"
    assert copied(page, block) == text
    assert copied(page, page.locator("div.language-python").first).endswith("gamma=0.9))\n")
    example(page, 3).edit("print(1)")
    assert copied(page, block) == "print(1)\n"
    example(page, 3).edit("for number in range(4): print(number)")
    assert copied(page, block) == "for number in range(4): print(number)\n\n"


def test_of_a_session_the_commands_are_copied(page):
    block = page.locator("div.language-console").first
    assert copied(page, block) == "make book  # two commands,\necho one \\\n    two\n"


def test_a_formula_is_copied_once(page):
    page.evaluate("""() => {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector("article .math").closest("p"));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }""")
    page.keyboard.press("Control+c")
    text = page.evaluate("navigator.clipboard.readText()")
    assert "$1.0 + 0.9 \\times 3.5 = 4.15$. You were 0.15 too pessimistic." in text
    assert text.count("4.15") == 1


# ---------------------------------------------------------------- an exercise that checks itself

@pytest.mark.slow
def test_an_exercise_is_checked_and_stays_solved(page):
    fold = page.locator("details.question", has_text="Exercise T.1")
    fold.locator("summary").first.click()
    check = Block(page, "[data-exercise='T.1']", run="Check")
    check.editor.wait_for()
    expect(check.editor).to_have_value("def double(number):\n    ...\n")
    verdict = fold.locator(".exercise-verdict")
    check.run()
    assert "the stub as it was" in verdict.text_content()
    check.editor.fill("def double(number):\n    print('hi')\n    return number\n")
    check.run()
    assert "Twice 3.0 is more." in verdict.text_content()
    assert check.output == "hi\n"
    expect(fold.locator(".exercise-tick")).to_have_count(0)
    check.start("print('before')\nwhile True:\n    pass\n")
    check.wait_for_output("before\n")
    check.press("Stop")
    assert check.output == "before\n"
    check.start("name = input('Who? ')\nprint(name)\n")
    check.wait_for_output("Who? ")
    check.place.locator(".runner-ask input").fill("me")
    check.place.locator(".runner-ask input").press("Enter")
    assert check.end().output == "Who? me\nme\n"
    check.editor.fill("raise KeyboardInterrupt\n")
    assert check.run().status == "Stopped by an error."
    check.editor.fill("def double(number):\n    return 2 * number\n")
    check.run()
    assert "Right." in verdict.text_content()
    page.reload()
    tick = page.locator("details.question", has_text="Exercise T.1").locator(".exercise-tick")
    assert tick.text_content() == " ✓ solved"
    fold.locator("summary").first.click()
    expect(check.editor).to_have_value("def double(number):\n    return 2 * number\n")
    check.press("Restore")
    expect(check.editor).to_have_value("def double(number):\n    ...\n")
    check.press("Undo restore")
    expect(check.editor).to_have_value("def double(number):\n    return 2 * number\n")
    expect(fold.locator("details.success")).to_have_count(1)


def test_an_exercise_that_could_not_be_loaded_is_loaded_when_it_is_opened_again(stranger):
    page = stranger()
    page.route("**/exercises/T.1.json", lambda route: route.abort())
    fold = page.locator("details.question", has_text="Exercise T.1").first
    fold.locator("summary").first.click()
    fold.get_by_text("could not be loaded").wait_for()
    page.unroute("**/exercises/T.1.json")
    fold.locator("summary").first.click()
    fold.locator("summary").first.click()
    fold.locator("textarea").wait_for()
    expect(fold.get_by_text("could not be loaded")).to_have_count(0)
    expect(fold.locator("textarea")).to_have_count(1)


# ---------------------------------------------------------------- on a phone

def test_buttons_are_large_enough_for_a_finger_and_type_for_a_phone(stranger):
    page = stranger(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    block = example(page)
    block.press("Edit")
    for name in ("Run", "Restore"):
        box = block.button(name).bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
    size = block.editor.evaluate("area => parseFloat(getComputedStyle(area).fontSize)")
    assert size >= 16
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ---------------------------------------------------------------- licences

def test_the_licences_of_all_that_is_served_lie_beside_it(site: Path):
    import io
    import zipfile

    theme = site / "theme"
    listed = (theme / "licences.txt").read_text(encoding="utf-8")
    assert "https://github.com/pyodide/pyodide/tree/314.0.7" in listed
    assert "https://github.com/python/cpython/tree/v3.14.2" in listed
    for name, words in {
        "pyodide/LICENSE.txt": "Mozilla Public License, version 2.0",
        "pyodide/LICENSE-python.txt": "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
        "katex/LICENSE.txt": "MIT",
        "LICENSE-material.txt": "Permission is hereby granted",
        "../search/LICENSE.txt": "Permission is hereby granted",
        **{f"fonts/{font}-LICENSE.txt": "SIL OPEN FONT LICENSE" for font in
           ("source-serif-4", "source-sans-3", "source-code-pro")},
    }.items():
        assert name in listed
        assert words in (theme / name).read_text(encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO((theme / "policywerk.zip").read_bytes())) as archive:
        assert b"Permission is hereby granted" in archive.read("policywerk/LICENSE")
    assert 'href="theme/licences.txt"' in (site / "index.html").read_text(encoding="utf-8")
