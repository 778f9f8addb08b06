"""Kill a build at many moments: old or new files stay, never half, and the next build heals."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from dummy_project import build, command, edit, files, manifest

STEPS = "src/policywerk/primitives/steps.py"

# Kill -9 just before, or just after, the n-th os.replace; then go on as the build script itself.
KILLER = """
import os, runpy, signal, sys
moment, left, sys.argv = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
replace = os.replace

def replace_or_die(*paths):
    global left
    left -= 1
    if left == 0 and moment == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    replace(*paths)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

os.replace = replace_or_die
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="session")
def old_and_new(built_once, tmp_path_factory):
    """The files before a change of the source, and after it is built."""
    project = shutil.copytree(built_once, tmp_path_factory.mktemp("new") / "project")
    old = files(project)
    edit(project / STEPS, "value + width", "value + 2 * width")
    build(project, "1", "--evidence")
    return old, files(project)


def assert_old_or_new(project, old_and_new):
    """Every file is whole: the one from before or the one from after."""
    old, new = old_and_new
    for name, content in files(project).items():
        if name != "manifest.json" and not name.startswith(".partial-"):
            assert content in (old.get(name), new.get(name)), f"{name} is half"
    manifest(project)  # is whole JSON


def assert_heals(project, old_and_new):
    """The next build brings everything to the new state, and nothing is left over."""
    result = build(project, "1", "--evidence")
    assert result.returncode == 0, result.stderr
    healed, new = files(project), old_and_new[1]
    assert healed.keys() == new.keys()
    assert all(healed[name] == new[name] for name in new if name != "manifest.json")
    assert not list((project / "assets").glob(".partial-*"))
    assert "nothing is stale" in build(project, "1", "--evidence").stdout


MOMENTS = [("after", 2), ("before", 9), ("after", 12)]
MORE = [(when, count) for count in range(1, 15) for when in ("before", "after")]


@pytest.mark.parametrize(("moment", "count"), MOMENTS + [
    pytest.param(*moment, marks=pytest.mark.slow) for moment in MORE if moment not in MOMENTS])
def test_killed_between_two_renames(built, old_and_new, moment, count):
    edit(built / STEPS, "value + width", "value + 2 * width")
    arguments = command(built, "1", "--evidence", "--jobs", "1")[1:]
    killed = subprocess.run([sys.executable, "-c", KILLER, moment, str(count), *arguments],
                            capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert_old_or_new(built, old_and_new)
    assert_heals(built, old_and_new)


def start(project, **settings):
    """A build at work, with subprocesses that sleep."""
    return subprocess.Popen(command(project, "1", "--evidence"), text=True,
                            env={**os.environ, "DUMMY_SLEEP": "30", **settings},
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def workers(process):
    """Process ids of the subprocesses a build has started."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)],
                            capture_output=True, text=True, check=False)
    return [int(pid) for pid in listed.stdout.split()]


def wait_for(condition, seconds=20.0):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def is_training(project):
    """Whether the build has read the source and started its first job."""
    return list((project / "assets").glob(".partial-*/*.log"))


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().split()[2] == "Z"  # ended, but nobody has asked how


@pytest.mark.parametrize("delay", [0.0, 0.2, 0.5])
def test_killed_while_training(built, old_and_new, delay):
    edit(built / STEPS, "value + width", "value + 2 * width")
    process = start(built, DUMMY_SLEEP=str(delay + 0.2))
    time.sleep(delay + 0.3)
    process.kill()
    process.communicate()
    assert_old_or_new(built, old_and_new)
    assert_heals(built, old_and_new)


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="needs ps and /proc")
@pytest.mark.parametrize(("sent", "status"), [
    (signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)])
def test_no_subprocess_outlives_the_build(built, sent, status):
    before = files(built)
    edit(built / STEPS, "value + width", "value + 2 * width")
    process = start(built)
    wait_for(lambda: is_training(built))
    time.sleep(0.5)  # they are asleep by now
    children = workers(process)
    assert children
    process.send_signal(sent)
    _, said = process.communicate(timeout=20)
    assert process.returncode == status
    wait_for(lambda: all(is_gone(pid) for pid in children))
    if sent == signal.SIGINT:
        assert len(said.splitlines()) == 1
        assert "interrupted" in said
    if sent != signal.SIGKILL:
        assert files(built) == before  # no temporary folder either


def test_two_builds_wait_for_each_other(built):
    edit(built / STEPS, "value + width", "value + 2 * width")
    first = start(built, DUMMY_SLEEP="1.5")
    wait_for(lambda: is_training(built))
    second = build(built, "1", "--evidence")
    assert first.communicate()[1] == ""
    assert second.returncode == 0
    said = second.stdout.splitlines()
    assert said == ["another build is at work here; waiting until it has ended",
                    "figures of 01: nothing is stale"]


def test_an_edit_while_a_run_trains_does_not_become_its_source(built):
    edit(built / STEPS, "value + width", "value + 2 * width")
    process = start(built, DUMMY_SLEEP="1.5")
    wait_for(lambda: is_training(built))
    edit(built / STEPS, "value + 2 * width", "value + 3 * width")
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert files(built)["01/second.txt"] == b"0.0 0.5 1.0 1.5\n"
    build(built, "1", "--evidence")
    assert files(built)["01/second.txt"] == b"0.0 0.75 1.5 2.25\n"
