from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import integer, stream

KIND = "find the bug"
TITLE = "Probabilities above 1"

CASES = [
    Case("learn([[3, 4, 5, 6]], 0.1)[5]", 0.5 + 0.1 * (1.0 - 0.5),
         hint="Follow this one walk by hand: how much does F hear of, in all, at the last step?",
         mistakes=[(0.65, "F is still told of more than one win. What does the last step pay, and "
                          "what is the place worth that it leads to?"),
                   (0.45, "Now this walk teaches F that it lost, and it was won.")]),
    Case("learn([[3, 2, 1, 0]], 0.1)[1]", 0.5 + 0.1 * (0.0 - 0.5),
         hint="This walk was lost: it pays nothing, and ends where nothing is to come."),
    Case("learn([[3, 4, 5, 6]], 0.1)[3:5]", [0.5, 0.5],
         hint="D and E lead to places worth 0.5, and are paid nothing. They should stay at 0.5."),
]


def walk(rng):
    states = [3]
    while states[-1] not in (0, 6):
        states.append(states[-1] + 2 * integer(rng, 2) - 1)
    return states


def check(answer):
    rng = stream(1, "walks")
    walks = [walk(rng) for _ in range(2000)]
    values = answer.learn(walks, 0.01)[1:-1]
    yield (near(values, [n / 6 for n in range(1, 6)], tolerance=0.1),
           "One walk is right, but after 2000 walks the values are not near 1/6, 2/6 … 5/6.")
