"""Convolution: one small set of weights looks at every place of an image in turn."""

from __future__ import annotations

from typing import List, NamedTuple, Tuple

from policywerk.building_blocks.dense import Bend, Draw, he_normal, linear
from policywerk.building_blocks.grad import (
    Node,
    Parameter,
    add_combinations,
    add_outer_products,
    affine_values,
    all_finite,
    kept,
    mostly_zero,
    operation,
)
from policywerk.building_blocks.work import did
from policywerk.primitives.matrix import Matrix, shape, transpose, zeros
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector, add_scaled, check_size, concatenate, total


class Images(NamedTuple):
    """The shape of the images in a batch, whose rows are images, channel after channel.

    The pixel of a channel, row, column is entry (channel * height + row) * width + column.
    """

    channels: int
    height: int
    width: int


class Windows(NamedTuple):
    """All the stops of a square window that slides over images, row by row.

    images: what it slides over. kernel: the side of the window, in pixels.
    height, width: how many stops there are, down and across.
    reach: for each pixel of a channel, the windows that see it, as pairs of the number of
        the stop and the place in the window, row by row.
    sight: for each place in the window, the pixel of a channel that each stop sees there;
        -1 outside the image.
    """

    images: Images
    kernel: int
    height: int
    width: int
    reach: List[List[Tuple[int, int]]]
    sight: List[List[int]]


def output_length(length: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """The number of stops of a window along one side of an image.

    floor((length + 2 padding - kernel) / stride) + 1

    Args:
        length: pixels along that side of the image.
        kernel: pixels along the window.
        stride: pixels from one stop to the next.
        padding: rows of zeros set around the image, fewer than the window is long.
    Raises: ValueError if there is no stop, or a window could see zeros alone.
    """
    if length < 1 or kernel < 1 or stride < 1 or not 0 <= padding < kernel:
        raise ValueError("need length, kernel and stride of at least 1 and a padding from "
                         f"0 to kernel - 1, got {length}, {kernel}, {stride}, {padding}")
    if kernel > length + 2 * padding:
        raise ValueError(f"a window of {kernel} does not fit on {length} pixels with "
                         f"padding {padding}: make it smaller, or pad more")
    return (length + 2 * padding - kernel) // stride + 1


def slide(images: Images, kernel: int, stride: int = 1, padding: int = 0) -> Windows:
    """The stops of a window on images of this shape; see output_length for the numbers.

    Raises: ValueError if there are no channels, or the window does not fit.
    """
    if images.channels < 1:
        raise ValueError(f"images need at least one channel, got {images.channels}")
    check_size("slide", images.height, images.width, kernel)
    height = output_length(images.height, kernel, stride, padding)
    width = output_length(images.width, kernel, stride, padding)
    reach: List[List[Tuple[int, int]]] = [[] for _ in range(images.height * images.width)]
    sight = [[-1] * (height * width) for _ in range(kernel * kernel)]
    for window in range(height * width):
        top = window // width * stride - padding
        left = window % width * stride - padding
        for offset in range(kernel * kernel):
            y, x = top + offset // kernel, left + offset % kernel
            if 0 <= y < images.height and 0 <= x < images.width:
                reach[y * images.width + x].append((window, offset))
                sight[offset][window] = y * images.width + x
    return Windows(images, kernel, height, width, reach, sight)


def check_images(x: Node, images: Images) -> None:
    """Raise ValueError unless each row of x has one entry for each pixel of an image."""
    pixels = images.channels * images.height * images.width
    columns = shape(x.values)[1]
    if columns != pixels:
        raise ValueError(f"images of {images.channels} by {images.height} by {images.width} "
                         f"have {pixels} pixels, but x has {columns} columns")


def convolve(x: Node, weight: Node, bias: Node, windows: Windows) -> Node:
    """Filter a batch of images; the filters' answers are the channels of the new images.

    y[f, i, j] = b[f] + sum over c, u, v of w[f, c, u, v] x[c, top + u, left + v],
    top = stride i - padding, left = stride j - padding, x = 0 outside the image
    (LeCun and others 1989)

    dL/db[f] = sum over i, j of dL/dy[f, i, j]; each product w x above adds dL/dy x to
    dL/dw, and dL/dy w to dL/dx

    Args:
        x: one row an image, of the shape windows.images.
        weight: one row a filter: channels * kernel * kernel weights.
        bias: one row, an entry for each filter.
    Returns: one row an image of filters by windows.height by windows.width.
    Raises: ValueError if the shapes do not fit.
    """
    _check_convolve(x, weight, bias, windows)
    if not x.needs_grad and mostly_zero(x.values):
        return _convolve_drawings(x, weight, bias, windows)
    views = [_views(row, windows) for row in x.values]
    w = kept(weight) if x.needs_grad else weight.values

    def pull(grads: Matrix) -> None:
        for i in range(len(grads)):
            slopes = _channels(grads[i], len(weight.values))
            if bias.needs_grad:
                add_scaled(bias.grads[0], 1.0, [total(row) for row in slopes])
            if weight.needs_grad:
                for target, row in zip(weight.grads, slopes):
                    target[:] = affine_values([row], views[i], target)[0]
            if x.needs_grad:
                of_views = zeros(len(views[i]), len(slopes[0]))
                add_outer_products(of_views, w, slopes)
                _add_views(x.grads[i], of_views, windows)

    values = [_answers(seen, w, bias.values[0]) for seen in views]
    return operation(values, (x, weight, bias), pull)


def _check_convolve(x: Node, weight: Node, bias: Node, windows: Windows) -> None:
    """Raise ValueError unless convolve can take these."""
    check_images(x, windows.images)
    (filters, columns), of_bias = shape(weight.values), shape(bias.values)
    inputs = windows.images.channels * windows.kernel * windows.kernel
    if columns != inputs:
        raise ValueError(f"a window sees {inputs} pixels, but a filter has {columns} "
                         "weights")
    if of_bias != (1, filters):
        raise ValueError(f"{filters} filters need a 1 by {filters} bias, "
                         f"not {of_bias[0]} by {of_bias[1]}")


def _views(row: Vector, windows: Windows) -> Matrix:
    """One row for each weight of a filter: the pixel that it meets at every stop."""
    area = len(windows.reach)
    return [[row[start + k] if k >= 0 else 0.0 for k in pixels]
            for start in range(0, len(row), area) for pixels in windows.sight]


def _add_views(into: Vector, views: Matrix, windows: Windows) -> None:
    """Add every entry of the views to the pixel that was seen there, in place."""
    area, places = len(windows.reach), len(windows.sight)
    for n in range(len(views)):
        start, pixels, view = n // places * area, windows.sight[n % places], views[n]
        for stop in range(len(view)):
            if pixels[stop] >= 0:
                into[start + pixels[stop]] += view[stop]


def _channels(row: Vector, count: int) -> Matrix:
    """The channels of an image, a row each."""
    area = len(row) // count
    return [row[start:start + area] for start in range(0, len(row), area)]


def _answers(views: Matrix, weight: Matrix, bias: Vector) -> Vector:
    """The answers of all filters to one image: weights times views, from the bias on."""
    channels = [[b] * len(views[0]) for b in bias]
    add_combinations(channels, weight, views)
    return concatenate(channels)


def _convolve_drawings(x: Node, weight: Node, bias: Node, windows: Windows) -> Node:
    """The same as convolve, for images that are mostly 0 and need no slope."""
    columns = transpose(weight.values)

    def pull(grads: Matrix) -> None:
        of_columns = zeros(len(columns), len(columns[0]))
        for row, grad in zip(x.values, grads):
            slopes = _by_window(grad, len(columns[0]))
            if bias.needs_grad:
                _add_rows(bias.grads[0], slopes)
            if weight.needs_grad:
                _add_weight_slopes(of_columns, row, slopes, windows)
        if weight.needs_grad:
            for target, column in zip(weight.grads, transpose(of_columns)):
                _add_rows(target, [column])

    values = [_filtered(row, columns, bias.values[0], windows) for row in x.values]
    return operation(values, (x, weight, bias), pull)


def _filtered(row: Vector, columns: Matrix, bias: Vector, windows: Windows) -> Vector:
    """The answers of all filters to one image; columns has one row for each weight."""
    area, kernel_area = len(windows.reach), windows.kernel * windows.kernel
    skip = all_finite(columns)  # 0 times nan or inf is nan, and must be seen
    sums = [list(bias) for _ in range(windows.height * windows.width)]
    for pixel in range(len(row)):
        value = row[pixel]
        if value != 0.0 or not skip:  # few, in a drawing
            first = pixel // area * kernel_area
            did(len(windows.reach[pixel % area]) * len(bias))
            for window, offset in windows.reach[pixel % area]:
                target, weights = sums[window], columns[first + offset]
                for f in range(len(target)):
                    target[f] += value * weights[f]
    return [answers[f] for f in range(len(bias)) for answers in sums]


def _by_window(row: Vector, filters: int) -> Matrix:
    """One row for each window, with the numbers of all filters side by side."""
    stops = len(row) // filters
    return [row[window::stops] for window in range(stops)]


def _add_rows(into: Vector, rows: Matrix) -> None:
    """into_k += sum over i of rows_ik, in place."""
    for row in rows:
        for k in range(len(row)):
            into[k] += row[k]


def _add_weight_slopes(into: Matrix, row: Vector, slopes: Matrix, windows: Windows) -> None:
    """Add what one image contributes: its pixel times the slope, wherever they met."""
    area, kernel_area = len(windows.reach), windows.kernel * windows.kernel
    skip = all_finite(slopes)
    for pixel in range(len(row)):
        value = row[pixel]
        if value != 0.0 or not skip:
            first = pixel // area * kernel_area
            did(len(windows.reach[pixel % area]) * len(slopes[0]))
            for window, offset in windows.reach[pixel % area]:
                target, slope = into[first + offset], slopes[window]
                for f in range(len(target)):
                    target[f] += value * slope[f]


class Conv:
    """A layer of filters: y = f(x convolved with the weights, + b), one row an image.

    windows: where the filters look. images: the shape of what comes out.
    weight: one row a filter. bias: one row.
    activation: f, an operation on nodes that keeps the shape.
    """

    def __init__(self, windows: Windows, weight: Parameter, bias: Parameter,
                 activation: Bend = linear) -> None:
        """A layer with these parameters; convolve checks that they fit."""
        self.windows = windows
        self.images = Images(len(weight.values), windows.height, windows.width)
        self.weight = weight
        self.bias = bias
        self.activation = activation

    def __call__(self, x: Node) -> Node:
        """The filtered images.

        Raises: ValueError if x, weight or bias does not fit the windows.
        """
        return self.activation(convolve(x, self.weight, self.bias, self.windows))

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change."""
        return [self.weight, self.bias]


def conv(name: str, windows: Windows, filters: int, rng: Stream,
         activation: Bend = linear, draw: Draw = he_normal) -> Conv:
    """A new layer: weights from draw(rng, pixels in a window, filters), biases 0.0.

    Raises: ValueError if filters < 1.
    """
    inputs = windows.images.channels * windows.kernel * windows.kernel
    weight = Parameter(f"{name}.weight", draw(rng, inputs, filters))
    return Conv(windows, weight, Parameter(f"{name}.bias", zeros(1, filters)), activation)
