"""Enlarging: the way back from a small image to a large one, in which pixels are repeated."""

from __future__ import annotations

from typing import List

from policywerk.building_blocks.conv import Images, check_images
from policywerk.building_blocks.grad import Node, Parameter, operation
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.vector import check_size


def enlarged(images: Images, factor: int) -> Images:
    """The shape of images in which every pixel has become a square of factor by factor.

    Raises: ValueError if factor < 1, or the images have no pixels.
    """
    if factor < 1 or min(images) < 1:
        raise ValueError("enlarged needs images with pixels and a factor of at least 1, got "
                         f"{images.channels} by {images.height} by {images.width} and {factor}")
    check_size("enlarged", *images, factor, factor)
    return Images(images.channels, factor * images.height, factor * images.width)


def enlarge(x: Node, images: Images, factor: int = 2) -> Node:
    """Every pixel becomes a square of equal ones: the nearest neighbour of each is its origin.

    y[c, i, j] = x[c, floor(i / factor), floor(j / factor)]

    dL/dx[c, i, j] = sum over u, v < factor of dL/dy[c, factor i + u, factor j + v]

    Args:
        x: one row an image, of the shape images.
    Raises: ValueError if x is not made of such images, or factor < 1.
    """
    check_images(x, images)
    origins = _origins(images, factor)

    def pull(grads: Matrix) -> None:
        for target, grad in zip(x.grads, grads):
            for k in range(len(grad)):
                target[origins[k]] += grad[k]

    return operation([[row[k] for k in origins] for row in x.values], (x,), pull)


def _origins(images: Images, factor: int) -> List[int]:
    """For each entry of an enlarged image's row, the entry that it repeats."""
    _, height, width = enlarged(images, factor)
    lines = images.channels * height
    return [line // factor * images.width + column // factor
            for line in range(lines) for column in range(width)]


class Enlarge:
    """A layer that enlarges. It has no parameters: there is nothing to learn.

    images: the shape of what comes out.
    """

    def __init__(self, images: Images, factor: int = 2) -> None:
        """A layer for images of this shape.

        Raises: ValueError if factor < 1, or the images have no pixels.
        """
        self.small, self.factor = images, factor
        self.images = enlarged(images, factor)

    def __call__(self, x: Node) -> Node:
        """The larger images.

        Raises: ValueError if x is not made of images of the shape that the layer is for.
        """
        return enlarge(x, self.small, self.factor)

    def parameters(self) -> List[Parameter]:
        """None."""
        return []
