"""Published numbers: each with its source, and a clear word where there is none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from policywerk.data import published as module
from policywerk.data.published import published

KEYS = sorted(json.loads(Path(module.__file__).with_name("published.json").read_bytes()))


@pytest.mark.parametrize("key", KEYS)
def test_every_number_says_where_it_was_printed(key):
    found = published(key)
    assert found.value is not None
    assert re.search(r"\b(19|20)\d\d\b", found.source), found.source


def test_a_number_that_is_not_there():
    with pytest.raises(KeyError, match=r"no published number 'figure_9'; there are .*figure_3_2"):
        published("figure_9")


def test_published_values_cannot_be_spoilt_by_a_reader():
    published("figure_3_2").value[0][0] = 99.0
    assert published("figure_3_2").value[0][0] == 3.3
