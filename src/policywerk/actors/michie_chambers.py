"""BOXES: a demon in every box, learning from how long trials lasted (Michie & Chambers 1968)."""

from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from policywerk.building_blocks.boxes import check_boxes
from policywerk.primitives.random import Stream, integer
from policywerk.primitives.vector import Vector, total


class Tally:
    """How long trials lasted after one side was chosen in one box, and how often it was."""

    def __init__(self) -> None:
        self.life = 0.0  # states seen, older ones counting less
        self.usage = 0.0  # entries, older ones counting less

    def add(self, memory: float, life: float, usage: float) -> None:
        """Let what is there fade once, and add a trial."""
        self.life, self.usage = memory * self.life + life, memory * self.usage + usage


class MichieChambers:
    """BOXES (Michie & Chambers 1968): every box keeps the side after which trials lasted longer.

    A box holds its side for a whole trial. After the trial each box that was entered counts how
    many states the trial still saw from each entry on, the first and the last included, and
    compares its two sides:

    (life + caution mean) / (usage + caution)
    mean = average length of past trials, in steps, older ones counting less
    """

    def __init__(self, boxes: int, memory: float = 0.99, caution: float = 20.0) -> None:
        """Forget everything.

        Args:
            boxes: how many there are.
            memory: what a tally keeps of its past when a trial is added, in [0, 1].
            caution: how many uses of average length each side is credited with, > 0.
        """
        if not (0.0 <= memory <= 1.0 and 0.0 < caution < float("inf")):
            raise ValueError(f"need memory in [0, 1] and caution > 0, got {memory} and {caution}")
        check_boxes(boxes)
        self.sides: List[Optional[int]] = [None] * boxes  # None where never entered
        self.tallies = [(Tally(), Tally()) for _ in range(boxes)]
        self.trials = Tally()
        self.memory = memory
        self.caution = caution
        self.entries: List[Tuple[int, int]] = []  # (box, step of this trial)
        self.steps = 0

    def act(self, box: int, rng: Stream) -> int:
        """The side of the box; where it has none yet, one is drawn.

        Raises: ValueError for a box that there is not.
        """
        if not 0 <= box < len(self.sides):
            raise ValueError(f"there are boxes 0 to {len(self.sides) - 1}, not {box!r}")
        side = self.sides[box]
        if side is None:
            side = self.sides[box] = integer(rng, 2)
        return side

    def learn(self, box: int, action: int, reward: float, next_box: Optional[int]) -> None:
        """Note when a box was entered; nothing is learnt before the trial is over."""
        if not self.entries or self.entries[-1][0] != box:
            self.entries.append((box, self.steps))
        self.steps += 1

    def end(self) -> None:
        """Add the trial to the tallies of the boxes it entered, and choose their sides anew."""
        self.trials.add(self.memory, float(self.steps), 1.0)
        entered: Dict[int, Vector] = {}
        for box, step in self.entries:
            entered.setdefault(box, []).append(float(self.steps - step + 1))
        for box, lives in entered.items():
            self._settle(box, lives)
        self.entries, self.steps = [], 0

    def _settle(self, box: int, lives: Vector) -> None:
        side = self.sides[box] or 0
        used, other = self.tallies[box][side], self.tallies[box][1 - side]
        used.add(self.memory, total(lives), float(len(lives)))
        other.add(self.memory, 0.0, 0.0)
        mean = self.trials.life / self.trials.usage
        if self._worth(other, mean) > self._worth(used, mean):
            self.sides[box] = 1 - side

    def _worth(self, tally: Tally, mean: float) -> float:
        return (tally.life + self.caution * mean) / (tally.usage + self.caution)
