from policywerk.building_blocks.grad import Parameter, backward, constant, multiply, total
from policywerk.building_blocks.recurrent import gated_update
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream, uniform

KIND = "find the bug"
TITLE = "It forgets too much"

RAW = [0.3, -0.2, 1.0, -1.5, 0.4, 0.0]
SHUT = [0.3, -0.2, 1.0, -1.5, -30.0, -30.0]


def after(gated, raw, state):
    return gated(constant([raw]), constant([state])).values[0]


def ours(gates, h):
    return gated_update(gates, h, 1)


def slopes(gated, raw, state):
    gates, h = Parameter("gates", [raw]), Parameter("h", [state])
    backward(total(multiply(gated(gates, h), constant([[1.0, -2.0]]))))
    return [*gates.grads[0], *h.grads[0]]


CASES = [
    Case("after(gated, SHUT, [0.5, -0.8])", [0.5, -0.8], tolerance=1e-9,
         hint="The update gates are shut: the state should stay as it is. Which gate makes it "
              "forget?"),
    Case("after(gated, RAW, [0.0, 0.0])", after(ours, RAW, [0.0, 0.0]),
         hint="From a state of 0 the program was right; now the candidate is another one."),
    Case("after(gated, RAW, [0.5, -0.8])", after(ours, RAW, [0.5, -0.8]),
         hint="Which share is the candidate's, and which the old state's?"),
    Case("slopes(gated, RAW, [0.5, -0.8])", slopes(ours, RAW, [0.5, -0.8]),
         hint="The numbers are right, and the slopes are not: something was cut from the tape."),
]


def check(answer):
    rng = stream(1, "gates")
    for _ in range(20):
        raw = [uniform(rng, -2.0, 2.0) for _ in range(6)]
        state = [uniform(rng, -1.0, 1.0) for _ in range(2)]
        yield (near(after(answer.gated, raw, state), after(ours, raw, state)),
               "Right for these gates, wrong for others.")
