from policywerk.building_blocks.grad import backward, constant, zero_grads
from policywerk.building_blocks.optimizers import SGD
from policywerk.lessons.exercises import Case, near
from policywerk.lessons.l00_machinery import Moons, cross_entropy, make_network, two_moons
from policywerk.primitives.random import stream

KIND = "find the bug"
TITLE = "A loss that goes wild"
POINTS, LABELS = two_moons(8, 0.2, stream(1, "points"))


def fresh():
    return make_network(Moons(hidden=2), stream(1, "weights"))


def losses(steps):
    network, rule, found = fresh(), SGD(), []
    for _ in range(steps):
        loss = cross_entropy(network(constant(POINTS)), LABELS)
        found.append(loss.values[0][0])
        zero_grads(network.parameters())
        backward(loss)
        rule.step(network.parameters(), 1.0)
    return found


CASES = [
    Case("train(fresh(), POINTS, LABELS, 1)", losses(1), hint="The loss before the first step."),
    Case("train(fresh(), POINTS, LABELS, 2)", losses(2),
         hint="After one step the loss should be lower. It does not move as it should."),
    Case("train(fresh(), POINTS, LABELS, 6)", losses(6),
         hint="The first step is right. Print a slope before and after backward, at the second: "
              "what is in it already?"),
]


def check(answer):
    network = fresh()
    found = answer.train(network, POINTS, LABELS, 3) + answer.train(network, POINTS, LABELS, 3)
    yield (near(found, losses(6)),
           "Right the first time. Train the same network a second time, and the old slopes are "
           "still in it.")
