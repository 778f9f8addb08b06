"""How the built site is served to the tests, and the browser that opens it."""

from __future__ import annotations

from http.server import SimpleHTTPRequestHandler

REPOSITORY = "example/policywerk"  # gives the pages the addresses they have when published
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def note_trouble(page, trouble: list[str], kinds: tuple[str, ...] = ("error", "warning")) -> None:
    """Collect what a page throws and what the browser complains of.

    On a busy machine the browser warns that a font asked for ahead was not used within three
    seconds of loading. That is the machine's haste; test_browser.py asks every page whether it
    uses them.
    """
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("console", lambda message: (
        message.type in kinds and "not used within a few seconds" not in message.text
        and trouble.append(f"{message.type}: {message.text}")))


class QuietHandler(SimpleHTTPRequestHandler):
    """A plain server: no Range support, so the animations must do without."""

    def log_message(self, format: str, *args: object) -> None:
        pass
