from policywerk.lessons.exercises import Case, near
from policywerk.lessons.experiment import Given

KIND = "find the bug"
TITLE = "Dice that remember"


def faces(throw, config, seed):
    return throw(config, Given(seed=seed)).series["face"]


CASES = [
    Case("faces(throw, Dice(), 4) == faces(throw, Dice(), 4)", True,
         hint="Two runs with the same settings and the same seed. What does the second know of "
              "the first?"),
    Case("faces(throw, Dice(20), 5) == faces(throw, Dice(20), 6)", False,
         hint="Another seed was asked for, and the same dice fell."),
    Case("faces(throw, Dice(3), 4) == faces(throw, Dice(6), 4)[:3]", True,
         hint="Three throws should be the first three of six, with the same seed."),
    Case("len(faces(throw, Dice(9), 1))", 9, hint="Nine throws were asked for."),
]


def check(answer):
    found = faces(answer.throw, answer.Dice(throws=600), 1)
    yield {*found} == {1, 2, 3, 4, 5, 6}, "600 throws should show all faces of a die, and no other."
    yield near(sum(found) / 600, 3.5, tolerance=0.3), "These dice are loaded."
    yield (found[1:] != faces(answer.throw, answer.Dice(throws=600), 2)[:-1],
           "The throws of seed 2 are those of seed 1, moved by one.")
    result = answer.throw(answer.Dice(), Given(seed=3))
    yield (result.results["total"] == sum(result.series["face"]),
           "The total is not that of the throws.")
