from policywerk.building_blocks.grad import (
    Parameter,
    backward,
    check_gradient,
    constant,
    multiply,
    total,
)
from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "Shares of a sum"


def slopes(shares, weights):
    a = Parameter("a", [[3.0, 2.0, 5.0]])
    backward(total(multiply(shares(a), constant([weights]))))
    return a.grads[0]


CASES = [
    Case("[round(y, 9) for y in shares(Parameter('a', [[3.0, 2.0, 5.0]])).values[0]]",
         [0.3, 0.2, 0.5], hint="Forwards it was right, and is no more."),
    Case("slopes(shares, [1.0, 0.0, 0.0])", [0.07, -0.03, -0.03],
         hint="The loss is the first share. What happens to it when the second number grows?",
         mistakes=[([0.07, 0.0, 0.0], "The first share also shrinks when another number grows."),
                   ([0.1, 0.0, 0.0], "Now the sum counts as a constant.")]),
    Case("slopes(shares, [1.0, 1.0, 1.0])", [0.0, 0.0, 0.0], tolerance=1e-12,
         hint="All shares together are always 1. What must the slopes of their sum be?"),
]


def check(answer):
    a = Parameter("a", [[1.0, 4.0], [0.5, 2.5]])
    weights = constant([[1.0, -2.0], [0.3, 2.0]])
    try:
        check_gradient(lambda: total(multiply(answer.shares(a), weights)), [a])
    except ValueError as error:
        yield False, f"Right for a single row; with two rows, {error}"
    else:
        yield True, ""
