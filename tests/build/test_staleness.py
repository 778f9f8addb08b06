"""What is stale after which change, and what a build then does and leaves alone."""

import json
import os
import shutil
import sys

import pytest
from dummy_project import build, edit, files, make_project, manifest

from pipeline.manifest import ManifestError, load_manifest

LESSON = "src/policywerk/lessons/l01_count.py"
STEPS = "src/policywerk/primitives/steps.py"
DRAWING = "scripts/figures/l01_count.py"
PEN = "scripts/figures/pen.py"


def done(result):
    """The jobs a build did, as its plain lines name them."""
    assert result.returncode == 0, result.stderr
    return {line.split(":")[0] for line in result.stdout.splitlines()
            if line.startswith("0") and "to train on" not in line}


def test_first_build_makes_everything_of_the_figures_tier(project):
    result = build(project)
    assert done(result) == {f"{lesson} {name}" for lesson in ("01", "02") for name in
                            ("first", "second", "run.txt", "evidence.json", "figures")}
    assert "for --evidence: 2 runs" in result.stdout
    made = files(project)
    assert made["01/run.txt"] == b"ran run 01\n"
    assert made["01/second.txt"] == b"0.0 0.25 0.5 0.75\n"
    assert made["01/samples.txt"] == b"1.5 0.75\n"
    assert made["01/stages.txt"] == b"checking counting\n"
    assert json.loads(made["01/evidence.json"])["samples"] == {"ours": [1.5, 0.75]}
    assert "01/records/more.json" not in made


def test_evidence_adds_to_what_is_there(project):
    build(project, "1")
    assert done(build(project, "1", "--evidence")) == {"01 more", "01 evidence.json", "01 figures"}
    assert files(project)["01/samples.txt"] == b"1.5 0.75 2.5\n"


def test_only_the_named_lesson_is_built(project):
    assert {name[:2] for name in done(build(project, "2"))} == {"02"}
    assert not (project / "assets" / "01").exists()


def test_a_fresh_clone_is_current_and_stays_as_it_is(built):
    before = files(built)
    result = build(built)
    assert result.stdout == "figures of 01 02: nothing is stale\n"
    assert result.stderr == ""
    assert files(built) == before
    assert not (built / ".build").exists()


def test_a_current_build_loads_no_third_party_package(built, tmp_path):
    for name in ("rich", "filelock", "matplotlib"):
        (tmp_path / f"{name}.py").write_text(f"raise RuntimeError('{name} was imported')")
    result = build(built, PYTHONPATH=str(tmp_path))
    assert result.returncode == 0, result.stderr


def test_published_bytes_do_not_depend_on_place_hash_seed_or_order(built, tmp_path):
    other = make_project(tmp_path / "elsewhere")
    build(other, "--evidence", "--jobs", "1", PYTHONHASHSEED="7")
    ours, theirs = files(built), files(other)
    ours.pop("manifest.json"), theirs.pop("manifest.json")  # it holds times
    assert ours == theirs


@pytest.mark.skipif(shutil.which("pypy3") is None, reason="needs pypy3")
def test_pypy_trains_the_same_records_and_its_assets_are_current_for_cpython(built, tmp_path):
    other = make_project(tmp_path / "pypy")
    build(other, "1", "--python", "pypy3")
    run = manifest(other)["lessons"]["01"]["runs"]["first"]
    assert run["interpreter"].startswith("PyPy 3")
    ours = manifest(built)["lessons"]["01"]["runs"]["first"]
    assert (run["key"], run["digest"]) == (ours["key"], ours["digest"])
    assert "nothing is stale" in build(other, "1").stdout


TRAIN = {"01 first", "01 second"}
OTHERS = {"02 first", "02 second", "02 run.txt", "02 evidence.json"}
CHANGES = [  # file, old, new, what is done
    (STEPS, '"""Count on."""', '"""Count one step on."""  # better', set()),
    (STEPS, "value + width", "(value +\n        width)",
     TRAIN | OTHERS | {"01 run.txt", "01 evidence.json"}),  # brackets are tokens; same records
    (STEPS, "value + width", "value + width * 2",
     TRAIN | OTHERS | {"01 run.txt", "01 evidence.json", "01 figures", "02 figures"}),
    (LESSON, "report(\"checking\", 1.0)", "report(\"checking\", 1.0)  # done", set()),
    (LESSON, "Config(width=0.25)", "Config(width=0.125)",
     TRAIN | {"01 run.txt", "01 evidence.json", "01 figures"}),
    ("src/policywerk/__main__.py", '"ran"', '"run"', {"01 run.txt", "02 run.txt"}),
    ("src/policywerk/lessons/catalogue.py", "there is no", "no", set()),
    (DRAWING, "import time", "import time  # to wait", set()),
    (DRAWING, '"samples.txt"', '"all.txt"', {"01 figures"}),
    (PEN, "path.write_text", "path. write_text", set()),
    (PEN, '" ".join', '"  ".join', {"01 figures", "02 figures"}),
]


@pytest.mark.parametrize(("path", "old", "new", "expected"), CHANGES)
def test_a_change_of_the_source_makes_stale_what_depends_on_it(built, path, old, new, expected):
    edit(built / path, old, new)
    assert done(build(built)) == expected
    assert "nothing is stale" in build(built).stdout


def test_a_change_without_effect_touches_keys_and_nothing_else(built):
    before, old = files(built), manifest(built)
    edit(built / STEPS, "value + width", "width + value")
    done(build(built, "--evidence"))
    after, new = files(built), manifest(built)
    assert {name for name in after if after[name] != before[name]} == {"manifest.json"}
    for lesson in ("01", "02"):
        assert new["lessons"][lesson]["figures"] == old["lessons"][lesson]["figures"]
        for name, run in new["lessons"][lesson]["runs"].items():
            was = old["lessons"][lesson]["runs"][name]
            assert run.pop("key") != was.pop("key")
            assert run == was  # times and dates too


def test_a_renamed_figure_leaves_no_orphan(built):
    edit(built / DRAWING, '"samples.txt"', '"all.txt"')
    build(built)
    assert "01/all.txt" in files(built)
    assert "01/samples.txt" not in files(built)


def test_a_run_no_longer_asked_for_is_deleted(built):
    edit(built / LESSON, 'Run("more", Config(count=5), 3, "evidence"),', "")
    build(built)
    assert "01/records/more.json" not in files(built)
    assert "more" not in manifest(built)["lessons"]["01"]["runs"]
    assert files(built)["01/samples.txt"] == b"1.5 0.75\n"


def test_published_evidence_is_used_while_it_waits_to_be_trained_again(built):
    edit(built / STEPS, "value + width", "value + width * 2")
    result = build(built, "1")
    assert "01 more" not in done(result)
    assert "for --evidence: 1 run\n" in result.stdout
    assert files(built)["01/samples.txt"] == b"3.0 1.5 2.5\n"  # 2.5 is of the old source
    assert "01 more" in done(build(built, "1", "--evidence"))
    assert files(built)["01/samples.txt"] == b"3.0 1.5 5.0\n"


def test_evidence_with_other_settings_is_not_used(built):
    edit(built / LESSON, "count=5", "count=6")
    build(built, "1")
    assert files(built)["01/samples.txt"] == b"1.5 0.75\n"


def test_force_makes_everything_again(built):
    expected = {"01 first", "01 second", "01 run.txt", "01 evidence.json", "01 figures"}
    assert done(build(built, "01", "--force")) == expected
    assert done(build(built, "01", "--force", "--evidence")) == expected | {"01 more"}


def test_the_manifest_tells_how_a_run_went(built):
    run = manifest(built)["lessons"]["01"]["runs"]["more"]
    assert run["config"] == {"type": "Config", "width": 0.5, "count": 5}
    assert (run["seed"], run["tier"]) == (3, "evidence")
    assert set(run["stages"]) == {"counting", "checking"}
    assert 0 < sum(run["stages"].values()) <= run["seconds"] < 60
    assert run["interpreter"] == f"CPython {'.'.join(map(str, sys.version_info[:3]))}"


DAMAGE = {
    "01/run.txt": {"01 run.txt"},
    "01/second.txt": {"01 figures"},
    "01/evidence.json": {"01 evidence.json"},
    "01/records/first.json": {"01 first"},
    "01/records/more.json": {"01 more"},  # evidence that is published is healed without being asked
}


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.parametrize("damage", ["missing", "cut", "other"])
def test_a_damaged_file_is_made_again_and_nothing_else(built, name, damage):
    before, path = files(built), built / "assets" / name
    if damage == "missing":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:-20])
    elif name.startswith("01/records"):
        shutil.copy(built / "assets" / "01" / "records" / "second.json", path)
    else:
        path.write_text("something else\n")
    result = build(built)
    assert done(result) == DAMAGE[name]
    is_record = name.startswith("01/records")
    assert result.stderr.count("warning: ") == int(is_record and damage != "missing")
    assert files(built) == before


CORRUPT = [
    b"", b"{", b"[]", b'{"schema": 1}', b'{"schema": 99, "lessons": {}}', b"\xff\xfe",
    b'{"schema": 1, "lessons": {"01": {"runs": {}}}}',
    b'<<<<<<< HEAD\n{"schema": 1, "lessons": {}}\n=======\n',
    b'{"schema": 1, "lessons": {"01": {"runs": {}, "evidence": null, "transcript": null, '
    b'"figures": {"key": "", "outputs": {"../../src/x": ""}}}}}',
]


@pytest.mark.parametrize("content", CORRUPT)
def test_a_corrupt_manifest_is_recognised(tmp_path, content):
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(ManifestError, match=r"manifest\.json cannot be read"):
        load_manifest(tmp_path / "manifest.json")


def test_a_manifest_is_read_as_it_was_written(built):
    path = built / "assets" / "manifest.json"
    assert load_manifest(path).text() == path.read_text()


def test_a_corrupt_manifest_is_made_again_with_one_warning(built):
    before = files(built)
    edit(built / "assets" / "manifest.json", '"schema": 1', '"schema": 1,')
    result = build(built, "--evidence")
    assert result.returncode == 0
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("warning: ")
    assert "it is made again" in result.stderr
    after = files(built)
    assert {name for name in after if after[name] != before[name]} == {"manifest.json"}
    assert "nothing is stale" in build(built).stdout


def test_leftovers_of_a_killed_build_are_removed(built):
    leftover = built / "assets" / f".partial-{os.getpid()}-abc"
    leftover.mkdir()
    (leftover / "half.mp4").write_text("half")
    assert "nothing is stale" in build(built).stdout
    assert not leftover.exists()
