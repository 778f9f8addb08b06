"""What is drawn of the machinery."""

from __future__ import annotations

from figures.pictures import Picture
from policywerk.lessons.experiment import Run
from policywerk.lessons.l00_machinery import SHOWN, STUDY, Moons, Race

MOONS = tuple(run for run in STUDY.runs if isinstance(run.config, Moons))


def still(name: str, module: str, function: str, *, reads: tuple[Run, ...] = ()) -> Picture:
    """A picture that explains one idea; its file is called as it is."""
    return Picture(name, f"{module}:{function}", writes=(f"{name}.svg",), reads=reads)


BACKUPS = ("planning", "monte_carlo", "td_zero", "td_lambda", "sarsa", "expected_sarsa",
           "q_learning")

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
    still("vectors", "page_numbers", "draw_vectors"),
    still("matrices", "page_numbers", "draw_matrices"),
    still("running_mean", "page_numbers", "draw_running_mean"),
    still("intervals", "page_numbers", "draw_intervals"),
    still("bootstrap", "page_numbers", "draw_bootstrap"),
    still("news_travels", "page_values", "draw_news_travels"),
    still("rms_norm", "page_networks", "draw_rms_norm"),
    still("two_hot", "page_networks", "draw_two_hot"),
    still("xor_folded", "page_networks", "draw_xor"),
    still("filters", "page_networks", "draw_filters"),
    still("zigzags", "page_networks", "draw_zigzags"),
    still("straight_through", "page_networks", "draw_straight_through"),
    still("crescents", "page_networks", "draw_crescents", reads=(SHOWN,)),
    still("how_steps_stop", "page_returns", "draw_timeline"),
    still("depth_and_width", "page_returns", "draw_map"),
    still("bias_and_variance", "page_returns", "draw_bias_and_variance"),
    still("divergence", "page_divergence", "draw_moves"),
    still("slope_error", "page_policy_gradient", "draw_slope_error"),
    still("too_large", "page_policy_gradient", "draw_too_large"),
    still("tricks", "page_dreamer", "draw_tricks"),
    Picture("backups", "page_returns:draw_backups",
            writes=("backups.svg", *(f"backup_{name}.svg" for name in BACKUPS))),
)
