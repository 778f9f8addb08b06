from policywerk.building_blocks.grad import constant
from policywerk.building_blocks.recurrent import unroll
from policywerk.lessons.exercises import Case
from policywerk.primitives.random import integer, stream

KIND = "build it"
TITLE = "A cell that counts"


def states(counter, seen):
    """0 and 1 for states that say so, and the state itself for one that does not."""
    found = unroll(counter(), constant([[0.0]]), [constant([[x]]) for x in seen],
                   [[False]] * len(seen))
    said = [node.values[0][0] for node in found]
    return [0 if abs(h) < 0.1 else 1 if abs(h - 1.0) < 0.1 else h for h in said]


CASES = [
    Case("states(counter, [1.0])", [1],
         hint="One 1: the state should go from 0 to near 1. What is the largest that your "
              "candidate can be?"),
    Case("states(counter, [0.0, 0.0])", [0, 0],
         hint="An input of 0 should leave the state as it is. How far is the gate open then?"),
    Case("states(counter, [1.0, 0.0, 0.0])", [1, 1, 1],
         hint="After a 1 come zeros, and the state does not stay. Which gate guards it?"),
    Case("states(counter, [1.0, 1.0, 1.0, 0.0, 1.0])", [1, 0, 1, 1, 0],
         hint="The second 1 should bring it back to 0. What is your candidate when h is 1?"),
    Case("states(counter, [0.0] * 100)[-1]", 0,
         hint="A hundred zeros, and a little gets in with each. Shut the gate more firmly."),
    Case("states(counter, [1.0] + [0.0] * 100)[-1]", 1,
         hint="A 1 and a hundred zeros, and a little is lost with each. Is the gate shut?"),
    Case("states(counter, [1.0] * 101)[-1]", 1,
         hint="After many ones in a row the errors have grown. What happens to a small one in two "
              "steps?"),
]


def check(answer):
    rng = stream(1, "ones and zeros")
    seen = [float(integer(rng, 2)) for _ in range(100)]
    odd = [round(sum(seen[:t + 1])) % 2 for t in range(100)]
    yield (states(answer.counter, seen) == odd,
           "Right for the short sequences; on a hundred inputs it loses count.")
