from policywerk.building_blocks.recurrent import Sizes, block_gru
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream

KIND = "derive"
TITLE = "What blocks save"


def counted(m, units, blocks):
    """The weights of both layers: each is multiplied once for an example."""
    cell = block_gru("cell", Sizes(m, 2, 2, units, blocks), stream(1, "cell"))
    return sum(len(row) for layer in (cell.hidden, cell.gates) for row in layer.weight.values)


CASES = [
    Case("multiplications(4, 1, 1)", 4 * (4 + 3) + 12 * 4,
         hint="One block: four neurons see four numbers and three shared ones; then twelve neurons "
              "see four numbers each.",
         mistakes=[(4 * (4 + 1) + 12 * 4, "h, z and the action are each turned into U numbers, "
                                          "and all of these are shared."),
                   (4 * (4 + 3) + 4 * 4, "How many numbers do the gates need for each of the M?"),
                   (4 * (4 + 3) + 8 * 4, "How many numbers do the gates need for each of the M?"),
                   (4 * (4 + 3) + 12 * (4 + 3), "Nothing is shared with the second layer.")]),
    Case("multiplications(128, 64, 8)", 32768,
         hint="Which inputs does a block have for its own, and which does every block see?",
         mistakes=[((128 * (128 + 192) + 3 * 128 * 128) / 8,
                    "Here the shared row is cut as well. Every neuron sees all of it.")]),
]


def check(answer):
    for m, units, blocks in ((6, 2, 3), (8, 5, 2), (12, 1, 12)):
        yield (near(answer.multiplications(m, units, blocks), counted(m, units, blocks)),
               f"For M = {m}, U = {units} and B = {blocks} block_gru has another number of weights "
               "in these two layers.")
