"""The square of the point mass as text."""

from __future__ import annotations

from policywerk.world.pointmass import as_map


def test_a_place_stands_where_it_is():
    # 17 rows of 33 signs in a frame; y grows upwards
    drawn = as_map([[-1.0, 1.0], [0.0, 0.0], [1.0, -1.0]], [-1.0, -1.0]).splitlines()
    assert drawn[0] == drawn[18] == "+" + "-" * 33 + "+"
    assert drawn[1] == "|0" + " " * 32 + "|"
    assert drawn[9] == "|" + " " * 16 + "1" + " " * 16 + "|"
    assert drawn[17] == "|X" + " " * 31 + "2|"
    assert all(line == "|" + " " * 33 + "|" for line in (*drawn[2:9], *drawn[10:17]))


def test_a_sixteenth_is_a_column_and_an_eighth_is_a_row():
    drawn = as_map([[0.0625, 0.125]], [0.0, 0.0]).splitlines()
    assert (drawn[9].index("X"), drawn[8].index("0")) == (17, 18)


def test_after_nine_digits_begin_again_and_the_last_sign_is_seen():
    drawn = as_map([[0.0, 0.0]] * 12, [0.0, 0.0])
    assert "1" in drawn  # the twelfth place
    assert not any(sign in drawn for sign in "X023456789")
