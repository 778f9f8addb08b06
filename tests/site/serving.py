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


class QuietHandler(SimpleHTTPRequestHandler):
    """A plain server: no Range support, so the animations must do without."""

    def log_message(self, format: str, *args: object) -> None:
        pass
