"""What the tests of differentiable operations share: random parameters, and a loss to push back."""

from __future__ import annotations

import math

from policywerk.building_blocks import grad
from policywerk.building_blocks.grad import Node, Parameter, constant
from policywerk.primitives.random import normal, stream


def some(seed: int, name: str, rows: int, columns: int) -> Parameter:
    """A parameter of standard normal numbers."""
    rng = stream(seed, name)
    return Parameter(name, [[normal(rng, 0.0, 1.0) for _ in range(columns)] for _ in range(rows)])


def uneven(node: Node) -> Node:
    """A loss that weighs every entry differently, so that no wrong slope can hide."""
    weights = [[math.cos(1.0 + 3.0 * i + 1.7 * j) for j in range(len(row))]
               for i, row in enumerate(node.values)]
    return grad.total(grad.multiply(node, constant(weights)))
