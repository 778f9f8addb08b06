"""Reverse-mode differentiation: how fast a loss changes with every number it was made from.

A calculation over matrices leaves a graph of nodes behind. backward goes through it once,
from the loss to the parameters. Beside what an operation computes stands its slope; the
chain rule joins the slopes.
"""

from __future__ import annotations

from typing import Callable, Iterable, List, NamedTuple, Optional, Sequence, Set

from policywerk.building_blocks.work import did
from policywerk.primitives import activations, scalar, vector
from policywerk.primitives.matrix import Matrix, shape, zeros
from policywerk.primitives.vector import Vector

Pull = Callable[[Matrix], None]


class Node:
    """A matrix in a calculation, and the slope of the loss with each of its entries.

    values: one row an example, one column a feature; a single number is 1 by 1.
    grads: grads[i][j] is dL / dvalues[i][j] once backward has passed, and empty before.
    needs_grad: whether a parameter stands anywhere behind these values.
    """

    def __init__(self, values: Matrix, parents: Sequence[Node] = (),
                 pull: Optional[Pull] = None) -> None:
        """A result of parents that need slopes; pull hands its own slopes on to them."""
        self.values = values
        self.grads: Matrix = []
        self.parents = tuple(parents)
        self.pull = pull
        self.needs_grad = pull is not None
        self.spent = False  # backward has passed


class Parameter(Node):
    """Numbers that learning may change. Its grads are there from the start, and add up.

    A bias is a matrix of one row. An optimiser sees name, values and grads, nothing else.
    """

    def __init__(self, name: str, values: Matrix) -> None:
        """Start with a copy of these values, and grads of 0.0.

        Raises: ValueError if values is empty, its rows differ in length, or an entry is
            not a number.
        """
        super().__init__(_filled_copy(f"parameter {name}", values))
        for i, row in enumerate(self.values):
            for x in row:
                if not isinstance(x, (int, float)):
                    raise ValueError(f"parameter {name}: {x!r} in row {i} is not a number")
        self.name = name
        self.grads = zeros(*shape(values))
        self.needs_grad = True


def _filled_copy(what: str, values: Matrix) -> Matrix:
    """A copy of values; ValueError if they are empty or the rows differ in length."""
    rows, columns = shape(values)
    if rows == 0 or columns == 0:
        raise ValueError(f"{what} needs at least one row and one column, "
                         f"got {rows} by {columns}")
    return [list(row) for row in values]


def distinct(parameters: Iterable[Parameter]) -> List[Parameter]:
    """Each parameter once, in the order in which they are first met."""
    seen: Set[Parameter] = set()
    found: List[Parameter] = []
    for parameter in parameters:
        if parameter not in seen:
            seen.add(parameter)
            found.append(parameter)
    return found


def zero_grads(parameters: Sequence[Parameter]) -> None:
    """Set every slope of every parameter to 0.0, in place."""
    for parameter in parameters:
        for row in parameter.grads:
            for j in range(len(row)):
                row[j] = 0.0


def constant(values: Matrix) -> Node:
    """A node that no slope goes to: a copy of data, of targets, of what came from elsewhere.

    Raises: ValueError if values is empty or its rows differ in length.
    """
    return Node(_filled_copy("a constant", values))


def kept(a: Node) -> Matrix:
    """The values as they are now, for a pull to use later: a copy, if learning may change them."""
    return [row[:] for row in a.values] if isinstance(a, Parameter) else a.values


def operation(values: Matrix, inputs: Sequence[Node], pull: Pull) -> Node:
    """The node of a result.

    pull(grads) is called once, with the slopes of the loss with the result. It adds, in
    place, to the grads of those inputs that need them:

    dL/dinput += dL/dresult * dresult/dinput
    """
    parents = [node for node in inputs if node.needs_grad]
    return Node(values, parents, pull if parents else None)


def stop_gradient(a: Node) -> Node:
    """A copy of the values, as a constant: what lies behind them gets no slope from here."""
    return Node([row[:] for row in a.values])


def _tape(loss: Node) -> List[Node]:
    """Every result that the loss was made from, each one after its own parents, loss last.

    Raises: ValueError if backward has passed one of them before.
    """
    order: List[Node] = []
    stack: List[Node] = [loss]
    seen: Set[Node] = set()
    while stack:
        node = stack[-1]
        if node.spent:
            raise ValueError("backward has already passed here, and a graph serves once: "
                             "compute the loss again")
        ahead = [p for p in node.parents if p.spent or (p.pull and p not in seen)]
        if ahead:
            stack.extend(ahead)
            continue
        stack.pop()
        if node not in seen:
            seen.add(node)
            order.append(node)
    return order


def backward(loss: Node) -> None:
    """Add the slope dL/dp to the grads of every parameter p that the loss depends on.

    dL/da = sum over the results r made from a of dL/dr * dr/da,  from dL/dL = 1 backwards
    (Linnainmaa 1976; Rumelhart, Hinton & Williams 1986)

    Raises: ValueError if the loss is not 1 by 1 or not finite, if it depends on no
        parameter, or if backward has passed a part of its graph before.
    """
    _check_loss(loss)
    tape = _tape(loss)
    for node in tape:
        node.grads = zeros(len(node.values), len(node.values[0]))
    loss.grads[0][0] = 1.0
    for node in reversed(tape):
        assert node.pull is not None
        node.pull(node.grads)
        node.parents, node.pull, node.spent = (), None, True


def _check_loss(loss: Node) -> None:
    """Raise ValueError unless backward may start here."""
    rows, columns = shape(loss.values)
    if (rows, columns) != (1, 1):
        raise ValueError(f"backward starts from one number, but this node is {rows} by "
                         f"{columns}: take its mean or total first")
    if not abs(loss.values[0][0]) < scalar.INFINITY:
        raise ValueError(f"the loss is {loss.values[0][0]!r}: "
                         "look for the first node that is not finite")
    if loss.pull is None and not loss.spent:
        raise ValueError("the loss depends on no parameter: nothing to do for backward")


def _same_shape(name: str, a: Node, b: Node) -> None:
    """Raise ValueError unless b has the shape of a, or one row as long as the rows of a."""
    (rows, columns), of_b = shape(a.values), shape(b.values)
    if of_b not in ((rows, columns), (1, columns)):
        raise ValueError(f"{name} needs two nodes of one shape, or one row as the second, "
                         f"got {rows} by {columns} and {of_b[0]} by {of_b[1]}")


def _spread(rows: Matrix, n: int) -> Matrix:
    """n rows: the given ones, or n times the very same one, which so collects n slopes."""
    return rows if len(rows) == n else rows * n


def _add_row(into: Vector, factor: float, row: Vector) -> None:
    """into_k += factor * row_k, in place."""
    for k in range(len(row)):
        into[k] += factor * row[k]


def add_multiple(into: Matrix, factor: float, a: Matrix) -> None:
    """into_ij += factor * a_ij, in place."""
    for i in range(len(into)):
        target, row = into[i], a[i]
        for k in range(len(row)):
            target[k] += factor * row[k]


def _add_products(into: Matrix, a: Matrix, b: Matrix) -> None:
    """into_ij += a_ij * b_ij, in place."""
    for i in range(len(into)):
        target, left, right = into[i], a[i], b[i]
        for j in range(len(target)):
            target[j] += left[j] * right[j]


def add(a: Node, b: Node) -> Node:
    """y = a + b;  dy/da = 1, dy/db = 1. One row as b is added to every row of a.

    Raises: ValueError if the shapes do not fit.
    """
    _same_shape("add", a, b)
    n = len(a.values)

    def pull(grads: Matrix) -> None:
        if a.needs_grad:
            add_multiple(a.grads, 1.0, grads)
        if b.needs_grad:
            add_multiple(_spread(b.grads, n), 1.0, grads)

    values = [vector.add(u, v) for u, v in zip(a.values, _spread(b.values, n))]
    return operation(values, (a, b), pull)


def subtract(a: Node, b: Node) -> Node:
    """y = a - b;  dy/da = 1, dy/db = -1. One row as b is taken from every row of a.

    Raises: ValueError if the shapes do not fit.
    """
    _same_shape("subtract", a, b)
    return add(a, scale(-1.0, b))


def multiply(a: Node, b: Node) -> Node:
    """y = a * b, entry by entry;  dy/da = b, dy/db = a. One row as b meets every row of a.

    Raises: ValueError if the shapes do not fit.
    """
    _same_shape("multiply", a, b)
    n = len(a.values)
    of_a, of_b = kept(a), _spread(kept(b), n)

    def pull(grads: Matrix) -> None:
        if a.needs_grad:
            _add_products(a.grads, grads, of_b)
        if b.needs_grad:
            _add_products(_spread(b.grads, n), grads, of_a)

    values = [[x * y for x, y in zip(u, v)] for u, v in zip(of_a, of_b)]
    return operation(values, (a, b), pull)


def scale(factor: float, a: Node) -> Node:
    """y = factor * a, for a number that needs no slope;  dy/da = factor."""
    values = [vector.scale(factor, row) for row in a.values]
    return operation(values, (a,), lambda grads: add_multiple(a.grads, factor, grads))


def shift(amount: float, a: Node) -> Node:
    """y = amount + a, for a number that needs no slope;  dy/da = 1."""
    values = [[amount + x for x in row] for row in a.values]
    return operation(values, (a,), lambda grads: add_multiple(a.grads, 1.0, grads))


def elementwise(a: Node, values: Matrix, slopes: Callable[[], Matrix]) -> Node:
    """The node of y_ij = f(a_ij); slopes() gives f'(a_ij), when backward passes."""
    return operation(values, (a,), lambda grads: _add_products(a.grads, grads, slopes()))


def tanh(a: Node) -> Node:
    """y = tanh a;  dy/da = 1 - y^2, as activations.tanh_slope has it."""
    return bend(activations.TANH, a)


def sigmoid(a: Node) -> Node:
    """y = 1 / (1 + exp(-a));  dy/da = y (1 - y), as activations.sigmoid_slope has it."""
    return bend(activations.SIGMOID, a)


def bend(activation: activations.Activation, a: Node) -> Node:
    """y = f(a), entry by entry, with the slope that stands beside f."""
    x, value, slope = kept(a), activation.value, activation.slope
    y = [[value(u) for u in row] for row in x]
    return elementwise(a, y, lambda: [[slope(u, v) for u, v in zip(row, of_y)]
                                      for row, of_y in zip(x, y)])


def relu(a: Node) -> Node:
    """y = max(a, 0);  dy/da = 1 where a > 0, and 0 elsewhere (at 0 too, by convention)."""
    y = [[0.0 if x <= 0.0 else x for x in row] for row in a.values]
    # v is above 0, or 0.0, which is its own slope, or nan, and then so is the slope
    return elementwise(a, y, lambda: [[1.0 if v > 0.0 else v for v in row] for row in y])


def silu(a: Node) -> Node:
    """y = a s with s = sigmoid(a);  dy/da = s + y (1 - s)."""
    s = [[scalar.sigmoid(x) for x in row] for row in a.values]
    y = [[x * v if v != 0.0 else -0.0 for x, v in zip(row, of_s)]  # also at -inf
         for row, of_s in zip(a.values, s)]
    return elementwise(a, y, lambda: [[v + u * (1.0 - v) for u, v in zip(row, of_s)]
                                      for row, of_s in zip(y, s)])


def softplus(a: Node) -> Node:
    """y = log(1 + exp a);  dy/da = sigmoid(a)."""
    return bend(activations.SOFTPLUS, a)


def exp(a: Node) -> Node:
    """y = exp a;  dy/da = y.

    Raises: OverflowError where exp a is above the largest float.
    """
    y = [[scalar.exp(x) for x in row] for row in a.values]
    return elementwise(a, y, lambda: y)


def log(a: Node) -> Node:
    """y = log a;  dy/da = 1 / a.

    Raises: ValueError where a is not above 0.
    """
    of_a = kept(a)
    y = [[scalar.log(x) for x in row] for row in of_a]
    return elementwise(a, y, lambda: [[1.0 / x for x in row] for row in of_a])


def sqrt(a: Node) -> Node:
    """y = sqrt a;  dy/da = 1 / (2 y).

    Raises: ValueError where a < 0; ZeroDivisionError in backward where a = 0.
    """
    y = [[scalar.sqrt(x) for x in row] for row in a.values]
    return elementwise(a, y, lambda: [[0.5 / v for v in row] for row in y])


def reciprocal(a: Node) -> Node:
    """y = 1 / a;  dy/da = -y^2.

    Raises: ZeroDivisionError where a = 0.
    """
    y = [[scalar.reciprocal(x) for x in row] for row in a.values]
    return elementwise(a, y, lambda: [[-v * v for v in row] for row in y])


def affine(x: Node, weight: Node, bias: Node) -> Node:
    """A layer of neurons for a batch of inputs: y = x W^T + b, one row an example.

    y_ij = sum over k of x_ik W_jk + b_j
    dL/dx_ik = sum over j of dL/dy_ij W_jk,  dL/dW_jk = sum over i of dL/dy_ij x_ik,
    dL/db_j = sum over i of dL/dy_ij

    Args:
        x: n rows of k inputs.
        weight: m rows of k weights, one row a neuron.
        bias: one row of m.
    Returns: n rows of m.
    Raises: ValueError if the shapes do not fit.
    """
    _check_affine(x, weight, bias)
    of_x, w, b = kept(x), kept(weight) if x.needs_grad else weight.values, bias.values[0]
    places = _few_places(of_x)
    if places and not all_finite(w):
        places = []  # 0 times nan or inf is nan, and must be seen

    def pull(grads: Matrix) -> None:
        if weight.needs_grad and places and all_finite(grads):
            _add_outer_products_at(places, weight.grads, grads, of_x)
        elif weight.needs_grad:
            add_outer_products(weight.grads, grads, of_x)
        if bias.needs_grad:
            add_multiple(_spread(bias.grads, len(grads)), 1.0, grads)
        if x.needs_grad:
            add_combinations(x.grads, grads, w)

    values = (_affine_values_at(places, of_x, w, b) if places
              else affine_values(of_x, w, b))
    return operation(values, (x, weight, bias), pull)


def _check_affine(x: Node, weight: Node, bias: Node) -> None:
    """Raise ValueError unless affine can take these three."""
    (_, k), (m, inputs), of_bias = shape(x.values), shape(weight.values), shape(bias.values)
    if k != inputs:
        raise ValueError(f"affine: the weight takes {inputs} inputs, but x has {k} columns")
    if of_bias != (1, m):
        raise ValueError(f"affine: the weight makes {m} outputs, so the bias must be "
                         f"1 by {m}, not {of_bias[0]} by {of_bias[1]}")


def affine_values(x: Matrix, weight: Matrix, bias: Vector) -> Matrix:
    """Each row of x with each row of weight: their dot product, plus the bias.

    Four rows of weight a pass, so that what is read of x serves four sums.
    """
    whole = len(weight) - len(weight) % 4
    values = [[0.0] * len(weight) for _ in x]
    for row, y in zip(x, values):
        did(len(weight) * len(row))
        for j in range(0, whole, 4):
            a, b, c, d = weight[j], weight[j + 1], weight[j + 2], weight[j + 3]
            of_a = of_b = of_c = of_d = 0.0
            for k in range(len(row)):
                value = row[k]
                of_a += a[k] * value
                of_b += b[k] * value
                of_c += c[k] * value
                of_d += d[k] * value
            y[j], y[j + 1] = of_a + bias[j], of_b + bias[j + 1]
            y[j + 2], y[j + 3] = of_c + bias[j + 2], of_d + bias[j + 3]
        for j in range(whole, len(weight)):
            y[j] = vector.dot(weight[j], row) + bias[j]
    return values


def add_outer_products(into: Matrix, left: Matrix, right: Matrix) -> None:
    """into_jk += sum over i of left_ij * right_ik, in place, i rising, four rows a pass.

    Raises: ValueError if the shapes do not fit; into is then as it was.
    """
    (rows, columns), (n, width) = shape(left), shape(right)
    if rows != n or shape(into) != (columns, width):
        raise ValueError(f"add_outer_products of {rows} by {columns} and {n} by {width} "
                         f"cannot go into {_by(into)}")
    used, skip = list(range(n)), _may_skip(left, right)
    for j in range(columns):
        target = into[j]
        if skip:
            used = [i for i in range(n) if left[i][j] != 0.0]  # half, behind a relu
        did(len(used) * width)
        whole = len(used) - len(used) % 4
        for i in range(0, whole, 4):
            e, f, g, h = used[i], used[i + 1], used[i + 2], used[i + 3]
            a, b, c, d = right[e], right[f], right[g], right[h]
            of_a, of_b, of_c, of_d = left[e][j], left[f][j], left[g][j], left[h][j]
            for k in range(width):  # each sum grows in the same order as in four passes
                target[k] = target[k] + of_a * a[k] + of_b * b[k] + of_c * c[k] + of_d * d[k]
        for e in used[whole:]:
            _add_row(target, left[e][j], right[e])


def add_combinations(into: Matrix, left: Matrix, right: Matrix) -> None:
    """into_ik += sum over j of left_ij * right_jk, in place, j rising, four rows a pass.

    Raises: ValueError if the shapes do not fit; into is then as it was.
    """
    (rows, columns), (n, width) = shape(left), shape(right)
    if columns != n or shape(into) != (rows, width):
        raise ValueError(f"add_combinations of {rows} by {columns} and {n} by {width} "
                         f"cannot go into {_by(into)}")
    used, skip = list(range(n)), _may_skip(left, right)
    for target, factors in zip(into, left):
        if skip:
            used = [j for j in range(n) if factors[j] != 0.0]
        did(len(used) * width)
        whole = len(used) - len(used) % 4
        for i in range(0, whole, 4):
            e, f, g, h = used[i], used[i + 1], used[i + 2], used[i + 3]
            a, b, c, d = right[e], right[f], right[g], right[h]
            of_a, of_b, of_c, of_d = factors[e], factors[f], factors[g], factors[h]
            for k in range(width):
                target[k] = target[k] + of_a * a[k] + of_b * b[k] + of_c * c[k] + of_d * d[k]
        for e in used[whole:]:
            _add_row(target, factors[e], right[e])


def _by(a: Matrix) -> str:
    """The shape of a in words."""
    rows, columns = shape(a)
    return f"{rows} by {columns}"


def all_finite(rows: Matrix) -> bool:
    """Whether no entry is nan or infinite: the sums of the rows tell, unless they overflow."""
    for row in rows:
        whole = vector.total(row)
        if whole - whole != 0.0 and not all(x - x == 0.0 for x in row):
            return False
    return True


def _may_skip(factors: Matrix, rows: Matrix) -> bool:
    """Whether products with a factor of 0 may be left out: not where 0 times nan is due."""
    for row in factors:
        for factor in row:
            if factor == 0.0:
                return all_finite(rows)
    return True


def mostly_zero(x: Matrix) -> bool:
    """Whether three quarters of x or more are 0."""
    return 4 * sum(row.count(0.0) for row in x) >= 3 * len(x) * len(x[0])


def _few_places(x: Matrix) -> List[List[int]]:
    """Where each row is not 0, if x is mostly_zero; otherwise [].

    Also [] for less than four rows: to look at all weights would cost what it saves.
    """
    if len(x) < 4 or not mostly_zero(x):
        return []
    return [[k for k in range(len(row)) if row[k] != 0.0] for row in x]


def _affine_values_at(places: List[List[int]], x: Matrix, weight: Matrix,
                      bias: Vector) -> Matrix:
    """The same as affine_values, if x is 0 in all other places."""
    values = []
    for row, columns in zip(x, places):
        did(len(weight) * len(columns))
        outputs = []
        for j in range(len(weight)):
            weights, result = weight[j], 0.0
            for k in columns:
                result += weights[k] * row[k]
            outputs.append(result + bias[j])
        values.append(outputs)
    return values


def _add_outer_products_at(places: List[List[int]], into: Matrix, left: Matrix,
                           right: Matrix) -> None:
    """The same as add_outer_products, if right is 0 in all other places."""
    for factors, row, columns in zip(left, right, places):
        for j in range(len(factors)):
            factor, target = factors[j], into[j]
            if factor != 0.0:
                did(len(columns))
                for k in columns:
                    target[k] += factor * row[k]


def total(a: Node) -> Node:
    """y = the sum of all entries, 1 by 1;  dy/da_ij = 1."""
    def pull(grads: Matrix) -> None:
        for target in a.grads:
            for j in range(len(target)):
                target[j] += grads[0][0]

    return operation([[vector.total([vector.total(row) for row in a.values])]], (a,), pull)


def mean(a: Node) -> Node:
    """y = the mean of all entries, 1 by 1;  dy/da_ij = 1 / (number of entries)."""
    rows, columns = shape(a.values)
    return scale(1.0 / (rows * columns), total(a))


def row_totals(a: Node) -> Node:
    """y_i = sum over j of a_ij, one column;  dy_i/da_ij = 1."""
    def pull(grads: Matrix) -> None:
        for target, grad in zip(a.grads, grads):
            for j in range(len(target)):
                target[j] += grad[0]

    return operation([[vector.total(row)] for row in a.values], (a,), pull)


def repeat_columns(a: Node, n: int) -> Node:
    """y_ij = a_i, n equal columns made of one;  dL/da_i = sum over j of dL/dy_ij.

    Raises: ValueError if a has another number of columns than one, or n < 1.
    """
    columns = shape(a.values)[1]
    if columns != 1 or n < 1:
        raise ValueError(f"repeat_columns makes n >= 1 columns of one, got n = {n} "
                         f"and {columns} columns")

    vector.check_size("repeat_columns", len(a.values), n)

    def pull(grads: Matrix) -> None:
        for target, grad in zip(a.grads, grads):
            target[0] += vector.total(grad)

    return operation([row * n for row in a.values], (a,), pull)


def softmax(a: Node) -> Node:
    """Probabilities from each row: y_j = exp(a_j) / sum over k of exp(a_k).

    dL/da_j = y_j (dL/dy_j - sum over k of y_k dL/dy_k)

    Raises: ValueError if a row has nan or inf.
    """
    y = [activations.softmax(row) for row in a.values]

    def pull(grads: Matrix) -> None:
        for target, p, grad in zip(a.grads, y, grads):
            _add_row(target, 1.0, activations.softmax_vjp(p, grad))

    return operation(y, (a,), pull)


def log_softmax(a: Node) -> Node:
    """The logarithms of softmax: y_j = a_j - log(sum over k of exp(a_k)).

    dL/da_j = dL/dy_j - exp(y_j) sum over k of dL/dy_k

    Raises: ValueError if a row has nan or inf.
    """
    y = [activations.log_softmax(row) for row in a.values]

    def pull(grads: Matrix) -> None:
        for target, log_p, grad in zip(a.grads, y, grads):
            _add_row(target, 1.0, activations.log_softmax_vjp(log_p, grad))

    return operation(y, (a,), pull)


def gather(a: Node, columns: Sequence[int]) -> Node:
    """One entry of each row: y_i = a[i][columns[i]], as one column;  dy_i = 1 there.

    Raises: ValueError if there is not one column for each row, or a column is not there.
    """
    n, width = shape(a.values)
    if len(columns) != n:
        raise ValueError(f"gather needs a column for each of {n} rows, got {len(columns)}")
    for i, j in enumerate(columns):
        if not 0 <= j < width:
            raise ValueError(f"gather: row {i} has columns 0 to {width - 1}, not {j}")

    def pull(grads: Matrix) -> None:
        for target, grad, j in zip(a.grads, grads, columns):
            target[j] += grad[0]

    return operation([[row[j]] for row, j in zip(a.values, columns)], (a,), pull)


def concatenate(nodes: Sequence[Node]) -> Node:
    """The columns of several nodes side by side; slopes go back where entries came from.

    Raises: ValueError if there are none, or they differ in the number of rows.
    """
    heights = [len(node.values) for node in nodes]
    if not heights or min(heights) != max(heights):
        raise ValueError(f"concatenate needs nodes with equally many rows, got {heights}")

    def pull(grads: Matrix) -> None:
        start = 0
        for node in nodes:
            width = len(node.values[0])
            if node.needs_grad:
                add_multiple(node.grads, 1.0, [row[start:start + width] for row in grads])
            start += width

    values = [vector.concatenate([node.values[i] for node in nodes]) for i in range(heights[0])]
    return operation(values, nodes, pull)


def slice_columns(a: Node, start: int, stop: int) -> Node:
    """The columns start to stop - 1 of a; the others get no slope from here.

    Raises: ValueError unless 0 <= start < stop <= the number of columns.
    """
    width = shape(a.values)[1]
    if not 0 <= start < stop <= width:
        raise ValueError(f"slice_columns: {start} to {stop} is no part of {width} columns")

    def pull(grads: Matrix) -> None:
        for target, grad in zip(a.grads, grads):
            for j in range(len(grad)):
                target[start + j] += grad[j]

    return operation([row[start:stop] for row in a.values], (a,), pull)


def take_rows(a: Node, indices: Sequence[int]) -> Node:
    """The rows of a with these numbers, in this order; dy_i/da_k = 1 where k = indices[i].

    A row that is taken twice gets the slopes of both; one that is not taken gets none.

    Raises: ValueError if there are no indices, or a row is not there.
    """
    chosen, n = list(indices), len(a.values)
    if not chosen:
        raise ValueError("take_rows needs at least one row to take, got none")
    for i, k in enumerate(chosen):
        if not 0 <= k < n:
            raise ValueError(f"take_rows: indices[{i}] is {k}, but the rows are 0 to {n - 1}")

    def pull(grads: Matrix) -> None:
        for k, grad in zip(chosen, grads):
            _add_row(a.grads[k], 1.0, grad)

    return operation([a.values[k][:] for k in chosen], (a,), pull)


def stack_rows(nodes: Sequence[Node]) -> Node:
    """The rows of several nodes below one another; slopes go back where rows came from.

    Raises: ValueError if there are none, or they differ in the number of columns.
    """
    widths = [shape(node.values)[1] for node in nodes]
    if not widths or min(widths) != max(widths):
        raise ValueError(f"stack_rows needs nodes with equally many columns, got {widths}")
    stacked = list(nodes)

    def pull(grads: Matrix) -> None:
        start = 0
        for node in stacked:
            stop = start + len(node.values)
            if node.needs_grad:
                add_multiple(node.grads, 1.0, grads[start:stop])
            start = stop

    return operation([row[:] for node in stacked for row in node.values], stacked, pull)


def regroup(a: Node, columns: int) -> Node:
    """The entries of a in the same order, in rows of another length; so are their slopes.

    Raises: ValueError if the entries do not fill rows of that many columns.
    """
    n, width = shape(a.values)
    if columns < 1 or n * width % columns != 0:
        raise ValueError(f"regroup: {n} by {width} entries do not fill rows of {columns}")

    def pull(grads: Matrix) -> None:
        flat = vector.concatenate(grads)
        for i, target in enumerate(a.grads):
            _add_row(target, 1.0, flat[i * width:(i + 1) * width])

    flat = vector.concatenate(a.values)
    rows = [flat[i:i + columns] for i in range(0, n * width, columns)]
    return operation(rows, (a,), pull)


class Worst(NamedTuple):
    """The entry where two ways to find a slope disagree most."""

    parameter: str
    row: int
    column: int
    slope: float  # as backward has it
    difference: float  # the central difference
    error: float  # relative

    def __str__(self) -> str:
        """Where, and both numbers."""
        return (f"{self.parameter}[{self.row}][{self.column}]: "
                f"backward says {self.slope!r}, differences say {self.difference!r}, "
                f"relative error {self.error:.1e}")


def check_gradient(function: Callable[[], Node], parameters: Sequence[Parameter],
                   tolerance: float = 1e-6) -> Worst:
    """Compare every slope from backward with a central difference; return the worst.

    dL/dp is near (L(p + h) - L(p - h)) / (2 h);  error = |slope - difference| / size,
    size = the larger of the two, but at least 0.001: differences are not exact

    Args:
        function: computes the loss from the present values of the parameters, the same each
            time: without randomness, or with a fresh stream of the same seed.
        parameters: their values are left as they were, their grads at 0.0.
        tolerance: the largest relative error that is let pass.
    Raises: ValueError if an error is above the tolerance or a slope is nan, naming the
        parameter, row, column and both numbers; or if there are no parameters.
    """
    zero_grads(parameters)
    backward(function())
    checked = [_compare(function, p, i, j) for p in parameters
               for i, row in enumerate(p.values) for j in range(len(row))]
    zero_grads(parameters)
    if not checked:
        raise ValueError("check_gradient needs at least one parameter")
    worst = checked[vector.argmax([entry.error for entry in checked])]
    if not worst.error <= tolerance:
        raise ValueError(f"the gradient is wrong, worst at {worst}")
    return worst


def _compare(function: Callable[[], Node], parameter: Parameter, i: int, j: int) -> Worst:
    """The slope of one entry by backward and by a central difference."""
    row, before = parameter.values[i], parameter.values[i][j]
    h = 1e-5 * max(1.0, abs(before))
    row[j] = before + h
    above = function().values[0][0]
    row[j] = before - h
    below = function().values[0][0]
    row[j] = before
    slope, difference = parameter.grads[i][j], (above - below) / (2.0 * h)
    size = max(abs(slope), abs(difference), 0.001)
    error = abs(slope - difference) / size
    if error != error:
        error = scalar.INFINITY  # nan is as wrong as can be
    return Worst(parameter.name, i, j, slope, difference, error)
