"""Recurrent cells: reference values, plain numpy, slopes, resets, and a bit that is kept."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import recurrent_bits
from hypothesis import given, settings
from hypothesis import strategies as st

from gradients import some, uneven
from interpreters import interpreters, run_python
from policywerk.building_blocks import grad
from policywerk.building_blocks.block_dense import BlockDense
from policywerk.building_blocks.dense import Dense
from policywerk.building_blocks.grad import Parameter, backward, check_gradient, constant
from policywerk.building_blocks.network import mlp
from policywerk.building_blocks.norms import NormedDense
from policywerk.building_blocks.optimizers import Adam
from policywerk.building_blocks.recurrent import (
    GRU,
    BlockGRU,
    Sizes,
    block_gru,
    gated_update,
    gru,
    reset_rows,
    squash_action,
    unroll,
)
from policywerk.primitives.random import bernoulli, stream

DATA = json.loads((Path(__file__).parents[1] / "data" / "recurrent_values.json").read_text())
STEP = {record["name"]: record for record in DATA["records"]}["block_gru_step"]
BITS = Path(recurrent_bits.__file__)
few = settings(max_examples=20, deadline=None)
sizes, seeds = st.integers(1, 3), st.integers(0, 10**6)


def filled(seed, parameters):
    """The same parameters with normal values everywhere, biases and gains too."""
    for p in parameters:
        p.values[:] = some(seed, p.name, len(p.values), len(p.values[0])).values
    return parameters


# Plain numpy, written from the equations.

def sigma(x):
    return 1.0 / (1.0 + np.exp(-x))


def plain_gru(cell, h, x):
    w, b = (np.array(p.values) for p in cell.of_x.parameters())
    u, d = (np.array(p.values) for p in cell.of_h.parameters())
    n = h.shape[1]
    of_x, of_h = x @ w.T + b, h @ u.T + d
    r = sigma(of_x[:, :n] + of_h[:, :n])
    c = np.tanh(of_x[:, n:2 * n] + r * of_h[:, n:2 * n])
    z = sigma(of_x[:, 2 * n:] + of_h[:, 2 * n:])
    return z * c + (1 - z) * h


def plain_norm_silu(x, gain=1.0):
    y = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-4) * gain
    return y * sigma(y)


def plain_block_gru(h, z, a, blocks, params, wrong=""):
    """One example; weights [block][in][out], as in the reference record."""
    p = {name: np.array(values) for name, values in params.items()}
    a = a / np.maximum(1, np.abs(a))
    x = [plain_norm_silu(v @ p[f"W{i}"] + p[f"b{i}"]) for i, v in enumerate((h, z, a))]
    d = len(h) // blocks
    parts = [np.concatenate([h[g * d:(g + 1) * d], *x]) @ p["Wh"][g] for g in range(blocks)]
    hidden = np.concatenate(parts) + p["bh"]
    if wrong == "norm of each block":
        hidden = np.concatenate([plain_norm_silu(v) for v in np.split(hidden, blocks)])
    else:
        hidden = plain_norm_silu(hidden)
    gates = np.concatenate([hidden[g * d:(g + 1) * d] @ p["Wg"][g] for g in range(blocks)])
    gates = (gates + p["bg"]).reshape(blocks, 3, d)
    reset, cand, update = (gates[:, i].reshape(-1) for i in range(3))
    u = sigma(update - (0 if wrong == "no update bias" else 1))
    c = np.tanh(cand) if wrong == "resets h" else np.tanh(sigma(reset) * cand)
    old = sigma(reset) * h if wrong == "resets h" else h
    if wrong == "u and 1 - u swapped":
        u = 1 - u
    return u * c + (1 - u) * old


def transposed(blocks):
    """Weights [block][in][out] as rows of neurons, block after block."""
    return [list(column) for block in blocks for column in zip(*block)]


def reference_cell():
    params = STEP["inputs"]["params"]
    embed = []
    for i in range(3):
        layer = Dense(Parameter(f"W{i}", transposed([params[f"W{i}"]])),
                      Parameter(f"b{i}", [list(params[f"b{i}"])]))
        embed.append(NormedDense(layer, Parameter(f"g{i}", [[1.0] * 3])))
    hidden, gates = (BlockDense(Parameter(f"W{k}", transposed(params[f"W{k}"])),
                                Parameter(f"b{k}", [list(params[f"b{k}"])]), 2) for k in "hg")
    return BlockGRU(embed, hidden, Parameter("gain", [[1.0] * 4]), gates)


def reference_inputs():
    return [STEP["inputs"][name] for name in ("h", "z_onehots_flat", "action")]


# The block GRU.

def test_the_reference_step():
    cell, (h, z, a) = reference_cell(), (constant([row]) for row in reference_inputs())
    expected = STEP["outputs"]
    x = [cell.embed_h(h), cell.embed_z(z), cell.embed_a(squash_action(a))]
    for i, node in enumerate(x):
        assert node.values[0] == pytest.approx(expected[f"x{i}"], rel=1e-12)
    assert cell(h, z, a).values[0] == pytest.approx(expected["h_next"], rel=1e-12)


def test_the_gates_of_the_reference_step():
    expected = STEP["outputs"]
    row, h = expected["gates"], constant([STEP["inputs"]["h"]])
    y = gated_update(constant([row]), h, 2).values[0]
    assert y == pytest.approx(expected["h_next"], rel=1e-12)
    from policywerk.building_blocks import recurrent
    found = recurrent._bend_gates([row], [0, 1, 6, 7], 2)
    assert found.reset[0] == pytest.approx(expected["reset"], rel=1e-12)
    assert found.candidate[0] == pytest.approx(expected["cand"], rel=1e-12)
    assert found.update[0] == pytest.approx(expected["update"], rel=1e-12)


@pytest.mark.parametrize("wrong", ["resets h", "u and 1 - u swapped", "no update bias",
                                   "norm of each block"])
def test_a_plausible_mistake_would_be_seen(wrong):
    inputs = [np.array(row) for row in reference_inputs()]
    expected = np.array(STEP["outputs"]["h_next"])
    params = STEP["inputs"]["params"]
    assert np.allclose(plain_block_gru(*inputs, 2, params), expected, rtol=1e-12, atol=0)
    assert np.abs(plain_block_gru(*inputs, 2, params, wrong) - expected).max() > 1e-3


def test_the_first_step():
    # h, z and the action count as 0: what is left are the biases, through every norm.
    zero = [np.zeros(4), np.zeros(4), np.zeros(2)]
    expected = plain_block_gru(*zero, 2, STEP["inputs"]["params"])
    cell, nodes = reference_cell(), [constant([row]) for row in reference_inputs()]
    assert cell(*nodes, [True]).values[0] == pytest.approx(expected, rel=1e-12)
    assert cell(*nodes, [False]).values == cell(*nodes).values != cell(*nodes, [True]).values


def test_at_first_a_state_keeps_nearly_three_quarters():
    # sigmoid(-1) = 0.2689414213699951; with all gates at 0 the candidate is 0 too
    kept = gated_update(constant([[0.0] * 3]), constant([[1.0]]), 1).values[0][0]
    assert 1.0 - kept == pytest.approx(0.2689414213699951, rel=1e-12)


def test_what_came_before_a_first_step_leaves_no_bit():
    cell = block_gru("cell", Sizes(4, 3, 2, 5, 2), stream(1, "cell"))
    filled(2, cell.parameters())
    pasts = [(some(seed, "h", 2, 4), some(seed, "z", 2, 3), some(seed, "a", 2, 2))
             for seed in (1, 2)]
    for past in pasts:
        past[0].values[1], past[1].values[1], past[2].values[1] = [0.5] * 4, [1.0] * 3, [-0.5] * 2
    pasts[0][0].values[0][0] = math.nan  # not even this one
    ours, theirs = (cell(*past, [True, False]) for past in pasts)
    assert [x.hex() for x in ours.values[0]] == [x.hex() for x in theirs.values[0]]
    alone = cell(*(constant([[0.0] * len(p.values[0])]) for p in pasts[0]))
    assert [x.hex() for x in ours.values[0]] == [x.hex() for x in alone.values[0]]
    assert ours.values[1] == theirs.values[1] != alone.values[0]
    backward(uneven(theirs))
    for p in pasts[1]:
        assert p.grads[0] == [0.0] * len(p.grads[0])
        assert all(slope != 0.0 for slope in p.grads[1])


def test_a_window_with_a_reset_is_two_windows():
    cell = block_gru("cell", Sizes(4, 3, 2, 5, 2), stream(1, "cell"))
    steps = [(some(t, "z", 1, 3), some(t, "a", 1, 2)) for t in range(5)]

    def states(h, steps, flags):
        result = []
        for (z, a), first in zip(steps, flags):
            h = cell(h, z, a, [first])
            result.append(h.values)
        return result

    whole = states(some(7, "h", 1, 4), steps, [False, False, True, False, False])
    assert whole[2:] == states(some(8, "h", 1, 4), steps[2:], [True, False, False])
    assert whole[2:] != states(some(8, "h", 1, 4), steps[2:], [False] * 3)


@few
@given(seed=seeds, n=sizes, own=sizes, blocks=sizes)
def test_the_gradient_of_the_gates(seed, n, own, blocks):
    gates, h = some(seed, "gates", n, 3 * own * blocks), some(seed, "h", n, own * blocks)
    check_gradient(lambda: uneven(gated_update(gates, h, blocks)), [gates, h])
    check_gradient(lambda: uneven(gated_update(gates, constant(h.values), blocks)), [gates])
    check_gradient(lambda: uneven(gated_update(constant(gates.values), h, blocks)), [h])


def test_the_gradient_of_the_block_gru():
    cell = reference_cell()
    h, z, a = (Parameter(name, [list(row)]) for name, row in zip("hza", reference_inputs()))
    a.values[0][0] = 0.9  # beyond 1 the slope is not that of the curve, on purpose

    def loss():
        once = cell(h, z, a)
        twice = cell(once, z, a)
        return uneven(cell(twice, z, a, [False]))

    check_gradient(loss, [h, z, a, *cell.parameters()])
    names = [p.name for p in cell.parameters()]
    assert names == ["W0", "b0", "g0", "W1", "b1", "g1", "W2", "b2", "g2",
                     "Wh", "bh", "gain", "Wg", "bg"]


def test_the_gates_are_the_composed_ones():
    gates, h = some(1, "gates", 2, 6), some(1, "h", 2, 2)
    reset, raw, update = (grad.slice_columns(gates, i, i + 2) for i in (0, 2, 4))
    candidate = grad.tanh(grad.multiply(grad.sigmoid(reset), raw))
    u = grad.sigmoid(grad.shift(-1.0, update))
    composed = grad.add(h, grad.multiply(u, grad.subtract(candidate, h)))
    backward(uneven(composed))
    expected = [[list(row) for row in p.grads] for p in (gates, h)]
    grad.zero_grads([gates, h])
    y = gated_update(gates, h, 1)
    backward(uneven(y))
    assert np.allclose(y.values, composed.values, rtol=1e-12)
    for p, rows in zip((gates, h), expected):
        assert np.allclose(p.grads, rows, rtol=1e-12, atol=1e-15)


def test_gates_that_are_nearly_shut_or_open_keep_their_slopes():
    # reset 40, candidate 30, update 39 - 1 = 38: each slope has rounded to 0 in y (1 - y)
    gates, h = Parameter("gates", [[40.0, 30.0, 39.0]]), Parameter("h", [[0.5]])
    backward(grad.total(gated_update(gates, h, 1)))
    bent = 4.0 * math.exp(-60.0)  # 1 - tanh(30)^2
    assert gates.grads[0] == pytest.approx(
        [bent * 30.0 * math.exp(-40.0), bent, 0.5 * math.exp(-38.0)], rel=1e-12)


def test_an_action_is_squashed_with_a_constant_divisor():
    a = Parameter("a", [[1.7, -0.5, -4.0, 1.0]])
    y = squash_action(a)
    assert y.values == [[1.0, -0.5, -1.0, 1.0]]
    backward(grad.total(y))
    assert a.grads == [[1.0 / 1.7, 1.0, 0.25, 1.0]]


# The GRU.

def test_a_gru_by_hand():
    # reset sigma(0) = 1/2; candidate tanh(1 - 0.5 * 0.5); update sigma(log 3) = 3/4
    cell = GRU(Dense(Parameter("w", [[0.0], [1.0], [0.0]]), Parameter("b", [[0.0, 0.0, 0.0]])),
               Dense(Parameter("u", [[0.0], [-1.0], [0.0]]),
                     Parameter("d", [[0.0, 0.0, math.log(3.0)]])))
    y = cell(constant([[0.5]]), constant([[1.0]]))
    assert y.values == [[pytest.approx(0.75 * math.tanh(0.75) + 0.25 * 0.5, rel=1e-12)]]


@few
@given(seed=seeds, n=sizes, inputs=sizes, size=sizes)
def test_a_gru_against_numpy_and_differences(seed, n, inputs, size):
    cell = gru("cell", inputs, size, stream(seed, "cell"))
    filled(seed, cell.parameters())
    h, x = some(seed, "h", n, size), some(seed, "x", n, inputs)
    expected = plain_gru(cell, np.array(h.values), np.array(x.values))
    assert np.allclose(cell(h, x).values, expected, rtol=1e-12, atol=1e-15)
    check_gradient(lambda: uneven(cell(cell(h, x), x)), [h, x, *cell.parameters()])


def test_unrolled_with_resets_against_numpy():
    cell = gru("cell", 2, 3, stream(1, "cell"))
    filled(3, cell.parameters())
    h, xs = some(1, "h", 2, 3), [some(t, "x", 2, 2) for t in range(4)]
    first = [[False, True], [False, False], [True, False], [False, False]]
    states = unroll(cell, h, xs, first)
    old = np.array(h.values)
    for node, x, flags in zip(states, xs, first):
        old = plain_gru(cell, np.where(np.array(flags)[:, None], 0.0, old), np.array(x.values))
        assert np.allclose(node.values, old, rtol=1e-12, atol=1e-15)
    check_gradient(lambda: uneven(grad.concatenate(unroll(cell, h, xs, first))),
                   [h, *xs, *cell.parameters()])


def test_no_slope_passes_a_reset():
    cell = gru("cell", 1, 2, stream(1, "cell"))
    h, xs = some(1, "h", 1, 2), [some(t, "x", 1, 1) for t in range(3)]
    backward(uneven(unroll(cell, h, xs, [[False], [False], [True]])[-1]))
    assert h.grads == [[0.0, 0.0]]
    assert [x.grads == [[0.0]] for x in xs] == [True, True, False]


def test_reset_rows():
    a = Parameter("a", [[1.0, math.inf], [-3.0, math.nan]])
    y = reset_rows(a, [False, True])
    assert y.values == [[1.0, math.inf], [0.0, 0.0]]
    assert str(y.values[1]) == "[0.0, 0.0]"  # not -0.0
    assert reset_rows(a, [False, False]) is a


@pytest.mark.parametrize(("call", "said"), [
    (lambda: gru("cell", 2, 0, stream(1, "c")), "at least one input and one output"),
    (lambda: GRU(Dense(Parameter("w", [[1.0]]), Parameter("b", [[0.0]])),
                 Dense(Parameter("u", [[1.0]] * 3), Parameter("d", [[0.0] * 3]))),
     "state of 1 needs layers that make 3 numbers, got 1 and 3"),
    (lambda: gru("cell", 2, 3, stream(1, "c"))(constant([[0.0] * 3]), constant([[0.0] * 3])),
     "takes 2 inputs, but x has 3"),
    (lambda: reset_rows(constant([[1.0]]), [True, False]), "each of 1 rows, got 2"),
    (lambda: unroll(lambda h, x: h, constant([[1.0]]), [], []), "got 0 inputs and 0 lists"),
    (lambda: unroll(lambda h, x: h, constant([[1.0]]), [1, 2], [[True]]),
     "got 2 inputs and 1 lists"),
    (lambda: gated_update(constant([[0.0] * 5]), constant([[0.0] * 2]), 1),
     "1 by 2 states need gates of 1 by 6, not 1 by 5"),
    (lambda: gated_update(constant([[0.0] * 6]), constant([[0.0] * 2]), 3),
     "blocks must divide 2 units, got 3"),
    (lambda: block_gru("cell", Sizes(4, 3, 2, 5, 3), stream(1, "c")), "divide 4 inputs"),
    (lambda: block_gru("cell", Sizes(4, 3, 2, 0, 2), stream(1, "c")), "got 4 and 0"),
])
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()


# Learning: a bit is shown at first, then noise; at the end the network must say it.

DELAY = 5


def sequences(rng, n):
    """Inputs by step (what is seen, and whether it is the bit), and the bits."""
    bits = [1.0 if bernoulli(rng, 0.5) else -1.0 for _ in range(n)]
    steps = [[[bit, 1.0] for bit in bits]]
    steps += [[[1.0 if bernoulli(rng, 0.5) else -1.0, 0.0] for _ in bits] for _ in range(DELAY)]
    return [constant(rows) for rows in steps], bits


def right(output, bits):
    return sum(y * bit > 0.0 for [y], bit in zip(output.values, bits)) / len(bits)


def trained(forward, parameters, rng, updates=200):
    adam = Adam()
    for _ in range(updates):
        steps, bits = sequences(rng, 8)
        # log(1 + exp(-y bit)): the cross-entropy of a bit
        margins = grad.multiply(forward(steps), constant([[-bit] for bit in bits]))
        backward(grad.mean(grad.softplus(margins)))
        adam.step(parameters, 0.03)
        grad.zero_grads(parameters)
    steps, bits = sequences(stream(99, "fresh"), 200)
    return right(forward(steps), bits)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_gru_keeps_a_bit_and_a_network_without_a_state_cannot(seed):
    rng = stream(seed, "bit")
    cell, last = gru("cell", 2, 4, rng), mlp("last", [4, 1], rng, grad.tanh)
    first = [[True] * 8] + [[False] * 8] * DELAY

    def with_state(steps):
        n = len(steps[0].values)
        flags = [[t == 0] * n for t in range(len(first))]
        return last(unroll(cell, constant(grad.zeros(n, 4)), steps, flags)[-1])

    alone = mlp("alone", [2, 8, 1], rng, grad.tanh)
    assert trained(with_state, cell.parameters() + last.parameters(), rng) > 0.95
    assert trained(lambda steps: alone(steps[-1]), alone.parameters(), rng) < 0.65


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_cells_have_the_same_bits_everywhere(interpreter):
    assert run_python(interpreter, str(BITS)).strip() == recurrent_bits.digest()


def test_the_digest_has_not_changed():
    # A change here changes what every recurrent network learns: make it on purpose.
    assert recurrent_bits.digest().startswith("b89daf01dc60caa4")
