from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "TD(lambda) with two weights"

ZEROS, OTHERS = [0.0, 0.0], [0.2, 0.6]
CASES = [
    Case("episode(ZEROS, 0.5, 0.0)", [0.0, 0.5],
         hint="With lambda 0 each surprise corrects the state that it arose in. Here one arose.",
         mistakes=[([0.5, 0.5], "With a decay of 0, state 0 is long forgotten.")]),
    Case("episode(ZEROS, 0.5, 0.5)", [0.25, 0.5],
         hint="How fresh is each of the two states when the surprise comes?",
         mistakes=[([0.125, 0.25], "Each is half of what it should be.")]),
    Case("episode(ZEROS, 0.5, 1.0)", [0.5, 0.5], hint="Nothing fades here."),
    Case("episode(OTHERS, 1.0, 0.5)", [(0.6 - 0.2) + 0.5 * (1.0 - 0.6), 1.0 - 0.6],
         hint="With other weights the first step surprises as well, and its credit counts too."),
]
