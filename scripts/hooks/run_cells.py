"""Run the cells of a lab as a notebook would, and say what each of them showed.

Standard input is one line of JSON, the list of cells; standard output is JSON too: {"outputs":
[…]}, a list for each cell in the form of a notebook's, or {"cell": 3, "error": "…"}. IPython runs
here without a kernel, so there are no sockets and nothing that can outlive the build: standard
input stays open as long as the build lives, and its end is ours.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

Output = dict[str, Any]

shown: list[Output] = []  # by the cell that runs
failure: list[str] = []  # the lines of its traceback, if it failed


class Stream:
    """Standard output or error of a cell."""

    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        self.name = name

    def write(self, text: str) -> int:
        """Add to what the cell shows; lines that follow each other are one output."""
        if shown and shown[-1].get("name") == self.name:
            shown[-1]["text"] += text
        elif text:
            shown.append({"output_type": "stream", "name": self.name, "text": text})
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False


class Results(DisplayHook):
    """The value of a cell's last line."""

    def start_displayhook(self) -> None:
        pass

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        shown.append({"output_type": "execute_result", "execution_count": self.prompt_count,
                      "data": format_dict, "metadata": md_dict or {}})

    def finish_displayhook(self) -> None:
        self._is_active = False


class Displays(DisplayPublisher):
    """What a cell displays: pictures, above all."""

    def publish(self, data: Any, metadata: Any = None, source: Any = None, **rest: Any) -> None:
        shown.append({"output_type": "display_data", "data": data, "metadata": metadata or {}})


class Shell(InteractiveShell):
    """IPython, with the traceback of a failure kept instead of printed."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        failure[:] = stb


def end_with_the_build(stream: Any) -> None:
    """Wait for the end of standard input: then whoever asked for the outputs is gone."""
    while stream.read(1024):
        pass
    os._exit(1)


def run(cells: list[str]) -> dict[str, object]:
    """Run the cells in turn, as far as they go."""
    options = Config()
    options.HistoryManager.enabled = False
    shell = Shell.instance(config=options, colors="nocolor", displayhook_class=Results,
                           display_pub_class=Displays)
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")
    outputs: list[list[Output]] = []
    for number, cell in enumerate(cells):
        shown.clear()
        shell.run_cell(cell, store_history=True)
        if failure:
            return {"cell": number, "error": "\n".join(failure)}
        outputs.append(list(shown))
    return {"outputs": outputs}


def main() -> None:
    request, answer = sys.stdin, sys.stdout
    cells = json.loads(request.readline())
    threading.Thread(target=end_with_the_build, args=[request], daemon=True).start()
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    result = json.dumps(run(cells))
    answer.write(result)
    answer.flush()
    os._exit(0)  # nothing to tidy, and no word from whatever the cells left behind


if __name__ == "__main__":
    main()
