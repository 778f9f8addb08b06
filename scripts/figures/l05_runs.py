"""The records of lesson 05 as its pictures read them: groups of runs, curves, scenes of a game."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from policywerk.data import values as value
from policywerk.data.record import Record
from policywerk.data.values import rows, whole
from policywerk.lessons.experiment import Records, Run
from policywerk.lessons.l05_dqn import GROUPS, SHOWN, Baselines, Catch
from policywerk.primitives.vector import mean
from policywerk.world.catcher import MOVES

HEADLINE = "width 5"
SIZE = 16  # pixels along a side
ACTIONS = ("left", "stay", "right")


def runs_of(*groups: str) -> tuple[Run, ...]:
    """The runs of some groups, as the lesson plans them."""
    return tuple(SHOWN if config == SHOWN.config and seed == SHOWN.seed else
                 Run(config, seed, tier="figures" if config.film else "evidence")
                 for config, seeds in (GROUPS[group] for group in groups)
                 for seed in range(seeds))


def records_of(records: Records, group: str) -> list[Record]:
    """The records of a group that there are, in the order of their seeds."""
    config, _ = GROUPS[group]
    return [record for found, record in records.each(Catch) if found == config]


def groups_in(records: Records) -> list[str]:
    """The groups of which a seed is trained, in the lesson's order."""
    return [group for group in GROUPS if records_of(records, group)]


def baseline(records: Records, player: str, width: int) -> list[float]:
    """The returns of somebody who does not learn; none if that was not played yet."""
    record = records.find(Run(Baselines(width)))
    return [] if record is None else value.numbers(record.results[player])


def finals(records: Sequence[Record], name: str) -> list[float]:
    """One result of each record; one that diverged has none of how it plays in the end."""
    return [value.number(record.results[name]) for record in records if name in record.results]


def diverged(records: Sequence[Record]) -> int:
    """How many seeds ended early, since their values ran away."""
    return sum(1 for record in records if record.results["diverged"])


class Spread(NamedTuple):
    """A series of several seeds: of each point the mean, the lowest and the highest."""

    steps: list[float]
    means: list[float]
    low: list[float]
    high: list[float]


def spread(records: Sequence[Record], *names: str) -> Spread:
    """A series of the evaluations, or the difference of two, over all seeds.

    A seed that ended early counts as far as it came.
    """
    longest = max(records, key=lambda record: len(record.series["step"]))
    columns = [[points[i] for points in (_points(record, *names) for record in records)
                if i < len(points)] for i in range(len(longest.series["step"]))]
    return Spread(longest.series["step"], [mean(column) for column in columns],
                  [min(column) for column in columns], [max(column) for column in columns])


def _points(record: Record, name: str, less: str = "") -> list[float]:
    if not less:
        return record.series[name]
    return [a - b for a, b in zip(record.series[name], record.series[less], strict=True)]


class Returns(NamedTuple):
    """What a seed earned in training, smoothed backwards: nothing is known before its time."""

    ends: list[float]  # steps at which episodes ended
    means: list[float]  # of that episode and the nine before it, or those there are

    def until(self, step: float) -> Returns:
        """As much of it as has happened by a step."""
        known = bisect_right(self.ends, step)
        return Returns(self.ends[:known], self.means[:known])


WINDOW = 10  # episodes


def returns_of(record: Record) -> Returns:
    """The training returns of a seed, each the mean of the last ten."""
    earned = record.series["return"]
    return Returns(record.series["end"], [mean(earned[max(0, i + 1 - WINDOW):i + 1])
                                          for i in range(len(earned))])


# ---------------------------------------------------------------- scenes of a game


class Moment(NamedTuple):
    """The game at one step, or the moment when a ball has arrived."""

    ball: tuple[int, int]  # row, column
    paddle: int  # column of its left end
    trail: tuple[tuple[int, int], ...]  # where this ball was before, oldest first
    values: tuple[float, float, float]  # Q of each action; at the end those of the last choice
    action: int
    older: tuple[int, int, int]  # the frame before: row and column of the ball, paddle
    newest: tuple[int, int, int]
    reward: float  # 1 caught, -1 missed, 0 still falling
    caught: int  # balls so far in this scene, this one included
    missed: int


class Act(NamedTuple):
    """How the agent played after some steps of training, and its first layer then."""

    step: int
    moments: list[Moment]
    weights: list[list[float]]  # of a few neurons: the older frame, then the newest


def acts_of(record: Record, width: int) -> list[Act]:
    """The scenes of a film, moment by moment."""
    return [Act(whole(scene["step"]), moments(rows(scene["steps"]), width),
                rows(scene["weights"])) for scene in record.snapshots]


def moments(steps: Sequence[Sequence[float]], width: int) -> list[Moment]:
    """Every step as it was recorded, and after the last of each ball where it arrived."""
    found: list[Moment] = []
    trail: list[tuple[int, int]] = []
    caught = missed = 0
    before: tuple[int, int, int] | None = None
    for row, column, paddle, action, reward, *q in steps:
        seen = (int(row), int(column), int(paddle))
        moment = Moment((seen[0], seen[1]), seen[2], tuple(trail), (q[0], q[1], q[2]),
                        int(action), before or seen, seen, 0.0, caught, missed)
        found.append(moment)
        trail.append(moment.ball)
        before = seen
        if reward:
            caught, missed = caught + (reward > 0), missed + (reward < 0)
            end = landing(trail)
            moved = min(max(moment.paddle + MOVES[moment.action], 0), SIZE - width)
            found.append(moment._replace(ball=end, paddle=moved, trail=tuple(trail),
                                         reward=float(reward), caught=caught, missed=missed))
            trail = []
    return found


def landing(trail: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Where a ball goes next: on in its direction, which a wall turns round."""
    (_, before), (row, column) = trail[-2:]
    drift = column - before
    if not 0 <= column + drift < SIZE:
        drift = -drift
    return row + 1, column + drift


def frame(seen: tuple[int, int, int], width: int) -> list[list[float]]:
    """The pixels of a frame, row by row: 1.0 for the ball and the paddle."""
    row, column, paddle = seen
    pixels = [[0.0] * SIZE for _ in range(SIZE)]
    pixels[-1][paddle:paddle + width] = [1.0] * width
    pixels[row][column] = 1.0
    return pixels
