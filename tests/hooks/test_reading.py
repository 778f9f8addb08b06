from __future__ import annotations

import pytest
from reading import Reading, count, duration, footnote, listed, with_footnote

PAGE = """\
# Title

Four words of prose.

```python
a = 1

print(a)
```

```text
1
```

??? question "Exercise S.1 — Guess"
    These words are not counted.

    ```python
    print(2)
    ```

Two more.
"""


FOLDED = """\
One two.

??? note "A fold"
    three four

    ```py
    x = 1
    ```

![five](a.svg)
"""


def test_a_bet_is_a_question_but_no_exercise():
    page = PAGE.replace("Exercise S.1 — Guess", "No memory: what does it earn?")
    assert count(page) == Reading(words=7, code_lines=2, exercises=0)


def test_words_and_lines_outside_exercises_are_counted():
    # Title + Four words of prose + Two more = 7; a = 1 and print(a) = 2
    assert count(PAGE) == Reading(words=7, code_lines=2, exercises=1)


def test_the_rule_does_not_change():
    """The budgets of the path are held by this rule: whoever wants a page shorter cuts it."""
    reading = count(FOLDED)
    # One two note A fold three four five a.svg = 9 words; x = 1 is one line
    assert reading == Reading(words=9, code_lines=1, exercises=0, pictures=1)
    drawn = '<svg role="img">\n<text>a label</text>\n</svg>\n\nOne.\n'
    assert count(drawn) == Reading(words=1, code_lines=0, exercises=0)
    assert Reading(160, 12, 0).exact == 2.0
    assert Reading(1600, 0, 0).exact == 10.0
    assert Reading(0, 120, 0).exact == 10.0


@pytest.mark.parametrize(
    ("words", "lines", "minutes"),
    [
        (10, 0, 1),
        (600, 30, 6),  # 3.75 + 2.5
        (2000, 45, 15),  # 13, to the nearest five
        (3000, 240, 40),  # 18.75 + 20
    ],
)
def test_minutes(words, lines, minutes):
    assert Reading(words, lines, exercises=0).minutes == minutes


def test_the_mark_stands_under_the_title_and_the_note_at_the_end():
    text = with_footnote(PAGE, needs=["[Scalars](scalars.md)"])
    assert text.startswith("# Title\n\nAbout a minute[^this-page]\n{ .page-mark }\n")
    assert text.endswith(
        "\n\n[^this-page]:\n    This page needs [Scalars](scalars.md). It has 7 words and 2 lines"
        " of code: about a minute to read, and longer with its exercise.\n"
    )


def test_a_page_may_need_nothing():
    note = footnote(Reading(words=1200, code_lines=0, exercises=0), needs=[])
    assert (
        note == "This page needs no other page. It has 1\u202f200 words: about 8 minutes to read."
    )


def test_lists_in_words():
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_a_minute_is_singular():
    assert (duration(1), duration(2)) == ("About a minute", "About 2 minutes")
