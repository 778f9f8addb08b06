"""Networks forwards and backwards, each beside a floor that knows the whole network.

A floor computes the same numbers without a tape: products of matrices four rows a pass
(floors.py), everything else in index loops, no node, no check.
"""

from __future__ import annotations

import math
from typing import Any, Callable

from benchmarks import floors
from benchmarks.measuring import Kernel

Vector = list[float]
Matrix = list[Vector]

INPUTS, HIDDEN, BATCH = 256, 64, 128  # of the network
LOOKS = "it looks first for factors of 0, and whether what they multiply is finite"


def draws(name: str, rows: int, columns: int, sd: float = 1.0) -> Matrix:
    """Normal numbers."""
    from policywerk.primitives.random import normal, stream

    rng = stream(1, name)
    return [[normal(rng, 0.0, sd) for _ in range(columns)] for _ in range(rows)]


def layer_forwards() -> Kernel:
    """grad.affine_values, 128 rows of 64 to 64."""
    from policywerk.building_blocks.grad import affine_values

    x, weight, bias = draws("x", 128, 64), draws("w", 64, 64), draws("b", 1, 64)[0]
    return Kernel("layer, forwards", "multiply-add", 128 * 64 * 64,
                  lambda: affine_values(x, weight, bias), lambda: floors.sums(x, weight, bias),
                  "four rows a pass")


def accumulating(name: str, ours: Callable[[Matrix, Matrix, Matrix], None],
                 floor: Callable[[Matrix, Matrix, Matrix], None], of_weight: bool) -> Kernel:
    """A product that is added to a matrix, which is set to 0 before."""
    left, right = draws("slopes", 128, 64), draws("x", 128 if of_weight else 64, 64)
    shape = (64, 64) if of_weight else (128, 64)

    def run(f: Callable[[Matrix, Matrix, Matrix], None]) -> Callable[[], Matrix]:
        def work() -> Matrix:
            into = floors.zeros(*shape)
            f(into, left, right)
            return into
        return work

    return Kernel(name, "multiply-add", 128 * 64 * 64, run(ours), run(floor), "four rows a pass",
                  LOOKS)


def layer_to_weights() -> Kernel:
    """grad.add_outer_products, the slopes of 64 by 64 weights from 128 rows."""
    from policywerk.building_blocks.grad import add_outer_products

    return accumulating("layer, to weights", add_outer_products, floors.add_outer, True)


def layer_to_inputs() -> Kernel:
    """grad.add_combinations, the slopes of 128 rows of 64 inputs."""
    from policywerk.building_blocks.grad import add_combinations

    return accumulating("layer, to inputs", add_combinations, floors.add_product, False)


def bare_network(x: Matrix, weights: list[Matrix], biases: list[Vector]) -> list[Matrix]:
    """The gradient of the mean square of two layers' output, a ReLU between."""
    hidden = floors.sums(x, weights[0], biases[0])
    for row in hidden:
        for j in range(HIDDEN):
            if row[j] <= 0.0:
                row[j] = 0.0
    slopes = floors.sums(hidden, weights[1], biases[1])
    for row in slopes:
        for j in range(HIDDEN):
            row[j] *= 2.0 / (BATCH * HIDDEN)
    grads = [floors.zeros(HIDDEN, INPUTS), [[0.0] * HIDDEN], floors.zeros(HIDDEN, HIDDEN),
             [[0.0] * HIDDEN]]
    floors.add_outer(grads[2], slopes, hidden)
    floors.add_column_sums(grads[3][0], slopes)
    back = floors.zeros(BATCH, HIDDEN)
    floors.add_product(back, slopes, weights[1])
    for row, of_row in zip(hidden, back):
        for j in range(HIDDEN):
            if row[j] <= 0.0:
                of_row[j] = 0.0
    add_outer_skipping(grads[0], back, x)
    floors.add_column_sums(grads[1][0], back)
    return grads


def add_outer_skipping(into: Matrix, left: Matrix, right: Matrix) -> None:
    """floors.add_outer, but only where left is not 0: half, behind a ReLU."""
    for j in range(len(into)):
        target = into[j]
        used = [i for i in range(len(left)) if left[i][j] != 0.0]
        whole = len(used) - len(used) % 4
        for n in range(0, whole, 4):
            e, f, g, h = used[n], used[n + 1], used[n + 2], used[n + 3]
            a, b, c, d = right[e], right[f], right[g], right[h]
            p, q, r, s = left[e][j], left[f][j], left[g][j], left[h][j]
            for k in range(len(target)):
                target[k] = target[k] + p * a[k] + q * b[k] + r * c[k] + s * d[k]
        for i in used[whole:]:
            a, p = right[i], left[i][j]
            for k in range(len(target)):
                target[k] += p * a[k]


def network_gradient() -> Kernel:
    """A network of 256 inputs and two layers of 64, a batch of 128: forwards and backwards."""
    from policywerk.building_blocks import grad

    x = draws("x", BATCH, INPUTS, 0.1)
    weights = [draws("w0", HIDDEN, INPUTS, 0.1), draws("w1", HIDDEN, HIDDEN, 0.1)]
    biases = [draws("b0", 1, HIDDEN, 0.1), draws("b1", 1, HIDDEN, 0.1)]
    parameters = [grad.Parameter(str(i), values) for i, values in enumerate(
        (weights[0], biases[0], weights[1], biases[1]))]

    def ours() -> list[Matrix]:
        grad.zero_grads(parameters)
        hidden = grad.relu(grad.affine(grad.constant(x), *parameters[:2]))
        output = grad.affine(hidden, *parameters[2:])
        grad.backward(grad.mean(grad.multiply(output, output)))
        return [parameter.grads for parameter in parameters]

    active = sum(value > 0.0 for row in floors.sums(x, weights[0], biases[0][0]) for value in row)
    multiply_adds = BATCH * HIDDEN * (INPUTS + 3 * HIDDEN) + active * INPUTS
    return Kernel("network 256-64-64", "multiply-add", multiply_adds, ours,
                  lambda: bare_network(x, weights, [row[0] for row in biases]),
                  "four rows a pass", LOOKS)


class Convolution:
    """The sizes of a convolution without padding, and its floor."""

    def __init__(self, channels: int, side: int, kernel: int, filters: int, images: int) -> None:
        self.channels, self.side, self.kernel = channels, side, kernel
        self.filters, self.images = filters, images
        self.stops = side - kernel + 1
        self.places = channels * kernel * kernel
        self.x = draws("pixels", images, channels * side * side)
        self.weight = draws("filters", filters, self.places)

    def floor(self) -> list[Matrix]:
        """The slopes of the sum of y^2 with the weights and with the images, y = x convolved."""
        of_weight, of_x = floors.zeros(self.filters, self.places), []
        nothing = [0.0] * self.places
        for image in self.x:
            views = self.views(image)
            y = floors.zeros(self.filters, self.stops * self.stops)
            floors.add_product(y, self.weight, views)
            for row in y:
                for k in range(len(row)):
                    row[k] *= 2.0
            for target, row in zip(of_weight, floors.sums(y, views, nothing)):
                for k in range(self.places):
                    target[k] += row[k]
            of_views = floors.zeros(self.places, self.stops * self.stops)
            floors.add_outer(of_views, self.weight, y)
            of_x.append(self.pixels(of_views))
        return [of_weight, of_x]

    def views(self, image: Vector) -> Matrix:
        """What each weight meets at every stop, a run of pixels a time."""
        rows = []
        for start in self.starts():
            row: Vector = []
            for i in range(self.stops):
                begin = start + i * self.side
                row += image[begin:begin + self.stops]
            rows.append(row)
        return rows

    def pixels(self, views: Matrix) -> Vector:
        """The sum of the views at each pixel."""
        image = [0.0] * (self.channels * self.side * self.side)
        for start, view in zip(self.starts(), views):
            n = 0
            for i in range(self.stops):
                begin = start + i * self.side
                for k in range(begin, begin + self.stops):
                    image[k] += view[n]
                    n += 1
        return image

    def starts(self) -> list[int]:
        """The pixel that each weight meets at the first stop."""
        return [(channel * self.side + u) * self.side + v for channel in range(self.channels)
                for u in range(self.kernel) for v in range(self.kernel)]

    def kernel_of(self, name: str) -> Kernel:
        """Beside convolve, forwards and backwards to weights and pixels."""
        from policywerk.building_blocks import grad
        from policywerk.building_blocks.conv import Images, convolve, slide

        windows = slide(Images(self.channels, self.side, self.side), self.kernel)
        x, weight = grad.Parameter("x", self.x), grad.Parameter("weight", self.weight)
        bias = grad.constant([[0.0] * self.filters])

        def ours() -> list[Matrix]:
            grad.zero_grads([x, weight])
            y = convolve(x, weight, bias, windows)
            grad.backward(grad.total(grad.multiply(y, y)))
            return [weight.grads, x.grads]

        units = 3 * self.images * self.stops * self.stops * self.filters * self.places
        return Kernel(name, "multiply-add", units, ours, self.floor, "four rows a pass",
                      "the tape, and a table of where pixels go, for any stride and padding")


def convolution_gradient() -> Kernel:
    """16 filters of 3 by 3 over 8 images of 12 by 12: forwards, and backwards to both."""
    return Convolution(1, 12, 3, 16, 8).kernel_of("convolution, 1 to 16")


def deep_convolution_gradient() -> Kernel:
    """32 filters of 3 by 3 over 8 images of 16 channels of 8 by 8."""
    return Convolution(16, 8, 3, 32, 8).kernel_of("convolution, 16 to 32")


def bare_divergence(p_logits: Matrix, q_soft: Matrix, log_q: Matrix,
                    unimix: float) -> tuple[float, Matrix]:
    """The summed KL and its slopes with the logits of p, by the chain rule on paper."""
    from policywerk.primitives.scalar import exp, expm1, log

    slopes, whole = [], 0.0
    for row, of_q, logs in zip(p_logits, q_soft, log_q):
        n, largest, powers_sum, average = len(row), row[0], 0.0, 0.0
        soft, ratios, result = [0.0] * n, [0.0] * n, [0.0] * n
        for x in row:
            if x > largest:
                largest = x
        for i in range(n):
            soft[i] = power = exp(row[i] - largest)
            powers_sum += power
        for i in range(n):
            soft[i] /= powers_sum
            p = (1.0 - unimix) * soft[i] + unimix / n
            ratios[i] = t = log(p) - logs[i]
            whole += p * (t + expm1(-t)) if t > -1.0 else of_q[i] - p + p * t
            average += soft[i] * t
        for i in range(n):
            result[i] = (1.0 - unimix) * soft[i] * (ratios[i] - average)
        slopes.append(result)
    return whole, slopes


def divergence_of_categoricals() -> Kernel:
    """KL of 64 categoricals of 8 outcomes with unimix: its value, and the slopes."""
    from policywerk.building_blocks import grad
    from policywerk.building_blocks.distributions import Categorical, kl_categoricals

    p_logits, q = draws("p", 64, 8), Categorical(grad.constant(draws("q", 64, 8)), 0.01)
    p, of_q, log_q = (grad.Parameter("p", p_logits), q.probabilities.values,
                      q.log_probabilities.values)

    def ours() -> tuple[float, Matrix]:
        grad.zero_grads([p])
        loss = grad.total(kl_categoricals(Categorical(p, 0.01), q))
        grad.backward(loss)
        return loss.values[0][0], p.grads

    return Kernel("KL on the tape", "logit", 64 * 8, ours,
                  lambda: bare_divergence(p_logits, of_q, log_q, 0.01), "loops, our exp and log",
                  "the tape: four operations leave a matrix each, over rows of 8 entries")


def straight_through() -> Kernel:
    """64 one-hot draws of 8 outcomes with unimix, and slopes through them; the draw apart."""
    from policywerk.building_blocks import grad
    from policywerk.building_blocks.distributions import Categorical
    from policywerk.primitives.scalar import exp

    logits, slopes, outcomes = draws("p", 64, 8), draws("slopes", 64, 8), [i % 8 for i in range(64)]
    p = grad.Parameter("p", logits)

    def ours() -> list[Matrix]:
        grad.zero_grads([p])
        belief = Categorical(p, 0.01)
        z, q = belief.straight_through(outcomes), belief.probabilities
        for node, of_node in ((q, floors.zeros(64, 8)), (belief.logits, floors.zeros(64, 8))):
            node.grads = of_node
        for node, of_node in ((z, slopes), (q, q.grads), (belief.logits, belief.logits.grads)):
            assert node.pull is not None
            node.pull(of_node)  # as backward would
        return [z.values, p.grads]

    def floor() -> list[Matrix]:
        rows, back = floors.zeros(64, 8), []
        for row, one, outcome, slope in zip(logits, rows, outcomes, slopes):
            n, largest, whole, average = len(row), row[0], 0.0, 0.0
            soft, result = [0.0] * n, [0.0] * n
            for x in row:
                if x > largest:
                    largest = x
            for i in range(n):
                soft[i] = power = exp(row[i] - largest)
                whole += power
            for i in range(n):
                soft[i] /= whole
                average += soft[i] * slope[i]
            for i in range(n):
                result[i] = (1.0 - 0.01) * soft[i] * (slope[i] - average)
            one[outcome] = 1.0
            back.append(result)
        return [rows, back]

    return Kernel("straight through", "logit", 64 * 8, ours, floor, "loops, our exp",
                  "the tape: three operations leave a matrix each way, over rows of 8 entries")


def norm_on_the_tape() -> Kernel:
    """norms.rms_norm_silu of 64 rows of 128 with gains, forwards and backwards."""
    from policywerk.building_blocks import grad
    from policywerk.building_blocks.norms import rms_norm_silu

    n, m = 64, 128
    x, slopes = grad.Parameter("x", draws("x", n, m)), draws("slopes", n, m)
    gains = [1.0 + j / m for j in range(m)]
    gain = grad.Parameter("gain", [gains])

    def ours() -> list[Matrix]:
        grad.zero_grads([x, gain])
        y = rms_norm_silu(x, gain)
        assert y.pull is not None
        y.pull(slopes)  # as backward would
        return [y.values, gain.grads, x.grads]

    def floor() -> list[Matrix]:
        of_gain = [0.0] * m
        forward = floors.normed(x.values, gains)
        back = floors.normed_back(gains, of_gain, forward, slopes)
        return [forward[3], [of_gain], back]

    return Kernel("RMS norm and SiLU", "entry", n * m, ours, floor, "index loops, our sigmoid")


def adam_step() -> Kernel:
    """One step of Adam over a matrix of 256 by 64 values."""
    from policywerk.building_blocks.grad import Parameter
    from policywerk.building_blocks.optimizers import Adam

    rows, columns, alpha, adam = 256, 64, 0.001, Adam()
    grads = [[(i - 2 * j) / 64 for j in range(columns)] for i in range(rows)]
    parameter = Parameter("w", [[0.0] * columns for _ in range(rows)])
    parameter.grads = grads
    values, means, squares = (floors.zeros(rows, columns) for _ in range(3))
    powers = [1.0, 1.0]

    def floor() -> Matrix:
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

    def ours() -> Matrix:
        adam.step([parameter], alpha)
        return parameter.values

    return Kernel("one Adam step", "value", rows * columns, ours, floor, "nested loops",
                  "our sqrt, one call a value, looks first that the number is not negative")


STATE, LATENTS, ACTION, UNITS, BLOCKS = 64, 64, 2, 32, 8  # the cell that lesson 07 needs
SEQUENCE, WINDOWS = 16, 8  # steps, and how many sequences side by side

Step = dict[str, Any]  # matrices, some of them nested, by what they are


class BareCell:
    """The block GRU without a tape: rows are the examples of a batch."""

    def __init__(self, values: list[Matrix]) -> None:
        """Of the parameters' values, in their order."""
        self.values = values
        self.grads = [floors.zeros(len(rows), len(rows[0])) for rows in values]
        self.own = STATE // BLOCKS

    def forward(self, h: Matrix, z: Matrix, a: Matrix) -> tuple[Matrix, Step]:
        """The next states, and what the way back needs."""
        v, own, n = self.values, self.own, len(h)
        inputs, embedded, shared = [h, z, a], [], [[] for _ in h]  # type: ignore[var-annotated]
        for i in range(3):
            sums = floors.sums(inputs[i], v[3 * i], v[3 * i + 1][0])
            embedded.append(floors.normed(sums, v[3 * i + 2][0]))
            for k in range(n):
                shared[k] += embedded[i][3][k]
        seen = [[h[i][g * own:(g + 1) * own] + shared[i] for i in range(n)]
                for g in range(BLOCKS)]
        hidden = self.blocks(seen, v[9], v[10][0])
        bent = floors.normed(hidden, v[11][0])
        parts = [[row[g * own:(g + 1) * own] for row in bent[3]] for g in range(BLOCKS)]
        gates = self.blocks(parts, v[12], v[13][0])
        after, r, c, u = (floors.zeros(n, STATE) for _ in range(4))
        for i in range(n):
            self.mix(gates[i], h[i], after[i], r[i], c[i], u[i])
        return after, {"inputs": inputs, "embedded": embedded, "seen": seen,
                       "bent": bent, "parts": parts, "rest": [gates, r, c, u]}

    def blocks(self, seen: list[Matrix], weight: Matrix, bias: Vector) -> Matrix:
        """A layer in blocks."""
        size, values = len(weight) // BLOCKS, [[] for _ in seen[0]]  # type: ignore[var-annotated]
        for g in range(BLOCKS):
            part = floors.sums(seen[g], weight[g * size:(g + 1) * size],
                               bias[g * size:(g + 1) * size])
            for i in range(len(part)):
                values[i] += part[i]
        return values

    def mix(self, gates: Vector, old: Vector, after: Vector, r: Vector, c: Vector,
            u: Vector) -> None:
        """The gates of one example."""
        from policywerk.primitives.scalar import sigmoid, tanh

        own = self.own
        for j in range(STATE):
            k = 3 * own * (j // own) + j % own
            r[j], u[j] = sigmoid(gates[k]), sigmoid(gates[k + 2 * own] - 1.0)
            c[j] = tanh(r[j] * gates[k + own])
            after[j] = u[j] * c[j] + (1.0 - u[j]) * old[j]

    def unmix(self, step: Step, slopes: Matrix, of_h: Matrix) -> Matrix:
        """The slopes with the raw gates; those with the old states are set in of_h."""
        own, (gates, reset, candidate, update) = self.own, step["rest"]
        of_gates, old = floors.zeros(len(slopes), 3 * STATE), step["inputs"][0]
        for i in range(len(slopes)):
            row, into, back = gates[i], of_gates[i], of_h[i]
            for j in range(STATE):
                k = 3 * own * (j // own) + j % own
                slope, r, c, u = slopes[i][j], reset[i][j], candidate[i][j], update[i][j]
                bent = slope * u * (1.0 - c) * (1.0 + c)
                back[j] = slope * (1.0 - u)
                into[k], into[k + own] = bent * row[k + own] * r * (1.0 - r), bent * r
                into[k + 2 * own] = slope * (c - old[i][j]) * u * (1.0 - u)
        return of_gates

    def blocks_back(self, place: int, seen: list[Matrix], slopes: Matrix) -> list[Matrix]:
        """The slopes with what each block saw; those with weights and biases are added."""
        weight, of_weight = self.values[place], self.grads[place]
        size, found = len(weight) // BLOCKS, []
        for g in range(BLOCKS):
            part = [row[g * size:(g + 1) * size] for row in slopes]
            floors.add_outer(of_weight[g * size:(g + 1) * size], part, seen[g])
            back = floors.zeros(len(part), len(weight[0]))
            floors.add_product(back, part, weight[g * size:(g + 1) * size])
            found.append(back)
        floors.add_column_sums(self.grads[place + 1][0], slopes)
        return found

    def backward(self, step: Step, slopes: Matrix) -> Matrix:
        """The slopes with the states before."""
        v, grads, own, n = self.values, self.grads, self.own, len(slopes)
        of_h = floors.zeros(n, STATE)
        of_parts = self.blocks_back(12, step["parts"], self.unmix(step, slopes, of_h))
        of_bent = [[x for part in of_parts for x in part[i]] for i in range(n)]
        of_hidden = floors.normed_back(v[11][0], grads[11][0],
                                       step["bent"], of_bent)
        of_shared = floors.zeros(n, 3 * UNITS)
        for g, back in enumerate(self.blocks_back(9, step["seen"], of_hidden)):
            for i in range(n):
                row, target, common = back[i], of_h[i], of_shared[i]
                for k in range(own):
                    target[g * own + k] += row[k]
                for k in range(3 * UNITS):
                    common[k] += row[own + k]
        for i in range(3):
            part = [row[i * UNITS:(i + 1) * UNITS] for row in of_shared]
            of_sums = floors.normed_back(v[3 * i + 2][0], grads[3 * i + 2][0],
                                         step["embedded"][i], part)
            floors.add_outer(grads[3 * i], of_sums, step["inputs"][i])
            floors.add_column_sums(grads[3 * i + 1][0], of_sums)
            if i == 0:
                floors.add_product(of_h, of_sums, v[0])
        return of_h


def cell_multiply_adds() -> int:
    """Of one example and step, forwards."""
    own = STATE // BLOCKS
    embed = (STATE + LATENTS + ACTION) * UNITS
    return embed + STATE * (own + 3 * UNITS) + 3 * STATE * own


def block_gru_sequence() -> Kernel:
    """The block GRU of lesson 07 over 16 steps of 8 sequences: forwards, and back to the weights.

    z and the action are constants; h is not, but for the first.
    """
    from policywerk.building_blocks import grad
    from policywerk.building_blocks.recurrent import Sizes, block_gru, unroll
    from policywerk.primitives.random import stream

    cell = block_gru("cell", Sizes(STATE, LATENTS, ACTION, UNITS, BLOCKS), stream(1, "cell"))
    start = draws("h", WINDOWS, STATE, 0.3)
    seen = [(draws(f"z {t}", WINDOWS, LATENTS), draws(f"a {t}", WINDOWS, ACTION, 0.3))
            for t in range(SEQUENCE)]
    none = [[False] * WINDOWS] * SEQUENCE

    def ours() -> list[Matrix]:
        grad.zero_grads(cell.parameters())
        inputs = [(grad.constant(z), grad.constant(a)) for z, a in seen]
        states = unroll(lambda h, x: cell(h, *x), grad.constant(start), inputs, none)
        loss = grad.total(grad.multiply(states[-1], states[-1]))
        for h in states[:-1]:
            loss = grad.add(loss, grad.total(grad.multiply(h, h)))
        grad.backward(loss)
        return [parameter.grads for parameter in cell.parameters()]

    squashed = [(z, [[x / max(1.0, abs(x)) for x in row] for row in a]) for z, a in seen]

    def floor() -> list[Matrix]:
        bare, h, steps = BareCell([p.values for p in cell.parameters()]), start, []
        for z, a in squashed:
            h, step = bare.forward(h, z, a)
            steps.append((h, step))
        slopes = floors.zeros(WINDOWS, STATE)
        for h, step in reversed(steps):
            for i in range(WINDOWS):
                for j in range(STATE):
                    slopes[i][j] += 2.0 * h[i][j]
            slopes = bare.backward(step, slopes)
        return bare.grads

    of_inputs = STATE * UNITS + cell_multiply_adds() - (STATE + LATENTS + ACTION) * UNITS
    forwards_and_weights = 2 * SEQUENCE * cell_multiply_adds()
    back = (SEQUENCE - 1) * of_inputs + of_inputs - STATE * UNITS - STATE * STATE // BLOCKS
    return Kernel("block GRU, 16 steps", "multiply-add",
                  WINDOWS * (forwards_and_weights + back), ours, floor,
                  "four rows a pass", "the tape, for batches of 8: a node for every operation, and "
                  "rows cut into blocks of 8 numbers and put together again")


KERNELS = [layer_forwards, layer_to_weights, layer_to_inputs, network_gradient,
           convolution_gradient, deep_convolution_gradient, straight_through,
           divergence_of_categoricals, norm_on_the_tape, block_gru_sequence, adam_step]
