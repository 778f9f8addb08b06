#!/usr/bin/env python3
"""Print how long each page takes to read, each part, and the core path.

    scripts/minutes.py            every page of the nav
    scripts/minutes.py --core     the core path only

160 words of prose or 12 lines of Python a minute, folded text included, exercises apart: the rule
of scripts/hooks/reading.py.
"""

from __future__ import annotations

import argparse
import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(Path(__file__).resolve().parent / "hooks"))

from path import Stop, reading, way  # noqa: E402

ROW = "{:>7} {:>7} {:>6} {:>9} {:>10}  {}"


def rows(stops: list[Stop]) -> list[str]:
    """A line a page, and one for their sum."""
    counts = [reading(ROOT, stop.page) for stop in stops]
    lines = [
        ROW.format(f"{one.exact:.1f}", one.words, one.code_lines, one.pictures, one.exercises, page)
        for one, (_, _, page) in zip(counts, stops)
    ]
    total = f"{sum(one.exact for one in counts):.1f}"
    return [*lines, ROW.format(total, "", "", "", "", f"= {stops[0].section or 'Cover'}")]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="How long each page takes to read.")
    parser.add_argument("--core", action="store_true", help="the core path only")
    only_core = parser.parse_args(arguments).core
    stops = [stop for stop in way(ROOT) if stop.core or not only_core]
    print(ROW.format("minutes", "words", "lines", "pictures", "exercises", "page"))
    for _, part in groupby(stops, key=lambda stop: stop.section):
        print("\n".join(rows(list(part))))
    core = sum(reading(ROOT, stop.page).exact for stop in stops if stop.core)
    print(f"\nThe core path: {core:.0f} minutes, {core / 60:.1f} hours.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
