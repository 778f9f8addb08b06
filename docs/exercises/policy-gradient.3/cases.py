from policywerk.lessons.exercises import Case
from policywerk.primitives.scalar import log

KIND = "build it"
TITLE = "REINFORCE without a tape"

EVEN = [[0.0, 0.0], [0.0, 0.0]]
SURER = [[log(3.0), 0.0, 0.0], [0.0, 0.0, 0.0]]
CASES = [
    Case("reinforce(EVEN, [(0, 1, 2.0)], 0.5)", [[-0.5, 0.5], [0.0, 0.0]], tolerance=1e-9,
         hint="One step: alpha times the reward times one-hot minus probabilities.",
         mistakes=[([[0.5, -0.5], [0.0, 0.0]], "The action was paid, and became rarer."),
                   ([[0.0, 1.0], [0.0, 0.0]], "Where are the probabilities?")]),
    Case("reinforce(EVEN, [(0, 1, 1.0), (1, 0, 3.0)], 1.0)", [[-2.0, 2.0], [1.5, -1.5]],
         tolerance=1e-9, hint="A step is weighed by what is paid from it on, itself included.",
         mistakes=[([[-0.5, 0.5], [1.5, -1.5]], "The first action also led to what came later."),
                   ([[-2.0, 2.0], [2.0, -2.0]], "The second action is praised for what was paid "
                                                "before it.")]),
    Case("reinforce(EVEN, [(0, 1, 0.0), (0, 1, 2.0)], 1.0)", [[-2.0, 2.0], [0.0, 0.0]],
         tolerance=1e-9,
         hint="The state comes twice in the episode. With which policy were both actions drawn?"),
    Case("reinforce(SURER, [(0, 1, 1.0), (1, 0, 3.0)], 0.5)",
         [[log(3.0) - 1.2, 1.6, -0.4], [1.0, -0.5, -0.5]], tolerance=1e-9,
         hint="Three actions, and the first state has a favourite: 0.6, 0.2 and 0.2. By how much "
              "does each logit of a state move?",
         mistakes=[([[log(3.0) - 2.0 / 3.0, 4.0 / 3.0, -2.0 / 3.0], [1.0, -0.5, -0.5]],
                    "The three actions of the first state are not equally likely."),
                   ([[log(3.0) - 1.2, 1.6, -0.4], [0.6, -0.3, -0.3]],
                    "The second state has probabilities of its own."),
                   ([[log(3.0) - 0.4, 1.6, -0.4], [1.0, -0.5, -0.5]],
                    "An action that was not taken loses its own probability, not that of the one "
                    "that was.")]),
    Case("rows_shared(reinforce)", 0,
         hint="The row of a state that did not come is still the old list: return new ones."),
]


def rows_shared(reinforce):
    """How many rows of the new policy are lists of the old one."""
    old = [[0.0, 0.0], [0.0, 0.0]]
    return sum(row is each for row in reinforce(old, [(0, 1, 2.0)], 0.5) for each in old)
