from policywerk.lessons.exercises import Case

KIND = "build it"
TITLE = "REINFORCE without a tape"

EVEN = [[0.0, 0.0], [0.0, 0.0]]
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
    Case("EVEN", [[0.0, 0.0], [0.0, 0.0]],
         hint="The logits that were given are not to be changed: return new ones."),
]
