"""`make serve` follows edits, and runs a lab only when what the lab shows may have changed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCALAR = "src/policywerk/primitives/scalar.py"
LAB = '''# %% [markdown]
# # Lab
# Old prose.

# %%
from policywerk.primitives.scalar import add

print("the sum is", add(1.0, 2.0))
'''


class Server:
    """`mkdocs serve` at work on a small book."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        self.log = home / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", self.address], cwd=home,
                env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, stdout=log, stderr=log)

    def page(self, name: str) -> str:
        try:
            with urllib.request.urlopen(f"http://{self.address}/{name}", timeout=60) as answer:
                return answer.read().decode()
        except OSError:
            return ""

    def wait_for(self, name: str, text: str) -> None:
        until = time.monotonic() + 120
        while text not in self.page(name):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, f"no {text!r} on {name}\n{self.log.read_text()}"
            time.sleep(0.1)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.home / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def runs(self) -> int:
        return self.log.read_text().count("running labs/lab.py")


@pytest.fixture
def server(tmp_path: Path):
    """A book of one page and one lab, with the real hooks and a copy of the package."""
    for name in ("assets", "overrides", "scripts", "node_modules"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "src", tmp_path / "src")
    (tmp_path / "docs/labs").mkdir(parents=True)
    listing = f'```py title="{SCALAR}:add"\n```\n'
    (tmp_path / "docs/index.md").write_text(f"# Title\n\nOld words.\n\n{listing}")
    (tmp_path / "docs/labs/lab.py").write_text(LAB)
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"\nnav:\n.*?\n\n", "\n", config, flags=re.DOTALL)
    (tmp_path / "mkdocs.yml").write_text(config, encoding="utf-8")
    server = Server(tmp_path)
    yield server
    server.process.send_signal(signal.SIGINT)
    server.process.wait(timeout=20)


@pytest.mark.slow
def test_edits_are_followed_and_labs_run_only_for_their_code(server: Server):
    server.wait_for("labs/lab.html", "the sum is 3.0")
    server.edit("docs/index.md", "Old words", "New words")
    server.wait_for("index.html", "New words")
    server.edit("docs/labs/lab.py", "Old prose", "New prose")
    server.wait_for("labs/lab.html", "New prose")
    source = (server.home / SCALAR).read_text(encoding="utf-8")
    head = re.search(r'def add\([^\n]*\n    """', source)
    assert head is not None
    server.edit(SCALAR, head.group(), head.group() + "Edited: ")
    server.wait_for("index.html", "Edited: ")
    assert server.runs() == 1
    server.edit("docs/labs/lab.py", "add(1.0, 2.0)", "add(2.0, 2.0)")
    server.wait_for("labs/lab.html", "the sum is 4.0")
    assert server.runs() == 2
