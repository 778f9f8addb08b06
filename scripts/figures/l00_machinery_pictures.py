"""What is drawn of the machinery."""

from __future__ import annotations

from figures.pictures import Picture
from policywerk.lessons.experiment import Run
from policywerk.lessons.l00_machinery import STUDY, Moons, Race

MOONS = tuple(run for run in STUDY.runs if isinstance(run.config, Moons))

PICTURES = (
    Picture("colours", "colours:write_colours", writes=("colours.md",)),
    Picture("activations", "activations:draw_activations", writes=("activations.svg",)),
    Picture("traces", "traces:draw_traces", writes=("traces.svg",)),
    Picture("network", "l00_machinery:draw_network", writes=("network.svg",), reads=MOONS),
    Picture("results", "l00_machinery:write_results", writes=("results.md",), reads=MOONS,
            evidence=True),
    Picture("numbers", "l00_machinery:write_numbers", writes=("numbers.json",), reads=MOONS,
            evidence=True),
    Picture("graph", "l00_machinery:draw_graph", writes=("graph.mp4", "graph.png")),
    Picture("race", "optimizers:draw_race", reads=(Run(Race()),),
            writes=("optimizers.mp4", "optimizers.gif", "optimizers.png")),
)
