#!/usr/bin/env python3
"""Build the site strictly, beside the old one, and put it in place when it is whole.

    scripts/build_site.py

However it ends, site/ is the old site, the new one, or absent; if absent, the next build puts the
old one back before it does anything else. Exit status: 0 done, 1 failed, 130 interrupted, 143
terminated.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from pipeline.errors import BuildError
from pipeline.lock import build_lock
from swap import Place

ROOT = Path(__file__).resolve().parents[1]


def build(root: Path) -> int:
    """Build into a folder of our own, then swap; returns the exit status."""
    place = Place(root / "site", root / ".build")
    with build_lock(root, "make book"):
        place.recover()
        status = run_mkdocs(root, place.new)
        if status:
            print("The site was not built; the old one, if any, is untouched.", file=sys.stderr)
            return status
        place.swap()
    print("\nThe book is built. Open site/index.html in a browser, or run `make serve`")
    print("to run its code on the page too, at http://127.0.0.1:8000")
    return 0


def run_mkdocs(root: Path, site: Path) -> int:
    """`mkdocs build --strict` in this process, so that it ends when we do; its exit status."""
    from click import ClickException
    from mkdocs.__main__ import cli

    config = ["--config-file", str(root / "mkdocs.yml"), "--site-dir", str(site)]
    try:
        cli.main(["build", "--strict", *config], prog_name="mkdocs", standalone_mode=False)
    except ClickException as problem:
        problem.show()
        return 1
    except SystemExit as leaving:  # how mkdocs says that the build failed
        return leaving.code if isinstance(leaving.code, int) else 1
    return 0


def stop(number: int, frame: FrameType | None) -> None:
    """On Ctrl-C or SIGTERM: one line and out. Nothing needs tidying: the next build does it."""
    word = "interrupted" if number == signal.SIGINT else "terminated"
    said = f"scripts/build_site.py: {word}; for the new site, run `make book` again\n"
    os.write(2, said.encode())
    os._exit(128 + number)


def first_reason(problem: OSError) -> str:
    """One line from an error of the file system, or from the many that shutil may collect."""
    errors = problem.args[0] if problem.args else None
    if isinstance(errors, list) and errors:  # shutil.Error: (from, to, why) of each file
        _, name, why = errors[0]
        return f"{name}: {why}"
    name = problem.filename2 or problem.filename
    return f"{name}: {problem.strerror}" if name else str(problem)


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the book into site/.")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    root = parser.parse_args().root.resolve()
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    try:
        return build(root)
    except BuildError as problem:
        print(f"scripts/build_site.py: {problem}", file=sys.stderr)
    except OSError as problem:
        print(f"scripts/build_site.py: {first_reason(problem)}; the site needs space and leave "
              "to write there; the old one, if any, is untouched", file=sys.stderr)
    except ModuleNotFoundError as problem:
        print(f"scripts/build_site.py: {problem}; run it by `make book`, which sets up .venv",
              file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
