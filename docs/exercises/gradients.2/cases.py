from policywerk.building_blocks.grad import (
    Parameter,
    backward,
    check_gradient,
    constant,
    multiply,
    total,
)
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.scalar import cos, sin

KIND = "build it"
TITLE = "The sine on the tape"
PLACES = [[0.0, 1.0], [2.0, -3.0]]


def slopes_of(sine):
    a = Parameter("a", PLACES)
    backward(total(sine(a)))
    return a.grads


def turned(sine):
    a = Parameter("a", [[1.0]])
    loss = total(sine(a))
    a.values[0][0] = 2.0
    backward(loss)
    return a.grads[0][0]


CASES = [
    Case("sine(Parameter('a', PLACES)).values", [[sin(x) for x in row] for row in PLACES],
         hint="Forwards: the node holds the sine of every entry."),
    Case("slopes_of(sine)", [[cos(x) for x in row] for row in PLACES],
         hint="Backwards: how fast does the sine rise at 0, and how fast at 2?",
         mistakes=[([[-cos(x) for x in row] for row in PLACES], "At 0 the sine rises. With which "
                                                                "sign?"),
                   ([[1.0, 1.0], [1.0, 1.0]], "The slopes arrive and are passed on unchanged.")]),
    Case("turned(sine)", cos(1.0),
         hint="The slope belongs to the value of the forward pass. Here the parameter was turned "
              "in between. Which function keeps a copy?"),
]


def check(answer):
    a, weights = Parameter("a", [[0.3, -1.2, 4.0]]), constant([[1.0, -2.0, 0.5]])
    try:
        worst = check_gradient(lambda: total(multiply(answer.sine(a), weights)), [a])
    except ValueError as error:
        yield False, f"Each slope is right where all weigh the same. But {error}"
    else:
        yield near(worst.error, 0.0, tolerance=1e-6), "The check is not content."
