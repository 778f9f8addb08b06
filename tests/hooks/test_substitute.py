from __future__ import annotations

import json
from pathlib import Path

import pytest
from substitute import as_text, look_up, substitute


def replace(markdown: str) -> str:
    numbers = {("01", "sweeps"): "67", ("published", "a.b"): "22.0"}
    return substitute(markdown, lambda source, name: numbers[source, name], "papers/x.md")


def test_numbers_in_prose_are_replaced():
    text = "It took {{ 01.sweeps }} sweeps; {{published.a.b}}."
    assert replace(text) == "It took 67 sweeps; 22.0."


def test_numbers_in_formulas_are_replaced():
    assert replace("$k = {{ 01.sweeps }}$ and $x^{{a}}$") == "$k = 67$ and $x^{{a}}$"


@pytest.mark.parametrize(
    "code",
    [
        "```python\nprint('{{ 01.sweeps }}')\n```",
        "    ```text\n    {{ 01.nothing }}\n    ```",
        "written `{{ 01.nothing }}` in a chapter",
    ],
)
def test_code_is_left_alone(code, warnings):
    assert replace(code) == code
    assert warnings() == []


def test_an_unknown_number_is_reported_with_page_and_name(warnings):
    assert replace("{{ 01.sweps }}") == "{{ 01.sweps }}"
    [message] = warnings()
    assert "papers/x.md: no number for {{ 01.sweps }}" in message


def test_numbers_come_from_the_lesson_and_from_the_cited_values(tmp_path: Path):
    (tmp_path / "assets/01").mkdir(parents=True)
    (tmp_path / "assets/01/numbers.json").write_text(json.dumps({"sweeps": 67}))
    (tmp_path / "src/policywerk/data").mkdir(parents=True)
    published = {"fig_3_5_a": {"value": 21.9775, "text": "22.0", "source": "Sutton & Barto"}}
    (tmp_path / "src/policywerk/data/published.json").write_text(json.dumps(published))
    assert look_up(tmp_path, "01", "sweeps") == "67"
    assert look_up(tmp_path, "published", "fig_3_5_a") == "22.0"
    with pytest.raises(KeyError, match=r"assets/01/numbers\.json has no 'sweps'"):
        look_up(tmp_path, "01", "sweps")
    with pytest.raises(OSError, match=r"numbers\.json"):
        look_up(tmp_path, "02", "sweeps")


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (67, "67"),
        (0.1 + 0.2, "0.3"),
        ("−1.75", "−1.75"),
        ({"value": 2}, "2"),
        ({"text": "2.0"}, "2.0"),
    ],
)
def test_how_a_number_reads(entry, text):
    assert as_text(entry) == text


def test_a_table_is_not_a_number():
    with pytest.raises(ValueError, match="not one number but several"):
        as_text({"value": [[3.3, 8.8]], "source": "Sutton & Barto"})


def test_what_runs_would_tell_that_are_not_trained_yet_is_no_mistake(tmp_path: Path):
    (tmp_path / "assets/07").mkdir(parents=True)
    numbers = {"shown": "0.91", "_shortfall": "3 of 40 runs"}
    (tmp_path / "assets/07/numbers.json").write_text(json.dumps(numbers))
    assert look_up(tmp_path, "07", "shown") == "0.91"
    assert look_up(tmp_path, "07", "no_replay_mean") == "(not trained yet)"
