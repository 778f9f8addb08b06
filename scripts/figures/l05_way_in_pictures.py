"""What is drawn of the way in to lesson 05; the lesson's own list takes these in."""

from __future__ import annotations

from figures.pictures import Picture
from policywerk.lessons.l05_way_in import RUNS, Baird, Features

WAY_IN_PICTURES = (
    Picture("way-in-features", "l05_way_in:draw_way_in_features", ("way_in_features.svg",),
            tuple(run for run in RUNS if isinstance(run.config, Features))),
    Picture("way-in-baird", "l05_way_in:draw_way_in_baird", ("way_in_baird.svg",),
            tuple(run for run in RUNS if isinstance(run.config, Baird))),
)
