"""The pictures that pages about returns need most: how steps stop, backups, bias and variance."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Circle, Rectangle

from figures.drawing import Drawing
from figures.palette import ERROR, INK, OURS, PAPER, REFERENCE, SECOND, TARGET, WALL
from figures.sketch import arrow, ground
from figures.style import quiet_grid
from policywerk.building_blocks.returns import bootstraps, stretch
from policywerk.primitives.matrix import transpose_product
from policywerk.primitives.vector import dot, one_hot
from policywerk.world.random_walk import LETTERS, RandomWalk

COINS, WORTH, GAMMA = [1.0, 0.0, 2.0], [2.0, 3.0, 1.0, 4.0], 0.5
ENDS = (("terminated: she goes home", True, False),
        ("truncated: the street is closed", False, True),
        ("neither: we stopped writing", False, False))


def draw_timeline(drawing: Drawing) -> None:
    """The same three steps, stopped in three ways, and what the last is worth in each."""
    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    for axes, (title, terminated, truncated) in zip(figure.subplots(3, 1), ENDS):
        rollout = stretch(COINS, WORTH, terminated, truncated)
        last = bootstraps(rollout)[-1]
        ground(axes, (-0.4, 7.4), (-0.62, 0.75), equal=False)
        axes.text(-0.3, 0.72, title, va="top", weight="bold")
        for step, coin in enumerate(COINS):
            arrow(axes, (step + 0.14, 0), (step + 0.86, 0), INK, linewidth=1.6)
            axes.text(step + 0.5, 0.1, f"+{coin:g}", ha="center", va="bottom")
            axes.plot(step, 0, "o", markersize=15, markerfacecolor=PAPER, color=INK)
            axes.text(step, -0.24, f"$s_{step}$", ha="center", va="top")
        beyond = len(COINS)
        if terminated:
            axes.plot(beyond, 0, "s", markersize=15, color=WALL)
        else:
            axes.plot(beyond, 0, "o", markersize=15, markerfacecolor=PAPER, color=INK)
            axes.plot([beyond + 0.15, beyond + 0.8], [0, 0], ":", color=REFERENCE, linewidth=2.5)
        if truncated:
            axes.plot([beyond + 0.27] * 2, [-0.16, 0.4], color=WALL, linewidth=4)
        axes.text(beyond, -0.24, f"$s_{beyond}$, worth {last:g}", ha="center", va="top",
                  color=TARGET)
        axes.text(4.25, 0, f"the last step: {COINS[-1]:g} + {GAMMA:g} × {last:g} "
                  f"= {COINS[-1] + GAMMA * last:g}", va="center")
    drawing.save(figure, "how_steps_stop.svg")


# ---------------------------------------------------------------- backups

R = 0.16  # of a state
Draw = Callable[[Axes], None]


def state(axes: Axes, x: float, y: float, *, known: bool = True, updated: bool = False) -> None:
    """A state: a circle; the one that learns has a thick rim, one that is used is filled."""
    axes.add_patch(Circle((x, y), R, facecolor=TARGET if known and not updated else PAPER,
                          edgecolor=OURS if updated else INK, linewidth=3.5 if updated else 1.4,
                          zorder=3))


def action(axes: Axes, x: float, y: float, *, used: bool = False, updated: bool = False) -> None:
    """An action: a dot, larger where its value is used or learns."""
    colour = OURS if updated else TARGET if used else INK
    axes.add_patch(Circle((x, y), 0.11 if updated or used else 0.06, color=colour, zorder=3))


def end(axes: Axes, x: float, y: float) -> None:
    """The end of an episode: a square."""
    axes.add_patch(Rectangle((x - 0.14, y - 0.14), 0.28, 0.28, color=WALL, zorder=3))


def lines(axes: Axes, *ways: tuple[float, float, float, float]) -> None:
    """Straight lines, from one place to another."""
    for x, y, to_x, to_y in ways:
        axes.plot([x, to_x], [y, to_y], color=INK, linewidth=1.4, zorder=1)


def one_step(axes: Axes, x: float, y: float) -> None:
    """From a state by one action to the next state."""
    lines(axes, (x, y, x, y - 1.0))
    action(axes, x, y - 0.5)


def planning(axes: Axes) -> None:
    """All actions, and all that may follow each."""
    for side in (-0.6, 0.6):
        lines(axes, (0, 0, side, -0.5))
        action(axes, side, -0.5)
        for away in (-0.28, 0.28):
            lines(axes, (side, -0.5, side + away, -1.0))
            state(axes, side + away, -1.0)
    axes.add_patch(Arc((0, 0), 0.75, 0.7, theta1=215, theta2=325, color=INK, linewidth=2))
    state(axes, 0, 0, updated=True)


def monte_carlo(axes: Axes) -> None:
    """One way to the very end."""
    for y in (0.0, -1.0, -2.0):
        one_step(axes, 0, y)
        state(axes, 0, y, known=False, updated=y == 0.0)
    end(axes, 0, -3.0)


def td_zero(axes: Axes) -> None:
    """One step, then the estimate."""
    one_step(axes, 0, 0)
    state(axes, 0, 0, updated=True)
    state(axes, 0, -1.0)


def td_lambda(axes: Axes) -> None:
    """One step, two steps, and so on to the end, each with its share."""
    shares = ("1 − λ", "(1 − λ) λ", "λ²")
    for steps, (x, share) in enumerate(zip((-0.75, 0.0, 0.75), shares), 1):
        for y in range(steps):
            one_step(axes, x, -float(y))
            state(axes, x, -float(y), known=False, updated=y == 0)
        (end if steps == len(shares) else state)(axes, x, -float(steps))
        axes.text(x, -steps - 0.27, share, ha="center", va="top", fontsize=12)


def from_action(axes: Axes) -> float:
    """From an action to the next state; returns the height of that state."""
    lines(axes, (0, 0, 0, -0.6))
    action(axes, 0, 0, updated=True)
    state(axes, 0, -0.6, known=False)
    return -0.6


def sarsa(axes: Axes) -> None:
    """The action that was taken next."""
    y = from_action(axes)
    lines(axes, (0, y, 0, y - 0.6))
    action(axes, 0, y - 0.6, used=True)


def fan(axes: Axes) -> None:
    """All actions of the next state."""
    y = from_action(axes)
    for x in (-0.5, 0.0, 0.5):
        lines(axes, (0, y, x, y - 0.6))
        action(axes, x, y - 0.6, used=True)


def q_learning(axes: Axes) -> None:
    """The best of all actions of the next state."""
    fan(axes)
    axes.add_patch(Arc((0, -0.6), 0.8, 0.8, theta1=225, theta2=315, color=INK, linewidth=2))


BACKUPS: dict[str, tuple[str, Draw]] = {
    "planning": ("Planning", planning),
    "monte_carlo": ("Monte Carlo", monte_carlo),
    "td_zero": ("TD(0)", td_zero),
    "td_lambda": ("TD(λ)", td_lambda),
    "sarsa": ("Sarsa", sarsa),
    "expected_sarsa": ("Expected Sarsa", fan),
    "q_learning": ("Q-learning", q_learning),
}


def draw_backups(drawing: Drawing) -> None:
    """The family in one picture, and each of its members in one of its own."""
    figure = Figure(figsize=(7.6, 4.6), layout="constrained")
    grid = figure.add_gridspec(2, 1, height_ratios=(1.4, 1))
    above, below = figure.add_subfigure(grid[0]), figure.add_subfigure(grid[1])
    names = list(BACKUPS)
    for part, row, down in ((above, names[:4], -3.55), (below, names[4:], -1.55)):
        for axes, name in zip(part.subplots(1, len(row)), row):
            backup(axes, name, down)
    drawing.save(figure, "backups.svg")
    for name in BACKUPS:
        alone = Figure(figsize=(2.6, 3.4), layout="constrained")
        backup(alone.add_subplot(), name, -3.55 if name in names[:4] else -1.55)
        drawing.save(alone, f"backup_{name}.svg")


def backup(axes: Axes, name: str, down: float) -> None:
    """One diagram, its name above."""
    title, draw = BACKUPS[name]
    ground(axes, (-1.15, 1.15), (down, 0.3))
    draw(axes)
    axes.set_title(title, loc="center")


def whole_tree(axes: Axes) -> None:
    """All that may ever follow, to the very end."""
    for side in (-0.9, 0.9):
        lines(axes, (0, 0, side, -0.5))
        action(axes, side, -0.5)
        for away in (-0.45, 0.45):
            x = side + away
            lines(axes, (side, -0.5, x, -1.0))
            state(axes, x, -1.0, known=False)
            for branch in (-0.22, 0.22):
                lines(axes, (x, -1.0, x + branch, -1.5), (x + branch, -1.5, x + branch, -2.0))
                action(axes, x + branch, -1.5)
                end(axes, x + branch, -2.0)
    state(axes, 0, 0, updated=True)


MAP: tuple[tuple[str, Draw], ...] = (
    ("TD(0)", td_zero), ("Planning", planning), ("Monte Carlo", monte_carlo),
    ("The whole tree", whole_tree),
)


def draw_map(drawing: Drawing) -> None:
    """Where methods stand: how deep a target looks, and how much of each step it looks at."""
    figure = Figure(figsize=(7.6, 6.4), layout="constrained")
    panels = figure.subplots(2, 2, height_ratios=(1.45, 3.4)).flat
    for axes, (title, draw), down in zip(panels, MAP, (-1.25, -1.25, -3.2, -3.2)):
        ground(axes, (-1.7, 1.7), (down, 0.25))
        draw(axes)
        axes.set_title(title, loc="center")
    figure.supxlabel("wide: one sample  →  everything that may follow")
    figure.supylabel("deep: to the end  ←  one step, then an estimate")
    drawing.save(figure, "depth_and_width.svg")


# ---------------------------------------------------------------- bias and variance

TOO_HIGH, WALKS, FROM, STEPS = 0.2, 5, "D", 24


def n_step_errors() -> list[tuple[float, float]]:
    """Squared bias and variance of the mean n-step target of a few walks from D.

    Every estimate is too high by the same. Exact, by the model: after n steps a walk has ended,
    and paid 0 or 1, or is in a state whose estimate is put in the place of the rest.
    """
    world = RandomWalk()
    last, values = len(LETTERS) - 1, world.true_values()
    moves = [[0.0] * (last + 1) for _ in range(last + 1)]
    for place, actions in enumerate(world.P):
        for outcome in actions[0]:
            moves[place][outcome.next_state] += outcome.probability
    paid = [0.0, *[value + TOO_HIGH for value in values[1:-1]], 1.0]  # by where the walk is then
    truth, where = values[LETTERS.index(FROM)], one_hot(LETTERS.index(FROM), last + 1)
    found = []
    for _ in range(STEPS):
        where = transpose_product(moves, where)
        expected = dot(where, paid)
        found.append(((expected - truth) * (expected - truth),
                      (dot(where, [each * each for each in paid]) - expected * expected) / WALKS))
    return found


def draw_bias_and_variance(drawing: Drawing) -> None:
    """What n trades: the bias of a wrong estimate for the variance of a long walk."""
    figure = Figure(figsize=(7.6, 3.8), layout="constrained")
    axes = figure.add_subplot()
    quiet_grid(axes)
    errors, steps = n_step_errors(), range(1, STEPS + 1)
    axes.plot(steps, [bias + noise for bias, noise in errors], "D-", color=ERROR, markersize=5,
              label="both: mean squared error")
    axes.plot(steps, [noise for _, noise in errors], "s--", color=SECOND, markersize=5,
              label="variance")
    axes.plot(steps, [bias for bias, _ in errors], "o-", color=OURS, markersize=5,
              label="bias, squared")
    axes.set(xlim=(0.5, STEPS + 0.5), ylim=(0, 0.06), xlabel="n, the steps before the estimate",
             ylabel="error of the target")
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.1))
    drawing.save(figure, "bias_and_variance.svg")
