"""What is prose and what is code: one reader for the weaver and the hooks, that of the site."""


import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prose import lines_of
from pymdownx.superfences import SuperFencesBlockPreprocessor

from pages import fences


def languages(text: str) -> list[str | None]:
    return [line.language for line in lines_of(text)]


def test_prose_has_no_language_and_a_fence_has_its_own():
    text = "a\n```python\nprint(1)\n```\nb"
    assert languages(text) == [None, "python", "python", "python", None]
    assert [line.edge for line in lines_of(text)] == [False, True, False, True, False]


def spans(text: str) -> list[tuple[int, int]]:
    return [(fence.first, fence.last) for fence in fences(text.split("\n"))]


CRAFTED = {
    "four backticks around three": ("````md\n```python\n1\n```\n````\nprose", [(0, 4)]),
    "tildes": ("~~~text\n```\n~~~\nprose", [(0, 2)]),
    "tildes in backticks": ("```\n~~~\n```\n~~~\nprose\n~~~", [(0, 2), (3, 5)]),
    "in an admonition": ("??? question\n    ```python\n    1\n    ```\n    prose", [(1, 3)]),
    "in a list": ("- an item\n\n    ```python\n    1\n    ```\n- next", [(2, 4)]),
    "after a tab": ("- an item\n\n\t```python\n    1\n\t```", [(2, 4)]),
    "a longer mark does not end it": ("```\n1\n````\n2\n```", [(0, 4)]),
    "a mark with a word does not end it": ("```\n1\n``` python\n2\n```", [(0, 4)]),
    "a mark further in does not end it": ("```\n1\n  ```\n2\n```", [(0, 4)]),
    "a line further left undoes it": ("    ```python\n1\n    ```\ntext", []),
    "what undoes one opens none": ("  ```\n```\n1\n```\n2\n```", [(3, 5)]),
    "never closed, it hides the rest": ("````\n```python\n1\n```\n", []),
    "blank lines of any width": ("    ```\n\n  \n    1\n    ```", [(0, 4)]),
    "inline code": ("```python``` fences\n1\n```", []),
    "a title and lines": ('```py title="a.py:b" hl_lines="1"\n1\n```', [(0, 2)]),
    "attributes": ("```{.py #name}\n1\n```", [(0, 2)]),
}


@pytest.mark.parametrize("case", CRAFTED)
def test_crafted_fences(case):
    text, found = CRAFTED[case]
    assert spans(text) == found
    assert shown(text) == found
    inside = [line.language is not None for line in lines_of(text)]
    assert inside == [any(a <= i <= b for a, b in found) for i in range(len(inside))]


def shown(text: str) -> list[tuple[int, int]]:
    """The blocks that the site shows as code."""
    found: list[tuple[int, int]] = []

    class Recorder(SuperFencesBlockPreprocessor):
        def reassemble(self, lines):
            found.extend((start, end - 1) for _, start, end in self.stack)
            return super().reassemble(lines)

    reader = markdown.Markdown(extensions=["pymdownx.superfences", "attr_list"])
    [old] = [p for p in reader.preprocessors if isinstance(p, SuperFencesBlockPreprocessor)]
    old.__class__ = Recorder
    reader.convert(text)
    return found


LINES = st.builds("{}{}{}".format, st.sampled_from(["", "", "  ", "    ", "\t"]),
                  st.sampled_from(["```", "````", "~~~", "", "x"]),
                  st.sampled_from(["", "", "python", " ", " text"]))


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_any_page_is_read_as_the_site_reads_it(text):
    assert spans(text) == shown(text)


def test_the_text_is_the_lines_joined():
    text = "a\n\n~~~\nb\n~~~\n"
    assert "\n".join(line.text for line in lines_of(text)) == text
