"""JSON values: one text each, and reading them with the type that they should have."""

from __future__ import annotations

import re

import pytest

from policywerk.data.values import (
    canonical_json,
    entries,
    flag,
    items,
    number,
    numbers,
    rows,
    text,
    unexpected,
    whole,
)

# ---------------------------------------------------------------- the one text


@pytest.mark.parametrize(("value", "expected"), [
    ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
    ([0.1, 1.0, -0.0, 1e-9, 2], "[0.1,1.0,-0.0,1e-09,2]"),
    ("\u03b3", '"\\u03b3"'),
    ((1, 2), "[1,2]"),
    ({}, "{}"),
])
def test_the_one_text_of_a_value(value, expected):
    assert canonical_json(value) == expected


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_what_json_cannot_hold(bad):
    with pytest.raises(ValueError, match="Out of range float"):
        canonical_json([{"x": bad}])


# ---------------------------------------------------------------- reading

EVERY = {  # one value of each kind
    "null": None, "flag": True, "whole": 3, "number": 0.5, "text": "3", "list": [1, 2.5],
    "tuple": (1, 2.5), "rows": [[1, 2.5], []], "object": {"a": [1]},
}
READERS = {  # reader -> what it reads, and what it asks for
    number: ({"whole", "number"}, "a number"),
    whole: ({"whole"}, "a whole number"),
    text: ({"text"}, "a text"),
    flag: ({"flag"}, "true or false"),
    items: ({"list", "tuple", "rows"}, "a list"),
    entries: ({"object"}, "an object"),
    numbers: ({"list", "tuple"}, None),
    rows: ({"rows"}, None),
}


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
@pytest.mark.parametrize("kind", EVERY)
def test_a_value_is_read_as_what_it_is_and_as_nothing_else(reader, kind):
    readable, wanted = READERS[reader]
    value = EVERY[kind]
    if kind in readable:
        assert reader(value) == (list(value) if kind == "tuple" else value)
    else:
        with pytest.raises(ValueError, match=f"^needs {wanted or 'a'}") as refused:
            reader(value)
        assert wanted is None or str(refused.value) == f"needs {wanted}, got {value!r}"


def test_a_number_stays_whole_where_it_is():
    assert [type(x) for x in numbers([1, 2.0])] == [int, float]


@pytest.mark.parametrize(("value", "complaint"), [
    ([1, "2"], "needs a number, got '2'"), ([1, True], "needs a number, got True"),
    ([1, None], "needs a number, got None"), ([1, [2]], "needs a number, got [2]"),
])
def test_the_part_of_a_list_that_is_wrong_is_named(value, complaint):
    for reader, given in ((numbers, value), (rows, [[1.0], value])):
        with pytest.raises(ValueError, match=f"^{re.escape(complaint)}$"):
            reader(given)


def test_a_list_that_is_read_is_the_callers_own():
    kept = [1, 2]
    items(kept).append(3)
    numbers(kept).append(3)
    assert kept == [1, 2]


def test_a_long_value_is_cut_in_the_message():
    # repr begins with a quote, so 39 letters are left of 40 characters
    assert str(unexpected("x" * 100, "a number")) == f"needs a number, got '{'x' * 39}…"
    assert str(unexpected("x" * 38, "a number")) == f"needs a number, got '{'x' * 38}'"
