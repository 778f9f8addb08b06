"""What the reader sees while jobs run: a bar a job on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType


class Display:
    """Plain lines."""

    def __enter__(self) -> Display:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def note(self, text: str) -> None:
        print(text, flush=True)

    def warning(self, text: str) -> None:
        print(f"warning: {text}", file=sys.stderr, flush=True)

    def started(self, label: str) -> None:
        pass

    def progress(self, label: str, stage: str, fraction: float) -> None:
        pass

    def finished(self, label: str, told: str) -> None:
        self.note(f"{label}: {told}")

    def failed(self, label: str, reason: str, lines: list[str]) -> None:
        text = "\n".join([f"{label}: {reason}", *(f"    {line}" for line in lines)])
        print(text, file=sys.stderr, flush=True)

    def dropped(self, label: str) -> None:
        """A job that was stopped before its end."""


class BarDisplay(Display):
    """A bar for each job at work; a line for each that is done."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

        plain = {"markup": False}
        self._console = Console(highlight=False)
        self._bars = Progress(
            TextColumn("{task.description}", **plain), BarColumn(bar_width=28),
            TextColumn("{task.percentage:>3.0f} %", **plain),
            TextColumn("{task.fields[stage]}", **plain), TimeElapsedColumn(),
            console=self._console, transient=True, refresh_per_second=5,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Display:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._bars.stop()

    def note(self, text: str) -> None:
        self._console.print(text, markup=False)

    def started(self, label: str) -> None:
        self._tasks[label] = self._bars.add_task(label, total=1.0, stage="starting")

    def progress(self, label: str, stage: str, fraction: float) -> None:
        self._bars.update(self._tasks[label], completed=fraction, stage=stage)

    def finished(self, label: str, told: str) -> None:
        self.dropped(label)
        super().finished(label, told)

    def failed(self, label: str, reason: str, lines: list[str]) -> None:
        self.dropped(label)
        super().failed(label, reason, lines)

    def dropped(self, label: str) -> None:
        task = self._tasks.pop(label, None)
        if task is not None:
            self._bars.remove_task(task)


def make_display() -> Display:
    """Bars if standard output is a terminal that can show them, else plain lines."""
    return BarDisplay() if sys.stdout.isatty() else Display()
