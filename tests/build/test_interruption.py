"""Kill a build at many moments: old or new files stay, never half, and the next build heals."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from dummy_project import build, command, edit, files, manifest

STEPS = "src/policywerk/primitives/steps.py"
WORKER = Path(__file__).resolve().parents[2] / "scripts" / "pipeline" / "worker.py"

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


ANEW = ("manifest.json", "film.mp4")  # times; an encoder's whim


def assert_old_or_new(project, old_and_new):
    """Every file is whole: the one from before or the one from after."""
    old, new = old_and_new
    for name, content in files(project).items():
        if not name.endswith(ANEW) and not name.startswith(".partial-"):
            assert content in (old.get(name), new.get(name)), f"{name} is half"
    manifest(project)  # is whole JSON


def assert_heals(project, old_and_new):
    """The next build brings everything to the new state, and nothing is left over."""
    result = build(project, "1", "--evidence")
    assert result.returncode == 0, result.stderr
    healed, new = files(project), old_and_new[1]
    assert healed.keys() == new.keys()
    assert all(healed[name] == new[name] for name in new if not name.endswith(ANEW))
    assert not list((project / "assets").glob(".partial-*"))
    assert "nothing is stale" in build(project, "1", "--evidence").stdout


MOMENTS = [("after", 2), ("before", 9), ("after", 24)]
RENAMES = 28  # in such a build
MORE = [(when, count) for count in range(1, RENAMES, 2) for when in ("before", "after")]


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


@pytest.mark.slow
def test_two_builds_wait_for_each_other(built):
    edit(built / STEPS, "value + width", "value + 2 * width")
    first = start(built, DUMMY_SLEEP="1.5")
    wait_for(lambda: is_training(built))
    second = build(built, "1", "--evidence")
    assert first.communicate()[1] == ""
    assert second.returncode == 0
    said = second.stdout.splitlines()
    assert said[0].startswith("waiting for another build (make figures, process ")
    assert said[1:] == ["figures of 01: nothing is stale"]


@pytest.mark.slow
def test_an_edit_while_a_run_trains_does_not_become_its_source(built):
    edit(built / STEPS, "value + width", "value + 2 * width")
    process = start(built, DUMMY_SLEEP="1.5")
    wait_for(lambda: is_training(built))
    edit(built / STEPS, "value + 2 * width", "value + 3 * width")
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert files(built)["01/lines.txt"] == b"0.0 1.0 2.0 3.0\n0.0 0.5 1.0 1.5\n"
    build(built, "1", "--evidence")
    assert files(built)["01/lines.txt"] == b"0.0 1.5 3.0 4.5\n0.0 0.75 1.5 2.25\n"


# ---------------------------------------------------------------- checkpoints

# A worker that dies by kill -9 right after its n-th checkpoint.
DIES = """
import os, signal, sys
sys.argv = sys.argv[1:]
left = int(sys.argv.pop(0))
sys.path.insert(0, os.path.dirname(sys.argv[0]))
import worker
keep = worker.Keeper.keep

def keep_and_die(self, state):
    global left
    keep(self, state)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

worker.Keeper.keep = keep_and_die
worker.main()
"""


def train(project, python, tmp_path, dies_after=0, run="long-seed-4"):
    """Train a run by the worker itself; returns its exit status and the record it left."""
    out = tmp_path / "record.json"
    request = {"slug": "l01_count", "run": run, "reads": [], "out": str(out), "key": "a key",
               "checkpoint": str(tmp_path / "run.checkpoint"), "every": 0.0,
               "src": str(project / "src")}
    script = str(WORKER)
    command = [python, "-E", "-s", *(["-c", DIES, str(dies_after)] if dies_after else []), script,
               "train", json.dumps(request)]
    ours, theirs = os.pipe()  # a worker ends when its build's end of this closes
    ran = subprocess.run(command, stdin=ours, capture_output=True, text=True, timeout=60,
                         check=False)
    os.close(ours), os.close(theirs)
    return ran, out.read_bytes() if out.exists() else b""


PYTHONS = [sys.executable, *filter(None, [shutil.which("pypy3")])]


@pytest.mark.parametrize("python", PYTHONS)
def test_a_run_killed_after_every_checkpoint_ends_as_one_that_was_not(project, tmp_path, python):
    (tmp_path / "whole").mkdir(), (tmp_path / "killed").mkdir()
    ran, whole = train(project, python, tmp_path / "whole")
    assert ran.returncode == 0, ran.stderr
    for _ in range(12):  # each life takes one of the 12 steps
        ran, record = train(project, python, tmp_path / "killed", dies_after=1)
        assert (ran.returncode, record) == (-signal.SIGKILL, b"")
    ran, record = train(project, python, tmp_path / "killed")
    assert ran.returncode == 0, ran.stderr
    assert record == whole
    assert not (tmp_path / "killed" / "run.checkpoint").exists()


@pytest.mark.skipif(len(PYTHONS) < 2, reason="needs pypy3")
def test_what_one_python_began_another_can_end(project, tmp_path):
    (tmp_path / "whole").mkdir(), (tmp_path / "killed").mkdir()
    _, whole = train(project, PYTHONS[0], tmp_path / "whole")
    train(project, PYTHONS[1], tmp_path / "killed", dies_after=5)
    _, record = train(project, PYTHONS[0], tmp_path / "killed")
    assert record == whole


def test_half_a_checkpoint_is_swept_away(project, tmp_path):
    half = tmp_path / "run.checkpoint.partial-4711"
    half.write_bytes(b"half")
    ran, _ = train(project, sys.executable, tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["record.json"]


@pytest.mark.parametrize("damage", [b"", b"x" * 64 + b"\nno key\n", "cut"])
def test_a_damaged_checkpoint_is_not_used(project, tmp_path, damage):
    (tmp_path / "whole").mkdir(), (tmp_path / "killed").mkdir()
    _, whole = train(project, sys.executable, tmp_path / "whole")
    train(project, sys.executable, tmp_path / "killed", dies_after=5)
    path = tmp_path / "killed" / "run.checkpoint"
    path.write_bytes(path.read_bytes()[:-3] if damage == "cut" else damage)
    ran, record = train(project, sys.executable, tmp_path / "killed")
    assert record == whole
    assert "the run begins anew" in ran.stderr


def test_a_build_that_was_killed_goes_on_in_the_middle_of_a_run(project):
    settings = {"DUMMY_STEP": "0.3", "POLICYWERK_CHECKPOINT": "0",
                "POLICYWERK_CACHE": str(project / "cache")}
    process = subprocess.Popen(command(project, "1"), env={**os.environ, **settings},
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for(lambda: list((project / "cache").glob("01-*.checkpoint")))
    time.sleep(1.0)
    process.kill()
    process.communicate()
    kept = list((project / "cache").glob("01-*.checkpoint"))
    assert len(kept) == 1
    result = build(project, "1", POLICYWERK_CACHE=str(project / "cache"))
    assert result.returncode == 0, result.stderr
    assert not list((project / "cache").glob("*.checkpoint"))
    record = json.loads(files(project)["01/records/long-seed-4.json"])
    assert record["series"]["values"] == [float(n) for n in range(5, 17)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_killed_ten_times_at_random_moments_nothing_is_lost(built, old_and_new, seed):
    """Build after build is killed, runs with checkpoints among them; the last one heals."""
    lots = random.Random(seed)
    edit(built / STEPS, "value + width", "value + 2 * width")
    settings = {"POLICYWERK_CHECKPOINT": "0", "DUMMY_STEP": "0.02",
                "POLICYWERK_CACHE": str(built / ".build" / "checkpoints")}
    for _ in range(10):
        process = subprocess.Popen(command(built, "1", "--evidence"), text=True,
                                   env={**os.environ, **settings}, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        time.sleep(lots.uniform(0.05, 1.5))
        process.kill()
        process.communicate()
        assert_old_or_new(built, old_and_new)
    assert_heals(built, old_and_new)
    assert not list((built / ".build" / "checkpoints").glob("*"))
