"""Shared by all tests: the scripts are importable, and slow examples of the book are named."""

import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# Random cases enough to find a slip, and no time limit on one: machines are busy sometimes.
settings.register_profile("policywerk", max_examples=50, deadline=None)
settings.load_profile("policywerk")

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

# In the background of a shell Ctrl-C is ignored, and whatever a test starts would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

QUICK = "pypy3"  # whose bits are compared with this Python's in the fast tests, too


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """The same bits on all further interpreters are the slow tests' business."""
    for item in items:
        found = getattr(item, "callspec", None)
        if found and "interpreter" in found.params and QUICK not in found.id:
            item.add_marker(pytest.mark.slow)


BUDGET = 1.0  # seconds an example of the book may take


def pytest_terminal_summary(terminalreporter):
    seconds = {report.nodeid: value for report in terminalreporter.getreports("passed")
               for name, value in report.user_properties if name == "example_seconds"}
    slow = {name: value for name, value in seconds.items() if value > BUDGET}
    for name in sorted(slow, key=slow.get, reverse=True)[:10]:
        terminalreporter.write_line(f"slow example: {slow[name]:.1f} s, goal 1 s: {name}")
