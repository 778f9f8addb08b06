"""Two plans of lesson 05: the network from pixels to three numbers, and how it learns."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle, Wedge

from figures.drawing import Drawing
from figures.l05_animation import grey
from figures.l05_runs import ACTIONS, SIZE, frame
from figures.palette import ERROR, FOCUS, INK, NETWORK, OURS, PALE, PAPER, TARGET, mixed
from figures.sketch import Place, arrow, box, ground
from policywerk.actors.q_networks import HIDDEN
from policywerk.lessons.l05_dqn import Catch
from policywerk.world.catcher import MOVES

UNITS = 9  # circles that stand for a layer
CELLS = 36  # of the drawn ring, for so many thousand steps
DRAWN = (3, 8, 17, 22, 31)  # cells that are drawn at random
NEWEST = 0  # at the top, where the arrow comes in


# ---------------------------------------------------------------- the network


def draw_plan(drawing: Drawing) -> None:
    """Two frames, two hidden layers, three numbers."""
    figure = Figure(figsize=(7.6, 4.3))
    axes = figure.add_axes((0, 0, 1, 1))
    ground(axes, (0, 15.2), (0, 8.6), equal=False)
    width = Catch().width
    for name, bottom, seen in (("the frame before", 4.75, (8, 5, 8)),
                               ("the frame now", 1.2, (9, 6, 7))):
        axes.imshow(grey(frame(seen, width)), extent=(0.3, 3.0, bottom, bottom + 2.7),
                    aspect="auto", interpolation="nearest")
        axes.add_patch(Rectangle((0.3, bottom), 2.7, 2.7, fill=False, edgecolor=INK,
                                 linewidth=2.0))
        axes.text(1.65, bottom + 3.02, name, ha="center", va="center")
    axes.set(xlim=(0, 15.2), ylim=(0, 8.6))
    pixels = Catch().frames * SIZE * SIZE
    columns = [column(4.7, UNITS), column(8.2, UNITS), column(11.7, UNITS),
               [(14.0, y) for y in (6.1, 4.3, 2.5)]]
    for before, after in zip(columns, columns[1:]):
        for tail in before:
            for head in after:
                axes.plot(*zip(tail, head), color=PALE, linewidth=0.6, zorder=1)
    arrow(axes, (3.15, 4.3), (4.3, 4.3), INK, size=13)
    for i, places in enumerate(columns):
        colour = INK if i == 0 else OURS if i == 3 else NETWORK
        for place in places:
            axes.plot(*place, "o", color=colour, markersize=13 if i == 3 else 8, zorder=3)
    for (x, y), name in zip(columns[3], ACTIONS):
        axes.text(x, y + 0.62, f"Q of {name}", ha="center", va="center")
    for x, size, what in ((4.7, pixels, "pixels"), (8.2, HIDDEN, "neurons, relu"),
                          (11.7, HIDDEN, "neurons, relu"), (14.0, len(MOVES), "numbers")):
        axes.text(x, 8.28, str(size), ha="center", va="center", weight="bold")
        axes.text(x, 7.56, what, ha="center", va="center", fontsize=13.5)
    for x, inputs, outputs in ((6.45, pixels, HIDDEN), (9.95, HIDDEN, HIDDEN),
                               (12.85, HIDDEN, len(MOVES))):
        axes.text(x, 0.45, f"{inputs * outputs + outputs:,}", ha="center", va="center")
    axes.text(5.4, 0.45, "weights and biases:", ha="right", va="center")
    drawing.save(figure, "plan.svg")


def column(x: float, units: int) -> list[Place]:
    """The places of the circles of a layer, with a gap for those that are not drawn."""
    return [(x, 7.0 - 0.6 * i - (0.3 if i > units // 2 else 0.0)) for i in range(units)]


# ---------------------------------------------------------------- how it learns


def draw_loop(drawing: Drawing) -> None:
    """The game, the ring of steps, the network that learns and its older copy."""
    config = Catch()
    figure = Figure(figsize=(7.6, 6.2))
    axes = figure.add_axes((0, 0, 1, 1))
    ground(axes, (0, 15.2), (0, 12.4))
    box(axes, (2.6, 10.9), (4.0, 1.5), "the game")
    box(axes, (11.4, 10.9), (5.0, 1.5), "the network that learns", edgecolor=NETWORK, linewidth=2.4)
    box(axes, (11.4, 1.5), (5.0, 1.5), "its older copy", edgecolor=NETWORK, linewidth=2.4,
        linestyle="--")
    box(axes, (11.4, 6.2), (5.0, 1.5), "error: Q(s, a) − y", edgecolor=ERROR, linewidth=2.4)
    ring(axes, (2.9, 4.0), 2.6)
    said(axes, (2.9, 4.0), f"the last\n{config.capacity:,}\nsteps")
    arrow(axes, (4.7, 11.25), (8.8, 11.25), INK)
    said(axes, (6.75, 11.75), "state s")
    arrow(axes, (8.8, 10.5), (4.7, 10.5), INK)
    said(axes, (6.75, 9.95), "action a")
    arrow(axes, (3.12, 10.1), (3.12, 6.68), INK)
    said(axes, (2.9, 8.4), "each step:\ns, a, r, s′", ha="right")
    arrow(axes, (5.3, 5.3), (9.2, 10.05), OURS)
    said(axes, (6.5, 8.0), f"{config.batch} drawn\nat random:\ns, a", ha="right", colour=OURS)
    arrow(axes, (5.4, 3.0), (8.8, 1.7), OURS)
    said(axes, (7.2, 3.0), "r, s′", colour=OURS)
    arrow(axes, (10.5, 10.1), (10.5, 7.0), INK)
    said(axes, (10.3, 8.0), "Q(s, a)", ha="right")
    arrow(axes, (11.4, 2.3), (11.4, 5.4), TARGET)
    said(axes, (11.2, 3.9), "target y", ha="right", colour=TARGET)
    arrow(axes, (12.4, 7.0), (12.4, 10.1), ERROR)
    said(axes, (12.55, 8.55), "a small\nstep", ha="left", colour=ERROR)
    axes.plot([13.95, 14.75, 14.75], [10.9, 10.9, 1.5], color=NETWORK, linestyle="--",
              linewidth=2.0)
    arrow(axes, (14.75, 1.5), (13.95, 1.5), NETWORK)
    said(axes, (14.6, 3.95), f"copied every\n{config.copy_every} steps", ha="right",
         colour=NETWORK)
    drawing.save(figure, "loop.svg")


def said(axes: Axes, place: Place, text: str, *, ha: str = "center", colour: str = INK) -> None:
    """A word beside an arrow."""
    axes.text(*place, text, ha=ha, va="center", color=colour, linespacing=1.25)


def ring(axes: Axes, middle: Place, radius: float) -> None:
    """A ring of steps: the newest takes the place of the oldest."""
    for cell in range(CELLS):
        start = 90.0 - 360.0 * (cell + 1) / CELLS
        colour = FOCUS if cell == NEWEST else mixed(OURS, 0.75) if cell in DRAWN else PALE
        axes.add_patch(Wedge(middle, radius, start, start + 360.0 / CELLS, width=0.75,
                             facecolor=colour, edgecolor=PAPER, linewidth=1.2))
