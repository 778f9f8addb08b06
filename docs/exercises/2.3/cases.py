from policywerk.actors.barto_sutton import AssociativeSearch, NoCritic, Settings
from policywerk.lessons.exercises import Case
from policywerk.primitives.random import stream, uniform
from policywerk.world.balance import BOXES, Balance

KIND = "build it"
TITLE = "Write the rule into the boxes"


def side(weights, angle, speed):
    return "action 1" if weights[BOXES.index([angle, speed])] > 0.0 else "action 0"


def kept_up(weights, seed):
    search = AssociativeSearch(BOXES.count, Settings(), NoCritic())
    search.weights[:] = weights
    world, rng = Balance(), stream(seed, "noise")
    state, _ = world.reset(seed)
    for step in range(500):
        state, _, terminated, _, _ = world.step(search.act(BOXES.index(state), rng))
        if terminated:
            return step
    return 500


CASES = [
    Case("len(rule())", 36, hint="One weight a box: how many boxes are there?"),
    Case("side(rule(), -0.15, -0.2)", "action 1",
         hint="The pole leans to the negative side. Which twist goes against that?"),
    Case("side(rule(), -0.15, 0.2)", "action 1",
         hint="The pole leans to the negative side, whatever its speed is. Which variable runs "
              "fastest in the number of a box?"),
    Case("side(rule(), 0.15, -0.2)", "action 0",
         hint="The pole leans to the positive side, whatever its speed is. Which variable runs "
              "fastest in the number of a box?"),
    Case("side(rule(), -0.05, 1.4)", "action 1",
         hint="This pole leans a little, and turns fast. The rule asks for its lean alone."),
    Case("side(rule(), 0.0, 0.0)", "action 0",
         hint="An angle of exactly 0 is not negative."),
    Case("kept_up(rule(), 0)", 500,
         hint="Every sign is right, and the pole falls all the same. What is added to a weight "
              "before its sign is asked?"),
    Case("kept_up(rule(), 1)", 500,
         hint="From another start it falls. Are the weights large beside the noise?"),
]


def check(answer):
    rng, weights = stream(0, "states"), answer.rule()
    for _ in range(100):
        angle, speed = uniform(rng, -0.3, 0.3), uniform(rng, -2.0, 2.0)
        wanted = "action 1" if angle < 0.0 else "action 0"
        yield side(weights, angle, speed) == wanted, (
            f"At an angle of {angle:.2f} and a speed of {speed:.2f} it twists with the lean.")
