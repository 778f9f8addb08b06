"""Everything the machinery shows: plots, two films, the trained network, its numbers."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.drawing import Drawing
from figures.l00_graph import GraphFilm
from figures.movie import record as film
from figures.palette import CLASS_0, CLASS_1, INK, OURS, REFERENCE, SIDES
from figures.style import quiet_grid
from figures.tables import number, table, unbroken
from policywerk.data import values as value
from policywerk.data.record import Evidence, Record
from policywerk.data.values import items, rows
from policywerk.data.weights import read
from policywerk.lessons.experiment import Records
from policywerk.lessons.l00_machinery import (
    LINE,
    SHOWN,
    Moons,
    network_of,
    two_moons,
)
from policywerk.lessons.settings import config_of
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import stream
from policywerk.primitives.scalar import sigmoid
from policywerk.primitives.vector import mean


def write_results(drawing: Drawing) -> None:
    """Accuracies of all seeds, as a table."""
    drawing.write(results_table(drawing.intervals, drawing.records), "results.md")


def write_numbers(drawing: Drawing) -> None:
    """The numbers that stand inside sentences."""
    drawing.numbers(numbers_in_prose(drawing.intervals, drawing.records))


def draw_graph(drawing: Drawing) -> None:
    """The film of a neuron's graph."""
    graph = GraphFilm()
    film(graph.figure, graph.animated, graph.frames(), drawing.out, name="graph", fps=20,
         poster=-1, gif=None, report=drawing.report)


def draw_network(drawing: Drawing) -> None:
    """What the network believes after some steps (above), and everybody's loss (below)."""
    figure = Figure(figsize=(7.6, 5.2), layout="constrained")
    grid = figure.add_gridspec(2, 1, height_ratios=(1, 1.25))
    above, below = figure.add_subfigure(grid[0]), figure.add_subfigure(grid[1])
    for axes, step in zip(list(above.subplots(1, len(SHOWN_STEPS))), SHOWN_STEPS):
        draw_beliefs(axes, drawing.records.of(SHOWN), step)
    draw_losses(below.subplots(), drawing.records)
    drawing.save(figure, "network.svg")


SHOWN_STEPS = (0, 20, 80, 200)


def weights_after(shown: Record, step: int) -> Mapping[str, Matrix]:
    """The network's weights after so many steps; the last are those that come with the package."""
    if step == config_of(Moons, shown).steps:
        return read(SHOWN.keeps)
    kept = next(s for s in shown.snapshots if s["step"] == step)
    names = [f"moons.{layer}.{part}" for layer in range(3) for part in ("weight", "bias")]
    return {name: rows(values) for name, values in zip(names, items(kept["parameters"]))}


def draw_beliefs(axes: Axes, shown: Record, step: int) -> None:
    """The network's probability of crescent 1 over the plane, and the points it learns from."""
    config, network = config_of(Moons, shown), network_of(weights_after(shown, step))
    xs = [-1.9 + 0.1 * i for i in range(49)]
    ys = [-1.4 + 0.1 * i for i in range(35)]
    beliefs = []
    for y in ys:
        beliefs.append([sigmoid(logit) for (logit,) in network.predict([[x, y] for x in xs])])
    extent = (xs[0] - 0.05, xs[-1] + 0.05, ys[0] - 0.05, ys[-1] + 0.05)
    axes.imshow(beliefs, extent=extent, origin="lower", cmap=SIDES, vmin=0, vmax=1)
    axes.contour(xs, ys, beliefs, levels=[0.5], colors=INK, linewidths=1.2)
    inputs, labels = two_moons(config.points, config.noise, stream(shown.seed, "points"))
    for label, colour, marker in ((0.0, CLASS_0, "o"), (1.0, CLASS_1, "^")):
        of_label = [point for point, its in zip(inputs, labels) if its == label]
        axes.plot(*zip(*of_label), marker, color=colour, markersize=2.5, markeredgewidth=0)
    axes.set(xticks=[], yticks=[], title=f"step {step}", xlim=extent[:2], ylim=extent[2:])
    axes.spines[:].set_visible(False)


def draw_losses(axes: Axes, records: Records) -> None:
    """Loss against steps from the first on, a thin line for every seed."""
    quiet_grid(axes)
    looks = {"line": (REFERENCE, "--"), "network": (OURS, "-")}
    for config, record in records.each(Moons):
        kind = "network" if config.hidden else "line"
        colour, style = looks[kind]
        losses = record.series["loss"]
        label = f"{kind}, 10 seeds" if record.seed == 0 else None
        axes.plot(range(1, len(losses)), losses[1:], style, color=colour, linewidth=1.1,
                  label=label)
    axes.set(xlabel="step", ylabel="loss", xscale="log", yscale="log", xlim=(1, LINE.steps))
    steps = (1, 5, 20, 80, 200, 600, LINE.steps)
    axes.set_xticks(steps, [f"{step}" for step in steps])
    axes.minorticks_off()
    axes.set_yticks([0.02, 0.05, 0.1, 0.2, 0.5, 1.0], ["0.02", "0.05", "0.1", "0.2", "0.5", "1"])
    axes.legend(loc="lower left")


def percent(share: float) -> str:
    """A share as 96.3 %."""
    return f"{number(100.0 * share, 1)} %"


def results_table(evidence: Evidence, records: Records) -> str:
    """Accuracy on points learnt from and on unseen ones, with intervals over the seeds."""
    names = {"network": f"network, {Moons().steps} steps", "line": f"line, {LINE.steps} steps"}
    rows = [
        [names[kind], percent(learnt(kind, records)), percent(i.mean),
         unbroken(percent(i.low), percent(i.high)),
         unbroken(percent(min(evidence.samples[kind])), percent(max(evidence.samples[kind])))]
        for kind, i in evidence.intervals.items()
    ]
    header = ["mean of 10 seeds", "right on points learnt from", "right on unseen points",
              "its 95 % interval", "worst to best seed"]
    return table(header, [*rows, ["guessing", percent(0.5), percent(0.5), "", ""]])


def learnt(kind: str, records: Records) -> float:
    """The mean share of points that a network or a line has right of those it learnt from."""
    return mean([value.number(record.results["accuracy"]) for config, record in records.each(Moons)
                 if (kind == "network") == (config.hidden > 0)])


def numbers_in_prose(evidence: Evidence, records: Records) -> dict[str, str]:
    """The numbers that stand inside sentences, by name."""
    numbers = {"shown_seed": str(SHOWN.seed), "seeds": str(len(evidence.seeds))}
    for kind, interval in evidence.intervals.items():
        numbers[f"{kind}_learnt"] = percent(learnt(kind, records))
        numbers[f"{kind}_mean"] = percent(interval.mean)
        numbers[f"{kind}_low"] = percent(interval.low)
        numbers[f"{kind}_high"] = percent(interval.high)
    return numbers
