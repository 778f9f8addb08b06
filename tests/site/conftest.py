"""The book, built strictly once for all browser tests, served locally, opened in Chromium.

The build adds one page, elements.md, that uses everything a chapter may use.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from filelock import FileLock
from serving import CHROMIUM_FLAGS, REPOSITORY, QuietHandler

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/hooks"))
ELEMENTS = Path(__file__).with_name("elements.md")
EXERCISE = Path(__file__).with_name("exercise")  # T.1, which that page asks


def unavailable(reason: str) -> None:
    """Skip on a reader's machine; fail where the tests must not be left out."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site. Processes of one parallel run share it."""
    parallel = "PYTEST_XDIST_WORKER" in os.environ
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if parallel else base) / "book"
    with FileLock(f"{home}.lock"):
        if not (home / "built").exists():
            checkout(home)
            build(home)
            (home / "built").touch()
    return home / "site"


def checkout(home: Path) -> None:
    """A copy of what a build reads, with the page of elements among its pages."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    (ROOT / ".cache").mkdir(exist_ok=True)
    for name in ("src", "assets", "overrides", "scripts", "node_modules", ".cache"):
        (home / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "docs", home / "docs")
    shutil.copy(ELEMENTS, home / "docs")
    shutil.copytree(EXERCISE, home / "docs/exercises/T.1")
    draw_animation(home / "docs")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    start, end = config.split("\ntheme:\n", 1)  # the navigation ends where the theme starts
    config = f"{start}  - Elements: elements.md\n\ntheme:\n{end}"
    (home / "mkdocs.yml").write_text(config, encoding="utf-8")


def draw_animation(folder: Path) -> None:
    """Two seconds of test picture, and its first frame as a poster."""
    from imageio_ffmpeg import get_ffmpeg_exe

    source = ["-f", "lavfi", "-i", "testsrc=size=640x480:rate=10:duration=2"]
    command = [get_ffmpeg_exe(), "-loglevel", "error", *source, "-pix_fmt", "yuv420p"]
    subprocess.run([*command, str(folder / "animation.mp4")], check=True)
    subprocess.run([*command, "-frames:v", "1", str(folder / "poster.png")], check=True)


def build(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(home / "site")],
        cwd=home,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "REPOSITORY": REPOSITORY, "SITE_URL": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def address(site: Path):
    """Where the site is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def chromium():
    """A headless browser."""
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    executable = next(filter(None, found), None)
    if executable is None:
        unavailable("no Chromium on this machine: the pages were not opened in a browser")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # a busy machine is no fault of the page
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, headless=True, args=CHROMIUM_FLAGS
        )
        browser.executable = executable  # for a test that starts one with other settings
        yield browser
        browser.close()
