"""Records: saved whole, loaded with suspicion."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import threading
from pathlib import Path

import pytest

from policywerk.data.record import (
    SCHEMA,
    Comparison,
    Evidence,
    Record,
    RecordError,
    check_writable,
    file_of,
    load_evidence,
    load_record,
    record_digest,
    save_bytes,
    save_evidence,
    save_record,
    save_text,
)
from policywerk.data.statistics import Interval
from policywerk.data.values import canonical_json

SMALL = Record(lesson="01", name="small", config={"gamma": 0.5}, seed=3, seeds=2,
               series={"change": [1.0, 0.1]}, snapshots=[{"best": [[0, 1]], "wall": None}],
               results={"won": True, "greek": "\u03b3"}, digests={"20": "ab"})

# By hand: sorted keys, no spaces, floats as repr prints them, other letters escaped.
SMALL_TEXT = (
    '{"config":{"gamma":0.5},"digests":{"20":"ab"},"lesson":"01","name":"small",'
    '"results":{"greek":"\\u03b3","won":true},"seed":3,"seeds":2,'
    '"series":{"change":[1.0,0.1]},"snapshots":[{"best":[[0,1]],"wall":null}]}')


def test_the_digest_is_of_the_canonical_text():
    assert canonical_json(dataclasses.asdict(SMALL)) == SMALL_TEXT
    assert record_digest(SMALL) == "sha256:" + hashlib.sha256(SMALL_TEXT.encode()).hexdigest()


def test_the_digest_never_changes():
    # A change here means that every committed record must be made anew.
    assert record_digest(SMALL).startswith("sha256:d4480ab8766784c9743a073bc1b7e360")


@pytest.mark.parametrize("change", [
    {"lesson": "02"}, {"name": "other"}, {"config": {"gamma": 0.25}}, {"seed": 4},
    {"series": {"change": [1.0, 0.1000000000000001]}}, {"snapshots": []}, {"results": {}},
    {"seeds": 1}, {"digests": {"20": "ac"}},
])
def test_every_field_counts(change):
    assert record_digest(dataclasses.replace(SMALL, **change)) != record_digest(SMALL)


def test_every_field_is_tried():
    tried = {"lesson", "name", "config", "seed", "seeds", "series", "snapshots", "results",
             "digests"}
    assert {each.name for each in dataclasses.fields(Record)} == tried


def test_round_trip(tmp_path):
    save_record(SMALL, tmp_path / "small.json")
    assert load_record(tmp_path / "small.json") == SMALL


class Size(int):
    """An int that JSON writes as one, and does not give back as it was."""


@pytest.mark.parametrize(("thing", "message"), [
    ({"path": (1, 2)}, r"record/results/path is \(1, 2\) of type tuple"),
    ({"deep": [{"x": [(0.5,)]}]}, r"record/results/deep/0/x/0 is \(0\.5,\) of type tuple"),
    ({1: 2}, r"record/results has the key 1: JSON keys are strings"),
    ({"a": {None: 1}}, r"record/results/a has the key None"),
    ({"a": {True: 1}}, r"has the key True"),
    ({"n": Size(3)}, r"record/results/n is 3 of type Size"),
    ({"s": b"x"}, r"is b'x' of type bytes"),
])
def test_what_json_would_change_is_refused(tmp_path, thing, message):
    record = dataclasses.replace(SMALL, results=thing)
    with pytest.raises(ValueError, match=message):
        record_digest(record)
    with pytest.raises(ValueError, match=message):
        save_record(record, tmp_path / "r.json")
    assert not list(tmp_path.iterdir())


def test_floats_come_back_to_the_last_bit(tmp_path):
    hard = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -0.0, 2.0**53 + 2]
    save_record(dataclasses.replace(SMALL, series={"x": hard}), tmp_path / "r.json")
    back = load_record(tmp_path / "r.json").series["x"]
    assert [x.hex() for x in back] == [x.hex() for x in hard]


def test_a_record_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        SMALL.seed = 4


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_what_json_cannot_hold_is_never_saved(tmp_path, bad):
    with pytest.raises(ValueError, match="Out of range float"):
        save_record(dataclasses.replace(SMALL, results={"x": bad}), tmp_path / "r.json")
    assert list(tmp_path.iterdir()) == []


def test_the_file_says_its_schema_and_digest(tmp_path):
    save_record(SMALL, tmp_path / "r.json")
    content = json.loads((tmp_path / "r.json").read_text())
    assert (content["schema"], content["digest"]) == (SCHEMA, record_digest(SMALL)) == (
        2, record_digest(SMALL))
    assert (tmp_path / "r.json").read_bytes().endswith(b"}\n")


# ---------------------------------------------------------------- what is not trusted


def edited(**changes):
    """The saved text of SMALL with some of its entries changed, or left out (None)."""
    content = {"schema": SCHEMA, "digest": record_digest(SMALL), **dataclasses.asdict(SMALL),
               **changes}
    return json.dumps({key: value for key, value in content.items() if value is not None})


@pytest.mark.parametrize(("text", "reason"), [
    ("", "Expecting value"),
    ("{", "Expecting"),
    ("\u03b3", "Expecting value"),
    (b"\xff\xfe\xfd", "decode"),
    ("[]", "not a record of schema 2"),
    ("null", "not a record of schema 2"),
    ("[" * 100_000, "recursion"),
    (edited(schema=1), "not a record of schema 2"),
    (edited(schema=None), "not a record of schema 2"),
    (edited(seed=4), "digest"),
    (edited(seed=True), "digest"),
    (edited(series={"change": [1.0, 0.1000000000000001]}), "digest"),
    (edited(digest=None), "digest"),
    (edited(digest="sha256:0"), "digest"),
    (edited(extra=1), "its fields are .*'extra'"),
    (edited(results=None), "its fields are"),
    (edited(results={"x": float("nan")}), "Out of range float"),  # json.loads reads NaN
    (edited().replace("0.5", "1e999"), "Out of range float"),  # and this as infinity
])
def test_what_is_not_loaded(tmp_path, text, reason):
    path = tmp_path / "broken.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RecordError, match=reason) as refused:
        load_record(path)
    assert str(path) in str(refused.value)
    assert "run the lesson again" in str(refused.value)


@pytest.mark.parametrize("name", ["missing.json", ""])  # "" is the folder itself
def test_no_such_file(tmp_path, name):
    with pytest.raises(RecordError, match="run the lesson again"):
        load_record(tmp_path / name)


def test_cut_short_at_any_place_it_is_refused(tmp_path):
    text = edited()
    for length in range(0, len(text), 7):
        (tmp_path / "cut.json").write_text(text[:length])
        with pytest.raises(RecordError):
            load_record(tmp_path / "cut.json")


def test_a_record_error_is_a_value_error():
    assert issubclass(RecordError, ValueError)


# ---------------------------------------------------------------- whole or not at all


@pytest.mark.parametrize("step", ["write", "replace"])
def test_a_failure_while_saving_leaves_the_old_file(tmp_path, monkeypatch, step):
    path = tmp_path / "r.json"
    save_text("old", path)

    def half_written(self, content):
        with open(self, "wb") as file:
            file.write(content[:2])
        raise OSError("the disk is full")

    def refused(old, new):
        raise PermissionError("not here")

    if step == "write":
        monkeypatch.setattr(Path, "write_bytes", half_written)
    else:
        monkeypatch.setattr(os, "replace", refused)
    with pytest.raises(OSError, match=r"full|not here"):
        save_text("new text", path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]  # and nothing beside it


def test_saving_replaces(tmp_path):
    save_text("old", tmp_path / "r.txt")
    save_text("neu: \u03b3\n", tmp_path / "r.txt")
    assert (tmp_path / "r.txt").read_bytes() == "neu: \u03b3\n".encode()  # \n on Windows too


def test_bytes_are_saved_as_they_are(tmp_path):
    save_bytes(b"\xff\r\n", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"\xff\r\n"


# ---------------------------------------------------------------- links, devices, pipes, folders


def test_a_link_stays_and_what_it_points_to_is_replaced(tmp_path):
    target, link = tmp_path / "folder" / "r.txt", tmp_path / "link"
    target.parent.mkdir()
    target.write_text("old")
    link.symlink_to(target)
    check_writable(link)
    save_text("new", link)
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert list(target.parent.iterdir()) == [target]


def test_a_link_to_nothing_yet_is_filled(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "r.txt")
    check_writable(tmp_path / "link")
    save_text("new", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "r.txt").read_text() == "new"


def test_a_link_in_a_circle_is_refused(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "link")
    with pytest.raises(OSError, match=r"link to itself|levels of symbolic links"):
        check_writable(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()


def test_a_device_is_written_to_and_stays_one():
    check_writable(Path(os.devnull))
    save_text("new", Path(os.devnull))
    assert Path(os.devnull).is_char_device()


def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    path, read = tmp_path / "pipe", []
    os.mkfifo(path)
    reader = threading.Thread(target=lambda: read.append(path.read_text()), daemon=True)
    check_writable(path)  # which does not wait for a reader
    reader.start()
    save_text("new", path)
    reader.join(timeout=10)
    assert read == ["new"]
    assert path.is_fifo()


def test_what_can_be_written_is_left_as_it_was(tmp_path):
    (tmp_path / "there").write_text("old")
    check_writable(tmp_path / "there")
    check_writable(tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert (tmp_path / "there").read_text() == "old"


@pytest.mark.parametrize(("name", "reason"), [
    (".", "that is a folder"), ("no/r.json", "no is not a folder"),
    ("file/r.json", "file is not a folder"), ("x" * 300, "name too long"),
])
def test_what_cannot_be_written_is_known_before(tmp_path, name, reason):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match=f"(?i){reason}"):
        check_writable(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_leave_to_write(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError):
        check_writable(tmp_path / "r.json")


# ---------------------------------------------------------------- evidence

EVIDENCE = Evidence(
    lesson="01", seeds=[3, 4], samples={"walks": [0.5, 0.25]},
    intervals={"walks": Interval(mean=0.375, low=0.25, high=0.5)}, expected={"walks": 0.4},
    comparisons=[Comparison("sweeps", 7, [7, None], "a book, page 3 \u2013 4")])


def test_evidence_comes_back(tmp_path):
    save_evidence(EVIDENCE, tmp_path / "evidence.json")
    back = load_evidence(tmp_path / "evidence.json")
    assert back == EVIDENCE
    assert back.intervals["walks"].low == 0.25
    assert back.comparisons[0].source == "a book, page 3 \u2013 4"
    assert "\u2013" in (tmp_path / "evidence.json").read_text(encoding="utf-8")  # as a person reads


@pytest.mark.parametrize("change", [
    {"intervals": {"walks": [0.5]}}, {"intervals": [1]}, {"comparisons": [["sweeps"]]},
    {"comparisons": 3}, {"extra": 1}, {"seeds": None},
])
def test_what_is_no_evidence(tmp_path, change):
    content = {**dataclasses.asdict(EVIDENCE), **change}
    text = json.dumps({key: value for key, value in content.items() if value is not None})
    (tmp_path / "evidence.json").write_text(text)
    with pytest.raises(RecordError, match="build the lesson again") as refused:
        load_evidence(tmp_path / "evidence.json")
    assert str(tmp_path) in str(refused.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3", "[" * 100_000])
def test_what_is_no_file_of_evidence(tmp_path, text):
    (tmp_path / "evidence.json").write_text(text)
    for name in ("evidence.json", "missing.json"):
        with pytest.raises(RecordError, match=f"{name}.*build the lesson again"):
            load_evidence(tmp_path / name)


@pytest.mark.parametrize(("length", "kept"), [(1, 1), (150, 150), (151, 150), (400, 150)])
def test_a_long_name_is_cut_and_stays_one_run_s_own(length, kept):
    """Whoever clones it has a limit: 255 characters of a file, a partial one included."""
    names = [file_of("x" * (length - 1) + last) for last in "ab"]
    assert [len(name) for name in names] == [kept, kept]
    assert names[0] != names[1]
    assert (names[0] == "x" * (length - 1) + "a") == (length <= 150)
