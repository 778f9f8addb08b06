"""The kernels of src, each beside the barest loop that does the same. Standard library only.

bench.py starts this file once in each interpreter: kernels.py SRC. It prints a JSON list of
{"name", "unit", "bare_is", "why", "ours", "bare"}, both times in nanoseconds a unit. To add a
kernel, write a function that returns a Kernel and put it into KERNELS.
"""

from __future__ import annotations

import json
import math
import platform
import sys
import time
from typing import Callable, NamedTuple

ROUNDS = 7  # measurements of each side, in turns; the fastest counts
SHORTEST = 0.02  # seconds one measurement lasts at least
WARM_UP = 1.0 if platform.python_implementation() == "PyPy" else 0.0  # seconds before the first


class Kernel(NamedTuple):
    """Two ways to do the same work."""

    name: str
    unit: str  # what a time is given for
    units: int  # in one call
    ours: Callable[[], object]
    bare: Callable[[], object]
    bare_is: str
    why: str = ""  # what costs more than the goal, if it does


LOOP = """
def loop():
    result = 0.0
    for x in points:
        result += f(x)
    return result
"""


def over(points: list[float], f: Callable[[float], float]) -> Callable[[], object]:
    """A loop of f over points, in code of its own, so that PyPy compiles each f by itself."""
    names = {"points": points, "f": f}
    exec(LOOP, names)
    return names["loop"]  # type: ignore[return-value]


def function_of_a_number(name: str, low: float, high: float) -> Kernel:
    """A function of scalar.py against the one of the C library."""
    from policywerk.primitives import scalar

    points = [low + (high - low) * i / 999 for i in range(1000)]
    return Kernel(f"scalar.{name}", "call", len(points), over(points, getattr(scalar, name)),
                  over(points, getattr(math, name)), f"math.{name}")


def dot_product() -> Kernel:
    """vector.dot, 1000 entries."""
    from policywerk.primitives.vector import dot

    a = [0.5 + i / 1000 for i in range(1000)]
    b = [1.5 - i / 1000 for i in range(1000)]

    def bare() -> float:
        result = 0.0
        for i in range(len(a)):
            result += a[i] * b[i]
        return result

    return Kernel("vector.dot", "multiply-add", len(a), lambda: dot(a, b), bare, "index loop")


def two_hot_gradient() -> Kernel:
    """losses.two_hot_cross_entropy_gradient, 255 bins, with its checks of what it is given."""
    from policywerk.primitives.losses import symexp_bins, two_hot_cross_entropy_gradient
    from policywerk.primitives.scalar import exp

    bins = symexp_bins(255, 20.0)
    logits = [i % 7 / 7 for i in range(len(bins))]

    def bare() -> list[float]:
        largest, whole = max(logits), 0.0
        slopes = [exp(x - largest) for x in logits]
        for power in slopes:
            whole += power
        for i in range(len(slopes)):
            slopes[i] /= whole
        slopes[156] -= 0.71
        slopes[157] -= 0.29
        return slopes

    return Kernel("two-hot gradient", "bin", len(bins),
                  lambda: two_hot_cross_entropy_gradient(logits, 100.0, bins), bare,
                  "loops, our exp")


def matrix_vector_product() -> Kernel:
    """matrix.matrix_vector, 64 by 64."""
    from policywerk.primitives.matrix import matrix_vector

    n = 64
    a = [[(i + 2 * j) / n for j in range(n)] for i in range(n)]
    v = [i / n for i in range(n)]

    def bare() -> list[float]:
        product = [0.0] * n
        for i in range(n):
            row, result = a[i], 0.0
            for j in range(n):
                result += row[j] * v[j]
            product[i] = result
        return product

    return Kernel("matrix_vector", "multiply-add", n * n, lambda: matrix_vector(a, v), bare,
                  "nested loops", "it calls dot once a row, and a row is only 64 products")


def softmax_of_logits() -> Kernel:
    """activations.softmax, 32 logits, with its checks."""
    from policywerk.primitives.activations import softmax
    from policywerk.primitives.scalar import exp

    logits = [(7 * i % 32) / 8 for i in range(32)]

    def bare() -> list[float]:
        largest = logits[0]
        for x in logits:
            if x > largest:
                largest = x
        powers = [0.0] * len(logits)
        whole = 0.0
        for i in range(len(logits)):
            powers[i] = exp(logits[i] - largest)
            whole += powers[i]
        for i in range(len(logits)):
            powers[i] /= whole
        return powers

    return Kernel("activations.softmax", "logit", len(logits), lambda: softmax(logits), bare,
                  "loops, our exp")


def norm_of_activations() -> Kernel:
    """activations.rms_norm, 64 entries."""
    from policywerk.primitives.activations import rms_norm

    x = [(5 * i % 64) / 16 - 2.0 for i in range(64)]

    def bare() -> list[float]:
        squares = 0.0
        for i in range(len(x)):
            squares += x[i] * x[i]
        divisor = math.sqrt(squares / len(x) + 1e-4)
        y = [0.0] * len(x)
        for i in range(len(x)):
            y[i] = x[i] / divisor
        return y

    return Kernel("activations.rms_norm", "entry", len(x), lambda: rms_norm(x).values, bare,
                  "index loops")


def transpose_product() -> Kernel:
    """matrix.transpose_product, 64 by 64."""
    from policywerk.primitives.matrix import transpose_product as ours

    n = 64
    a = [[(i + 2 * j) / n for j in range(n)] for i in range(n)]
    v = [i / n for i in range(n)]

    def bare() -> list[float]:
        product = [0.0] * n
        for i in range(n):
            row, factor = a[i], v[i]
            for j in range(n):
                product[j] += factor * row[j]
        return product

    return Kernel("transpose_product", "multiply-add", n * n, lambda: ours(a, v), bare,
                  "nested loops")


def outer_product() -> Kernel:
    """matrix.add_outer, 64 by 64; the factor changes sign, so that the sums stay small."""
    from policywerk.primitives.matrix import add_outer

    n = 64
    u = [i / n for i in range(n)]
    v = [1.0 - j / n for j in range(n)]
    a, b = ([[0.0] * n for _ in range(n)] for _ in range(2))
    sign = [1.0, 1.0]

    def ours() -> None:
        sign[0] = -sign[0]
        add_outer(a, sign[0], u, v)

    def bare() -> None:
        sign[1] = -sign[1]
        for i in range(n):
            row, factor = b[i], sign[1] * u[i]
            for j in range(n):
                row[j] += factor * v[j]

    return Kernel("add_outer", "multiply-add", n * n, ours, bare, "nested loops")


def matrix_matrix_product() -> Kernel:
    """matrix.matrix_matrix, 48 by 48."""
    from policywerk.primitives.matrix import matrix_matrix

    n = 48
    a = [[(i + 2 * j) / n for j in range(n)] for i in range(n)]
    b = [[(i - 2 * j) / n for j in range(n)] for i in range(n)]

    def bare() -> list[list[float]]:
        product = []
        for i in range(n):
            row, result = a[i], [0.0] * n
            for k in range(n):
                factor, other = row[k], b[k]
                for j in range(n):
                    result[j] += factor * other[j]
            product.append(result)
        return product

    return Kernel("matrix_matrix", "multiply-add", n * n * n, lambda: matrix_matrix(a, b), bare,
                  "nested loops")


def elementwise_map() -> Kernel:
    """vector.elementwise, 1000 entries."""
    from policywerk.primitives.vector import elementwise

    v = [i / 500 - 1.0 for i in range(1000)]

    def relu(x: float) -> float:
        return x if x > 0.0 else 0.0

    def bare() -> list[float]:
        result = [0.0] * len(v)
        for i in range(len(v)):
            result[i] = relu(v[i])
        return result

    return Kernel("vector.elementwise", "entry", len(v), lambda: elementwise(relu, v), bare,
                  "index loop")


def bellman_sweep() -> Kernel:
    """One synchronous sweep of value iteration over a slippery 20 by 20 grid."""
    from policywerk.actors.bellman import synchronous_sweep
    from policywerk.building_blocks.value_functions import optimal_backup
    from policywerk.world.gridworld import GridWorld, open_map

    model, gamma = GridWorld(open_map(20), 0.2).P, 0.9
    values = [i / len(model) for i in range(len(model))]
    outcomes = sum(len(outcomes) for actions in model for outcomes in actions)

    def ours() -> list[float]:
        return synchronous_sweep(lambda s, v: optimal_backup(model[s], v, gamma), values)

    def bare() -> list[float]:
        newer = []
        for actions in model:
            best = -math.inf
            for action in actions:
                expected = 0.0
                for probability, state, reward, terminated in action:
                    future = 0.0 if terminated else gamma * values[state]
                    expected += probability * (reward + future)
                if expected > best:
                    best = expected
            newer.append(best)
        return newer

    return Kernel("one Bellman sweep", "outcome", outcomes, ours, bare, "nested loops",
                  "it calls lookahead once an action, which has three outcomes at most: where "
                  "arithmetic costs next to nothing, the calls are seen")


INPUTS, HIDDEN, BATCH = 256, 64, 128  # of the network below


def bare_layer(rows: list[list[float]], weight: list[list[float]],
               bias: list[float]) -> list[list[float]]:
    """Each row with each row of weights, by index."""
    outputs = [[0.0] * len(weight) for _ in rows]
    for i in range(len(rows)):
        row, output = rows[i], outputs[i]
        for j in range(len(weight)):
            weights, result = weight[j], 0.0
            for k in range(len(row)):
                result += weights[k] * row[k]
            output[j] = result + bias[j]
    return outputs


def bare_network(x: list[list[float]], weights: list[list[list[float]]],
                 biases: list[list[float]]) -> list[list[list[float]]]:
    """The gradient of the mean square of two layers' output, a ReLU between; loops only."""
    hidden = bare_layer(x, weights[0], biases[0])
    for row in hidden:
        for j in range(HIDDEN):
            if row[j] <= 0.0:
                row[j] = 0.0
    output = bare_layer(hidden, weights[1], biases[1])
    grads = [[[0.0] * INPUTS for _ in range(HIDDEN)], [[0.0] * HIDDEN],
             [[0.0] * HIDDEN for _ in range(HIDDEN)], [[0.0] * HIDDEN]]
    for i in range(BATCH):
        back = [0.0] * HIDDEN
        for j in range(HIDDEN):
            slope = 2.0 * output[i][j] / (BATCH * HIDDEN)
            grads[3][0][j] += slope
            weight, target, row = weights[1][j], grads[2][j], hidden[i]
            for k in range(HIDDEN):
                target[k] += slope * row[k]
            for k in range(HIDDEN):
                back[k] += slope * weight[k]
        for j in range(HIDDEN):
            slope = back[j]
            if hidden[i][j] > 0.0:
                grads[1][0][j] += slope
                target, row = grads[0][j], x[i]
                for k in range(INPUTS):
                    target[k] += slope * row[k]
    return grads


def network_gradient() -> Kernel:
    """A network of 256 inputs and two layers of 64, a batch of 128: forwards and backwards."""
    from policywerk.building_blocks import grad
    from policywerk.primitives.random import normal, stream

    rng = stream(1, "network")

    def draws(rows: int, columns: int) -> list[list[float]]:
        return [[normal(rng, 0.0, 0.1) for _ in range(columns)] for _ in range(rows)]

    x, weights = draws(BATCH, INPUTS), [draws(HIDDEN, INPUTS), draws(HIDDEN, HIDDEN)]
    biases = [draws(1, HIDDEN), draws(1, HIDDEN)]
    parameters = [grad.Parameter(str(i), values) for i, values in enumerate(
        (weights[0], biases[0], weights[1], biases[1]))]

    def ours() -> list[list[list[float]]]:
        grad.zero_grads(parameters)
        hidden = grad.relu(grad.affine(grad.constant(x), *parameters[:2]))
        output = grad.affine(hidden, *parameters[2:])
        grad.backward(grad.mean(grad.multiply(output, output)))
        return [parameter.grads for parameter in parameters]

    active = sum(value > 0.0 for row in bare_layer(x, weights[0], biases[0][0]) for value in row)
    multiply_adds = BATCH * HIDDEN * (INPUTS + 3 * HIDDEN) + active * INPUTS
    return Kernel("network 256-64-64", "multiply-add", multiply_adds, ours,
                  lambda: bare_network(x, weights, [row[0] for row in biases]), "nested loops")


SIDE, KERNEL, FILTERS = 12, 3, 16  # of the convolution below, one channel


def bare_convolution(x: list[list[float]], columns: list[list[float]]) -> list[list[list[float]]]:
    """The slopes of the sum of y^2 with the weights and with the images, y = x convolved."""
    stops = SIDE - KERNEL + 1
    of_columns, of_x = ([[0.0] * len(row) for row in rows] for rows in (columns, x))
    for image, pull in zip(x, of_x):
        for stop in range(stops * stops):
            top_left, y = stop // stops * SIDE + stop % stops, [0.0] * FILTERS
            for k in range(KERNEL * KERNEL):
                value = image[top_left + k // KERNEL * SIDE + k % KERNEL]
                weights = columns[k]
                for f in range(FILTERS):
                    y[f] += value * weights[f]
            for k in range(KERNEL * KERNEL):
                pixel, result = top_left + k // KERNEL * SIDE + k % KERNEL, 0.0
                value, weights, slopes = image[pixel], columns[k], of_columns[k]
                for f in range(FILTERS):
                    slopes[f] += value * (2.0 * y[f])
                    result += weights[f] * (2.0 * y[f])
                pull[pixel] += result
    return [[list(row) for row in zip(*of_columns)], of_x]


def convolution_gradient() -> Kernel:
    """16 filters of 3 by 3 over 8 images of 12 by 12: forwards, and backwards to both."""
    from policywerk.building_blocks import grad
    from policywerk.building_blocks.conv import Images, convolve, slide
    from policywerk.primitives.random import normal, stream

    rng, images = stream(1, "convolution"), 8
    windows = slide(Images(1, SIDE, SIDE), KERNEL)
    x, weight = (grad.Parameter(name, [[normal(rng, 0.0, 1.0) for _ in range(columns)]
                                       for _ in range(rows)])
                 for name, rows, columns in [("x", images, SIDE * SIDE),
                                             ("weight", FILTERS, KERNEL * KERNEL)])
    bias = grad.constant([[0.0] * FILTERS])
    columns = [list(column) for column in zip(*weight.values)]

    def ours() -> list[list[list[float]]]:
        grad.zero_grads([x, weight])
        y = convolve(x, weight, bias, windows)
        grad.backward(grad.total(grad.multiply(y, y)))
        return [weight.grads, x.grads]

    multiply_adds = 3 * images * windows.height * windows.width * FILTERS * KERNEL * KERNEL
    return Kernel("convolution", "multiply-add", multiply_adds, ours,
                  lambda: bare_convolution(x.values, columns), "nested loops",
                  "it looks up where a pixel goes, and passes once for each of the two slopes; "
                  "rows of 16 filters are too short to hide that where arithmetic costs so little")


def replay() -> Kernel:
    """A step into a full buffer of 10 000, and a batch of 32 out of it."""
    from policywerk.building_blocks.replay_buffer import ReplayBuffer
    from policywerk.primitives.random import stream

    capacity, batch = 10_000, 32
    buffer: ReplayBuffer[int] = ReplayBuffer(capacity)
    for number in range(capacity):
        buffer.add(number)
    slots, added = list(range(capacity)), [capacity]
    streams = [stream(1, "replay") for _ in range(2)]

    def ours() -> list[int]:
        buffer.add(buffer.added)
        return buffer.sample(streams[0], batch)

    def bare() -> list[int]:
        slots[added[0] % capacity] = added[0]
        added[0] += 1
        random, drawn = streams[1].random, [0] * batch
        for i in range(batch):
            drawn[i] = slots[int(random() * capacity)]
        return drawn

    return Kernel("replay: add, draw 32", "item", batch, ours, bare, "a list, our random",
                  "each draw calls integer, which looks at its range and then calls the stream")


def bare_divergence_slopes(rows: list[list[float]], log_q: list[list[float]],
                           unimix: float) -> list[list[float]]:
    """The slopes of the summed KL with the logits of p, by the chain rule on paper."""
    from policywerk.primitives.scalar import exp, log

    slopes = []
    for row, of_q in zip(rows, log_q):
        n, largest = len(row), max(row)
        powers = [exp(x - largest) for x in row]
        whole = 0.0
        for power in powers:
            whole += power
        soft, of_p, average = [power / whole for power in powers], [0.0] * n, 0.0
        for i in range(n):
            of_p[i] = 1.0 + log((1.0 - unimix) * soft[i] + unimix / n) - of_q[i]
            average += soft[i] * of_p[i]
        slopes.append([(1.0 - unimix) * soft[i] * (of_p[i] - average) for i in range(n)])
    return slopes


def divergence_of_categoricals() -> Kernel:
    """KL of 64 categoricals of 8 outcomes with unimix, forwards and backwards."""
    from policywerk.building_blocks import grad
    from policywerk.building_blocks.distributions import Categorical, kl_categoricals
    from policywerk.primitives.random import normal, stream

    rng = stream(1, "divergence")
    p_logits, q_logits = ([[normal(rng, 0.0, 1.0) for _ in range(8)] for _ in range(64)]
                          for _ in range(2))
    p, q = grad.Parameter("p", p_logits), Categorical(grad.constant(q_logits), 0.01)

    def ours() -> list[list[float]]:
        grad.zero_grads([p])
        grad.backward(grad.total(kl_categoricals(Categorical(p, 0.01), q)))
        return p.grads

    return Kernel("KL on the tape", "logit", 64 * 8, ours,
                  lambda: bare_divergence_slopes(p_logits, q.log_probabilities.values, 0.01),
                  "loops, our exp",
                  "nine operations leave a matrix each, and pass again for the slopes, over rows "
                  "of 8 entries; whoever derives the slopes on paper passes once")


STATE, LATENTS, UNITS, BLOCKS = 128, 64, 64, 8  # of the recurrent cell below


def bare_sums(weight: list[list[float]], bias: list[float], rows: list[list[float]]) -> list[float]:
    """Each row of weights with the row of its block, by index."""
    outputs, size = [0.0] * len(weight), len(weight) // len(rows)
    for j in range(len(weight)):
        weights, row, result = weight[j], rows[j // size], 0.0
        for k in range(len(row)):
            result += weights[k] * row[k]
        outputs[j] = result + bias[j]
    return outputs


def bare_sums_back(weight: list[list[float]], grads: list[list[list[float]]],
                   rows: list[list[float]], slopes: list[float]) -> list[list[float]]:
    """Slopes with each block's row; those with weights and bias are added to grads."""
    back, size = [[0.0] * len(row) for row in rows], len(weight) // len(rows)
    for j in range(len(weight)):
        slope, weights, target = slopes[j], weight[j], grads[0][j]
        row, result = rows[j // size], back[j // size]
        grads[1][0][j] += slope
        for k in range(len(row)):
            target[k] += slope * row[k]
            result[k] += slope * weights[k]
    return back


def bare_normed(x: list[float], gain: list[float]) -> tuple[float, list[float], list[float]]:
    """The divisor, the sigmoids and the SiLUs of a row, normed and times its gains."""
    from policywerk.primitives.scalar import sigmoid

    squares = 0.0
    for value in x:
        squares += value * value
    divisor = math.sqrt(squares / len(x) + 1e-4)
    sigmoids, y = [0.0] * len(x), [0.0] * len(x)
    for k in range(len(x)):
        value = x[k] / divisor * gain[k]
        sigmoids[k] = sigmoid(value)
        y[k] = value * sigmoids[k]
    return divisor, sigmoids, y


def bare_normed_back(x: list[float], gain: list[float], of_gain: list[float],
                     normed: tuple[float, list[float], list[float]],
                     slopes: list[float]) -> list[float]:
    """The slopes with x; those with the gains are added to of_gain."""
    (divisor, sigmoids, y), back, along = normed, [0.0] * len(x), 0.0
    for k in range(len(x)):
        slope = slopes[k] * (sigmoids[k] + y[k] * (1.0 - sigmoids[k]))
        of_gain[k] += slope * x[k] / divisor
        back[k] = slope * gain[k]
        along += back[k] * x[k]
    along /= divisor * divisor * len(x)
    for k in range(len(x)):
        back[k] = (back[k] - x[k] * along) / divisor
    return back


def bare_cell(inputs: list[list[float]], values: list[list[list[float]]],
              grads: list[list[list[float]]]) -> list[list[float]]:
    """One example through the block GRU and back, for the loss of the sum of h'^2.

    values and grads are the parameters', in their order; the slopes with h, z, a are returned.
    """
    from policywerk.primitives.scalar import sigmoid, tanh

    h, own, shared, sums, embedded = inputs[0], STATE // BLOCKS, [], [], []
    for i in range(3):
        sums.append(bare_sums(values[3 * i], values[3 * i + 1][0], [inputs[i]]))
        embedded.append(bare_normed(sums[i], values[3 * i + 2][0]))
        shared += embedded[i][2]
    rows = [h[g * own:(g + 1) * own] + shared for g in range(BLOCKS)]
    hidden = bare_sums(values[9], values[10][0], rows)
    normed = bare_normed(hidden, values[11][0])
    parts = [normed[2][g * own:(g + 1) * own] for g in range(BLOCKS)]
    gates = bare_sums(values[12], values[13][0], parts)
    of_gates, of_h = [0.0] * len(gates), [0.0] * STATE
    for j in range(STATE):
        k = 3 * own * (j // own) + j % own
        r, raw, u = sigmoid(gates[k]), gates[k + own], sigmoid(gates[k + 2 * own] - 1.0)
        c = tanh(r * raw)
        slope = 2.0 * (u * c + (1.0 - u) * h[j])
        bent = slope * u * (1.0 - c * c)
        of_h[j] = slope * (1.0 - u)
        of_gates[k], of_gates[k + own] = bent * raw * r * (1.0 - r), bent * r
        of_gates[k + 2 * own] = slope * (c - h[j]) * u * (1.0 - u)
    back = bare_sums_back(values[12], grads[12:14], parts, of_gates)
    back = [[slope for part in back for slope in part]]
    of_hidden = bare_normed_back(hidden, values[11][0], grads[11][0], normed, back[0])
    of_shared = [0.0] * (3 * UNITS)
    for g, part in enumerate(bare_sums_back(values[9], grads[9:11], rows, of_hidden)):
        for k in range(own):
            of_h[g * own + k] += part[k]
        for k in range(3 * UNITS):
            of_shared[k] += part[own + k]
    result = []
    for i in range(3):
        of_sums = bare_normed_back(sums[i], values[3 * i + 2][0], grads[3 * i + 2][0],
                                   embedded[i], of_shared[i * UNITS:(i + 1) * UNITS])
        result += bare_sums_back(values[3 * i], grads[3 * i:3 * i + 2], [inputs[i]], of_sums)
    for j in range(STATE):
        of_h[j] += result[0][j]
    return [of_h, *result[1:]]


def block_gru_step() -> Kernel:
    """One step of a block GRU of 128 numbers, a batch of 16: forwards and backwards to all."""
    from policywerk.building_blocks import grad
    from policywerk.building_blocks.recurrent import Sizes, block_gru
    from policywerk.primitives.random import normal, stream

    rng, batch = stream(1, "recurrent"), 16
    cell = block_gru("cell", Sizes(STATE, LATENTS, 2, UNITS, BLOCKS), rng)
    inputs = [grad.Parameter(name, [[normal(rng, 0.0, 0.3) for _ in range(columns)]
                                    for _ in range(batch)])
              for name, columns in (("h", STATE), ("z", LATENTS), ("a", 2))]
    values = [parameter.values for parameter in cell.parameters()]

    def ours() -> list[list[list[float]]]:
        grad.zero_grads(cell.parameters() + inputs)
        after = cell(*inputs)
        grad.backward(grad.total(grad.multiply(after, after)))
        return [parameter.grads for parameter in cell.parameters() + inputs]

    def bare() -> list[list[list[float]]]:
        grads = [[[0.0] * len(row) for row in rows] for rows in values]
        slopes = [bare_cell(list(rows), values, grads)
                  for rows in zip(*(parameter.values for parameter in inputs))]
        return [*grads, *([list(row) for row in rows] for rows in zip(*slopes))]

    embedded = (STATE + LATENTS + 2) * UNITS
    blocks = STATE * (STATE // BLOCKS + 3 * UNITS) + 3 * STATE * (STATE // BLOCKS)
    return Kernel("block GRU step", "multiply-add", 3 * batch * (embedded + blocks), ours,
                  bare, "loops, our exp",
                  "a batch goes through each operation before the next begins")


def norm_on_the_tape() -> Kernel:
    """norms.rms_norm of 64 rows of 128 with gains, forwards and backwards."""
    from policywerk.building_blocks import grad
    from policywerk.building_blocks.norms import rms_norm
    from policywerk.primitives.random import normal, stream

    rng, n, m = stream(1, "norm"), 64, 128
    x, slopes = (grad.Parameter(name, [[normal(rng, 0.0, 1.0) for _ in range(m)]
                                       for _ in range(n)]) for name in ("x", "slopes"))
    gain = grad.Parameter("gain", [[1.0 + j / m for j in range(m)]])

    def ours() -> list[list[list[float]]]:
        grad.zero_grads([x, gain])
        y = rms_norm(x, gain)
        assert y.pull is not None
        y.pull(slopes.values)  # as backward would
        return [y.values, gain.grads, x.grads]

    def bare() -> list[list[list[float]]]:
        gains, of_gain, values, of_x = gain.values[0], [0.0] * m, [], []
        for row, of_row in zip(x.values, slopes.values):
            squares, along, y, back = 0.0, 0.0, [0.0] * m, [0.0] * m
            for value in row:
                squares += value * value
            divisor = math.sqrt(squares / m + 1e-4)
            for k in range(m):
                normed = row[k] / divisor
                y[k] = normed * gains[k]
                of_gain[k] += of_row[k] * normed
                back[k] = of_row[k] * gains[k]
                along += back[k] * normed
            along /= m
            for k in range(m):
                back[k] = (back[k] - row[k] / divisor * along) / divisor
            values.append(y)
            of_x.append(back)
        return [values, [of_gain], of_x]

    return Kernel("RMS norm on the tape", "entry", n * m, ours, bare, "index loops",
                  "norm and gain are two passes each way, and each leaves a new list a row")


def adam_step() -> Kernel:
    """One step of Adam over a matrix of 256 by 64 values."""
    from types import SimpleNamespace

    from policywerk.building_blocks.optimizers import Adam

    rows, columns, alpha, adam = 256, 64, 0.001, Adam()
    grads = [[(i - 2 * j) / 64 for j in range(columns)] for i in range(rows)]
    parameter = SimpleNamespace(name="w", grads=grads,
                                values=[[0.0] * columns for _ in range(rows)])
    values, means, squares = ([[0.0] * columns for _ in range(rows)] for _ in range(3))
    powers = [1.0, 1.0]

    def bare() -> list[list[float]]:
        powers[0] *= 0.9
        powers[1] *= 0.999
        rate, seen = alpha / (1.0 - powers[0]), 1.0 - powers[1]
        for i in range(rows):
            w, g, m, n = values[i], grads[i], means[i], squares[i]
            for j in range(columns):
                slope = g[j]
                m[j] = mean = 0.9 * m[j] + (1.0 - 0.9) * slope
                n[j] = square = 0.999 * n[j] + (1.0 - 0.999) * slope * slope
                w[j] -= rate * mean / (math.sqrt(square / seen) + 1e-8)
        return values

    def ours() -> list[list[float]]:
        adam.step([parameter], alpha)
        return parameter.values

    return Kernel("one Adam step", "value", rows * columns, ours, bare, "nested loops",
                  "our sqrt, one call a value, looks first that the number is not negative")


def lambda_return_pass() -> Kernel:
    """returns.lambda_returns over 1000 steps of ten episodes, checks included."""
    from policywerk.building_blocks.returns import Rollout, lambda_returns

    steps, gamma, lam = 1000, 0.99, 0.95
    ended = [t % 200 == 99 for t in range(steps)]
    cut = [t % 200 == 199 for t in range(steps)]
    rewards = [t % 7 / 7 for t in range(steps)]
    next_values = [t % 11 / 11 for t in range(steps)]
    rollout = Rollout(rewards, [0.0] * steps, next_values, ended, cut)

    def bare() -> list[float]:
        returns, following = [0.0] * steps, 0.0
        for t in range(steps - 1, -1, -1):
            value = 0.0 if ended[t] else next_values[t]
            carry = 0.0 if ended[t] or cut[t] else lam
            following = rewards[t] + gamma * ((1.0 - carry) * value + carry * following)
            returns[t] = following
        return returns

    return Kernel("lambda_returns", "step", steps, lambda: lambda_returns(rollout, gamma, lam),
                  bare, "index loop")


def trace_step() -> Kernel:
    """Fade, mark and credit, with 1000 features of which ten are active."""
    from policywerk.building_blocks.traces import accumulate, credit, fade

    n = 1000
    features = [(place, 1.0) for place in range(0, n, 100)]
    weights, trace = [0.0] * n, [0.0] * n
    bare_weights, bare_trace = [0.0] * n, [0.0] * n

    def ours() -> list[float]:
        fade(trace, 0.9)
        accumulate(trace, features)
        credit(weights, 1e-9, trace)
        return weights

    def bare() -> list[float]:
        for i in range(n):
            bare_trace[i] *= 0.9
        for i, x in features:
            bare_trace[i] += x
        for i in range(n):
            bare_weights[i] += 1e-9 * bare_trace[i]
        return bare_weights

    return Kernel("traces: one step", "feature", n, ours, bare, "index loops")


KERNELS: list[Callable[[], Kernel]] = [
    lambda: function_of_a_number("exp", -20.0, 20.0),
    lambda: function_of_a_number("log", 0.001, 100.0),
    lambda: function_of_a_number("sin", -10.0, 10.0),
    lambda: function_of_a_number("cos", -10.0, 10.0),
    lambda: function_of_a_number("tanh", -3.0, 3.0),
    dot_product,
    two_hot_gradient,
    elementwise_map,
    matrix_vector_product,
    transpose_product,
    outer_product,
    matrix_matrix_product,
    softmax_of_logits,
    norm_of_activations,
    bellman_sweep,
    network_gradient,
    convolution_gradient,
    replay,
    divergence_of_categoricals,
    block_gru_step,
    norm_on_the_tape,
    adam_step,
    lambda_return_pass,
    trace_step,
]


def calls_to_measure(work: Callable[[], object]) -> int:
    """How many calls last long enough to be timed, once PyPy has compiled what they run."""
    warm = time.process_time() + WARM_UP
    while time.process_time() < warm:
        work()
    calls = 1
    while seconds_for(work, calls) < SHORTEST:
        calls *= 2
    return calls


def seconds_for(work: Callable[[], object], calls: int) -> float:
    """CPU seconds, so that what else the machine does counts less."""
    started = time.process_time()
    for _ in range(calls):
        work()
    return time.process_time() - started


def measure(kernel: Kernel) -> dict[str, object]:
    """Both sides in turns, so that a slow moment of the machine meets both."""
    sides = [(work, calls_to_measure(work)) for work in (kernel.ours, kernel.bare)]
    best = [math.inf, math.inf]
    for _ in range(ROUNDS):
        for side, (work, calls) in enumerate(sides):
            seconds = seconds_for(work, calls) / (calls * kernel.units)
            best[side] = min(best[side], 1e9 * seconds)
    return {"name": kernel.name, "unit": kernel.unit, "bare_is": kernel.bare_is,
            "why": kernel.why, "ours": best[0], "bare": best[1]}


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    print(json.dumps([measure(make()) for make in KERNELS]))
