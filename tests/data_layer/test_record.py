"""Records: saved whole, loaded with suspicion."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from pathlib import Path

import pytest

from policywerk.data.record import (
    Record,
    RecordError,
    canonical_json,
    load_record,
    record_digest,
    save_record,
    save_text,
)

SMALL = Record(lesson="01", name="small", config={"gamma": 0.5}, seed=3,
               series={"change": [1.0, 0.1]}, snapshots=[{"best": [[0, 1]], "wall": None}],
               results={"won": True, "greek": "\u03b3"})

# By hand: sorted keys, no spaces, floats as repr prints them, other letters escaped.
SMALL_TEXT = (
    '{"config":{"gamma":0.5},"lesson":"01","name":"small","results":{"greek":"\\u03b3","won":true},'
    '"seed":3,"series":{"change":[1.0,0.1]},"snapshots":[{"best":[[0,1]],"wall":null}]}')


def test_the_digest_is_of_the_canonical_text():
    assert canonical_json(dataclasses.asdict(SMALL)) == SMALL_TEXT
    assert record_digest(SMALL) == "sha256:" + hashlib.sha256(SMALL_TEXT.encode()).hexdigest()


def test_the_digest_never_changes():
    # A change here means that every committed record must be made anew.
    assert record_digest(SMALL).startswith("sha256:cdf11196e268e3953eefde00a23b17f7")


@pytest.mark.parametrize("change", [
    {"lesson": "02"}, {"name": "other"}, {"config": {"gamma": 0.25}}, {"seed": 4},
    {"series": {"change": [1.0, 0.1000000000000001]}}, {"snapshots": []}, {"results": {}},
])
def test_every_field_counts(change):
    assert record_digest(dataclasses.replace(SMALL, **change)) != record_digest(SMALL)


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
    assert (content["schema"], content["digest"]) == (1, record_digest(SMALL))
    assert (tmp_path / "r.json").read_bytes().endswith(b"}\n")


# ---------------------------------------------------------------- what is not trusted


def edited(**changes):
    """The saved text of SMALL with some of its entries changed, or left out (None)."""
    content = {"schema": 1, "digest": record_digest(SMALL), **dataclasses.asdict(SMALL), **changes}
    return json.dumps({key: value for key, value in content.items() if value is not None})


@pytest.mark.parametrize(("text", "reason"), [
    ("", "Expecting value"),
    ("{", "Expecting"),
    ("\u03b3", "Expecting value"),
    (b"\xff\xfe\xfd", "decode"),
    ("[]", "not a record of schema 1"),
    ("null", "not a record of schema 1"),
    ("[" * 100_000, "recursion"),
    (edited(schema=2), "not a record of schema 1"),
    (edited(schema=None), "not a record of schema 1"),
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
