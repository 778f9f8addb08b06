"""The outputs of the labs' cells: kept from an earlier build, or got by running them.

A lab runs again when its code has changed, or that of the package it reaches, or weights that it
names, and not when its prose has, or a docstring. Labs that must run start when the site build
does, a few at a time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from store import Store, digest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.modules import EFFECTS, Module
from pipeline.reach import Reach

WORKER = Path(__file__).with_name("run_cells.py")
TOOLS = ("ipython", "matplotlib", "matplotlib-inline")  # they decide what outputs look like

Outputs = list[list[dict[str, Any]]]  # of each code cell


class CellError(Exception):
    """A cell that failed, with its code and its traceback."""


class Code:
    """What the package says, as far as the labs reach it."""

    def __init__(self, src: Path, labs: Path) -> None:
        self.labs = labs
        self.weights = sorted((src / "policywerk/data/weights").glob("*.json"))
        self.reach = Reach({"policywerk": src / "policywerk", "labs": labs})
        self.python = f"python {sys.version_info.major}.{sys.version_info.minor}"
        self.tools = [f"{tool} {version(tool)}" for tool in TOOLS]

    def digest_of(self, lab: str, cells: list[str]) -> str:
        """A name for all that the outputs of a lab's cells depend on.

        Raises: BuildError if the lab, or a module it imports, is not a Python program.
        """
        module = f"labs.{Path(lab).stem}"
        names = [*Module(module, self.labs / Path(lab).name).definitions, EFFECTS]
        reached = self.reach.digest(f"{module}:{name}" for name in names)
        text = json.dumps(cells)
        weights = [path.read_bytes() for path in self.weights
                   if path.stem.partition(".")[0] in text]
        return digest(text, reached, self.python, *self.tools, WORKER.read_bytes(), *weights)


class Runs:
    """The labs of one build: their outputs, as soon as somebody asks for them."""

    def __init__(self, root: Path, docs: Path, labs: Mapping[str, list[str]]) -> None:
        code = Code(root / "src", docs / "labs")
        self.root = root
        self.labs = labs  # "labs/01_bellman.py" -> its code cells
        self.keys = {name: code.digest_of(name, cells) for name, cells in labs.items()}
        self.store = Store(root / ".cache/labs")
        self.waiting = [n for n, key in self.keys.items() if self.store.get(n, key) is None]
        self.running: dict[str, subprocess.Popen[str]] = {}

    def start(self) -> list[str]:
        """Start labs that wait, one a core, and name them."""
        started = self.waiting[: max(0, (os.cpu_count() or 1) - len(self.running))]
        for name in started:
            self._start(name)
        return started

    def _start(self, name: str) -> None:
        self.waiting.remove(name)
        path = os.pathsep.join(filter(None, [str(self.root / "src"), os.environ.get("PYTHONPATH")]))
        process = subprocess.Popen(
            [sys.executable, str(WORKER)], cwd=self.root, env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            start_new_session=True)  # Ctrl-C is for the build, which ends and so ends this
        self.running[name] = process
        assert process.stdin is not None
        process.stdin.write(json.dumps(self.labs[name]) + "\n")
        process.stdin.flush()

    def outputs(self, name: str) -> Outputs:
        """What the cells of a lab show. Raises: CellError if one of them fails."""
        kept: Outputs | None = self.store.get(name, self.keys[name])
        if kept is not None:
            return kept
        if name not in self.running:
            self._start(name)
        found = self._result(name)
        self.store.put(name, self.keys[name], found)
        return found

    def _result(self, name: str) -> Outputs:
        process = self.running.pop(name)
        assert process.stdout is not None
        with process:
            answer = process.stdout.read()
        if not answer:
            raise CellError(f"its process ended with status {process.returncode}")
        result = json.loads(answer)
        if "error" in result:
            raise CellError(f"{self.labs[name][result['cell']]}\n\n{result['error']}")
        outputs: Outputs = result["outputs"]
        return outputs
