"""All kernels of src, each beside its floor. Standard library only, Python 3.9.

bench.py starts this file once in each interpreter: kernels.py SRC [--quick] [NAME ...]. It prints
a JSON list of {"name", "unit", "floor_is", "why", "ours", "floor", "ratio"}, both times in
nanoseconds a unit. To add a kernel, write a function that returns a Kernel and put it into the
KERNELS of its module.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import arithmetic, floors, lessons, networks
from benchmarks.measuring import FULL, QUICK, measure

KERNELS = [*arithmetic.KERNELS, *lessons.KERNELS, *networks.KERNELS]


def main(arguments: list[str]) -> None:
    effort = QUICK if "--quick" in arguments else FULL
    wanted = [name for name in arguments if not name.startswith("-")]
    floors.warm()
    kernels = [make() for make in KERNELS]
    print(json.dumps([measure(kernel, effort) for kernel in kernels
                      if not wanted or kernel.name in wanted]))


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    main(sys.argv[2:])
