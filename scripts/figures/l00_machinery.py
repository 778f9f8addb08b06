"""Everything the machinery shows: plots, two films, the trained network, its numbers."""

from __future__ import annotations

import json
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from figures.activations import draw_activations
from figures.l00_graph import GraphFilm
from figures.movie import record as film
from figures.optimizers import draw_race
from figures.style import ERROR, FAINT, INK, OURS, quiet_grid, save
from figures.tables import number, table, unbroken
from figures.traces import draw_traces
from pipeline.context import Drawing
from policywerk.data.record import Evidence, Record
from policywerk.lessons.l00_machinery import DEFAULT, LINE, Moons, make_network, two_moons
from policywerk.primitives.random import stream
from policywerk.primitives.scalar import sigmoid
from policywerk.primitives.vector import mean

SIDES = LinearSegmentedColormap.from_list("sides", ["#e8905c", "#fbf6ef", "#5aa3cf"])


def draw(context: Drawing) -> None:
    """Write every picture, table and number of the machinery into context.out."""
    records, out = context.records, context.out
    shown = median_seed(context.evidence, records)
    draw_activations(out / "activations.svg")
    draw_traces(out / "traces.svg")
    draw_moons(shown, records, out)
    write(out / "results.md", results_table(context.evidence, records))
    numbers = numbers_in_prose(context, shown)
    write(out / "numbers.json", json.dumps(numbers, indent=1, sort_keys=True) + "\n")
    graph = GraphFilm()
    film(graph.figure, graph.animated, graph.frames(), out, name="graph", fps=20, poster=-1,
         gif=None, progress=context.report)
    draw_race(records["race"], out, context.report)


def write(path: Path, text: str) -> None:
    """Write text with the same line ends on every system."""
    path.write_bytes(text.encode())


def median_seed(evidence: Evidence, records: dict[str, Record]) -> Record:
    """The network whose accuracy on unseen points is the median of all seeds."""
    judged = sorted(zip(evidence.samples["network"], evidence.seeds))
    return records[f"network-seed-{judged[(len(judged) - 1) // 2][1]}"]


SHOWN_STEPS = (0, 20, 80, 200)


def draw_moons(shown: Record, records: dict[str, Record], out: Path) -> None:
    """What the network believes after some steps (above), and everybody's loss (below)."""
    figure = Figure(figsize=(7.6, 5.2), layout="constrained")
    above, below = figure.subfigures(2, 1, height_ratios=(1, 1.25))
    for axes, step in zip(above.subplots(1, len(SHOWN_STEPS)), SHOWN_STEPS):
        draw_beliefs(axes, shown, step)
    draw_losses(below.subplots(), records)
    save(figure, out / "network.svg")


def draw_beliefs(axes: Axes, shown: Record, step: int) -> None:
    """The network's probability of crescent 1 over the plane, and the points it learns from."""
    kept = next(s for s in shown.snapshots if s["step"] == step)
    config = Moons(**{k: v for k, v in shown.config.items() if k != "experiment"})
    network = make_network(config, stream(0, "to be overwritten"))
    for parameter, values in zip(network.parameters(), kept["parameters"]):
        parameter.values[:] = values
    xs = [-1.9 + 0.1 * i for i in range(49)]
    ys = [-1.4 + 0.1 * i for i in range(35)]
    beliefs = []
    for y in ys:
        beliefs.append([sigmoid(logit) for (logit,) in network.predict([[x, y] for x in xs])])
    extent = (xs[0] - 0.05, xs[-1] + 0.05, ys[0] - 0.05, ys[-1] + 0.05)
    axes.imshow(beliefs, extent=extent, origin="lower", cmap=SIDES, vmin=0, vmax=1)
    axes.contour(xs, ys, beliefs, levels=[0.5], colors=INK, linewidths=1.2)
    inputs, labels = two_moons(config.points, config.noise, stream(shown.seed, "points"))
    for label, colour, marker in ((0.0, ERROR, "o"), (1.0, OURS, "^")):
        of_label = [point for point, its in zip(inputs, labels) if its == label]
        axes.plot(*zip(*of_label), marker, color=colour, markersize=2.5, markeredgewidth=0)
    axes.set(xticks=[], yticks=[], title=f"step {step}", xlim=extent[:2], ylim=extent[2:])
    axes.spines[:].set_visible(False)


def draw_losses(axes: Axes, records: dict[str, Record]) -> None:
    """Loss against steps from the first on, a thin line for every seed."""
    quiet_grid(axes)
    for kind, colour, style in (("line", FAINT, "--"), ("network", OURS, "-")):
        for record in records.values():
            if record.name.startswith(f"{kind}-"):
                losses = record.series["loss"]
                label = f"{kind}, 10 seeds" if record.seed == 0 else None
                axes.plot(range(1, len(losses)), losses[1:], style, color=colour,
                          linewidth=1.1, label=label)
    axes.set(xlabel="step", ylabel="loss", xscale="log", yscale="log", xlim=(1, LINE.steps))
    steps = (1, 5, 20, 80, 200, 600, LINE.steps)
    axes.set_xticks(steps, [f"{step}" for step in steps])
    axes.minorticks_off()
    axes.set_yticks([0.02, 0.05, 0.1, 0.2, 0.5, 1.0], ["0.02", "0.05", "0.1", "0.2", "0.5", "1"])
    axes.legend(loc="lower left")


def percent(share: float) -> str:
    """A share as 96.3 %."""
    return f"{number(100.0 * share, 1)} %"


def results_table(evidence: Evidence, records: dict[str, Record]) -> str:
    """Accuracy on points learnt from and on unseen ones, with intervals over the seeds."""
    names = {"network": f"network, {DEFAULT.steps} steps", "line": f"line, {LINE.steps} steps"}
    rows = [
        [names[kind], percent(learnt(kind, records)), percent(i.mean),
         unbroken(percent(i.low), percent(i.high)),
         unbroken(percent(min(evidence.samples[kind])), percent(max(evidence.samples[kind])))]
        for kind, i in evidence.intervals.items()
    ]
    header = ["mean of 10 seeds", "right on points learnt from", "right on unseen points",
              "its 95 % interval", "worst to best seed"]
    return table(header, [*rows, ["guessing", percent(0.5), percent(0.5), "", ""]])


def learnt(kind: str, records: dict[str, Record]) -> float:
    """The mean share of points that a network or a line has right of those it learnt from."""
    return mean([record.results["accuracy"] for name, record in records.items()
                 if name.startswith(f"{kind}-")])


def numbers_in_prose(context: Drawing, shown: Record) -> dict[str, str]:
    """The numbers that stand inside sentences, by name."""
    intervals = context.evidence.intervals
    numbers = {"shown_seed": str(shown.seed), "seeds": str(len(context.evidence.seeds))}
    for kind, interval in intervals.items():
        numbers[f"{kind}_learnt"] = percent(learnt(kind, context.records))
        numbers[f"{kind}_mean"] = percent(interval.mean)
        numbers[f"{kind}_low"] = percent(interval.low)
        numbers[f"{kind}_high"] = percent(interval.high)
    return numbers
