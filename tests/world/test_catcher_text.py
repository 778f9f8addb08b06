"""The text drawing of Catcher's board."""

from __future__ import annotations

import pytest

from policywerk.world.catcher import Catcher, as_text


def test_a_small_board():
    pixels = [0.0, 1.0, 0.0,
              0.0, 0.0, 0.0,
              1.0, 1.0, 0.0]
    assert as_text(pixels, size=3) == ".o.\n...\n##."


def test_what_is_seen_is_what_is_drawn():
    environment = Catcher(width=3)
    observation, info = environment.reset(seed=4)
    while info["balls left"] == 10:
        lines = as_text(observation).splitlines()
        row, column = info["ball"]
        assert lines[row][column] == "o"
        assert lines[15] == "." * info["paddle"] + "###" + "." * (13 - info["paddle"])
        assert "".join(lines).count("o") == 1
        observation, _, _, _, info = environment.step(1)


@pytest.mark.parametrize(("pixels", "size"), [([0.0] * 25, 16), ([0.0] * 256, 5), ([], 16)])
def test_another_size_is_refused(pixels, size):
    with pytest.raises(ValueError, match=f"{size * size} pixels, got {len(pixels)}"):
        as_text(pixels, size=size)
