"""What the tests of the runner do to a page: press, type, wait for a run to end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SLOW = 120_000  # ms: a machine with two cores, eight busy readers and no snapshot


@dataclass
class Ending:
    """What a run has left on the page."""

    status: str
    output: str


class Block:
    """Something in a page that Python can run."""

    def __init__(self, page: Any, selector: str, run: str = "Run") -> None:
        self.page, self.run_label = page, run
        self.place = page.locator(selector)

    def button(self, name: str):
        return self.place.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        self.button(name).click()

    @property
    def editor(self):
        return self.place.locator("textarea")

    @property
    def status(self) -> str:
        return self.place.locator(".runner-status").text_content()

    @property
    def output(self) -> str:
        return self.place.locator(".runner-output").text_content()

    def wait_for_status(self, text: str) -> None:
        self.place.locator(".runner-status", has_text=text).wait_for(timeout=SLOW)

    def wait_for_output(self, text: str) -> None:
        self.page.wait_for_function(
            "([pane, text]) => pane.textContent.includes(text)", timeout=SLOW,
            arg=[self.place.locator(".runner-output").element_handle(), text])

    def edit(self, code: str) -> None:
        if not self.editor.count():
            self.press("Edit")
        self.editor.fill(code)

    def start(self, code: str | None = None) -> None:
        if code is not None:
            self.edit(code)
        self.press(self.run_label)

    def end(self) -> Ending:
        self.button(self.run_label).wait_for(timeout=SLOW)
        return Ending(self.status, self.output)

    def run(self, code: str | None = None) -> Ending:
        self.start(code)
        return self.end()


def example(page: Any, number: int = 1) -> Block:
    """The example with this number on the page."""
    return Block(page, f'div.language-python:has([aria-label="Example {number}"])')
