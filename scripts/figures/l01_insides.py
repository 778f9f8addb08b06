"""The right pane of lesson 01's film: the rules, then one backup in numbers, then a walk's account.

One unit of its axes is one pixel of the film, counted from the pane's upper left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle
from matplotlib.text import Text

from figures.palette import FOCUS, INK, PALE, REFERENCE, SIGNED, TRUTH
from figures.typefaces import CODE, SANS
from policywerk.building_blocks.value_functions import lookahead
from policywerk.world.gridworld import ACTIONS, GridWorld, astray, move

LIMIT = 1.0  # values are coloured between -LIMIT and LIMIT
WIDTH, HEIGHT = 470, 440  # of the pane
TITLE_AT = -6  # the height at which the title ends, above the pane
SMALL = 13  # size of type of what explains the numbers
ROWS = 10  # of the account


def signed(worth: float, digits: int = 3) -> str:
    """A number with its sign, 0 without."""
    text = f"{worth:+.{digits}f}".replace("-", "−")
    return text[1:] if float(text[1:]) == 0.0 else text


def raised(small: float) -> str:
    """A number as 7.3 times a power of ten, for mathtext: the typefaces have no raised minus."""
    mantissa, _, power = f"{small:.1e}".partition("e")
    return rf"${mantissa}\times 10^{{{int(power)}}}$"


def paper(axes: Axes) -> None:
    """Make the axes count pixels, and hide them."""
    axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    axes.axis("off")


class Pane:
    """Artists that are seen together or not at all."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.animated: list[Artist] = []

    def text(self, x: float, y: float, text: str = "", **how: Any) -> Text:
        """A text of this pane, at half its height if nothing else is said."""
        made = self.axes.text(x, y, text, **{"va": "center", **how})
        self.animated.append(made)
        return made

    def patch(self, patch: Rectangle | Circle) -> None:
        """Add a form to this pane, or above it."""
        patch.set_clip_on(False)
        self.axes.add_patch(patch)
        self.animated.append(patch)

    def line(self, xs: Sequence[float], ys: Sequence[float], colour: str) -> None:
        """Add a thin line to this pane."""
        self.animated.extend(self.axes.plot(xs, ys, color=colour, linewidth=1))

    def set_visible(self, visible: bool) -> None:
        """Show all of it, or nothing."""
        for artist in self.animated:
            artist.set_visible(visible)


class RulesPane(Pane):
    """What may happen in this world, before the first sweep."""

    def __init__(self, axes: Axes, world: GridWorld, gamma: float) -> None:
        super().__init__(axes)
        pays = world.rewards
        self.text(0, TITLE_AT, "The rules of this world", fontsize=15.5, va="bottom")
        lines = (
            f"A move goes where it should with probability {1.0 - world.slip:g},",
            f"and to its left or its right with {world.slip / 2:g} each.",
            "Against a wall or the edge you stay where you are.", "",
            f"A step costs {-pays.step:g}. The goal pays {pays.goal:g}, the pit −{-pays.pit:g},",
            "and there the walk is over. What comes one step",
            f"later counts {gamma:g} of what it would count now.", "",
            "The value of a cell: how much there is to earn from it.",
            "At first every value is 0. A sweep makes all values new,",
            "from those of the sweep before.",
        )
        for row, line in enumerate(lines):
            self.text(0, 16 + 27 * row, line)


class BackupPane(Pane):
    """The backup of one cell: a bar for each action, and the best one worked out."""

    ZERO, UNIT = 300, 125  # where the bars start, and the length of 1.0

    def __init__(self, axes: Axes, world: GridWorld, gamma: float) -> None:
        super().__init__(axes)
        self.world, self.gamma = world, gamma
        self.patch(Rectangle((2, TITLE_AT - 17), 13, 13, fill=False, edgecolor=FOCUS, linewidth=3))
        self.title = self.text(25, TITLE_AT, "Backing up the ringed cell", fontsize=15.5,
                               va="bottom")
        self.news = self.text(0, 14)
        for tick in (-1, 0, 1):
            x = self.ZERO + tick * self.UNIT
            self.line([x, x], [34, 156], PALE if tick else REFERENCE)
            self.text(x, 168, f"{tick:+d}".replace("-", "−") if tick else "0", ha="center",
                      fontsize=SMALL)
        self.bars, self.labels, self.marks = [], [], []
        for action, name in enumerate(ACTIONS):
            y = 49 + 31 * action
            self.text(48, y, name, ha="right")
            bar = Rectangle((self.ZERO, y - 10), 0, 20)
            self.patch(bar)
            self.bars.append(bar)
            self.labels.append(self.text(64, y, family=CODE))
            self.marks.append(self.text(0, y, "best", fontsize=SMALL))
        self.head = self.text(0, 202)
        self.sums = [self.text(0, 236 + 47 * row, family=CODE, fontsize=SMALL)
                     for row in range(4)]
        self.meanings = [self.text(350, 236 + 47 * row, fontsize=SMALL, linespacing=0.85)
                         for row in range(4)]
        self.bound = self.text(0, 410)
        self.still = self.text(0, 435)

    def show(self, state: int, sweep: int, old: list[float], best: Sequence[int]) -> None:
        """The backup of one state in a sweep that found the values `old`."""
        actions = self.world.P[state]
        worth = [lookahead(outcomes, old, self.gamma) for outcomes in actions]
        for action, (bar, label, mark) in enumerate(zip(self.bars, self.labels, self.marks)):
            length = worth[action] * self.UNIT
            bar.set_x(self.ZERO + min(length, 0.0))
            bar.set_width(abs(length))
            bar.set_facecolor(SIGNED(0.5 + 0.5 * worth[action] / LIMIT))
            bar.set_edgecolor(INK if action in best else REFERENCE)
            bar.set_linewidth(2.2 if action in best else 0.6)
            label.set_text(f"{worth[action]:+.3f}".replace("-", "−"))
            mark.set_x(self.ZERO + max(length, 0.0) + 8)
            mark.set_visible(action in best)
        self.head.set_text(f"{ACTIONS[best[0]].capitalize()}, by the values after sweep "
                           f"{sweep - 1}:")
        rows = [*self.terms(state, best[0], old), (f"= {signed(worth[best[0]])}", "its new value")]
        for row, (formula, meaning) in enumerate(zip(self.sums, self.meanings)):
            formula.set_text(rows[row][0] if row < len(rows) else "")
            meaning.set_text(rows[row][1] if row < len(rows) else "")

    def terms(self, state: int, action: int, old: list[float]) -> list[tuple[str, str]]:
        """What may happen, each as the term that it adds to the sum and in words."""
        found: list[tuple[str, str]] = []
        ways = astray(action, self.world.slip)
        for (p, direction), outcome in zip(ways, self.world.P[state][action]):
            worth = f"{outcome.reward:+.2f}".replace("+1.00", "1").replace("-1.00", "-1")
            if not outcome.terminated:
                worth = f"({worth} + {self.gamma:g} × {old[outcome.next_state]:.3f})"
            formula = f"{'+ ' if found else '  '}{p:.1f} × {worth}".replace("-", "−")
            found.append((formula, self.meaning(state, action, direction)))
        return found

    def meaning(self, state: int, action: int, direction: int) -> str:
        """One thing that may happen, in words."""
        said = f"goes {ACTIONS[direction]}" if direction == action else (
            f"slips {ACTIONS[direction]}")
        cell = self.world.cells[state]
        there = self.world.neighbour(cell, direction)
        if there == cell:
            return f"{said}:\n{'wall' if self.wall(state, direction) else 'edge'}, stays"
        return said + {"G": ":\nthe goal", "X": ":\nthe pit"}.get(self.world.symbol(there), "")

    def wall(self, state: int, direction: int) -> bool:
        """Whether what stops a move is a wall of the map, and not its edge."""
        row, column = move(self.world.cells[state], direction)
        return 0 <= row < len(self.world.symbols) and 0 <= column < len(self.world.symbols[0])

    def tell(self, news: str, bound: float, still: str) -> None:
        """Why the ring is here, what the bound promises, and whether arrows still change."""
        self.news.set_text(news)
        size = f"{bound:.3f}" if bound >= 0.001 else raised(bound)
        self.bound.set_text(f"The bound: no value is wrong by more than {size}.")
        self.still.set_text(still)


class WalkPane(Pane):
    """The account of a walk: what each step paid, and the sum so far beside the promise."""

    ZERO, UNIT, LINE = 235, 210, 338  # a scale from -1 to 1, and its height

    def __init__(
        self, axes: Axes, world: GridWorld, gamma: float, walk: list[int], plan: list[list[int]],
        promised: float, mean: float, walks: int,
    ) -> None:
        super().__init__(axes)
        self.rows, self.earned = account(world, gamma, walk, plan)
        self.patch(Circle((8, TITLE_AT - 10), 7, facecolor=INK, linewidth=0))
        self.title = self.text(25, TITLE_AT, "What this walk earns", fontsize=15.5, va="bottom")
        columns = ((20, "right"), (36, "left"), (222, "left"), (465, "right"))
        for (x, side), name in zip(columns, ("", "move", "reward × discount", "so far")):
            self.text(x, 14, name, ha=side, color=REFERENCE)
        self.table = [
            [self.text(x, 42 + 26 * row, ha=side, family=family, fontsize=SMALL)
             for (x, side), family in zip(columns, (CODE, SANS, CODE, CODE))]
            for row in range(ROWS)
        ]
        ends = self.ZERO - self.UNIT, self.ZERO + self.UNIT
        self.line(ends, [self.LINE] * 2, REFERENCE)
        for tick in (-1, 0, 1):
            x = self.ZERO + tick * self.UNIT
            self.line([x, x], [self.LINE - 5, self.LINE + 5], REFERENCE)
            self.text(x, self.LINE + 18, signed(tick, 0), ha="center", fontsize=SMALL)
        there = self.ZERO + promised * self.UNIT
        self.patch(Rectangle((there - 2.5, self.LINE - 13), 5, 26, facecolor=TRUTH, linewidth=0))
        self.text(there + 8, self.LINE - 22, f"promised {signed(promised)}", fontsize=SMALL)
        self.dot = Circle((self.ZERO, self.LINE), 7, facecolor=INK, linewidth=0)
        self.patch(self.dot)
        self.now = self.text(0, self.LINE + 40, "so far", fontsize=SMALL, ha="center")
        self.end = [self.text(0, 410), self.text(0, 435)]
        earned = signed(self.earned[-1])
        self.ending = (f"It earned {earned}. The promise is a mean over all walks:",
                       f"{walks:,} by this plan earned {signed(mean)} on average.")

    def show(self, step: int) -> None:
        """The account after some steps, and at the end what it comes to."""
        first = max(step - ROWS, 0)
        for row, texts in enumerate(self.table):
            known = first + row < step
            for text, said in zip(texts, self.rows[first + row] if known else [""] * 4):
                text.set_text(said)
        so_far = self.earned[step - 1] if step else 0.0
        self.dot.center = (self.ZERO + so_far * self.UNIT, self.LINE)
        self.now.set_x(self.dot.center[0])
        for text, said in zip(self.end, self.ending if step == len(self.rows) else ("", "")):
            text.set_text(said)


def account(
    world: GridWorld, gamma: float, walk: list[int], plan: list[list[int]]
) -> tuple[list[list[str]], list[float]]:
    """A row for each step of a walk (number, move, what it pays, sum so far), and the sums."""
    rows: list[list[str]] = []
    sums: list[float] = []
    discount = 1.0
    for number, (state, after) in enumerate(zip(walk, walk[1:]), 1):
        action = plan[state][0]
        ways = astray(action, world.slip)
        outcome, direction = next(
            (outcome, direction) for outcome, (_, direction) in zip(world.P[state][action], ways)
            if outcome.next_state == after)
        said = ACTIONS[action]
        if direction != action:
            said += f", slips {ACTIONS[direction]}"
        if after == state:
            said += ": stays"
        sums.append((sums[-1] if sums else 0.0) + discount * outcome.reward)
        paid = f"{outcome.reward:+.2f} × {discount:.3f}".replace("-", "−")
        rows.append([f"{number}", said, paid, signed(sums[-1])])
        discount *= gamma
    return rows, sums
