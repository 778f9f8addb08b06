"""The build of the site: whatever ends it, site/ is the old one or the new, or absent for now."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

import swap
from pipeline.errors import BuildError
from pipeline.lock import build_lock

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = str(ROOT / "scripts/build_site.py")
# A hook that waits, so that a test can act while a build is at work.
HOOK = """
import os, pathlib, time
def on_pre_build(config):
    pathlib.Path(config.docs_dir, "..", "started").touch()
    time.sleep(float(os.environ.get("SLOW", "0")))
"""
# Kill -9 just before, or just after, the n-th os.replace; then go on as the script itself.
KILLER = """
import os, runpy, signal, sys
moment, left, refuse, sys.argv = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
replace = os.replace

def replace_or_die(source, target):
    global left
    if refuse and str(source) == refuse:
        raise OSError(16, "Device or resource busy", refuse)
    left -= "lock-owner" not in str(target)
    if left == 0 and moment == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    replace(source, target)
    if left == 0 and moment == "after":
        os.kill(os.getpid(), signal.SIGKILL)

os.replace = replace_or_die
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A book of two pages, in a folder whose name is not ASCII; not yet built."""
    home = tmp_path / "Bücher"
    (home / "docs").mkdir(parents=True)
    (home / "mkdocs.yml").write_text("site_name: x\nhooks: [hook.py]\n")
    (home / "hook.py").write_text(HOOK)
    edition(home, "first")
    return home


def edition(home: Path, name: str) -> None:
    """Two pages that must always be of one edition, and one that only this edition has."""
    shutil.rmtree(home / "docs")
    (home / "docs").mkdir()
    for page in ("index.md", "b.md", f"only_{name}.md"):
        (home / "docs" / page).write_text(f"# {name} edition\n")


def edition_of(site: Path) -> str:
    """The edition of a site; it must be whole and of one."""
    text = (site / "index.html").read_text()
    [name] = {word for word in ("first", "second") if f"{word} edition" in text}
    for page in ("b/index.html", f"only_{name}/index.html"):
        assert f"{name} edition" in (site / page).read_text()
    assert [path.name for path in site.glob("only_*")] == [f"only_{name}"]
    assert not list(site.glob(".site-*"))
    return name


def start(home: Path, **settings: str) -> subprocess.Popen[str]:
    (home / "started").unlink(missing_ok=True)
    return subprocess.Popen([sys.executable, SCRIPT, "--root", str(home)], text=True,
                            env={**os.environ, **settings}, cwd=home,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def build(home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    process = start(home, **settings)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def wait_for(path: Path) -> None:
    until = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < until, f"no {path.name} in 20 s"
        time.sleep(0.02)


def left(home: Path) -> list[str]:
    return sorted(path.name for path in (home / ".build").iterdir())


def test_a_new_site_takes_the_place_of_the_old_one(home: Path):
    (home / ".build").mkdir()
    (home / ".build/of-another-build").touch()
    for name in ("first", "second"):
        edition(home, name)
        done = build(home)
        assert done.returncode == 0, done.stderr
        assert edition_of(home / "site") == name
    assert left(home) == ["lock", "of-another-build"]


def test_a_site_that_cannot_be_built_leaves_the_old_one(home: Path):
    build(home)
    (home / "docs/index.md").write_text("[link](nowhere.md)")
    done = build(home)
    assert done.returncode == 1
    assert done.stderr.endswith("The site was not built; the old one, if any, is untouched.\n")
    assert edition_of(home / "site") == "first"


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_any_locale_will_do(home: Path, locale: str):
    (home / "docs/b.md").write_text("# first edition of Prüfung λ\n", encoding="utf-8")
    done = build(home, LC_ALL=locale, LANG=locale)
    assert done.returncode == 0, done.stderr
    assert "λ" in (home / "site/b/index.html").read_text(encoding="utf-8")


def test_a_link_stays_and_its_target_is_filled(home: Path, tmp_path: Path):
    target = tmp_path / "elsewhere"
    target.mkdir()
    (home / "site").symlink_to(target)
    for name in ("first", "second"):
        edition(home, name)
        assert build(home).returncode == 0
        assert (home / "site").is_symlink()
        assert edition_of(target) == name


def test_a_link_to_another_disk(home: Path):
    disk = Path("/dev/shm")
    if not disk.is_dir() or disk.stat().st_dev == home.stat().st_dev:
        pytest.skip("no second file system")
    target = disk / f"policywerk-test-{os.getpid()}"
    (home / "site").symlink_to(target)
    try:
        for name in ("first", "second"):
            edition(home, name)
            done = build(home)
            assert done.returncode == 0, done.stderr
            assert edition_of(target) == name
        assert (home / "site").is_symlink()
    finally:
        shutil.rmtree(target, ignore_errors=True)


def refusing(monkeypatch: pytest.MonkeyPatch, path: Path, number: int) -> None:
    """Let the system refuse to rename one folder."""
    replace = os.replace

    def refuse(source, target):
        if Path(source) == path:
            raise OSError(number, os.strerror(number), str(source))
        replace(source, target)

    monkeypatch.setattr(swap.os, "replace", refuse)


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EXDEV, errno.EACCES])
def test_a_folder_that_cannot_be_renamed_is_filled(tmp_path: Path, monkeypatch, number):
    place = swap.Place(tmp_path / "site", tmp_path / "work")
    for name in ("site/old", "site/both", "site/lost+found", "work/site-new/both"):
        (tmp_path / name).mkdir(parents=True)
    (place.new / "new").touch()
    refusing(monkeypatch, place.site, number)
    place.swap()
    assert sorted(path.name for path in place.site.iterdir()) == ["both", "lost+found", "new"]
    assert list((tmp_path / "work").iterdir()) == []


def test_a_full_disk_is_no_reason_to_copy(tmp_path: Path, monkeypatch):
    place = swap.Place(tmp_path / "site", tmp_path / "work")
    (tmp_path / "site").mkdir()
    refusing(monkeypatch, place.site, errno.ENOSPC)
    with pytest.raises(OSError, match="No space left"):
        place.swap()


RENAMES = [(when, count) for count in (1, 2) for when in ("before", "after")]
COPIES = [(when, count) for count in range(1, 9) for when in ("before", "after")]


def kill_at(home: Path, when: str, count: int, refuse: str = "") -> None:
    command = [sys.executable, "-c", KILLER, when, str(count), refuse]
    killed = subprocess.run([*command, SCRIPT, "--root", str(home)], capture_output=True,
                            check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr


@pytest.mark.parametrize(("when", "count"), RENAMES)
def test_killed_at_a_rename(home: Path, when: str, count: int):
    build(home)
    edition(home, "second")
    kill_at(home, when, count)
    assert not (home / "site").exists() or edition_of(home / "site") in ("first", "second")
    expected = "second" if (when, count) == ("after", 2) else "first"
    (home / "docs/index.md").write_text("[link](nowhere.md)")  # the next build fails
    assert build(home).returncode == 1
    assert edition_of(home / "site") == expected
    edition(home, "second")
    assert build(home).returncode == 0
    assert edition_of(home / "site") == "second"
    assert left(home) == ["lock"]


@pytest.mark.parametrize(("when", "count"), [
    pytest.param(*moment, marks=[] if moment[1] in (1, 4) else pytest.mark.slow)
    for moment in COPIES])
def test_killed_while_filling_a_folder(home: Path, when: str, count: int):
    build(home)
    edition(home, "second")
    kill_at(home, when, count, refuse=str(home / "site"))
    (home / "docs/index.md").write_text("[link](nowhere.md)")  # the next build fails, but mends
    assert build(home).returncode == 1
    assert edition_of(home / "site") == ("first" if (when, count) == ("before", 1) else "second")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_killed_at_any_moment(home: Path, seed: int):
    build(home)
    edition(home, "second")
    began = time.monotonic()
    build(home)
    seconds = time.monotonic() - began
    edition(home, "first")
    process = start(home)
    time.sleep(random.Random(seed).uniform(0.3, 1.1) * seconds)
    process.kill()
    process.communicate()
    assert not (home / "site").exists() or edition_of(home / "site") in ("first", "second")
    done = build(home)
    assert done.returncode == 0, done.stderr
    assert edition_of(home / "site") == "first"
    assert left(home) == ["lock"]


@pytest.mark.parametrize(("sent", "status", "word"), [
    (signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")])
def test_stopped(home: Path, sent: int, status: int, word: str):
    build(home)
    process = start(home, SLOW="30")
    wait_for(home / "started")
    process.send_signal(sent)
    _, said = process.communicate(timeout=10)
    assert process.returncode == status
    ours = [line for line in said.splitlines() if not line.startswith("INFO")]
    assert ours == [f"scripts/build_site.py: {word}; for the new site, run `make book` again"]
    assert edition_of(home / "site") == "first"
    assert build(home).returncode == 0
    assert left(home) == ["lock"]


def test_two_builds_wait_for_each_other_by_name(home: Path):
    first = start(home, SLOW="2")
    wait_for(home / "started")
    edition(home, "second")
    second = build(home)
    assert first.wait() == 0, first.stderr
    assert second.returncode == 0
    said = second.stdout.splitlines()[0]
    assert re.fullmatch(
        rf"waiting for another build \(make book, process {first.pid}, since \d\d:\d\d\)", said)
    assert edition_of(home / "site") == "second"


def test_the_note_of_a_killed_build_misleads_nobody(home: Path, capfd):
    note = home / ".build/lock-owner.json"
    with build_lock(home, "make figures"):
        owner = json.loads(note.read_text())
        assert (owner["pid"], owner["what"]) == (os.getpid(), "make figures")
    assert not note.exists()
    note.write_text(json.dumps(owner))  # as a kill would leave it
    assert build(home).returncode == 0
    note.write_text("{")
    with FileLock(home / ".build/lock"):  # held by somebody who left no note
        process = start(home)
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting for another build\n"
    assert process.wait() == 0
    assert capfd.readouterr().out == ""


def test_a_lock_that_cannot_be_had_is_named(tmp_path: Path):
    (tmp_path / ".build").write_text("a file")
    with pytest.raises(BuildError, match=r"\.build.* a build needs a folder it may write to"), \
            build_lock(tmp_path, "make book"):
        pass


@pytest.mark.parametrize("limit", [0, 2000])
def test_a_full_disk_is_named_in_one_line(home: Path, limit: int):
    """No file may grow beyond the limit: the lock's note fits into 2,000 bytes, a page not."""
    build(home)
    command = [sys.executable, SCRIPT, "--root", str(home)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert done.returncode == 1
    ours = [line for line in done.stderr.splitlines() if line.startswith("scripts/")]
    assert len(ours) == 1
    assert str(home / ".build") in ours[0]
    assert "space" in ours[0]
    assert "Traceback" not in done.stderr
    assert edition_of(home / "site") == "first"


def test_a_mount_point_is_filled(home: Path):
    (home / "site").mkdir()
    mount = ["mount", "-t", "tmpfs", "none", str(home / "site")]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount")
    try:
        for name in ("first", "second"):
            edition(home, name)
            done = build(home)
            assert done.returncode == 0, done.stderr
            assert edition_of(home / "site") == name
        assert os.path.ismount(home / "site")
    finally:
        with contextlib.suppress(OSError):
            subprocess.run(["umount", str(home / "site")], check=True)
