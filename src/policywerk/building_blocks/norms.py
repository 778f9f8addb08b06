"""Norms on the tape: every row of a batch brought to a common size."""

from __future__ import annotations

from typing import Callable, List, Tuple

from policywerk.building_blocks.dense import Dense, Draw, dense, glorot_uniform
from policywerk.building_blocks.grad import Node, Parameter, add, kept, operation
from policywerk.primitives import activations, scalar
from policywerk.primitives.activations import LAYER_NORM_TINY, RMS_NORM_TINY, Normalised
from policywerk.primitives.matrix import Matrix, shape
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

    def pull(grads: Matrix) -> None:
        for i, slopes in enumerate(grads):
            _add_rms_slopes(a, gain, i, rows[i], gains, slopes)

    return operation(values, (a, gain), pull)


def rms_norm_silu(a: Node, gain: Node, tiny: float = RMS_NORM_TINY) -> Node:
    """silu(rms_norm(a, gain, tiny)) as one operation; the bits are the same.

    dL/dz_ij = dL/dy_ij (s_ij + y_ij (1 - s_ij)),  s = sigmoid(z),  z = rms_norm(a)

    Raises: as rms_norm.
    """
    rows, values, gains = _rms_rows(a, gain, tiny)
    shares = [_bend(row) for row in values]

    def pull(grads: Matrix) -> None:
        for i, grad in enumerate(grads):
            slopes = _unbend(grad, values[i], shares[i])
            _add_rms_slopes(a, gain, i, rows[i], gains, slopes)

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
        _divide(row, divisor, gains, normed, y)
        rows.append(Normalised(normed, divisor))
        values.append(y)
    return rows, values, gains


def _divide(row: Vector, divisor: float, gains: Vector, normed: Vector, y: Vector) -> None:
    """Set normed_k = row_k / divisor and y_k = gains_k normed_k."""
    for k in range(len(row)):
        normed[k] = n = row[k] / divisor
        y[k] = n * gains[k]


def _bend(row: Vector) -> Vector:
    """Multiply each entry by its sigmoid, in place, and return the sigmoids."""
    shares = [0.0] * len(row)
    for k in range(len(row)):
        shares[k] = scalar.sigmoid(row[k])
        row[k] *= shares[k]
    return shares


def _unbend(grad: Vector, y: Vector, shares: Vector) -> Vector:
    """The slopes with z, where grad are those with y = z times shares = z sigmoid(z)."""
    slopes = [0.0] * len(grad)
    for k in range(len(grad)):
        slopes[k] = grad[k] * (shares[k] + y[k] * (1.0 - shares[k]))
    return slopes


def _add_rms_slopes(a: Node, gain: Node, i: int, row: Normalised, gains: Vector,
                    slopes: Vector) -> None:
    """Add what row i of a norm hands back to a and to the gain, given the slopes with it."""
    normed, divisor = row
    of_gain = gain.grads[0] if gain.needs_grad else [0.0] * len(slopes)
    along = _add_gain_slopes(of_gain, normed, gains, slopes) / len(slopes)
    if a.needs_grad:
        _add_row_slopes(a.grads[i], normed, divisor, gains, slopes, along)


def _add_gain_slopes(into: Vector, normed: Vector, gains: Vector, slopes: Vector) -> float:
    """into_k += n_k slopes_k, in place. Returns: the sum of n_k e_k, e = gains * slopes."""
    along = 0.0
    for k in range(len(slopes)):
        n, slope = normed[k], slopes[k]
        into[k] += slope * n
        along += n * (slope * gains[k])
    return along


def _add_row_slopes(into: Vector, normed: Vector, divisor: float, gains: Vector,
                    slopes: Vector, along: float) -> None:
    """into_k += (e_k - along n_k) / divisor, in place, e = gains * slopes."""
    for k in range(len(slopes)):
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

    y = silu(rms_norm(x W^T + b))   (Hafner et al. 2023, table 4)

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
