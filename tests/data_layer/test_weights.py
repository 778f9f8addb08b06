"""Weights: rounded to binary32, saved whole, loaded with suspicion; those of the package."""

from __future__ import annotations

import base64
import json
import struct
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.data import weights
from policywerk.data.record import load_record
from policywerk.data.values import canonical_json
from policywerk.data.weights import (
    FOLDER,
    WeightsError,
    load_weights,
    published_weights,
    read,
    rounded,
    save_weights,
)
from policywerk.lessons.catalogue import LESSONS, load_study
from policywerk.lessons.experiment import Run
from policywerk.lessons.l00_machinery import SHOWN, STUDY, accuracy, network_of, two_moons
from policywerk.primitives.random import stream

ASSETS = Path(__file__).resolve().parents[2] / "assets"
LARGEST = (2.0 - 2.0**-23) * 2.0**127  # of binary32
SMALL = {"layer.weight": [[0.5, -0.25], [3.0, 0.1]], "layer.bias": [[1.0, 2.0]]}


# ---------------------------------------------------------------- rounding

ROUNDED = [
    (0.5, 0.5),
    (0.1, 0.100000001490116119384765625),  # 13421773 / 2^27
    (1.0 / 3.0, 11184811.0 / 2.0**25),
    (-0.1, -0.100000001490116119384765625),
    (16777217.0, 16777216.0),  # 2^24 + 1 lies between two: the even one
    (16777219.0, 16777220.0),
    (1.0 + 2.0**-24, 1.0),  # half of the last place: to even
    (1.0 + 3.0 * 2.0**-24, 1.0 + 2.0**-22),
    (2.0**-149, 2.0**-149),  # the smallest there is
    (2.0**-150, 0.0),
    (LARGEST, LARGEST),
    (-LARGEST, -LARGEST),
]


@pytest.mark.parametrize(("value", "expected"), ROUNDED)
def test_a_number_becomes_the_nearest_of_binary32(value, expected):
    assert rounded({"w": [[value]]}) == {"w": [[expected]]}


def test_minus_nothing_keeps_its_sign():
    (zero,), = rounded({"w": [[-0.0]]})["w"]
    assert str(zero) == "-0.0"


finite = st.floats(-LARGEST, LARGEST)


@given(st.lists(finite, min_size=1, max_size=5))
def test_as_struct_rounds_and_once_is_enough(row):
    once = rounded({"w": [row]})
    assert once["w"][0] == [struct.unpack("<f", struct.pack("<f", x))[0] for x in row]
    assert rounded(once) == once


# ---------------------------------------------------------------- round trip


def test_round_trip(tmp_path):
    digest = save_weights(SMALL, tmp_path / "w.json")
    assert load_weights(tmp_path / "w.json") == rounded(SMALL)
    assert list(load_weights(tmp_path / "w.json")["layer.bias"]) == [[1.0, 2.0]]
    assert digest == json.loads((tmp_path / "w.json").read_text())["digest"]


@pytest.mark.parametrize("shape", [[], [[]], [[], []], [[1.0]], [[1.0, 2.0, 3.0]], [[1.0], [2.0]]])
def test_matrices_of_every_shape(tmp_path, shape):
    save_weights({"w": shape}, tmp_path / "w.json")
    assert load_weights(tmp_path / "w.json") == {"w": shape}


def test_the_file_is_what_the_page_says():
    # 0.5 is 0x3f000000 and -0.25 is 0xbe800000, least byte first
    packed = base64.b64encode(bytes.fromhex("0000003f000080be")).decode()
    assert weights._packed("w", [[0.5, -0.25]]) == {"shape": [1, 2], "data": packed}


def test_saving_needs_no_order_and_its_digest_is_of_the_content(tmp_path):
    digest = save_weights(SMALL, tmp_path / "a.json")
    again = save_weights(dict(reversed(SMALL.items())), tmp_path / "b.json")
    assert digest == again
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    content = json.loads((tmp_path / "a.json").read_text())["weights"]
    assert digest == "sha256:" + sha256(canonical_json(content).encode()).hexdigest()


# ---------------------------------------------------------------- several parts

MANY = {"c": [[5.0, 6.0]], "a": [[1.0], [2.0]], "b": [[3.0, 4.0, 7.0]], "none": []}


@pytest.mark.parametrize(("most", "portions"), [
    (100, [["a", "b", "c", "none"]]), (7, [["a", "b", "c", "none"]]),
    (6, [["a", "b"], ["c", "none"]]), (4, [["a"], ["b"], ["c", "none"]]),
    (1, [["a"], ["b"], ["c"], ["none"]])])
def test_many_numbers_are_kept_in_several_files(tmp_path, monkeypatch, most, portions):
    monkeypatch.setattr(weights, "A_FILE", most)
    path = tmp_path / "07-x.json"
    digest = save_weights(MANY, path)
    names = ["07-x.json", *(f"07-x.{k}.json" for k in range(2, len(portions) + 1))]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(names)
    contents = [json.loads((tmp_path / name).read_text()) for name in names]
    assert [sorted(content["weights"]) for content in contents] == portions
    assert contents[0].get("more", []) == [content["digest"] for content in contents[1:]]
    assert load_weights(path) == MANY
    assert contents[0]["digest"] == digest
    again = tmp_path / "again"
    again.mkdir()
    assert save_weights(dict(reversed(MANY.items())), again / "07-x.json") == digest
    assert [(again / name).read_bytes() for name in names] == [
        (tmp_path / name).read_bytes() for name in names]


def test_smaller_weights_take_the_place_of_larger_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "A_FILE", 1)
    save_weights(MANY, tmp_path / "w.json")
    assert len(list(tmp_path.iterdir())) == 4
    save_weights({"a": [[1.0]], "b": [[2.0]]}, tmp_path / "w.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["w.2.json", "w.json"]
    assert load_weights(tmp_path / "w.json") == {"a": [[1.0]], "b": [[2.0]]}


def test_each_part_has_to_be_the_one_that_belongs_there(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "A_FILE", 2)
    path, other = tmp_path / "w.json", tmp_path / "other.json"
    save_weights(SMALL, path)
    save_weights({**SMALL, "layer.weight": [[0.5, -0.25], [3.0, 0.2]]}, other)
    second = tmp_path / "w.2.json"
    kept = second.read_bytes()
    second.write_bytes((tmp_path / "other.2.json").read_bytes())
    with pytest.raises(WeightsError, match=r"w\.2\.json: it does not belong to w\.json; install"):
        load_weights(path)
    second.unlink()
    with pytest.raises(WeightsError, match=r"w\.2\.json.*install the package again"):
        load_weights(path)
    second.write_bytes(kept)
    content = json.loads(path.read_text())
    for forged in ([], ["sha256:0"], [*content["more"], "sha256:0"], 3, [3], "x"):
        path.write_text(json.dumps({**content, "more": forged}))
        with pytest.raises(WeightsError, match="install the package again"):
            load_weights(path)
    path.write_text(json.dumps(content))
    assert load_weights(path) == rounded(SMALL)


def test_a_further_part_has_no_name_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "A_FILE", 2)
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    save_weights(SMALL, tmp_path / "07-x.json")
    assert (tmp_path / "07-x.2.json").exists()
    assert published_weights() == ["07-x"]
    assert read("07-x") == rounded(SMALL)
    with pytest.raises(WeightsError, match=r"no weights '07-x\.2'; there are: 07-x$"):
        read("07-x.2")


def test_nothing_is_written_if_the_last_part_cannot_be_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "A_FILE", 1)
    with pytest.raises(ValueError, match="z holds a number that is not finite"):
        save_weights({"a": [[1.0]], "z": [[float("nan")]]}, tmp_path / "w.json")
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- what is refused

REFUSED = [
    ([[float("nan")]], "w holds a number that is not finite"),
    ([[1.0, float("inf")]], "w holds a number that is not finite"),
    ([[-float("inf")]], "w holds a number that is not finite"),
    ([[1e39]], "w holds a number too large for binary32"),
    ([[-1e300]], "w holds a number too large for binary32"),
    ([[LARGEST + 2.0**103]], "w holds a number too large for binary32"),  # would round up to 2^128
    ([[1.0], [1.0, 2.0]], "the rows of w have different lengths"),
    ([[1.0, 2.0], [3.0]], "the rows of w have different lengths"),
    ([[], [1.0]], "the rows of w have different lengths"),
    ([[1.0, 2.0], [3.0], [4.0, 5.0, 6.0]], "the rows of w have different lengths"),
]


@pytest.mark.parametrize(("rows", "complaint"), REFUSED)
def test_what_a_file_cannot_keep_is_not_written(tmp_path, rows, complaint):
    with pytest.raises(ValueError, match=complaint):
        rounded({"good": [[1.0]], "w": rows})
    with pytest.raises(ValueError, match=complaint):
        save_weights({"good": [[1.0]], "w": rows}, tmp_path / "w.json")
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- what is not trusted


def damaged(change):
    """The text of a file of weights, changed, with or without a digest that fits."""
    packed = {name: weights._packed(name, rows) for name, rows in SMALL.items()}
    content = {"schema": 1, "digest": weights._digest(packed), "weights": packed}
    return json.dumps(change(content))


def signed(content):
    """Sign what was forged, so that it is the next check that must notice."""
    return {**content, "digest": weights._digest(content["weights"])}


def of_shape(*shape):
    return lambda content: signed({**content, "weights": {
        **content["weights"], "layer.bias": {**content["weights"]["layer.bias"],
                                             "shape": list(shape)}}})


def with_data(data):
    return lambda content: signed({**content, "weights": {
        "w": {"shape": [1, 1], "data": data}}})


DAMAGE = {
    "another schema": (lambda c: {**c, "schema": 2}, "it has schema 2, not 1"),
    "no schema": (lambda c: {"weights": c["weights"]}, "schema"),
    "another digest": (lambda c: {**c, "digest": "sha256:0"}, "digest it claims"),
    "one matrix less": (lambda c: {**c, "weights": {"layer.bias": c["weights"]["layer.bias"]}},
                        "digest it claims"),
    "a list": (lambda c: [c], "list indices"),
    "weights that are a list": (lambda c: signed({**c, "weights": [1]}),
                              "needs an object"),
    "null": (lambda c: None, "not subscriptable"),
    "a shape too large": (of_shape(1, 3), "8 bytes are no matrix of 1 by 3"),
    "a shape too small": (of_shape(1, 1), "8 bytes are no matrix of 1 by 1"),
    "a shape below nothing": (of_shape(-1, -2), "cannot have shape -1 by -2"),
    "a shape of three": (of_shape(1, 2, 1), "too many values"),
    "a shape that is no number": (of_shape("1", 2), "needs a whole number, got '1'"),
    "a shape with a point": (of_shape(1.0, 2), "needs a whole number, got 1.0"),
    "no base64": (with_data("!!!!"), "base64"),
    "base64 cut": (with_data("AAAA"), "3 bytes"),
    "no text": (with_data(3), "not 'int'"),
    "a nan": (with_data(base64.b64encode(struct.pack("<f", float("nan"))).decode()),
              "not finite"),
    "an infinity": (with_data(base64.b64encode(struct.pack("<f", float("inf"))).decode()),
                    "not finite"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_file_is_refused(tmp_path, name):
    change, reason = DAMAGE[name]
    (tmp_path / "w.json").write_text(damaged(change))
    with pytest.raises(WeightsError, match=reason) as refused:
        load_weights(tmp_path / "w.json")
    assert str(tmp_path / "w.json") in str(refused.value)
    assert "install the package again" in str(refused.value)


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"null", b"[" * 100_000])
def test_what_is_no_json(tmp_path, text):
    (tmp_path / "w.json").write_bytes(text)
    with pytest.raises(WeightsError, match="install the package again"):
        load_weights(tmp_path / "w.json")


def test_cut_short_at_any_place_it_is_refused(tmp_path):
    text = damaged(lambda content: content)
    for length in range(0, len(text), 7):
        (tmp_path / "w.json").write_text(text[:length])
        with pytest.raises(WeightsError):
            load_weights(tmp_path / "w.json")


@pytest.mark.parametrize("name", ["missing.json", ""])
def test_no_such_file(tmp_path, name):
    with pytest.raises(WeightsError, match="install the package again"):
        load_weights(tmp_path / name)


# ---------------------------------------------------------------- those of the package


def test_names_that_are_not_there():
    for name in ("00-suns", "", "../weights/00-moons", "00-moons.json"):
        with pytest.raises(WeightsError, match=r"there are no weights '.*'; there are: 00-moons"):
            read(name)


def test_every_published_file_is_that_of_one_planned_run():
    kept = [run.keeps for lesson in LESSONS for run in load_study(lesson).runs if run.keeps]
    assert sorted(kept) == published_weights()
    assert {path.stem.partition(".")[0] for path in FOLDER.glob("*.json")} == set(kept)


@pytest.mark.parametrize("name", published_weights())
def test_a_published_file_is_whole_small_and_rounded(name):
    files = sorted(FOLDER.glob(f"{name}.json")) + sorted(FOLDER.glob(f"{name}.*.json"))
    more = json.loads(files[0].read_text()).get("more", [])
    assert [path.name for path in files] == [
        f"{name}.json", *(f"{name}.{k}.json" for k in range(2, len(more) + 2))]
    assert max(path.stat().st_size for path in files) <= 900_000
    assert rounded(read(name)) == read(name)
    lesson = next(each for each in LESSONS if name.startswith(f"{each.number}-"))
    assert import_module(f"policywerk.lessons.{lesson.slug}")


def test_the_moons_are_the_network_whose_seed_is_the_median_of_the_evidence():
    accuracies = json.loads((ASSETS / "00" / "evidence.json").read_text())["samples"]["network"]
    assert SHOWN.keeps == "00-moons"
    below = sum(1 for each in accuracies if each < accuracies[SHOWN.seed])
    above = sum(1 for each in accuracies if each > accuracies[SHOWN.seed])
    assert len(accuracies) == 10
    assert max(below, above) <= 5  # one of the two in the middle, or equal to one


def test_with_rounded_weights_it_is_right_as_often_as_the_record_says():
    record = load_record(ASSETS / "00" / "records" / f"{STUDY.name(SHOWN)}.json")
    network = network_of(read("00-moons"))
    for purpose, n, result in (("unseen points", SHOWN.config.unseen, "unseen_accuracy"),
                               ("points", SHOWN.config.points, "accuracy")):
        points = two_moons(n, SHOWN.config.noise, stream(SHOWN.seed, purpose))
        assert accuracy(network, *points) == record.results[result]


def test_and_it_is_the_network_of_no_other_seed():
    # points of another seed's stream, which this network never saw either
    other = two_moons(1000, SHOWN.config.noise, stream(99, "unseen points"))
    assert accuracy(network_of(read("00-moons")), *other) > 0.94
    assert Run(SHOWN.config, SHOWN.seed).config == SHOWN.config


def test_a_path_may_be_a_text(tmp_path):
    path = tmp_path / "w.json"
    save_weights({"a": [[0.5, 0.25]]}, str(path))
    assert load_weights(str(path)) == load_weights(path) == {"a": [[0.5, 0.25]]}


@pytest.mark.parametrize("rows", [[["x"]], [[None]]])
def test_what_is_no_number_has_no_nearest_one(rows):
    with pytest.raises(ValueError, match="a holds something that is no number"):
        rounded({"a": rows})
