from policywerk.building_blocks.grad import Parameter, backward
from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A target that comes to meet you"

TO_B, FROM_B, LOOP = (0, 0.5, 1, False), (1, 1.0, 1, True), (2, 1.0, 2, False)


def loss(td_loss, values, steps):
    return td_loss(Parameter("v", [[x] for x in values]), steps).values[0][0]


def slopes(td_loss, values, steps):
    v = Parameter("v", [[x] for x in values])
    backward(td_loss(v, steps))
    return [g for [g] in v.grads]


CASES = [
    Case("loss(td_loss, [2.0, 4.0, 0.0], [TO_B])", 0.5 * 2.5 * 2.5,
         hint="A is worth 2, its reward is 0.5 and B is worth 4: an error of -2.5. The loss itself "
              "was right before.",
         mistakes=[(0.5 * 1.5 * 1.5, "The value of the next state has gone from the target.")]),
    Case("slopes(td_loss, [2.0, 4.0, 0.0], [TO_B])", [-2.5, 0.0, 0.0],
         hint="One step, from A to B. Whose value is to be corrected by it?",
         mistakes=[([-2.5, 2.5, 0.0], "The value of B still gives way to that of A."),
                   ([0.0, 2.5, 0.0], "Now only the target moves."),
                   ([0.0, 0.0, 0.0], "Now nothing moves at all.")]),
    Case("slopes(td_loss, [2.0, 4.0, 0.0], [FROM_B])", [0.0, 3.0, 0.0],
         hint="The last step: B is worth 4 and earns 1. That was right before.",
         mistakes=[([0.0, -1.0, 0.0], "After the end of the task nothing follows.")]),
    Case("slopes(td_loss, [2.0, 4.0, 0.0], [TO_B, FROM_B])", [-1.25, 1.5, 0.0],
         hint="B is in the target of the first step, and has a target of its own in the second. "
              "The loss is a mean of the two."),
    Case("slopes(td_loss, [0.0, 0.0, 3.0], [LOOP])", [0.0, 0.0, -1.0],
         hint="This step leads back to its own state, which is worth 3. Its value has two parts "
              "in the error. One of them is the target, and stays put."),
]
