"""Norms on the tape: every row of a batch brought to a common size."""

from __future__ import annotations

from typing import Callable, List, Tuple

from policywerk.building_blocks.dense import Dense, Draw, dense, glorot_uniform
from policywerk.building_blocks.grad import Node, Parameter, add, kept, operation
from policywerk.primitives import activations, scalar
from policywerk.primitives.activations import LAYER_NORM_TINY, RMS_NORM_TINY, Normalised
from policywerk.primitives.matrix import Matrix, shape, zeros
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector, add_scaled


def rms_norm(a: Node, gain: Node, tiny: float = RMS_NORM_TINY) -> Node:
    """Each row over the root of its mean square, then each column times its gain.

    y_ij = g_j n_ij,  n_ij = a_ij / D_i,  D_i = sqrt(mean over j of a_ij^2 + tiny)
    (Zhang and Sennrich 2019)

    dL/dg_j = sum over i of dL/dy_ij n_ij
    dL/da_ij = (e_ij - n_ij mean over k of (e_ik n_ik)) / D_i,  e_ij = g_j dL/dy_ij

    Args:
        gain: one row, an entry for each column of a.
    Raises: ValueError if the gain does not fit, or as activations.rms_norm.
    """
    rows, values, gains = _rms_rows(a, gain, tiny)
    return operation(values, (a, gain),
                     lambda grads: _add_rms_slopes(a, gain, rows, gains, grads))


def rms_norm_silu(a: Node, gain: Node, tiny: float = RMS_NORM_TINY) -> Node:
    """silu(rms_norm(a, gain, tiny)) as one operation; the bits are the same.

    dL/dz_ij = dL/dy_ij (s_ij + y_ij (1 - s_ij)),  s = sigmoid(z),  z = rms_norm(a)

    Raises: as rms_norm.
    """
    rows, values, gains = _rms_rows(a, gain, tiny)
    shares = _bend(values)

    def pull(grads: Matrix) -> None:
        _add_rms_slopes(a, gain, rows, gains, _unbend(grads, values, shares))

    return operation(values, (a, gain), pull)


def _rms_rows(a: Node, gain: Node, tiny: float) -> Tuple[List[Normalised], Matrix, Vector]:
    """Each row of a normalised, the same times the gains, and the gains as they are now.

    Raises: as rms_norm.
    """
    _check_row("rms_norm", "gain", a, gain)
    rows, values, gains = [], [], kept(gain)[0]
    for row in a.values:
        normed, y = [0.0] * len(row), [0.0] * len(row)
        divisor = activations.root_mean_square("rms_norm", row, tiny)
        for k in range(len(row)):
            normed[k] = n = row[k] / divisor
            y[k] = n * gains[k]
        rows.append(Normalised(normed, divisor))
        values.append(y)
    return rows, values, gains


def _bend(values: Matrix) -> Matrix:
    """Multiply each entry by its sigmoid, in place, and return the sigmoids."""
    shares = zeros(len(values), len(values[0]))
    for row, share in zip(values, shares):
        for k in range(len(row)):
            share[k] = s = scalar.sigmoid(row[k])
            row[k] *= s
    return shares


def _unbend(grads: Matrix, values: Matrix, shares: Matrix) -> Matrix:
    """The slopes with z, where grads are those with values = z times shares = z sigmoid(z)."""
    slopes = zeros(len(grads), len(grads[0]))
    for i in range(len(grads)):
        into, grad, y, share = slopes[i], grads[i], values[i], shares[i]
        for k in range(len(grad)):
            into[k] = grad[k] * (share[k] + y[k] * (1.0 - share[k]))
    return slopes


def _add_rms_slopes(a: Node, gain: Node, rows: List[Normalised], gains: Vector,
                    grads: Matrix) -> None:
    """Add what a norm hands back to a and to the gain, given the slopes with its result.

    Two passes over a row: the mean of n_k e_k, e = gains * slopes, must be known before the second.
    """
    columns = len(gains)
    of_gain = gain.grads[0] if gain.needs_grad else [0.0] * columns
    for i in range(len(grads)):
        (normed, divisor), slopes, along = rows[i], grads[i], 0.0
        for k in range(columns):
            of_gain[k] += slopes[k] * normed[k]
            along += normed[k] * (slopes[k] * gains[k])
        if a.needs_grad:
            along /= columns
            into = a.grads[i]
            for k in range(columns):
                into[k] += (slopes[k] * gains[k] - normed[k] * along) / divisor


def layer_norm(a: Node, gain: Node, bias: Node, tiny: float = LAYER_NORM_TINY) -> Node:
    """Each row less its mean, over its standard deviation; then a gain and a bias a column.

    y_ij = g_j n_ij + b_j,  n_ij = (a_ij - m_i) / D_i,  m_i = mean over j of a_ij,
    D_i = sqrt(mean over j of (a_ij - m_i)^2 + tiny)   (Ba et al. 2016)

    dL/da_ij = (e_ij - mean over k of e_ik - n_ij mean over k of (e_ik n_ik)) / D_i,
    e_ij = g_j dL/dy_ij

    Args:
        gain, bias: one row each, an entry for each column of a.
    Raises: ValueError if gain or bias do not fit, or as activations.layer_norm.
    """
    _check_row("layer_norm", "gain", a, gain)
    _check_row("layer_norm", "bias", a, bias)
    rows = [activations.layer_norm(row, tiny) for row in a.values]
    return add(_scaled(a, gain, rows, activations.layer_norm_vjp), bias)


def _check_row(name: str, what: str, a: Node, row: Node) -> None:
    """Raise ValueError unless row is one row as long as those of a."""
    columns, (n, m) = shape(a.values)[1], shape(row.values)
    if (n, m) != (1, columns):
        raise ValueError(f"{name} of {columns} columns needs a {what} of 1 by {columns}, "
                         f"not {n} by {m}")


def _scaled(a: Node, gain: Node, rows: List[Normalised],
            vjp: Callable[[Normalised, Vector], Vector]) -> Node:
    """y_ij = g_j n_ij; vjp leads the slope of a row of n back to the row of a."""
    gains = kept(gain)[0]

    def pull(grads: Matrix) -> None:
        for i, slopes in enumerate(grads):
            if gain.needs_grad:
                target, normed = gain.grads[0], rows[i].values
                for k in range(len(slopes)):
                    target[k] += slopes[k] * normed[k]
            if a.needs_grad:
                of_normed = [slopes[k] * gains[k] for k in range(len(slopes))]
                add_scaled(a.grads[i], 1.0, vjp(rows[i], of_normed))

    values = [[normed[k] * gains[k] for k in range(len(gains))] for normed, _ in rows]
    return operation(values, (a, gain), pull)


class NormedDense:
    """A layer whose sums are brought to size before they bend.

    y = silu(g * rms_norm(x W^T + b))   (Hafner et al. 2023, v2, table 4)

    layer: W and b, no bend. gain: one row, an entry for each neuron.
    """

    def __init__(self, layer: Dense, gain: Parameter) -> None:
        """A layer with these parameters.

        Raises: ValueError if the gain is not one row with an entry for each neuron.
        """
        _check_row("rms_norm", "gain", layer.bias, gain)
        self.layer = layer
        self.gain = gain

    def __call__(self, x: Node) -> Node:
        """The outputs for a batch of inputs.

        Raises: ValueError if x has not as many columns as the weight.
        """
        return rms_norm_silu(self.layer(x), self.gain)

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change."""
        return [*self.layer.parameters(), self.gain]


def normed_dense(name: str, inputs: int, outputs: int, rng: Stream,
                 draw: Draw = glorot_uniform) -> NormedDense:
    """A new layer: weights from draw(rng, inputs, outputs), biases 0.0, gains 1.0.

    Raises: ValueError if inputs or outputs < 1.
    """
    layer = dense(name, inputs, outputs, rng, draw=draw)
    return NormedDense(layer, Parameter(f"{name}.gain", [[1.0] * outputs]))
