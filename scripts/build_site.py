"""Build the site strictly, beside the old one, and put it in place when it is whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "site"
WORK = ROOT / ".build"


def main() -> int:
    """Build into a folder of our own, then swap: a kill leaves the old site or the new."""
    shutil.rmtree(WORK, ignore_errors=True)  # what an earlier build, cut short, left behind
    WORK.mkdir()
    new, old = WORK / "new", WORK / "old"
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(new)]
    try:
        finished = subprocess.run(mkdocs, cwd=ROOT, check=False)
    except KeyboardInterrupt:
        return 130
    if finished.returncode:
        print("The site was not built; the old one, if any, is untouched.", file=sys.stderr)
        return finished.returncode
    if SITE.exists():
        os.replace(SITE, old)
    os.replace(new, SITE)
    shutil.rmtree(WORK, ignore_errors=True)
    print(f"\nThe book is built. Open {SITE.name}/index.html in a browser, or run `make serve`")
    print("to run its code on the page too, at http://127.0.0.1:8000")
    return 0


if __name__ == "__main__":
    sys.exit(main())
