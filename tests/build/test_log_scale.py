"""Logarithmic axes: places that are right, and the same whatever the processor."""

import math
import os
import random
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from figures import log_scale, style  # noqa: F401 - style registers the scale
from figures.log_scale import PlainLog, log10

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "scripts" / "figures"


@pytest.mark.parametrize(("value", "place"), [
    (1e-12, -12.0), (1e-3, -3.0), (0.1, -1.0), (1.0, 0.0), (10.0, 1.0), (1e6, 6.0),
    (20.0, 1.301029995664), (0.002, -2.698970004336), (5e-324, -323.306215343116),
    (0.0, -1000.0), (-7.0, -1000.0), (math.inf, math.inf)])
def test_a_value_lies_where_its_logarithm_says(value, place):
    assert log10(value) == place


def test_what_is_no_number_lies_nowhere():
    assert math.isnan(log10(math.nan))


def test_logarithms_are_those_of_exact_arithmetic():
    rng = random.Random(1)
    for value in [10.0 ** rng.uniform(-9.0, 6.0) for _ in range(500)]:
        assert abs(Decimal(log10(value)) - Decimal(value).log10()) < Decimal("0.6e-12")


def axis():
    axes = Figure(figsize=(5, 4), dpi=100).add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(yscale="log", ylim=(1e-4, 1e4), xlim=(0, 1))
    return axes


def test_every_axis_that_says_log_is_of_this_kind():
    axes = axis()
    assert type(axes.yaxis.get_transform()) is PlainLog
    heights = axes.transData.transform([(0.5, 1e-4), (0.5, 1e-2), (0.5, 1.0), (0.5, 20.0)])[:, 1]
    assert heights == pytest.approx([0.0, 100.0, 200.0, 265.05149978], abs=1e-8)
    back = axes.transData.inverted().transform([(0.0, 200.0), (0.0, 300.0)])[:, 1]
    assert back == pytest.approx([1.0, 100.0])


def test_an_array_keeps_its_shape_and_a_nan():
    places = PlainLog(10).transform_non_affine(np.array([[1.0, 10.0], [0.0, np.nan]]))
    assert places.shape == (2, 2)
    assert places.tolist()[0] == [0.0, 1.0]
    assert places[1, 0] == -1000.0
    assert np.isnan(places[1, 1])


def test_it_has_the_ticks_that_such_axes_have():
    axes = axis()
    axes.set(ylim=(0.9e-3, 20))
    assert [round(tick, 6) for tick in axes.get_yticks() if 0.9e-3 <= tick <= 20] == [
        0.001, 0.01, 0.1, 1.0, 10.0]
    axes.figure.canvas.draw()
    assert axes.yaxis.get_major_formatter()(0.001).count("10^{-3}") == 1


PLACES = """
import sys; sys.path[:0] = {paths!r}
import numpy as np
from figures import style
from matplotlib.figure import Figure
axes = Figure().add_subplot()
axes.set(yscale="log", ylim=(1e-4, 20))
rng = np.random.default_rng(1)
heights = 10.0 ** rng.integers(-4, 2, 20000) * rng.integers(1, 10000, 20000)
print([y.hex() for y in axes.yaxis.get_transform().transform(heights).tolist()])
"""


def test_places_do_not_depend_on_the_processor():
    """numpy without its code for AVX-512 is numpy on a processor that has none."""
    program = PLACES.format(paths=[str(ROOT / "scripts"), str(ROOT / "src")])
    heard = [subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                            check=True, env={**os.environ, **without}).stdout
             for without in ({}, {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR"})]
    assert len(heard[0]) > 20000
    assert heard[0] == heard[1]


@pytest.mark.parametrize("path", sorted(FIGURES.glob("*.py")), ids=lambda path: path.name)
def test_no_drawing_takes_a_logarithm_from_numpy(path):
    """Nor a power, nor anything else that differs: what is in `scalar` does not."""
    text = path.read_text()
    assert not re.findall(r"np\.(?:log|exp|power|float_power|sin|cos|tan|arc)", text)
    assert not re.findall(r"LogNorm|SymLogNorm|\"symlog\"|\"logit\"|\"asinh\"", text)
