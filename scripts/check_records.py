#!/usr/bin/env python3
"""Train the cheapest published runs again, here, and compare their records with the committed ones.

    scripts/check_records.py            three runs of each lesson
    scripts/check_records.py --each 10  ten

The same seed should give the same record on every Python and every system, to the last bit. This
needs nothing but an interpreter, on any system; `scripts/build.py --audit` does the same for any
run, with the build's tools. Exit status: 0 all are the same, 1 some are not.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from policywerk.data.record import Record, file_of, load_record, record_digest  # noqa: E402
from policywerk.lessons.catalogue import LESSONS, load_study  # noqa: E402
from policywerk.lessons.experiment import Run, Study, carry_out  # noqa: E402


def committed(study: Study, run: Run) -> Record:
    name = file_of(study.name(run))
    return load_record(ROOT / "assets" / study.lesson / "records" / f"{name}.json")


def cheapest(study: Study, each: int) -> Iterator[tuple[str, Run]]:
    """The runs of a lesson that its manifest says took least time, by name."""
    path = ROOT / "assets" / study.lesson / "manifest.json"
    runs = json.loads(path.read_text(encoding="utf-8"))["runs"]
    planned = {name: run for name, run in study.planned().items() if name in runs}
    for name in sorted(planned, key=lambda name: runs[name]["seconds"])[:each]:
        yield name, planned[name]


def same(study: Study, name: str, run: Run) -> bool:
    """Train a run on the committed records that it reads; say whether its record is the same."""
    started = time.perf_counter()
    given = [committed(study, read) for read in study.reads(run)]
    made, _ = carry_out(study, run, records=given)
    equal = record_digest(made) == record_digest(committed(study, run))
    seconds = time.perf_counter() - started
    verdict = "same" if equal else "DIFFERENT"
    print(f"{verdict:<9} {seconds:6.1f} s  {study.lesson} {name}", flush=True)
    return equal


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=3, metavar="N", help="runs of each lesson")
    each = parser.parse_args().each
    print(f"{platform.python_implementation()} {platform.python_version()} on {platform.system()} "
          f"{platform.machine()}")
    studies = [load_study(lesson) for lesson in LESSONS]
    chosen = [(study, name, run) for study in studies for name, run in cheapest(study, each)]
    results = [same(*one) for one in chosen]
    print(f"{sum(results)} of {len(results)} records are the committed ones, to the last bit")
    return 0 if all(results) and results else 1


if __name__ == "__main__":
    sys.exit(main())
