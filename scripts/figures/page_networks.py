"""The pictures that pages about networks need most: bends, losses, folds, filters, slopes."""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from figures.drawing import Drawing
from figures.palette import (
    CLASS_0,
    CLASS_1,
    ERROR,
    GOAL,
    GRADIENT,
    INK,
    NETWORK,
    OURS,
    PALE,
    REFERENCE,
    SIGNED,
    TRUTH,
    mixed,
)
from figures.sketch import arrow, box, ground, signed
from figures.style import quiet_grid
from policywerk.building_blocks.conv import Conv, Images, conv, slide
from policywerk.building_blocks.dense import Dense, dense
from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.grad import (
    Parameter,
    backward,
    constant,
    multiply,
    relu,
    subtract,
    total,
    zero_grads,
)
from policywerk.building_blocks.grad import mean as mean_of
from policywerk.building_blocks.network import Network
from policywerk.building_blocks.optimizers import SGD, Adam
from policywerk.building_blocks.pool import Pool, max_pool
from policywerk.lessons.l00_machinery import SHOWN, Moons, Race, arrival, descend, two_moons
from policywerk.lessons.settings import config_of
from policywerk.primitives.activations import relu as cut_off
from policywerk.primitives.activations import rms_norm, rms_norm_vjp
from policywerk.primitives.losses import symexp_bins, symmetric_mean, two_hot
from policywerk.primitives.matrix import Matrix, matrix_vector
from policywerk.primitives.random import stream
from policywerk.primitives.scalar import sqrt, symexp, symlog
from policywerk.primitives.vector import Vector, add, dot, mean
from policywerk.primitives.vector import scale as stretched

# ---------------------------------------------------------------- the RMS norm

POINTS = ([3.0, -4.0], [2.4, 1.0], [0.35, 0.8], [-2.2, 1.4], [-0.9, -0.4], [-1.2, -2.6])
SLOPES = [0.2, 1.2]  # of a loss with the normalised vector


def draw_rms_norm(drawing: Drawing) -> None:
    """Vectors go to a circle, each along its ray; slopes lose what points along the ray."""
    figure = Figure(figsize=(7.6, 4.2), layout="constrained")
    forward, back = figure.subplots(1, 2)
    for axes, limits, title in (
            (forward, ((-2.9, 3.3), (-4.3, 2.6)), "Forward: to the circle"),
            (back, ((-0.35, 2.75), (-0.9, 2.55)), "Back: along the circle")):
        ground(axes, *limits)
        axes.set_anchor("N")
        axes.plot(0, 0, "+", color=REFERENCE, markersize=12)
        axes.add_patch(Circle((0, 0), sqrt(2.0), fill=False, edgecolor=NETWORK, linewidth=2))
        axes.set_title(title)
    for x in POINTS:
        y = rms_norm(x).values
        arrow(forward, (x[0], x[1]), (y[0], y[1]), OURS, size=13, linewidth=1.4)
        forward.plot(*x, "o", color=OURS, markersize=8)
        forward.plot(*y, "o", color=NETWORK, markersize=6)
    forward.text(2.8, -3.95, f"({POINTS[0][0]:g}, {signed(POINTS[0][1], 0)})", ha="right", va="top",
                 color=OURS)
    draw_slopes(back)
    drawing.save(figure, "rms_norm.svg")


def draw_slopes(axes: Axes) -> None:
    """The slopes that come to y and what reaches x, times the divisor so that both compare."""
    x = POINTS[1]
    y = rms_norm(x)
    reached = stretched(y.divisor, rms_norm_vjp(y, SLOPES))
    (u, v), (a, b) = y.values, x
    axes.plot([0, 1.25 * a], [0, 1.25 * b], ":", color=REFERENCE)
    arrow(axes, (u, v), (u + SLOPES[0], v + SLOPES[1]), GRADIENT, linestyle="--", linewidth=1.8)
    arrow(axes, (u, v), (u + reached[0], v + reached[1]), GRADIENT, linewidth=3)
    axes.plot([u + SLOPES[0], u + reached[0]], [v + SLOPES[1], v + reached[1]], ":",
              color=REFERENCE)
    axes.plot(u, v, "o", color=NETWORK, markersize=8)
    axes.text(u + SLOPES[0] - 0.1, v + SLOPES[1] + 0.08, "comes to y", ha="center",
              color=GRADIENT)
    axes.text(u + reached[0] - 0.06, v + reached[1], "reaches x", ha="right", color=GRADIENT)


# ---------------------------------------------------------------- two-hot

ENDS, BINS = (0.0, 100.0), symexp_bins(31, 7.5)


def draw_two_hot(drawing: Drawing) -> None:
    """The best probabilities of bins for a target of 0 or 100, and two forecasts."""
    best = stretched(0.5, add(two_hot(ENDS[0], BINS), two_hot(ENDS[1], BINS)))
    figure = Figure(figsize=(7.6, 3.8), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    axes.grid(False, axis="x")
    places = [symlog(each) for each in BINS]
    axes.bar(places, best, width=0.34, color=OURS)
    seen = [place for place in places if -1.1 <= place <= 6.1]
    axes.plot(seen, [-0.012] * len(seen), "|", color=NETWORK, markersize=7, clip_on=False)
    low = symexp(mean([symlog(end) for end in ENDS]))
    middle = symmetric_mean(best, BINS)
    for forecast, colour, line, text in (
            (low, ERROR, ":", f"{low:.0f}: the best\nnumber on the\nsymlog scale"),
            (middle, TRUTH, "--", f"{middle:.0f}: the mean")):
        axes.axvline(symlog(forecast), color=colour, linestyle=line, linewidth=2.5)
        axes.text(symlog(forecast) - 0.08, 0.54, text, ha="right", va="top")
    ticks = [0, 1, 3, 10, 30, 100, 300]
    axes.set_xticks([symlog(float(tick)) for tick in ticks], [f"{tick}" for tick in ticks])
    axes.set(xlim=(-1.1, 6.1), ylim=(0, 0.56), xlabel="return; a stroke for each bin",
             ylabel="probability")
    drawing.save(figure, "two_hot.svg")


# ---------------------------------------------------------------- XOR

WEIGHT: Matrix = [[1.0, 1.0], [1.0, 1.0]]
BIAS = [0.0, -1.0]
CORNERS = ([0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0])


def hidden(x: Vector) -> Vector:
    """What the two hidden neurons say."""
    return [cut_off(each) for each in add(matrix_vector(WEIGHT, x), BIAS)]


def says(x: Vector) -> float:
    """What the third makes of it: h0 - 2 h1."""
    return dot([1.0, -2.0], hidden(x))


def draw_xor(drawing: Drawing) -> None:
    """The square before the bend, where no line parts the corners, and behind it."""
    figure = Figure(figsize=(7.6, 4.0), layout="constrained")
    before, behind = figure.subplots(1, 2)
    steps = [i / 60 for i in range(-18, 79)]
    answers = [[says([x, y]) for x in steps] for y in steps]
    before.contourf(steps, steps, answers, levels=[-9.0, 0.5, 9.0],
                    colors=[mixed(CLASS_0, 0.3), mixed(CLASS_1, 0.3)])
    path = [hidden([i / 40, i / 40]) for i in range(41)]  # all points of one sum land together
    behind.fill_between([-0.3, 2.4], [-0.4, 0.95], [-2.0, -2.0], color=CLASS_1, alpha=0.3,
                        linewidth=0)
    behind.fill_between([-0.3, 2.4], [-0.4, 0.95], [2.0, 2.0], color=CLASS_0, alpha=0.3,
                        linewidth=0)
    behind.plot(*zip(*path), color=NETWORK, linewidth=3)
    for corner in CORNERS:
        kind, mark = (CLASS_1, "^") if says(corner) > 0.5 else (CLASS_0, "o")
        x, y = hidden(corner)
        before.plot(*corner, mark, color=kind, markersize=15, markeredgecolor=INK)
        behind.plot(x, y, mark, color=kind, markersize=15, markeredgecolor=INK)
    for corner, (right, up), text, ha in (
            (CORNERS[0], (-0.15, -0.22), "(0, 0)", "left"),
            (CORNERS[1], (-0.1, -0.22), "(0, 1) and (1, 0)", "left"),
            (CORNERS[3], (-0.2, 0.0), "(1, 1)", "right")):
        x, y = hidden(corner)
        behind.text(x + right, y + up, text, ha=ha, va="center")
    before.set(xlim=(-0.3, 1.3), ylim=(-0.3, 1.3), xticks=(0, 1), yticks=(0, 1),
               xlabel="$x_0$", ylabel="$x_1$", aspect="equal", title="Two switches")
    behind.set(xlim=(-0.3, 2.4), ylim=(-0.45, 1.35), xticks=(0, 1, 2), yticks=(0, 1),
               xlabel="$h_0$", ylabel="$h_1$", title="Behind the bend: folded")
    drawing.save(figure, "xor_folded.svg")


# ---------------------------------------------------------------- four filters

SIDE, SEEN_BARS, STEPS = 6, (0, 2, 5), 60


def bars() -> tuple[Matrix, Matrix]:
    """The bars that are shown, upright and flat, and 1 or -1 for each."""
    pixels = range(SIDE * SIDE)
    upright = [[float(k % SIDE == place) for k in pixels] for place in SEEN_BARS]
    flat = [[float(k // SIDE == place) for k in pixels] for place in SEEN_BARS]
    return upright + flat, [[1.0]] * len(SEEN_BARS) + [[-1.0]] * len(SEEN_BARS)


def learnt_filters() -> tuple[Conv, Dense]:
    """The filters of the page's example, and the neuron that decides: a second of learning."""
    rng = stream(2, "bars")
    look = conv("look", slide(Images(1, SIDE, SIDE), kernel=3), 4, rng, relu)
    say = dense("say", 4, 1, rng)
    network = Network([look, Pool(max_pool, slide(look.images, kernel=4)), say])
    images, answers = bars()
    adam = Adam()
    for _ in range(STEPS):
        miss = subtract(network(constant(images)), constant(answers))
        zero_grads(network.parameters())
        backward(mean_of(multiply(miss, miss)))
        adam.step(network.parameters(), 0.05)
    return look, say


def draw_filters(drawing: Drawing) -> None:
    """Four filters of three by three weights, and what each one's largest answer counts for."""
    look, say = learnt_filters()
    figure = Figure(figsize=(7.6, 2.9), layout="constrained")
    largest = max(abs(weight) for row in look.weight.values for weight in row)
    for number, axes in enumerate(figure.subplots(1, 4)):
        weights = look.weight.values[number]
        rows = [weights[3 * row:3 * row + 3] for row in range(3)]
        axes.imshow(rows, cmap=SIGNED, vmin=-largest, vmax=largest)
        for place, weight in enumerate(weights):
            axes.text(place % 3, place // 3, signed(weight, 1), ha="center", va="center")
        counts = say.weight.values[0][number]
        side = "upright" if counts > 0.0 else "flat"
        axes.set(xticks=[], yticks=[], xlabel=f"counts {signed(counts, 1)}:\nfor {side}")
        axes.spines[:].set_visible(False)
    drawing.save(figure, "filters.svg")


# ---------------------------------------------------------------- zigzags

ALPHAS = ((0.04, "0.04"), (1 / 13, "1/13"), (0.08, "0.08"))
SHOWN_STEPS = 24


def draw_zigzags(drawing: Drawing) -> None:
    """Gradient descent in one valley with three step sizes."""
    figure = Figure(figsize=(7.6, 5.6), layout="constrained")
    valley = Race(steps=200)
    xs, ys = [-1.0 + 0.2 * i for i in range(59)], [-1.5 + 0.1 * i for i in range(31)]
    heights = [[0.5 * x * x + 0.5 * valley.steep * y * y for x in xs] for y in ys]
    for axes, (alpha, name) in zip(figure.subplots(3, 1, sharex=True), ALPHAS):
        axes.contour(xs, ys, heights, levels=(1, 4, 10, 20, 35, 55), colors=PALE,
                     linewidths=1.0)
        places = descend(SGD(), alpha, valley)
        arrived = arrival(places, valley.within)
        axes.plot(*zip(*places[:SHOWN_STEPS + 1]), "o-", color=OURS, markersize=5, linewidth=1.5)
        axes.plot(0, 0, "x", color=GOAL, markersize=12, markeredgewidth=3)
        end = "never there" if arrived is None else f"there after {arrived} steps"
        axes.set(xlim=(-1, 10.6), ylim=(-1.5, 1.5), yticks=(-1, 0, 1), ylabel="y",
                 title=f"α = {name}: {end}")
    axes.set_xlabel(f"x; the first {SHOWN_STEPS} steps")
    drawing.save(figure, "zigzags.svg")


# ---------------------------------------------------------------- straight through

LOGITS, WANTED, DRAWN, UNIMIX = [2.0, 0.0, -1.0, 0.5], [0.3, -1.0, 2.0, 0.5], 0, 0.01


class Passed(NamedTuple):
    """The numbers that pass forward and back."""

    chances: Vector
    drawn: Vector
    slopes: Vector  # that reach the logits


def passed() -> Passed:
    """By our own tape."""
    logits = Parameter("logits", [list(LOGITS)])
    belief = Categorical(logits, UNIMIX)
    one = belief.straight_through([DRAWN])
    backward(total(multiply(one, constant([WANTED]))))
    return Passed(belief.probabilities.values[0], one.values[0], logits.grads[0])


def column(numbers: Vector, digits: int = 2) -> str:
    """Numbers, one below the other."""
    return "\n".join(f"{number:.{digits}f}".replace("-", "−") for number in numbers)


def draw_straight_through(drawing: Drawing) -> None:
    """Forward through the die, backward past it."""
    found = passed()
    figure = Figure(figsize=(7.6, 3.9), layout="constrained")
    axes = figure.add_subplot()
    ground(axes, (-0.62, 7.1), (-2.35, 1.75), equal=False)
    size, places = (1.2, 1.9), (0.0, 2.2, 4.4, 6.4)
    for x, text, name in zip(places, (column(LOGITS, 1), column(found.chances),
                                      column(found.drawn, 0), "L"),
                             ("logits", "p", "z, drawn", "loss")):
        box(axes, (x, 0), size, text)
        axes.text(x, 1.12, name, ha="center", va="bottom")
    for number, text in enumerate(("softmax", "the die", "")):
        tail, head = places[number] + 0.64, places[number + 1] - 0.64
        arrow(axes, (tail, 0.45), (head, 0.45), OURS, size=18)
        axes.text((tail + head) / 2, 0.57, text, ha="center", va="bottom", color=OURS)
    arrow(axes, (places[1] - 0.64, -0.45), (places[0] + 0.64, -0.45), GRADIENT, size=18)
    arrow(axes, (places[3] - 0.64, -0.45), (places[2] + 0.64, -0.45), GRADIENT, size=18)
    arrow(axes, (places[2], -1.0), (places[1], -1.0), GRADIENT, bend=-0.45, size=18,
          linestyle="--")
    axes.text(3.3, -1.62, "as if z were p", ha="center", va="top", color=GRADIENT)
    for x, slopes in ((0.0, found.slopes), (5.75, WANTED)):
        text = ", ".join(f"{slope:.2g}".replace("-", "−") for slope in slopes)
        axes.text(x if x else -0.6, -1.15 if x else -1.35, text, va="top",
                  ha="center" if x else "left", color=GRADIENT)
    drawing.save(figure, "straight_through.svg")


# ---------------------------------------------------------------- two crescents


def draw_crescents(drawing: Drawing) -> None:
    """The points that the shown network learns from."""
    shown = drawing.records.of(SHOWN)
    config = config_of(Moons, shown)
    inputs, labels = two_moons(config.points, config.noise, stream(shown.seed, "points"))
    figure = Figure(figsize=(6.4, 3.7), layout="constrained")
    axes = figure.add_subplot()
    ground(axes, (-1.7, 2.7), (-1.25, 1.75))
    for label, colour, mark in ((0.0, CLASS_0, "o"), (1.0, CLASS_1, "^")):
        of_label = [point for point, its in zip(inputs, labels) if its == label]
        axes.plot(*zip(*of_label), mark, color=colour, markersize=6, markeredgewidth=0)
        name = f"crescent {label:g}"
        axes.text(-1.6 if label == 0.0 else 2.65, 1.3 if label == 0.0 else -0.95, name,
                  ha="left" if label == 0.0 else "right", va="center", color=INK)
    drawing.save(figure, "crescents.svg")
