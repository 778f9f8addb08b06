from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import integer, stream

KIND = "find the bug"
TITLE = "Chances from a diary"

CASES = [
    Case("chances([0, 0, 0, 0, 1, 1, 0, 1], 2)", [[0.6, 0.4], [0.5, 0.5]],
         hint="After a sunny day: of how many pairs were two sunny ones? What should each row of "
              "the answer sum to?",
         mistakes=[([[0.6, 0.5], [0.4, 0.5]], "Here the chances stand in columns. After which "
                                              "kind of day does a row tell what comes?"),
                   ([[3 / 7, 2 / 7], [1 / 7, 1 / 7]],
                    "These are shares of all pairs. A row speaks of one kind of today.")]),
    Case("chances([0, 1, 0, 1, 1, 0], 2)", [[0.0, 1.0], [2 / 3, 1 / 3]],
         hint="Right for one diary, wrong for another. Count its five pairs by hand."),
]


def check(answer):
    rng = stream(1, "diary")
    diary = [0, 1, 2, 0, 2, 1] + [integer(rng, 3) for _ in range(60)]
    rows = answer.chances(diary, 3)
    yield (near([sum(row) for row in rows], [1.0, 1.0, 1.0]),
           "Right for two kinds of weather. With three, the rows do not all sum to 1.")
