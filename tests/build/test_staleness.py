"""What is stale after which change, and what a build then does and leaves alone."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from dummy_project import build, edit, files, make_project, manifest

from pipeline.manifest import LessonManifest, load_manifest

pytestmark = pytest.mark.slow  # a minute of little builds

LESSON = "src/policywerk/lessons/l01_count.py"
STEPS = "src/policywerk/primitives/steps.py"
DRAWING = "scripts/figures/l01_count.py"
PICTURES = "scripts/figures/l01_count_pictures.py"
PEN = "scripts/figures/pen.py"

FIRST, SECOND, MORE = "count-seed-1", "count-width-0.25-seed-2", "count-count-5-seed-3"
FIGURES = [FIRST, SECOND, "sum", "long-seed-4"]
EVIDENCE = [MORE, "long-seed-5", "long-seed-6"]
PRODUCTS = ["transcript", "evidence", "lines", "samples", "stages", "more", "film"]


def made(project, number="01"):
    """What the manifest names of a lesson, runs and products, with keys."""
    found = manifest(project, number)
    return {**{f"run {n}": r["key"] for n, r in found["runs"].items()},
            **{f"product {n}": p["key"] for n, p in found["products"].items()}}


def changed(project, act, number="01"):
    """What an action makes again, by name, seen by the keys it leaves in the manifest."""
    before = made(project, number)
    result = act()
    assert result.returncode == 0, result.stderr
    after = made(project, number)
    return {name for name in after.keys() | before.keys() if after.get(name) != before.get(name)}


def test_first_build_makes_everything_of_the_figures_tier(project):
    result = build(project)
    assert result.returncode == 0, result.stderr
    assert "never trained: 6 runs" in result.stdout
    for number in ("01", "02"):
        assert set(made(project, number)) == {
            *(f"run {name}" for name in FIGURES), *(f"product {name}" for name in PRODUCTS)}
    found = files(project)
    assert found["01/run.txt"].startswith(b"Lesson 01, count, seed 1\n\nlast 1.5\n\nrecord sha256:")
    assert found["01/lines.txt"] == b"0.0 0.5 1.0 1.5\n0.0 0.25 0.5 0.75\n"
    assert found["01/samples.txt"] == b"1.5 0.75\n"
    assert found["01/stages.txt"] == b"checking counting\n"
    assert found["01/more.md"] == b"not trained yet\n"
    assert json.loads(found["01/evidence.json"])["samples"] == {"ours": [1.5, 0.75]}
    assert f"01/records/{MORE}.json" not in found
    total = json.loads(found["01/records/sum.json"])
    assert total["results"] == {"last": 2.25}


def test_weights_of_a_run_come_with_the_package(built):
    from policywerk.data.weights import load_weights

    path = built / "src/policywerk/data/weights/01-long.json"
    assert load_weights(path) == {"w": [[16.0]]}  # 12 steps from its seed, 4
    path.unlink()
    result = build(built, "--check")
    assert result.returncode == 1
    assert "01 long-seed-4: its weights, 01-long.json, are not as it left them" in result.stdout
    build(built)
    assert load_weights(path) == {"w": [[16.0]]}


def test_weights_of_several_parts_come_and_go_together(project):
    from policywerk.data.weights import load_weights

    edit(project / "src/policywerk/data/weights.py", "A_FILE = 160_000", "A_FILE = 1")
    edit(project / LESSON, 'weights={"w": [[state.value]]}',
         'weights={"v": [[1.0]], "w": [[state.value]]}')
    assert build(project, "01").returncode == 0
    first = project / "src/policywerk/data/weights/01-long.json"
    second = first.with_name("01-long.2.json")
    assert load_weights(first) == {"v": [[1.0]], "w": [[16.0]]}
    assert build(project, "--check", "01").returncode == 0
    kept = second.read_bytes()
    for damage in (second.unlink, lambda: second.write_bytes(first.read_bytes())):
        damage()
        result = build(project, "--check", "01")
        assert result.returncode == 1
        assert "01 long-seed-4: its weights, 01-long.json, are not as it left" in result.stdout
        assert build(project, "01").returncode == 0
        assert second.read_bytes() == kept
    edit(project / LESSON, '"v": [[1.0]], ', "")
    assert build(project, "01").returncode == 0
    assert load_weights(first) == {"w": [[16.0]]}
    assert not second.exists()


def test_evidence_adds_to_what_is_there(project):
    build(project, "1")
    assert changed(project, lambda: build(project, "1", "--evidence")) == {
        *(f"run {name}" for name in EVIDENCE), "product evidence", "product more",
        "product samples"}
    assert files(project)["01/samples.txt"] == b"1.5 0.75 2.5\n"
    assert files(project)["01/more.md"] == b"1 1\n"


def test_only_the_named_lesson_is_built(project):
    build(project, "2")
    assert not (project / "assets" / "01").exists()
    assert (project / "assets" / "02" / "manifest.json").exists()


def test_a_fresh_clone_is_current_and_stays_as_it_is(built):
    before = files(built)
    result = build(built)
    assert result.stdout == "figures of 01 02: nothing is stale\n"
    assert result.stderr == ""
    assert files(built) == before
    assert not (built / ".build").exists()


@pytest.mark.parametrize("arguments", [[], ["--check"], ["--dry-run"]])
def test_a_current_build_loads_no_third_party_package(built, tmp_path, arguments):
    for name in ("rich", "matplotlib", "numpy", "platformdirs"):
        (tmp_path / f"{name}.py").write_text(f"raise RuntimeError('{name} was imported')")
    result = build(built, *arguments, PYTHONPATH=str(tmp_path))
    assert result.returncode == 0, result.stderr


def test_published_bytes_do_not_depend_on_place_hash_seed_or_order(built, tmp_path):
    other = make_project(tmp_path / "elsewhere")
    build(other, "--evidence", "--jobs", "1", PYTHONHASHSEED="7")
    ours, theirs = files(built), files(other)
    for number in ("01", "02"):
        apart = {"product stages"}  # which shows times
        assert {n for n, key in made(built, number).items() if made(other, number)[n] != key
                } == apart
        for name in ("manifest.json", "film.mp4"):  # times; an encoder's whim
            ours.pop(f"{number}/{name}"), theirs.pop(f"{number}/{name}")
    assert ours == theirs


@pytest.mark.skipif(shutil.which("pypy3") is None, reason="needs pypy3")
def test_pypy_trains_the_same_records_and_its_assets_are_current_for_cpython(built, tmp_path):
    other = make_project(tmp_path / "pypy")
    build(other, "1", "--python", "pypy3")
    run, ours = manifest(other)["runs"][FIRST], manifest(built)["runs"][FIRST]
    assert run["interpreter"].startswith("PyPy 3")
    assert (run["key"], run["digest"]) == (ours["key"], ours["digest"])
    assert "nothing is stale" in build(other, "1").stdout


COUNTED = {f"run {name}" for name in [*FIGURES, *EVIDENCE]} - {"run sum"}
SHOWN = {"product transcript", "product evidence", "product lines", "product samples",
         "product stages", "product more", "product film"}
COUNT_ON = '(value, width):\n    """Count on."""\n    counted = value + width'
CHANGES = {  # file, old, new, what `build --evidence` makes again
    "docstring": (STEPS, '"""Count on."""', '"""Count one step on."""  # better', set()),
    "brackets": (STEPS, "value + width", "(value +\n        width)", set()),
    "renamed local": (STEPS, "    counted = value + width\n    return counted",
                      "    farther = value + width\n    return farther", set()),
    "renamed parameter": (STEPS, COUNT_ON, COUNT_ON.replace("width", "by"), set()),
    "unused function": (STEPS, "return value\n", "return value * 2\n", set()),
    "the step": (STEPS, "value + width", "value + width * 2", COUNTED | SHOWN | {"run sum"}),
    "without effect": (STEPS, "value + width", "width + value", COUNTED),
    "describe": (LESSON, 'f"last {', 'f"the last {', {"product transcript"}),
    "summarise": (LESSON, '{"ours": lasts}', '{"ours": lasts, "more": []}',
                  {"product evidence", "product samples"}),
    "comment": (LESSON, "values = [0.0]", "values = [0.0]  # of all", set()),
    "other experiment": (LESSON, "total += number(", "total += 1.0 * number(", {"run sum"}),
    "settings": (LESSON, "Run(Count(width=0.25), 2),\n        Run(Count(c",
                 "Run(Count(width=0.25), 2),\n        Run(Count(), 9),\n        Run(Count(c",
                 {"run count-seed-9", "product evidence", "product samples", "product more"}),
    "a sentence": (LESSON, '"of a step"', '"of every step"', set()),
    "catalogue": ("src/policywerk/lessons/catalogue.py", "there is no", "no", set()),
    "drawing": (DRAWING, '["ours"])', '["ours"] * 1)', {"product samples"}),
    "pen": (PEN, '" ".join', '"  ".join',
            {"product lines", "product samples", "product stages", "product more",
             "product film"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_the_source_makes_stale_what_depends_on_it(built, name):
    path, old, new, expected = CHANGES[name]
    edit(built / path, old, new)
    checked = build(built, "1", "--check")
    assert checked.returncode == (1 if expected else 0), checked.stdout
    assert changed(built, lambda: build(built, "1", "--evidence")) == expected
    assert build(built, "1", "--check").returncode == 0
    assert "nothing is stale" in build(built, "1").stdout


def test_a_change_without_effect_touches_keys_and_nothing_else(built):
    before, old = files(built), manifest(built)
    edit(built / STEPS, "value + width", "width + value")
    build(built, "--evidence")
    after, new = files(built), manifest(built)
    assert {n for n in after if after[n] != before[n]} == {"01/manifest.json", "02/manifest.json"}
    assert new["products"] == old["products"]
    for name, run in new["runs"].items():
        was = old["runs"][name]
        if name != "sum":
            assert run.pop("key") != was.pop("key")
            assert run.pop("reach") != was.pop("reach")
        assert run == was  # times and dates too


def test_nothing_is_made_from_two_versions_of_the_program(built):
    before = files(built)
    edit(built / STEPS, "value + width", "value + width * 2")
    result = build(built, "1")
    assert result.returncode == 0
    assert "old, and what is made from it was left as it is: 3 runs" in result.stdout
    after = files(built)
    kept = ["01/evidence.json", "01/samples.txt", "01/more.md"]  # they need the evidence
    assert [after[name] for name in kept] == [before[name] for name in kept]
    assert after["01/lines.txt"] == b"0.0 1.0 2.0 3.0\n0.0 0.5 1.0 1.5\n"  # needs none
    checked = build(built, "1", "--check")
    assert checked.returncode == 1
    assert f"01 {MORE}: policywerk.primitives.steps:step changed (" in checked.stdout
    assert "01 samples: it is made from" in checked.stdout
    build(built, "1", "--evidence")
    assert files(built)["01/samples.txt"] == b"3.0 1.5 5.0\n"
    assert build(built, "1", "--check").returncode == 0


def test_a_dry_run_says_what_would_be_done_and_why_and_does_nothing(built):
    before = files(built)
    edit(built / STEPS, "value + width", "value + width * 2")
    said = build(built, "1", "--dry-run").stdout.splitlines()
    assert said[0].startswith(f"train 01 {FIRST}: policywerk.primitives.steps:step changed (")
    assert "make 01 lines: it is made from count-seed-1 and 1 more, which is old" in said
    assert (f"leave 01 samples as it is: {MORE} is old and is not trained without --evidence"
            in said)
    assert files(built) == before


def test_a_renamed_figure_leaves_no_orphan(built):
    edit(built / DRAWING, '"samples.txt"', '"all.txt"')
    edit(built / PICTURES, '"samples.txt"', '"all.txt"')
    build(built)
    assert "01/all.txt" in files(built)
    assert "01/samples.txt" not in files(built)


def test_a_product_no_longer_asked_for_is_deleted(built):
    edit(built / PICTURES, 'Picture("stages"', 'Picture("times"')
    edit(built / PICTURES, '("stages.txt",)', '("times.txt",)')
    edit(built / DRAWING, '"stages.txt"', '"times.txt"')
    build(built)
    assert "01/stages.txt" not in files(built)
    assert "stages" not in manifest(built)["products"]


def test_a_run_no_longer_asked_for_is_deleted(built):
    edit(built / LESSON, 'Run(Count(count=5), 3, tier="evidence"),', "")
    build(built)
    assert f"01/records/{MORE}.json" not in files(built)
    assert MORE not in manifest(built)["runs"]
    assert files(built)["01/samples.txt"] == b"1.5 0.75\n"


def test_a_record_of_no_run_is_deleted(built):
    stray = built / "assets/01/records/old-name.json"
    stray.write_text("{}")
    assert "01 records/old-name.json: belongs to no run" in build(built, "--check").stdout
    build(built)
    assert not stray.exists()


def test_force_makes_everything_again(built):
    old = manifest(built)
    build(built, "01", "--force")
    new = manifest(built)
    times = {name for name in new["runs"] if new["runs"][name] != old["runs"][name]}
    assert times == set(FIGURES)  # measured anew
    assert made(built) == {**made(built)}
    assert "published 14 results" in build(built, "01", "--force", "--evidence").stdout


def test_a_film_of_the_same_frames_keeps_its_bytes(built):
    """An encoder may write other bytes: what counts is what was drawn."""
    before = files(built)
    build(built, "--force", "--evidence")
    after = files(built)
    assert {n for n in after if after[n] != before[n]} <= {"01/manifest.json", "02/manifest.json"}
    edit(built / DRAWING, 'str(last.results["last"])', '"other frames"')
    build(built)
    assert files(built)["01/film.mp4"] != before["01/film.mp4"]


def test_the_manifest_tells_how_a_run_went(built):
    run = manifest(built)["runs"][MORE]
    assert set(run["stages"]) == {"counting", "checking"}
    assert 0 < sum(run["stages"].values()) <= run["seconds"] < 60
    assert run["interpreter"] == f"CPython {'.'.join(map(str, sys.version_info[:3]))}"
    reach = manifest(built)["reaches"][run["reach"]]
    assert "policywerk.primitives.steps:step" in reach
    assert "policywerk.primitives.steps:unused" not in reach


DAMAGE = {  # a file -> what a build makes again; evidence that is gone waits for --evidence
    "01/run.txt": [],
    "01/lines.txt": [],
    "01/evidence.json": [],
    f"01/records/{FIRST}.json": [],
    f"01/records/{MORE}.json": ["--evidence"],
}


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.parametrize("damage", ["missing", "cut", "other"])
def test_a_damaged_file_is_old_and_is_made_again(built, name, damage):
    before, path = files(built), built / "assets" / name
    if damage == "missing":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:-20])
    elif name.startswith("01/records"):
        shutil.copy(built / "assets" / "01" / "records" / f"{SECOND}.json", path)
    else:
        path.write_text("something else\n")
    checked = build(built, "--check")
    assert checked.returncode == 1
    assert path.name in checked.stdout
    result = build(built, *DAMAGE[name])
    assert result.returncode == 0, result.stderr
    assert files(built) == before


# ---------------------------------------------------------------- damaged manifests

BROKEN = [
    b"", b"{", b"[]", b'{"schema": 2}', b'{"schema": 99}', b"\xff\xfe", b"[" * 100_000,
    b'<<<<<<< HEAD\n{"schema": 2}\n=======\n',
]


@pytest.mark.parametrize("content", BROKEN)
def test_a_manifest_that_is_none_is_recognised(tmp_path, content):
    (tmp_path / "manifest.json").write_bytes(content)
    loaded = load_manifest(tmp_path / "manifest.json")
    assert loaded.manifest == LessonManifest()
    assert loaded.problems


def test_a_manifest_is_read_as_it_was_written(built):
    path = built / "assets" / "01" / "manifest.json"
    loaded = load_manifest(path)
    assert loaded.problems == []
    assert loaded.manifest.text() == path.read_text()


ODD = [  # what somebody's editor or merge could make of an entry
    ("runs", "seconds", float("nan")), ("runs", "seconds", -1.0), ("runs", "seconds", "1"),
    ("runs", "stages", {"counting": float("nan")}), ("runs", "stages", []), ("runs", "key", 7),
    ("runs", "digest", None), ("runs", "more", 1), ("products", "outputs", {"": "x"}),
    ("products", "outputs", {"records": "x"}), ("products", "outputs", {"../../src": "x"}),
    ("products", "outputs", {"/etc/passwd": "x"}), ("products", "outputs", {"a\0b": "x"}),
    ("products", "outputs", {"\ud800": "x"}), ("products", "outputs", []),
    ("products", "frames", {"film.mp4": 3}),
]


@pytest.mark.parametrize(("kind", "field", "value"), ODD)
def test_an_odd_entry_gets_one_line_and_is_made_again(built, kind, field, value):
    before, content = files(built), manifest(built)
    name = FIRST if kind == "runs" else "lines"
    content[kind][name][field] = value
    (built / "assets/01/manifest.json").write_text(json.dumps(content))
    result = build(built, "1", "--evidence")
    assert result.returncode == 0, result.stderr
    assert [line[:9] for line in result.stderr.splitlines()] == ["warning: "], result.stderr
    assert repr(name) in result.stderr
    after = files(built)
    assert {n for n in after if after[n] != before[n]} <= {"01/manifest.json"}
    assert made(built) == {**made(built)}
    assert build(built, "1", "--check").returncode == 0


def test_a_name_that_is_no_name_is_left_out(built):
    content = manifest(built)
    content["runs"]["../../x"] = content["runs"][FIRST]
    (built / "assets/01/manifest.json").write_text(json.dumps(content))
    result = build(built, "1")
    assert result.returncode == 0
    assert len(result.stderr.splitlines()) == 1


MOVING = {"01/manifest.json", "01/film.mp4", "costs.md"}  # times, and what shows them
CONFLICT = "<<<<<<< HEAD\n"


def test_a_damaged_manifest_throws_nothing_away(built):
    before = files(built)
    path = built / "assets" / "01" / "manifest.json"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:10], CONFLICT, *lines[10:]]))
    checked = build(built, "1", "--check")
    assert checked.returncode == 1
    assert "is damaged" in checked.stdout
    assert "restore it from version control" in checked.stdout
    result = build(built, "1")  # what it can make, it makes; evidence keeps its place
    assert result.returncode == 0, result.stderr
    after = files(built)
    assert {n for n in after if after[n] != before[n]} <= MOVING
    assert set(after) == set(before)
    certified = build(built, "1", "--recertify")
    assert certified.returncode == 0, certified.stderr
    assert build(built, "1", "--evidence").returncode == 0
    assert build(built, "1", "--check").returncode == 0
    after = files(built)
    assert {n for n in after if after[n] != before[n]} <= MOVING
    assert files(built)["02/manifest.json"] == before["02/manifest.json"]


# ---------------------------------------------------------------- certifying, auditing


def certified(project):
    return {name: run["certified"].partition(",")[0]
            for name, run in manifest(project)["runs"].items()}


def test_an_edit_that_changes_nothing_is_certified_by_segments(built):
    before = files(built)
    edit(built / STEPS, "value + width", "width + value")
    result = build(built, "1", "--recertify")
    assert result.returncode == 0, result.stderr
    how = certified(built)
    assert how[FIRST] == how[MORE] == "whole"
    assert sorted(how[name] for name in ("long-seed-4", "long-seed-5", "long-seed-6")) == [
        "its first segment", "its first segment", "whole"]
    assert build(built, "1", "--check").returncode == 0
    after = files(built)
    assert {n for n in after if after[n] != before[n]} == {"01/manifest.json"}


@pytest.mark.parametrize("damage", ["gone", "another's"])
def test_a_run_whose_weights_are_not_its_own_is_repeated_whole(built, damage):
    weights = built / "src/policywerk/data/weights/01-long.json"
    before = weights.read_bytes()
    edit(built / STEPS, "value + width", "width + value")
    if damage == "gone":
        weights.unlink()
    else:
        weights.write_bytes(before.replace(b"=", b"A"))
    result = build(built, "1", "--recertify")
    assert result.returncode == 0, result.stderr
    assert certified(built)["long-seed-4"] == "whole"
    assert weights.read_bytes() == before
    assert build(built, "1", "--check").returncode == 0


def test_weights_that_a_run_never_published_are_missed(built):
    edit(built / LESSON, 'Run(Long(), 5, tier="evidence")',
         'Run(Long(), 5, tier="evidence", keeps="01-more")')
    result = build(built, "1", "--check")
    assert result.returncode == 1
    assert "it published no weights, and 01-more.json is asked for" in result.stdout
    assert build(built, "1", "--evidence").returncode == 0
    assert build(built, "1", "--check").returncode == 0
    assert (built / "src/policywerk/data/weights/01-more.json").exists()


def test_an_edit_that_changes_something_is_not_certified(built):
    before = files(built)
    edit(built / STEPS, "value + width", "value + width * 2")
    result = build(built, "1", "--recertify")
    assert result.returncode == 1
    assert "differs from its record: the program has changed; train it" in result.stderr
    assert {name for name in files(built) if files(built)[name] != before[name]} == set()
    assert build(built, "1", "--check").returncode == 1


def test_a_change_that_a_first_segment_does_not_show_is_found_by_the_whole_run(built):
    edit(built / LESSON, "state.step += 1", "state.step += 1\n    state.value += state.step > 9")
    result = build(built, "1", "--recertify")
    assert result.returncode == 1
    assert sum(how == "whole" for name, how in certified(built).items()
               if name.startswith("long")) == 0


def test_a_setting_that_is_added_renames_nothing_and_can_be_certified(built):
    edit(built / LESSON, "steps: int = setting(12, \"in all\", least=1)",
         "steps: int = setting(12, \"in all\", least=1)\n    warm: bool = setting(False, \"up\")")
    assert build(built, "1", "--check").returncode == 1
    result = build(built, "1", "--recertify")
    assert result.returncode == 0, result.stderr
    record = json.loads(files(built)["01/records/long-seed-6.json"])
    assert record["config"] == {"experiment": "long", "steps": 12, "warm": False}
    assert build(built, "1", "--evidence").returncode == 0
    assert build(built, "1", "--check").returncode == 0


def test_an_audit_trains_published_runs_again_and_compares(built):
    result = build(built, "--audit", "20", "--lot", "3")
    assert result.returncode == 0, result.stderr
    assert "audited 14 runs (--lot 3): as published" in result.stdout


def test_an_audit_finds_what_no_key_can_see(built):
    """A record that somebody changed by hand, manifest and all."""
    from policywerk.data.record import load_record, save_record

    path = built / "assets/01/records" / f"{MORE}.json"
    record = load_record(path)
    record.series["values"][-1] = 2.6
    save_record(record, path)
    content = manifest(built)
    from hashlib import sha256

    from policywerk.data.record import record_digest

    content["runs"][MORE] |= {"digest": record_digest(record),
                              "file": sha256(path.read_bytes()).hexdigest()}
    (built / "assets/01/manifest.json").write_text(json.dumps(content))
    result = build(built, "1", "--audit", "20")
    assert result.returncode == 1
    assert f"01 {MORE}: gives another record than the published one" in result.stderr


def test_leftovers_of_a_killed_build_are_removed(built):
    leftover = built / "assets" / f".partial-{os.getpid()}-abc"
    leftover.mkdir()
    (leftover / "half.mp4").write_text("half")
    assert "nothing is stale" in build(built).stdout
    assert not leftover.exists()


def test_no_file_of_the_book_has_a_name_that_somebody_cannot_have():
    root = Path(__file__).resolve().parents[2]
    paths = [path.relative_to(root) for path in (root / "assets").rglob("*.*")]
    assert max(len(str(path)) for path in paths) <= 180
