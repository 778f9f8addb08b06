from policywerk.building_blocks.grad import tanh
from policywerk.building_blocks.network import mlp
from policywerk.lessons.exercises import Case
from policywerk.primitives.random import stream

KIND = "find the bug"
TITLE = "A copy that does not stand still"


def pair():
    network, copy = [mlp(name, [2, 3, 1], stream(seed, "network"), tanh)
                     for seed, name in ((1, "net"), (2, "copy"))]
    for parameter in network.parameters():
        parameter.values[0][0] += 0.5  # biases start at 0 in both
    return network, copy


def agrees(renew):
    network, copy = pair()
    renew(copy, network)
    return copy.predict([[1.0, 2.0]]) == network.predict([[1.0, 2.0]])


def stands(renew):
    network, copy = pair()
    renew(copy, network)
    before = copy.predict([[1.0, 2.0]])
    for parameter in network.parameters():
        for row in parameter.values:
            row[0] += 1.0
    return copy.predict([[1.0, 2.0]]) == before


def untouched(renew):
    network, copy = pair()
    before = network.predict([[1.0, 2.0]])
    renew(copy, network)
    return network.predict([[1.0, 2.0]]) == before


CASES = [
    Case("untouched(renew)", True, hint="The network has changed, and the copy should have."),
    Case("agrees(renew)", True, hint="Right after it was renewed, the copy should say what the "
                                     "network says."),
    Case("stands(renew)", True, hint="The network learns in place, row by row, and the copy moves "
                                     "with it. What do the two share?"),
]
