"""The records of lesson 07 as its pictures read them: curves, and scenes of the film."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from policywerk.data.record import Record
from policywerk.data.values import Json, items, number, numbers, rows, text, whole
from policywerk.lessons.l07_scenes import CONTEXT, unshaded
from policywerk.world.pixel_pointmass import MARGIN, SIDE, TARGET, picture

PIXEL = 2.0 / (SIDE - 1 - 2.0 * MARGIN)  # its width, in the units of the square
FAINTEST = 0.2  # what is less bright, beside the target, is no dot
SPOT = 40  # pixels: what has more bright ones is grey all over, and shows no dot


# ---------------------------------------------------------------- curves


class Curve(NamedTuple):
    """Something measured along training."""

    steps: list[float]
    values: list[float]

    def until(self, step: float) -> Curve:
        """As much of it as has happened by a step."""
        known = bisect_right(self.steps, step)
        return Curve(self.steps[:known], self.values[:known])


def marks_of(record: Record, name: str) -> Curve:
    """What the updates said, in the mean of a hundred steps each."""
    return Curve(record.series["step"], record.series[name])


def ahead(records: Sequence[Record], name: str) -> list[list[float]]:
    """Errors after 1, 2, ... steps with closed eyes, of each seed."""
    return [record.series[f"{name}, ahead"] for record in records]


# ---------------------------------------------------------------- scenes of the film


class Scene(NamedTuple):
    """An agent after so many steps of training: an episode, and what it had in mind of it."""

    step: int
    real: list[np.ndarray]
    imagined: list[np.ndarray]  # with open eyes what it made of the picture, then dreamt
    places: list[list[float]]  # where the dot is
    imagined_places: list[tuple[float, float] | None]  # where it imagines it, if there is one
    rewards: list[float]
    imagined_rewards: list[float]
    codes: list[list[int]]  # the class of each latent
    entropies: list[float]

    @property
    def last(self) -> int:
        """The number of its last picture."""
        return len(self.real) - 1

    @property
    def arrived(self) -> bool:
        """Whether the last picture is one at the target."""
        return self.rewards[-1] > 0.0


def scenes_of(record: Record, target: Sequence[float]) -> list[Scene]:
    """The scenes of a film, the first before any training."""
    return [scene_of(snapshot, target) for snapshot in record.snapshots]


def scene_of(snapshot: Mapping[str, Json], target: Sequence[float]) -> Scene:
    """A snapshot as the record keeps it."""
    imagined = [brightness(text(each)) for each in items(snapshot["dreamt"])]
    return Scene(
        step=whole(snapshot["step"]),
        real=[brightness(text(each)) for each in items(snapshot["real"])],
        imagined=imagined,
        places=rows(snapshot["places"]),
        imagined_places=[place_of(image, target) for image in imagined],
        rewards=numbers(snapshot["rewards"]),
        imagined_rewards=numbers(snapshot["dreamt rewards"]),
        codes=[[int(number(each)) for each in items(code)] for code in items(snapshot["codes"])],
        entropies=numbers(snapshot["entropies"]),
    )


def brightness(shades: str) -> np.ndarray:
    """A picture that is kept as text: the middle of each shade."""
    return np.asarray(unshaded(shades)).reshape(SIDE, SIDE)


def place_of(image: np.ndarray, target: Sequence[float]) -> tuple[float, float] | None:
    """Where a picture shows the dot, in the coordinates of the square; None if it shows none.

    What the target does not explain is the dot. Around its brightest pixel, the middle of nine
    pixels is taken, each as heavy as it is bright.
    """
    plain = np.asarray(picture(target, TARGET)).reshape(SIDE, SIDE)
    left = np.maximum(image - plain - FAINTEST, 0.0)
    if not 0 < np.count_nonzero(left) <= SPOT:
        return None
    row, column = np.unravel_index(np.argmax(left), left.shape)
    down, across = np.mgrid[0:SIDE, 0:SIDE]
    near = (abs(down - row) <= 1) & (abs(across - column) <= 1)
    weights = np.where(near, left, 0.0) / np.sum(left[near])
    return (PIXEL * (float(np.sum(weights * across)) - MARGIN) - 1.0,
            1.0 - PIXEL * (float(np.sum(weights * down)) - MARGIN))


def pixels_off(scene: Scene, moment: int) -> float | None:
    """How far the imagined dot is from the real one, in pixels."""
    place = scene.imagined_places[moment]
    if place is None:
        return None
    return float(np.hypot(*np.subtract(place, scene.places[moment]))) / PIXEL


def eyes_closed(moment: int) -> int:
    """For how many steps the eyes are closed at a moment of a scene; 0 while they are open."""
    return max(moment - (CONTEXT - 1), 0)
