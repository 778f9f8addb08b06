from __future__ import annotations

import os
from pathlib import Path

from store import KEPT, Store, digest


def test_what_was_put_there_is_found_under_its_key_only(tmp_path: Path):
    store = Store(tmp_path / "new/folder")
    assert store.get("papers/x.md", "k") is None
    store.put("papers/x.md", "k", {"text": "λ"})
    assert store.get("papers/x.md", "k") == {"text": "λ"}
    assert store.get("papers/x.md", "other") is None
    assert store.get("papers-y.md", "k") is None


def test_half_an_entry_is_none(tmp_path: Path):
    store = Store(tmp_path)
    store.put("x", "k", [1, 2, 3])
    store.path("x", "k").write_text("[1, 2")
    assert store.get("x", "k") is None


def test_the_entries_used_last_stay(tmp_path: Path):
    store = Store(tmp_path)
    store.put("y", "k", "another name's")
    for number in range(KEPT):
        store.put("x", f"k{number}", number)
        os.utime(store.path("x", f"k{number}"), (number, number))
    assert store.get("x", "k0") == 0  # used now, and so k1 is the oldest
    store.put("x", "k9", 9)
    kept = [store.get("x", f"k{number}") for number in (0, 1, 2, 3, 9)]
    assert kept == [0, None, 2, 3, 9]
    assert store.get("y", "k") == "another name's"


def test_a_store_that_cannot_be_written_keeps_nothing_and_says_nothing(tmp_path: Path):
    (tmp_path / "file").touch()
    store = Store(tmp_path / "file")
    store.put("x", "k", 1)
    assert store.get("x", "k") is None


def test_a_digest_tells_where_one_text_ends():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("ab", b"c") == digest("ab", "c")
