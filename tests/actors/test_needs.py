"""What settings are asked for: what passes, and what an error says."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from tiny_dreamer import BEHAVIOUR, SETTINGS, SIZES, WORLD

from policywerk.actors.behaviour import BehaviourSettings
from policywerk.actors.needs import (
    need_above,
    need_finite,
    need_flag,
    need_share,
    need_times,
    need_whole,
)
from policywerk.actors.rssm import RSSMSizes

WRONG = [
    (need_whole, (0,), ValueError, "n must be at least 1, got 0"),
    (need_whole, (1, 2), ValueError, "n must be at least 2, got 1"),
    (need_whole, (2.0,), TypeError, "n must be a whole number, got 2.0"),
    (need_whole, (True,), TypeError, "n must be a whole number, got True"),
    (need_finite, (-1e-300,), ValueError, "n must be finite and at least 0, got -1e-300"),
    (need_finite, (math.inf,), ValueError, "n must be finite and at least 0, got inf"),
    (need_finite, (math.nan,), ValueError, "n must be finite and at least 0, got nan"),
    (need_finite, ("1",), TypeError, "n must be a number, got '1'"),
    (need_finite, (True,), TypeError, "n must be a number, got True"),
    (need_above, (1.0, 1.0), ValueError, "n must be above 1.0, got 1.0"),
    (need_above, (math.inf, 1.0), ValueError, "n must be finite and at least 0, got inf"),
    (need_share, (1.0000001,), ValueError, r"n must lie in \[0, 1\], got 1.0000001"),
    (need_share, (-0.5,), ValueError, "n must be finite and at least 0, got -0.5"),
]


@pytest.mark.parametrize(("need", "values", "kind", "said"), WRONG)
def test_what_is_refused(need, values, kind, said):
    with pytest.raises(kind, match=f"^{said}$"):
        need("n", *values)


@pytest.mark.parametrize(("need", "values"), [
    (need_whole, (1,)), (need_whole, (0, 0)), (need_finite, (0.0,)), (need_finite, (3,)),
    (need_above, (1.5, 1.0)), (need_share, (0.0,)), (need_share, (1.0,))])
def test_what_will_do(need, values):
    need("n", *values)


@pytest.mark.parametrize(("lists", "said"), [
    ([[[1.0], [2.0]], [[1.0]]], r"a, b need the same number of times, at least 2, got \[2, 1\]"),
    ([[[1.0]], [[1.0]]], r"at least 2, got \[1, 1\]"),
    ([[], []], r"at least 2, got \[0, 0\]"),
    ([[[1.0], [2.0]], [[1.0], [2.0, 3.0]]],
     r"a, b need as many entries at each time, at least 1, got \[\[1, 1\], \[1, 2\]\]"),
    ([[[], []], [[], []]], r"at least 1, got \[\[0, 0\], \[0, 0\]\]")])
def test_lists_that_do_not_belong_together(lists, said):
    with pytest.raises(ValueError, match=said):
        need_times(dict(zip("ab", lists)))
    need_times({"a": [[1.0], [2.0]], "b": [[True], [False]]})


# ---------------------------------------------------------------- settings of the agent

REFUSED = [
    (SIZES, {"state": 0}, "state must be at least 1, got 0"),
    (SIZES, {"blocks": 3}, "blocks must divide a state of 4, got 3"),
    (SIZES, {"classes": 257}, "classes must be at most 256, for one byte each, got 257"),
    (SIZES, {"unimix": 1.5}, r"unimix must lie in \[0, 1\], got 1.5"),
    (SIZES, {"unimix": 1.0}, "unimix must be below 1, got 1.0"),
    (WORLD, {"pixels": 0}, "pixels must be at least 1, got 0"),
    (WORLD, {"numbers": "cube"}, r"numbers must be one of \['two-hot', 'square'\], got 'cube'"),
    (WORLD, {"bins": 1}, "bins must be at least 3, got 1"),
    (WORLD, {"bins": 4}, "bins must be odd, with 0.0 in the middle, got 4"),
    (WORLD, {"limit": 0.0}, "limit must be above 0.0, got 0.0"),
    (WORLD, {"limit": 710.0}, "limit must be at most 700.0, got 710.0"),
    (WORLD, {"horizon": 1.0}, "horizon must be above 1.0, got 1.0"),
    (WORLD, {"free": -1.0}, "free must be finite and at least 0, got -1.0"),
    (WORLD, {"image_weight": math.nan}, "image_weight must be finite and at least 0, got nan"),
    (BEHAVIOUR, {"layers": 0}, "layers must be at least 1, got 0"),
    (BEHAVIOUR, {"last": 1}, "last must be at least 2, got 1"),
    (BEHAVIOUR, {"numbers": ""}, "numbers must be one of .*, got ''"),
    (BEHAVIOUR, {"lam": 1.1}, r"lam must lie in \[0, 1\], got 1.1"),
    (BEHAVIOUR, {"slow_rate": 2.0}, r"slow_rate must lie in \[0, 1\], got 2.0"),
    (BEHAVIOUR, {"entropy": math.inf}, "entropy must be finite and at least 0, got inf"),
    (SETTINGS, {"length": 2}, "last must be at most the length of 2 rows, got 3"),
    (SETTINGS, {"capacity": 4}, "capacity must be at least 5, got 4"),
    (SETTINGS, {"windows": 0}, "windows must be at least 1, got 0"),
    (SETTINGS, {"prefill": -1}, "prefill must be at least 0, got -1"),
    (SETTINGS, {"ratio": 0.0}, "ratio must be above 0.0, got 0.0"),
    (SETTINGS, {"agc": 0.0}, "agc must be above 0.0, got 0.0"),
    (SETTINGS, {"alpha": -1.0}, "alpha must be finite and at least 0, got -1.0"),
]


@pytest.mark.parametrize(("settings", "change", "said"), REFUSED,
                         ids=[f"{type(s).__name__}-{c}" for s, c, _ in REFUSED])
def test_settings_that_will_not_do(settings, change, said):
    with pytest.raises(ValueError, match=f"^{said}$"):
        replace(settings, **change)


@pytest.mark.parametrize("settings", [SIZES, WORLD, BEHAVIOUR, SETTINGS],
                         ids=lambda settings: type(settings).__name__)
def test_settings_stay_as_they_were_made(settings):
    """Else they could become what was refused."""
    with pytest.raises(AttributeError, match="cannot assign to field"):
        settings.units = 0


def test_a_flag_is_true_or_false():
    need_flag("memory", True)
    need_flag("memory", False)
    for value in ("no", 0, 1, None):
        with pytest.raises(TypeError, match="memory must be True or False, got"):
            need_flag("memory", value)


@pytest.mark.parametrize("make", [
    lambda: RSSMSizes(memory="no"), lambda: RSSMSizes(straight_through="false"),
    lambda: BehaviourSettings(scaled="false")])
def test_a_text_is_no_switch(make):
    with pytest.raises(TypeError, match="must be True or False, got '"):
        make()
