from __future__ import annotations

from types import SimpleNamespace

from path import link


def page(title, section):
    ancestors = [SimpleNamespace(title=section)] if section else []
    return SimpleNamespace(title=title, ancestors=ancestors)


def title(page):
    return page and page.title


def test_next_follows_the_path_past_the_workshops_and_comes_back_from_them():
    pages = [
        page("cover", None), page("how", "Start"),
        page("a", "I. Planning"), page("b", "I. Planning"),
        page("w1", "Workshop I"), page("w2", "Workshop I"),
        page("c", "II. Steps"), page("lab", "Workshop II"), page("words", "Reference"),
    ]
    link(pages)
    assert {one.title: (title(one.previous_page), title(one.next_page)) for one in pages} == {
        "cover": (None, "how"), "how": ("cover", "a"), "a": ("how", "b"), "b": ("a", "c"),
        "w1": ("b", "w2"), "w2": ("w1", "c"),
        "c": ("b", None), "lab": ("c", "words"), "words": ("lab", None),
    }
