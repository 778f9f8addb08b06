"""A norm for images: at every pixel, what its channels say is brought to size."""

from __future__ import annotations

from typing import List

from policywerk.building_blocks.conv import Images, check_images
from policywerk.building_blocks.grad import Node, Parameter, add_multiple, operation
from policywerk.building_blocks.norms import rms_norm_silu
from policywerk.primitives.matrix import Matrix, shape


def as_pixels(x: Node, images: Images) -> Node:
    """Images as rows of pixels: one row a pixel, one column a channel.

    y[area i + k, c] = x[i, area c + k],  area = height * width;  slopes go back the same way

    Raises: ValueError if x is not made of such images.
    """
    check_images(x, images)
    area = images.height * images.width
    return operation(_pixels(x.values, area), (x,),
                     lambda grads: add_multiple(x.grads, 1.0, _images(grads, area)))


def as_images(y: Node, images: Images) -> Node:
    """The way back: pixels, one row each, as rows that are images.

    x[i, area c + k] = y[area i + k, c],  area = height * width;  slopes go back the same way

    Raises: ValueError if y has not one column for each channel, or no whole number of images.
    """
    (rows, columns), area = shape(y.values), images.height * images.width
    if columns != images.channels or area < 1 or rows % area:
        raise ValueError(f"images of {images.channels} by {images.height} by {images.width} "
                         f"need {images.channels} columns and {area} rows each, "
                         f"got {rows} by {columns}")
    return operation(_images(y.values, area), (y,),
                     lambda grads: add_multiple(y.grads, 1.0, _pixels(grads, area)))


def _pixels(rows: Matrix, area: int) -> Matrix:
    """All channels of a pixel side by side, pixel after pixel."""
    return [row[k::area] for row in rows for k in range(area)]


def _images(rows: Matrix, area: int) -> Matrix:
    """All pixels of a channel side by side, channel after channel."""
    return [[row[c] for c in range(len(rows[0])) for row in rows[start:start + area]]
            for start in range(0, len(rows), area)]


class PixelNorm:
    """A layer that norms the channels of each pixel, and bends them: y = silu(rms_norm(x)).

    What is a neuron to rms_norm is a channel here: one gain serves all pixels of a channel, as
    one filter does.

    images: the shape of what goes in and comes out. gain: one row, an entry for each channel.
    """

    def __init__(self, images: Images, gain: Parameter) -> None:
        """A layer with this gain; the norm checks that it fits."""
        self.images = images
        self.gain = gain

    def __call__(self, x: Node) -> Node:
        """The images, normed and bent.

        Raises: ValueError if x is not made of such images, or the gain does not fit them.
        """
        return as_images(rms_norm_silu(as_pixels(x, self.images), self.gain), self.images)

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change."""
        return [self.gain]


def pixel_norm(name: str, images: Images) -> PixelNorm:
    """A new layer: gains 1.0.

    Raises: ValueError if the images have no channel.
    """
    return PixelNorm(images, Parameter(f"{name}.gain", [[1.0] * images.channels]))
