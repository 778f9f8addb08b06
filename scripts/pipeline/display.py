"""What the reader sees while jobs run: a bar a job on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import Any

EVERY = 60.0  # seconds between two lines about a job where there are no bars


@dataclass
class Pace:
    """How far a stage of a job has come, and how fast."""

    stage: str = ""
    done: int = 0
    of: int = 0
    merit: str = ""
    began: float = field(default_factory=time.monotonic)  # when this stage was first heard of
    first: int = 0  # steps done then: a run that goes on does not begin at 0

    def hear(self, message: dict[str, Any]) -> None:
        """Take note of what a job says."""
        if message["stage"] != self.stage:
            self.began, self.first = time.monotonic(), message["done"]
        self.stage, self.merit = message["stage"], message.get("merit", "")
        self.done, self.of = message["done"], message["of"]

    def words(self) -> str:
        """Such as "training 120 of 200, loss 0.3121, 151 a second, 0.5 s left"."""
        parts = [f"{self.stage} {self.done} of {self.of}", *([self.merit] if self.merit else [])]
        seconds, steps = time.monotonic() - self.began, self.done - self.first
        if steps > 0 and seconds > 0.0:
            rate = steps / seconds
            parts += [f"{rate:.3g} a second", f"{in_words((self.of - self.done) / rate)} left"]
        return ", ".join(parts)


def in_words(seconds: float) -> str:
    """A duration as 0.4 s, 12 s, 3 min, 1 h 20 min."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


class Display:
    """Plain lines: what is done, and now and then how far the others are."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self._paces: dict[str, Pace] = {}
        self._told: dict[str, float] = {}

    def __enter__(self) -> Display:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def note(self, text: str) -> None:
        if not self.quiet:
            self._print(text)

    def warning(self, text: str) -> None:
        print(f"warning: {text}", file=sys.stderr, flush=True)

    def started(self, label: str) -> None:
        self._paces[label] = Pace()
        self._told[label] = time.monotonic()

    def progress(self, label: str, message: dict[str, Any]) -> None:
        pace = self._paces.get(label)
        if pace is not None:
            pace.hear(message)
            self._show(label, pace)

    def finished(self, label: str, told: str) -> None:
        self.dropped(label)
        self.note(f"{label}: {told}")

    def failed(self, label: str, reason: str, lines: tuple[str, ...]) -> None:
        self.dropped(label)
        text = "\n".join([f"{label}: {reason}", *(f"    {line}" for line in lines)])
        print(text, file=sys.stderr, flush=True)

    def dropped(self, label: str) -> None:
        """A job that is no longer at work."""
        self._paces.pop(label, None)

    def _show(self, label: str, pace: Pace) -> None:
        now = time.monotonic()
        if now - self._told[label] >= EVERY:
            self._told[label] = now
            self.note(f"{label}: {pace.words()}")

    def _print(self, text: str) -> None:
        print(text, flush=True)


class BarDisplay(Display):
    """A bar for each job at work; a line for each that is done."""

    def __init__(self) -> None:
        super().__init__()
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskID, TextColumn

        plain: dict[str, Any] = {"markup": False}
        self._console = Console(highlight=False)
        self._bars = Progress(
            TextColumn("{task.description}", **plain), BarColumn(bar_width=16),
            TextColumn("{task.percentage:>3.0f} %", **plain),
            TextColumn("{task.fields[words]}", **plain),
            console=self._console, transient=True, refresh_per_second=5,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Display:
        self._bars.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bars.stop()

    def started(self, label: str) -> None:
        super().started(label)
        self._tasks[label] = self._bars.add_task(label, total=1.0, words="waiting")

    def dropped(self, label: str) -> None:
        super().dropped(label)
        task = self._tasks.pop(label, None)
        if task is not None:
            self._bars.remove_task(task)

    def _show(self, label: str, pace: Pace) -> None:
        share = pace.done / pace.of if pace.of else 0.0
        self._bars.update(self._tasks[label], completed=share, words=pace.words())

    def _print(self, text: str) -> None:
        self._console.print(text, markup=False)


def make_display(quiet: bool = False) -> Display:
    """Bars if standard output is a terminal that can show them, else plain lines."""
    return BarDisplay() if sys.stdout.isatty() and not quiet else Display(quiet)
