"""Pooling: smaller images, in which one number stands for the pixels of a window."""

from __future__ import annotations

from typing import Callable, List

from policywerk.building_blocks.conv import Images, Windows, check_images
from policywerk.building_blocks.grad import Node, Parameter, operation
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.vector import Vector


def _members(windows: Windows) -> List[List[int]]:
    """The entries of an image's row that each window sees, channel after channel."""
    area = len(windows.reach)
    seen = [[k for k in pixels if k >= 0] for pixels in zip(*windows.sight)]
    return [[channel * area + k for k in pixels]
            for channel in range(windows.images.channels) for pixels in seen]


def max_pool(x: Node, windows: Windows) -> Node:
    """The largest pixel of each window, channel by channel: y = max over the window of x.

    dL/dx += dL/dy at the pixel that was the largest (the first, of equals), 0 elsewhere

    Raises: ValueError if x is not made of such images.
    """
    check_images(x, windows.images)
    members = _members(windows)
    places = [[_largest(row, pixels) for pixels in members] for row in x.values]

    def pull(grads: Matrix) -> None:
        for target, grad, best in zip(x.grads, grads, places):
            for j in range(len(best)):
                target[best[j]] += grad[j]

    values = [[row[k] for k in best] for row, best in zip(x.values, places)]
    return operation(values, (x,), pull)


def _largest(row: Vector, pixels: List[int]) -> int:
    """The one of these places where row is largest: the first nan, if there is one."""
    best = pixels[0]
    for k in pixels:
        if row[k] != row[k]:
            return k
        if row[k] > row[best]:
            best = k
    return best


class Pool:
    """A layer that pools. It has no parameters: there is nothing to learn.

    windows: where it looks. images: the shape of what comes out.
    """

    def __init__(self, pool: Callable[[Node, Windows], Node], windows: Windows) -> None:
        """A layer of this pool, such as max_pool."""
        self.pool = pool
        self.windows = windows
        self.images = Images(windows.images.channels, windows.height, windows.width)

    def __call__(self, x: Node) -> Node:
        """The smaller images.

        Raises: ValueError if x is not made of the images that the windows slide over.
        """
        return self.pool(x, self.windows)

    def parameters(self) -> List[Parameter]:
        """None."""
        return []
