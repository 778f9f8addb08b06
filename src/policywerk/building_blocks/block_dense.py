"""Layers in blocks: many small layers side by side, for less work than one large one."""

from __future__ import annotations

from typing import List, Optional, Tuple

from policywerk.building_blocks.dense import Draw, glorot_uniform
from policywerk.building_blocks.grad import (
    Node,
    Parameter,
    add_combinations,
    add_outer_products,
    affine_values,
    kept,
    operation,
)
from policywerk.primitives.matrix import Matrix, shape, zeros
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector, add_scaled


def block_affine(x: Node, weight: Node, bias: Node, blocks: int,
                 shared: Optional[Node] = None) -> Node:
    """A layer in blocks: each sees its own part of x, and all of what is shared.

    y_ij = sum over k of v_ik W_jk + b_j,  v_i = part g of row i of x, then row i of shared,
    where neuron j is in block g; slopes as for grad.affine, within each block

    Args:
        x: n rows of k numbers, cut into equal parts, one a block.
        weight: m rows of k / blocks + s weights, one row a neuron, block after block.
        bias: one row of m.
        shared: n rows of s numbers.
    Returns: n rows of m.
    Raises: ValueError if the shapes do not fit.
    """
    own = _check_blocks(x, weight, bias, blocks, shared)
    size = len(weight.values) // blocks
    common = shared.values if shared else [[]] * len(x.values)
    seen = [[row[g * own:(g + 1) * own] + also for row, also in zip(x.values, common)]
            for g in range(blocks)]
    w = kept(weight)

    def pull(grads: Matrix) -> None:
        for g in range(blocks):
            start, stop = g * size, (g + 1) * size
            slopes = [row[start:stop] for row in grads]
            if weight.needs_grad:
                add_outer_products(weight.grads[start:stop], slopes, seen[g])
            back = zeros(len(slopes), len(weight.values[0]))
            add_combinations(back, slopes, w[start:stop])
            for i in range(len(back)):
                if x.needs_grad:
                    _add_at(x.grads[i], g * own, back[i], 0, own)
                if shared and shared.needs_grad:
                    _add_at(shared.grads[i], 0, back[i], own, len(back[i]))
        if bias.needs_grad:
            for row in grads:
                add_scaled(bias.grads[0], 1.0, row)

    inputs = (x, weight, bias) + ((shared,) if shared else ())
    return operation(_block_values(seen, w, bias.values[0]), inputs, pull)


def _check_blocks(x: Node, weight: Node, bias: Node, blocks: int,
                  shared: Optional[Node]) -> int:
    """How many columns of x a block has for its own.

    Raises: ValueError if something does not fit.
    """
    (n, columns), (m, inputs), of_bias = map(shape, (x.values, weight.values, bias.values))
    if blocks < 1 or columns % blocks or m % blocks:
        raise ValueError(f"blocks must divide {columns} inputs and {m} outputs, "
                         f"got {blocks}")
    also = shape(shared.values) if shared else (n, 0)
    if also[0] != n:
        raise ValueError(f"x has {n} rows, but what is shared has {also[0]}")
    if inputs != columns // blocks + also[1]:
        raise ValueError(f"a block sees {columns // blocks} inputs of its own and "
                         f"{also[1]} shared ones, but the weight takes {inputs}")
    if of_bias != (1, m):
        raise ValueError(f"{m} outputs need a 1 by {m} bias, "
                         f"not {of_bias[0]} by {of_bias[1]}")
    return columns // blocks


def _block_values(seen: List[Matrix], weight: Matrix, bias: Vector) -> Matrix:
    """The outputs of all blocks side by side, each those of a small layer."""
    size, parts = len(weight) // len(seen), []
    for g, rows in enumerate(seen):
        start, stop = g * size, (g + 1) * size
        parts.append(affine_values(rows, weight[start:stop], bias[start:stop]))
    return [[y for part in parts for y in part[i]] for i in range(len(seen[0]))]


def _add_at(into: Vector, place: int, row: Vector, start: int, stop: int) -> None:
    """Add row[start:stop] to the entries of into that begin at place."""
    for k in range(start, stop):
        into[place + k - start] += row[k]


class BlockDense:
    """A layer in blocks: each neuron sees its block's part of x, and all that is shared."""

    def __init__(self, weight: Parameter, bias: Parameter, blocks: int) -> None:
        """A layer with these parameters; see block_affine for their shapes."""
        self.weight = weight
        self.bias = bias
        self.blocks = blocks

    def __call__(self, x: Node, shared: Optional[Node] = None) -> Node:
        """The outputs for a batch of inputs.

        Raises: ValueError if the shapes do not fit.
        """
        return block_affine(x, self.weight, self.bias, self.blocks, shared)

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change."""
        return [self.weight, self.bias]


def block_dense(name: str, sizes: Tuple[int, int, int], blocks: int, rng: Stream,
                draw: Draw = glorot_uniform) -> BlockDense:
    """A new layer: weights from draw, block by block, biases 0.0.

    Args:
        sizes: how many inputs, shared inputs and outputs there are in all.
    Raises: ValueError unless blocks divides inputs and outputs.
    """
    inputs, shared, outputs = sizes
    if blocks < 1 or inputs % blocks or outputs % blocks:
        raise ValueError(f"blocks must divide {inputs} inputs and {outputs} outputs, "
                         f"got {blocks}")
    weights: Matrix = []
    for _ in range(blocks):
        weights += draw(rng, inputs // blocks + shared, outputs // blocks)
    return BlockDense(Parameter(f"{name}.weight", weights),
                      Parameter(f"{name}.bias", zeros(1, outputs)), blocks)
