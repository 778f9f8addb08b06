from policywerk.building_blocks.grad import (
    Parameter,
    add,
    backward,
    constant,
    multiply,
    scale,
    total,
)
from policywerk.lessons.exercises import Case, near

KIND = "build it"
TITLE = "The lie in one line"

P = [[0.5, 0.25, 0.25], [0.1, 0.2, 0.7]]
WANTED = [[0.3, -1.0, 2.0], [0.5, 4.0, -2.0]]


def values(straight_through, p, outcomes):
    return straight_through(Parameter("p", p), outcomes).values


def slopes(straight_through, p, outcomes, wanted):
    """How the sum of wanted times z moves with p."""
    belief = Parameter("p", p)
    z = straight_through(belief, outcomes)
    nothing = scale(0.0, total(belief))  # so that there is a path to p in any case
    backward(add(nothing, total(multiply(z, constant(wanted)))))
    return belief.grads


CASES = [
    Case("values(straight_through, P, [1, 2])", [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
         hint="Forwards only the draw should be seen: 1 at its place, 0 elsewhere.",
         mistakes=[(P, "These are the probabilities. Forwards the draw should be seen.")]),
    Case("slopes(straight_through, P, [1, 2], WANTED)", WANTED,
         hint="Backwards the slopes should reach p as they come.",
         mistakes=[([[0.0] * 3] * 2, "Nothing reaches p. What does a constant do on the way back, "
                                     "and what sg?"),
                   ([[-w for w in row] for row in WANTED],
                    "The slopes reach p with the wrong sign. Which p has the stop-gradient?")]),
    Case("slopes(straight_through, [[1.0, 0.0]], [1], [[2.0, 3.0]])", [[2.0, 3.0]],
         hint="Also where p is 0 or 1."),
    Case("values(straight_through, [[1.0, 0.0]], [1])", [[0.0, 1.0]],
         hint="Also an outcome whose probability is 0."),
]


def check(answer):
    found = answer.straight_through(Parameter("p", P), [0, 0])
    right = near(found.values, [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    yield right, "Two rows may have drawn the same outcome."
