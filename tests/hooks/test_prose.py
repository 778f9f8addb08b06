from prose import lines_of


def languages(markdown: str) -> list[str | None]:
    return [line.language for line in lines_of(markdown)]


def test_prose_has_no_language_and_a_fence_has_its_own():
    text = "a\n```python\nprint(1)\n```\nb"
    assert languages(text) == [None, "python", "python", "python", None]
    assert [line.edge for line in lines_of(text)] == [False, True, False, True, False]


def test_a_fence_ends_only_at_a_fence_as_long_as_its_own():
    text = "````md\n```python\n1\n```\n````\nprose"
    assert languages(text) == ["md"] * 5 + [None]


def test_an_indented_fence_is_code():
    text = "??? question\n    ```python\n    1\n    ```\n    prose"
    assert languages(text) == [None, "python", "python", "python", None]


def test_the_text_is_the_lines_joined():
    text = "a\n\n~~~\nb\n~~~\n"
    assert "\n".join(line.text for line in lines_of(text)) == text
