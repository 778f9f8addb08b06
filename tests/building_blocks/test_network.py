"""Neurons, layers and networks: worked examples, then laws, then learning."""

from __future__ import annotations

import json
import math
from pathlib import Path

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradients import uneven
from policywerk.building_blocks import grad
from policywerk.building_blocks.dense import (
    WIDER,
    Dense,
    dense,
    glorot_uniform,
    he_normal,
    linear,
    not_drawn,
    trunc_normal_in,
)
from policywerk.building_blocks.grad import Parameter, backward, check_gradient, constant
from policywerk.building_blocks.network import (
    Network,
    copy_values,
    count,
    follow,
    mlp,
    normed_mlp,
)
from policywerk.building_blocks.neuron import neuron, neuron_slopes
from policywerk.building_blocks.norms import normed_dense
from policywerk.primitives.random import normal, stream

VALUES = json.loads((Path(__file__).parents[1] / "data" / "network_values.json").read_text())
numbers = st.floats(-2.0, 2.0)
sizes = st.integers(1, 4)
RNG = stream(1, "unused")
XOR = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


def test_one_neuron_by_hand():
    # z = 0.5 - 0.5 + 0.1
    y = neuron([1.0, 2.0], [0.5, -0.25], 0.1)
    assert y == pytest.approx(math.tanh(0.1), rel=1e-12)
    slopes = neuron_slopes([1.0, 2.0], [0.5, -0.25], 0.1, slope=1.0)
    steep = 1.0 - math.tanh(0.1) * math.tanh(0.1)
    assert slopes.inputs == pytest.approx([0.5 * steep, -0.25 * steep], rel=1e-12)
    assert slopes.weights == pytest.approx([steep, 2.0 * steep], rel=1e-12)
    assert slopes.bias == pytest.approx(steep, rel=1e-12)


def test_xor_by_hand():
    weight, bias = Parameter("w", [[1.0, 1.0], [1.0, 1.0]]), Parameter("b", [[0.0, -1.0]])
    hidden = Dense(weight, bias, grad.relu)
    output = Dense(Parameter("v", [[1.0, -2.0]]), Parameter("c", [[0.0]]))
    assert Network([hidden, output]).predict(XOR) == [[0.0], [1.0], [1.0], [0.0]]


def test_a_network_is_a_layer():
    one, two = (dense("d", 2, 2, stream(i, "w"), grad.tanh) for i in range(2))
    inner = Network([one])
    outer = Network([inner, two])
    assert outer.predict(XOR) == Network([one, two]).predict(XOR)
    assert outer.parameters() == [*one.parameters(), *two.parameters()]


def test_names_shapes_and_bends_of_a_perceptron():
    network = mlp("net", [3, 5, 2], stream(1, "weights"), grad.tanh, last=grad.sigmoid)
    assert [(p.name, len(p.values), len(p.values[0])) for p in network.parameters()] == [
        ("net.0.weight", 5, 3), ("net.0.bias", 1, 5), ("net.1.weight", 2, 5), ("net.1.bias", 1, 2)]
    assert [layer.activation for layer in network.layers] == [grad.tanh, grad.sigmoid]
    assert count(network.parameters()) == 15 + 5 + 10 + 2
    assert count([]) == 0
    assert network.parameters()[1].values == [[0.0] * 5]


def test_a_perceptron_without_hidden_layers_ends_in_last():
    assert [layer.activation for layer in
            mlp("net", [2, 1], stream(1, "weights"), grad.tanh).layers] == [linear]


@settings(max_examples=25, deadline=None)
@given(data=st.data(), n=sizes, k=sizes, m=sizes)
def test_a_layer_is_its_neurons(data, n, k, m):
    def draw(rows, columns):
        return data.draw(st.lists(st.lists(numbers, min_size=columns, max_size=columns),
                                  min_size=rows, max_size=rows))

    x, w, b, slope = Parameter("x", draw(n, k)), draw(m, k), draw(1, m), draw(n, m)
    layer = Dense(Parameter("w", w), Parameter("b", b), grad.tanh)
    y = layer(x)
    assert y.values == [[neuron(row, w[j], b[0][j]) for j in range(m)] for row in x.values]
    backward(grad.total(grad.multiply(y, constant(slope))))
    single = [[neuron_slopes(x.values[i], w[j], b[0][j], slope[i][j]) for j in range(m)]
              for i in range(n)]
    for j in range(m):
        of_weights = [math.fsum(single[i][j].weights[c] for i in range(n)) for c in range(k)]
        assert layer.weight.grads[j] == pytest.approx(of_weights, rel=1e-9, abs=1e-12)
        of_bias = math.fsum(single[i][j].bias for i in range(n))
        assert layer.bias.grads[0][j] == pytest.approx(of_bias, rel=1e-9, abs=1e-12)
    for i in range(n):
        of_inputs = [math.fsum(single[i][j].inputs[c] for j in range(m)) for c in range(k)]
        assert x.grads[i] == pytest.approx(of_inputs, rel=1e-9, abs=1e-12)


@settings(max_examples=15, deadline=None)
@given(layers=st.lists(sizes, min_size=2, max_size=4), n=sizes, seed=st.integers(0, 1000),
       bend=st.sampled_from([grad.tanh, grad.sigmoid, grad.silu]))
def test_the_gradient_of_a_network(layers, n, seed, bend):
    rng = stream(seed, "data")
    network = mlp("net", layers, stream(seed, "weights"), bend)
    x = constant([[normal(rng, 0.0, 1.0) for _ in range(layers[0])] for _ in range(n)])
    check_gradient(lambda: grad.mean(grad.tanh(network(x))), network.parameters())


def test_what_is_not_drawn_takes_nothing_from_the_stream():
    rng, other = stream(1, "weights"), stream(1, "weights")
    assert not_drawn(rng, 3, 2) == [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert rng.random() == other.random()
    with pytest.raises(ValueError, match="at least one input and one output, got 0 and 2"):
        not_drawn(rng, 0, 2)


@pytest.mark.parametrize(("draw", "variance"), [
    (glorot_uniform, 2.0 / 300), (he_normal, 2.0 / 200), (trunc_normal_in, 1.0 / 200)])
def test_first_weights_have_their_variance(draw, variance):
    weights = draw(stream(1, "weights"), 200, 100)
    assert (len(weights), len(weights[0])) == (100, 200)
    entries = [w for row in weights for w in row]
    measured = math.fsum(w * w for w in entries) / len(entries)
    assert measured == pytest.approx(variance, rel=0.05)  # 20 000 draws: sd below 0.01
    assert abs(math.fsum(entries) / len(entries)) < 4 * math.sqrt(variance / len(entries))
    if draw is glorot_uniform:
        assert max(map(abs, entries)) <= math.sqrt(6.0 / 300)
    if draw is trunc_normal_in:
        largest = 2.0 * 1.1368472343385565 / math.sqrt(200)
        assert 0.99 * largest < max(map(abs, entries)) <= largest


def test_what_cutting_off_takes_from_the_deviation():
    # The reference record truncated_normal_init: 0.8796256610342398, so 0.125 for 64 inputs
    with mpmath.workdps(30):
        inside = mpmath.erf(mpmath.sqrt(2))  # between -2 and 2
        sd = mpmath.sqrt(1 - 4 * mpmath.npdf(2) / inside)
        assert float(sd) == pytest.approx(0.8796256610342398, rel=1e-12)
        assert pytest.approx(float(1 / sd), rel=1e-12) == WIDER
    assert pytest.approx(0.125, rel=1e-12) == 0.8796256610342398 * WIDER / math.sqrt(64)


def test_a_copy_shares_nothing():
    network = mlp("net", [2, 3, 1], stream(1, "weights"), grad.tanh)
    copy = mlp("copy", [2, 3, 1], stream(2, "weights"), grad.tanh)
    copy_values(network.parameters(), copy.parameters())
    before = copy.predict(XOR)
    assert before == network.predict(XOR)
    network.parameters()[0].values[0][0] += 1.0
    assert copy.predict(XOR) == before != network.predict(XOR)


def test_a_normed_perceptron_is_its_layers():
    network = normed_mlp("net", [3, 5, 4, 2], stream(1, "weights"), last_scale=0.5)
    rng = stream(1, "weights")
    layers = [normed_dense("net.0", 3, 5, rng), normed_dense("net.1", 5, 4, rng),
              dense("net.2", 4, 2, rng)]
    last = layers[-1].weight
    last.values = [[0.5 * w for w in row] for row in last.values]
    assert [(p.name, p.values) for p in network.parameters()] == [
        (p.name, p.values) for layer in layers for p in layer.parameters()]
    x = [[0.5, -1.0, 2.0], [3.0, 0.0, -0.25]]
    assert network.predict(x) == Network(layers).predict(x)
    check_gradient(lambda: uneven(network(constant(x))), network.parameters())


def test_a_last_scale_of_0_says_nothing_and_learns():
    network = normed_mlp("net", [2, 4, 3], stream(1, "weights"), last_scale=0.0)
    full = normed_mlp("net", [2, 4, 3], stream(1, "weights"))
    assert network.predict(XOR) == [[0.0] * 3] * 4
    assert network.parameters()[0].values == full.parameters()[0].values
    backward(uneven(network(constant(XOR))))
    moved = [p.name for p in network.parameters() if any(map(any, p.grads))]
    assert moved == ["net.1.weight", "net.1.bias"]


def test_a_normed_perceptron_may_be_its_last_layer_alone():
    network = normed_mlp("net", [2, 3], stream(1, "weights"))
    assert network.predict(XOR) == dense("d", 2, 3, stream(1, "weights"))(constant(XOR)).values


def test_first_weights_of_a_normed_perceptron_come_from_draw():
    network = normed_mlp("net", [2, 3, 1], RNG, 2.0, draw=lambda rng, k, m: [[0.5] * k] * m)
    assert [p.values for p in network.parameters() if p.name.endswith("weight")] == [
        [[0.5] * 2] * 3, [[1.0] * 3]]


def test_a_slow_copy_of_the_critic():
    record = VALUES["critic_ema"]
    slow, online = Parameter("slow", [[record["slow0"]]]), Parameter("online", [[0.0]])
    row, found = slow.values[0], []
    for online.values[0][0] in record["online"]:
        follow([online], [slow], 0.02)
        found.append(slow.values[0][0])
    assert found == pytest.approx(record["slow"], rel=1e-12)
    assert slow.values[0] is row  # in place
    assert online.values == [[3.0]]


@given(rate=st.floats(0.0, 1.0), steps=st.integers(0, 8), here=numbers, there=numbers)
def test_each_step_leaves_the_same_share_of_the_gap(rate, steps, here, there):
    slow, online = Parameter("slow", [[here, 0.0]]), Parameter("online", [[there, 0.0]])
    for _ in range(steps):
        follow([online], [slow], rate)
    gap = (1.0 - rate) ** steps * (here - there)
    assert slow.values[0] == pytest.approx([there + gap, 0.0], abs=1e-12)


def test_to_follow_at_rate_1_is_to_copy_and_at_0_to_stay():
    for before in (math.nan, math.inf, 5.0):
        slow, online = Parameter("slow", [[before, 2.0]]), Parameter("online", [[0.1, -0.0]])
        follow([online], [slow], 0.0)
        assert slow.values[0][1] == 2.0
        follow([online], [slow], 1.0)
        assert repr(slow.values) == "[[0.1, -0.0]]"
        assert slow.values[0] is not online.values[0]


def test_nothing_is_moved_where_shapes_differ():
    slow = [Parameter("a", [[1.0]]), Parameter("b", [[1.0]])]
    online = [Parameter("a", [[2.0]]), Parameter("b", [[2.0, 3.0]])]
    for rate in (0.5, 1.0):
        with pytest.raises(ValueError, match="follow needs parameters of the same shapes"):
            follow(online, slow, rate)
    assert [p.values for p in slow] == [[[1.0]], [[1.0]]]


@pytest.mark.parametrize("seed", range(5))
def test_xor_is_learned(seed):
    targets = constant([[0.0], [1.0], [1.0], [0.0]])
    network = mlp("xor", [2, 4, 1], stream(seed, "xor"), grad.tanh)
    for _ in range(500):
        miss = grad.subtract(network(constant(XOR)), targets)
        grad.zero_grads(network.parameters())
        backward(grad.mean(grad.multiply(miss, miss)))
        for p in network.parameters():
            for row, slopes in zip(p.values, p.grads):
                row[:] = [value - 0.3 * slope for value, slope in zip(row, slopes)]
    outputs = [y for y, in network.predict(XOR)]
    assert outputs == pytest.approx([0.0, 1.0, 1.0, 0.0], abs=0.25)


@pytest.mark.parametrize(("call", "said"), [
    (lambda: neuron([1.0], [1.0, 2.0], 0.0), "got 2 and 1"),
    (lambda: neuron_slopes([1.0], [1.0, 2.0], 0.0, 1.0), "got 1 inputs and 2 weights"),
    (lambda: glorot_uniform(RNG, 0, 2), "got 0 and 2"),
    (lambda: he_normal(RNG, 2, 0), "got 2 and 0"),
    (lambda: trunc_normal_in(RNG, 0, 2), "got 0 and 2"),
    (lambda: dense("layer", 2, -1, RNG), "got 2 and -1"),
    (lambda: Dense(Parameter("w", [[1.0], [2.0]]), Parameter("b", [[0.0]])),
     "2 neurons needs a 1 by 2 bias, not 1 by 1"),
    (lambda: Dense(Parameter("w", [[1.0], [2.0]]), Parameter("b", [[0.0], [0.0]])),
     "not 2 by 1"),
    (lambda: Network([]), "at least one layer"),
    (lambda: mlp("net", [3], RNG, grad.tanh), r"got \[3\]"),
    (lambda: normed_mlp("net", [3], RNG), r"two sizes or more .* got \[3\] and 1.0"),
    (lambda: normed_mlp("net", [3, 0, 1], RNG), "got 3 and 0"),
    (lambda: normed_mlp("net", [3, 1], RNG, -1.0), r"last_scale >= 0, got \[3, 1\] and -1.0"),
    (lambda: normed_mlp("net", [3, 1], RNG, math.nan), "last_scale >= 0, got .* and nan"),
    (lambda: mlp("net", [3, 0, 1], RNG, grad.tanh), "got 3 and 0"),
    (lambda: mlp("net", [3, 1], RNG, grad.tanh).predict([[1.0]]), "takes 3 inputs, but x has 1"),
    (lambda: copy_values([Parameter("a", [[1.0]])], []), r"got \[\(1, 1\)\] and \[\]"),
    (lambda: copy_values([Parameter("a", [[1.0]])], [Parameter("b", [[1.0, 2.0]])]),
     r"\[\(1, 1\)\] and \[\(1, 2\)\]"),
    (lambda: follow([Parameter("a", [[1.0]])], [], 0.5), r"got \[\(1, 1\)\] and \[\]"),
    (lambda: follow([], [], 1.5), r"rate in \[0, 1\], got 1.5"),
    (lambda: follow([], [], math.nan), r"rate in \[0, 1\], got nan"),
])
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()
