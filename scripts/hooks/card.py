"""The picture that stands for the book where somebody shares a link to it.

It is drawn from the poster of lesson 1, by the figures' own code, when the site is built for the
first time, and kept until the poster or the drawing changes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from store import digest

from pipeline.errors import BuildError

SCRIPT = Path(__file__).resolve().parents[1] / "figures" / "card.py"


def draw_once(root: Path) -> Path:
    """The picture's file, drawn if it is not there yet. Raises: BuildError if that fails."""
    poster = root / "assets/01/poster.png"
    key = digest(*(path.read_bytes() for path in (poster, SCRIPT, SCRIPT.with_name("style.py"))))
    path = root / f".cache/card-{key}.png"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        partial = path.with_name(f"{path.stem}.{os.getpid()}.png")
        done = subprocess.run([sys.executable, str(SCRIPT), str(poster), str(partial)],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise BuildError(f"the picture for links was not drawn: {done.stderr.strip()[-400:]}")
        for old in path.parent.glob("card-*.png"):
            if old != partial:
                old.unlink(missing_ok=True)
        partial.replace(path)
    return path
