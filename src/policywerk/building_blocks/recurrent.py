"""Recurrent networks: a state carried from step to step, and gates that guard it."""

from __future__ import annotations

from typing import Callable, List, NamedTuple, Optional, Sequence, Tuple, TypeVar

from policywerk.building_blocks.block_dense import BlockDense, block_dense
from policywerk.building_blocks.dense import Dense, Draw, dense, glorot_uniform
from policywerk.building_blocks.grad import (
    Node,
    Parameter,
    add,
    concatenate,
    elementwise,
    kept,
    multiply,
    operation,
    sigmoid,
    slice_columns,
    subtract,
    tanh,
)
from policywerk.building_blocks.norms import NormedDense, normed_dense, rms_norm_silu
from policywerk.primitives import scalar
from policywerk.primitives.activations import sigmoid_slope, tanh_slope
from policywerk.primitives.matrix import Matrix, shape, zeros
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import add_scaled

UPDATE_BIAS = -1.0  # DreamerV3's code: at first, a state keeps nearly three quarters

Input = TypeVar("Input")


class GRU:
    """A gated recurrent unit, the variant that resets after the matrix.

    r = sigmoid(x W_r^T + b_r + h V_r^T + d_r)
    c = tanh(x W_c^T + b_c + r * (h V_c^T + d_c))
    u = sigmoid(x W_u^T + b_u + h V_u^T + d_u)
    h' = u c + (1 - u) h   (Cho et al. 2014, first version; u as in Chung et al. 2014)

    of_x: W_r, W_c, W_u below one another, and their biases. of_h: the same with V and d.
    """

    def __init__(self, of_x: Dense, of_h: Dense) -> None:
        """A cell with these layers, which have no bend.

        Raises: ValueError unless both make three numbers for each number of h.
        """
        self.of_x = of_x
        self.of_h = of_h
        self.size = shape(of_h.weight.values)[1]
        made = [len(layer.weight.values) for layer in (of_x, of_h)]
        if made != [3 * self.size] * 2:
            raise ValueError(f"a GRU with a state of {self.size} needs layers that make "
                             f"{3 * self.size} numbers, got {made[0]} and {made[1]}")

    def __call__(self, h: Node, x: Node) -> Node:
        """The states after one step, a row an example, from the states before and x.

        Raises: ValueError if h or x do not fit.
        """
        from_x, from_h = self.of_x(x), self.of_h(h)
        reset = sigmoid(add(self._part(from_x, 0), self._part(from_h, 0)))
        kept = multiply(reset, self._part(from_h, 1))
        candidate = tanh(add(self._part(from_x, 1), kept))
        update = sigmoid(add(self._part(from_x, 2), self._part(from_h, 2)))
        return add(h, multiply(update, subtract(candidate, h)))

    def _part(self, a: Node, i: int) -> Node:
        """Part i of three: for the reset gate, the candidate, the update gate."""
        return slice_columns(a, i * self.size, (i + 1) * self.size)

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change."""
        return [*self.of_x.parameters(), *self.of_h.parameters()]


def gru(name: str, inputs: int, size: int, rng: Stream, draw: Draw = glorot_uniform) -> GRU:
    """A new cell: weights from draw, biases 0.0, so that at first u is near one half.

    Raises: ValueError if inputs or size < 1.
    """
    return GRU(dense(f"{name}.of_x", inputs, 3 * size, rng, draw=draw),
               dense(f"{name}.of_h", size, 3 * size, rng, draw=draw))


def reset_rows(a: Node, is_first: Sequence[bool]) -> Node:
    """The rows of a, but 0.0 where is_first: what came before is another episode.

    No slope passes a row that is reset, and no nan.

    Raises: ValueError if there is not one flag for each row.
    """
    n, columns = shape(a.values)
    if len(is_first) != n:
        raise ValueError(f"reset_rows needs a flag for each of {n} rows, "
                         f"got {len(is_first)}")
    if not any(is_first):
        return a

    def pull(grads: Matrix) -> None:
        for target, slopes, first in zip(a.grads, grads, is_first):
            if not first:
                add_scaled(target, 1.0, slopes)

    values = [[0.0] * columns if first else row[:] for row, first in zip(a.values, is_first)]
    return operation(values, (a,), pull)


def unroll(cell: Callable[[Node, Input], Node], h: Node, inputs: Sequence[Input],
           is_first: Sequence[Sequence[bool]]) -> List[Node]:
    """The states after each step of a batch of sequences, from the states before them.

    h_t = cell(0 where is_first[t], else h_(t-1); inputs[t])

    Args:
        cell: takes the states, one row a sequence, and the inputs of one step.
        h: the states before the first step.
        inputs: one entry a step.
        is_first: is_first[t][i] says that sequence i begins anew with step t.
    Raises: ValueError unless there are as many lists of flags as inputs, one at least.
    """
    if not inputs or len(inputs) != len(is_first):
        raise ValueError("unroll needs at least one step, and flags for each, got "
                         f"{len(inputs)} inputs and {len(is_first)} lists of flags")
    states = []
    for x, first in zip(inputs, is_first):
        h = cell(reset_rows(h, first), x)
        states.append(h)
    return states


def gated_update(gates: Node, h: Node, blocks: int) -> Node:
    """One step of a state, from the raw numbers of its gates.

    r = sigmoid(reset),  c = tanh(r * candidate),  u = sigmoid(update - 1)
    h' = u c + (1 - u) h   (Hafner et al. 2023, code)

    dL/dh = (1 - u) s,  dL/dupdate = s (c - h) u (1 - u),  s = dL/dh'
    dL/dcandidate = e r,  dL/dreset = e candidate r (1 - r),  e = s u (1 - c^2)

    Args:
        gates: n rows of 3 m; in each block, all of reset, then candidate, then update.
        h: n rows of m.
    Raises: ValueError if the shapes do not fit.
    """
    places, size = _gate_places(gates, h, blocks)
    raw, old = kept(gates), kept(h)
    bent = _bend_gates(raw, places, size)

    def pull(grads: Matrix) -> None:
        if h.needs_grad:
            _add_kept_slopes(h.grads, bent.update, grads)
        if gates.needs_grad:
            _add_gate_slopes(gates.grads, raw, places, size, bent, old, grads)

    return operation(_mixed(bent, old), (gates, h), pull)


class _Gates(NamedTuple):
    """The gates of a batch after they bend, one row an example."""

    reset: Matrix
    candidate: Matrix
    update: Matrix


def _gate_places(gates: Node, h: Node, blocks: int) -> Tuple[List[int], int]:
    """Each unit's column of the reset gate, and the distance to its candidate and update.

    Raises: ValueError if the shapes do not fit.
    """
    n, columns = shape(h.values)
    if shape(gates.values) != (n, 3 * columns):
        raise ValueError(f"{n} by {columns} states need gates of {n} by {3 * columns}, "
                         f"not {len(gates.values)} by {len(gates.values[0])}")
    if blocks < 1 or columns % blocks:
        raise ValueError(f"blocks must divide {columns} units, got {blocks}")
    size = columns // blocks
    return [3 * size * (j // size) + j % size for j in range(columns)], size


def _bend_gates(raw: Matrix, places: List[int], size: int) -> _Gates:
    """The gates of a batch, from their raw numbers."""
    reset = _sigmoids(raw, places, 0, 0.0)
    return _Gates(reset, _candidates(raw, places, size, reset),
                  _sigmoids(raw, places, 2 * size, UPDATE_BIAS))


def _sigmoids(raw: Matrix, places: List[int], distance: int, bias: float) -> Matrix:
    """sigmoid of the number at that distance from each place, plus the bias."""
    result = zeros(len(raw), len(places))
    for row, into in zip(raw, result):
        for j in range(len(places)):
            into[j] = scalar.sigmoid(row[places[j] + distance] + bias)
    return result


def _candidates(raw: Matrix, places: List[int], distance: int, reset: Matrix) -> Matrix:
    """tanh of the number at that distance from each place, times the reset gate."""
    result = zeros(len(raw), len(places))
    for row, r, into in zip(raw, reset, result):
        for j in range(len(places)):
            into[j] = scalar.tanh(r[j] * row[places[j] + distance])
    return result


def _mixed(bent: _Gates, old: Matrix) -> Matrix:
    """u c + (1 - u) h, unit by unit."""
    result = zeros(len(old), len(old[0]))
    for i in range(len(old)):
        into, row, candidate, update = result[i], old[i], bent.candidate[i], bent.update[i]
        for j in range(len(row)):
            u = update[j]
            into[j] = u * candidate[j] + (1.0 - u) * row[j]
    return result


def _add_kept_slopes(into: Matrix, update: Matrix, grads: Matrix) -> None:
    """Add the slopes with the states before, in place."""
    for target, u, slopes in zip(into, update, grads):
        for j in range(len(slopes)):
            target[j] += (1.0 - u[j]) * slopes[j]


def _add_gate_slopes(into: Matrix, raw: Matrix, places: List[int], size: int, bent: _Gates,
                     old: Matrix, grads: Matrix) -> None:
    """Add the slopes with the raw gates, in place; old are the states before."""
    for i in range(len(grads)):
        target, row, before, slopes = into[i], raw[i], old[i], grads[i]
        reset, candidate, update = bent.reset[i], bent.candidate[i], bent.update[i]
        for j in range(len(places)):
            k, slope, r, c, u = places[j], slopes[j], reset[j], candidate[j], update[j]
            through = slope * u * tanh_slope(r * row[k + size], c)
            target[k] += through * row[k + size] * sigmoid_slope(row[k], r)
            target[k + size] += through * r
            target[k + 2 * size] += slope * (c - before[j]) * sigmoid_slope(
                row[k + 2 * size] + UPDATE_BIAS, u)


def squash_action(a: Node) -> Node:
    """y = a / max(1, |a|), so that no entry is beyond 1   (Hafner et al. 2023, code)

    The divisor counts as a constant: dy/da = 1 / max(1, |a|).
    """
    divisors = [[1.0 if abs(x) <= 1.0 else abs(x) for x in row] for row in a.values]
    values = [[x / d for x, d in zip(row, of_row)]
              for row, of_row in zip(a.values, divisors)]
    return elementwise(a, values, lambda: [[1.0 / d for d in row] for row in divisors])


class Sizes(NamedTuple):
    """How large the parts of a block GRU are."""

    state: int  # numbers in h, M
    latents: int  # numbers in z
    action: int  # numbers in an action
    units: int  # numbers that h, z and the action are each first turned into, U
    blocks: int  # B, which divides M


class BlockGRU:
    """The recurrent cell of DreamerV3: a GRU in blocks, with norms (Hafner et al. 2023).

    x = embed_h(h), embed_z(z), embed_a(squash_action(a)), side by side
    gates = blocks of silu(rms_norm(blocks of (h, with x shared)))
    h' = gated_update(gates, h)

    The norm is over all M numbers, not over each block.
    """

    def __init__(self, embed: Sequence[NormedDense], hidden: BlockDense, gain: Parameter,
                 gates: BlockDense) -> None:
        """A cell with these parts; block_gru makes them fit.

        Args:
            embed: three layers, for h, z and the action.
            hidden: M numbers from M, with the outputs of embed shared.
            gain: of the norm behind hidden, one row of M.
            gates: 3 M numbers from M.
        Raises: ValueError if embed is not three layers.
        """
        if len(embed) != 3:
            raise ValueError(f"a block GRU embeds h, z and the action: needs three layers, "
                             f"got {len(embed)}")
        self.embed_h, self.embed_z, self.embed_a = embed
        self.hidden = hidden
        self.gain = gain
        self.gates = gates

    def __call__(self, h: Node, z: Node, action: Node,
                 is_first: Optional[Sequence[bool]] = None) -> Node:
        """The states after one step, a row an example.

        Args:
            h, z: states and latents after the step before.
            action: what was done then.
            is_first: rows where h, z and action are of another episode, and count as 0.
        Raises: ValueError if the shapes do not fit.
        """
        if is_first is not None:
            h, z, action = (reset_rows(a, is_first) for a in (h, z, action))
        shared = concatenate([self.embed_h(h), self.embed_z(z),
                              self.embed_a(squash_action(action))])
        hidden = rms_norm_silu(self.hidden(h, shared), self.gain)
        return gated_update(self.gates(hidden), h, self.gates.blocks)

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change."""
        embed = (self.embed_h, self.embed_z, self.embed_a)
        return [*(p for layer in embed for p in layer.parameters()),
                *self.hidden.parameters(), self.gain, *self.gates.parameters()]


def block_gru(name: str, sizes: Sizes, rng: Stream,
              draw: Draw = glorot_uniform) -> BlockGRU:
    """A new cell: weights from draw, block by block, biases 0.0, gains 1.0.

    Raises: ValueError if a size is below 1, or blocks does not divide the state.
    """
    inputs = (("h", sizes.state), ("z", sizes.latents), ("a", sizes.action))
    embed = [normed_dense(f"{name}.{what}", size, sizes.units, rng, draw)
             for what, size in inputs]
    m, blocks = sizes.state, sizes.blocks
    hidden = block_dense(f"{name}.hidden", (m, 3 * sizes.units, m), blocks, rng, draw)
    gates = block_dense(f"{name}.gates", (m, 0, 3 * m), blocks, rng, draw)
    return BlockGRU(embed, hidden, Parameter(f"{name}.gain", [[1.0] * m]), gates)
