from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "Credit for something else"

APART = [[(0, 0.0, None)], [(1, 1.0, None)]]
STAYS = [[(0, 1.0, 0), (0, 1.0, None)]]
TWICE = [[(0, 0.0, 1), (1, 1.0, None)], [(2, 0.0, 1), (1, 1.0, None)]]
CASES = [
    Case("learn(APART, 1.0, 0.9)", [0.0, 1.0, 0.0],
         hint="State 0 was met in the first episode alone, and that paid nothing. Where does its "
              "weight come from?",
         mistakes=[([0.0, 0.0, 0.0], "The second episode paid 1, and nobody has learned of it.")]),
    Case("learn(APART[1:], 0.5, 0.9)", [0.0, 0.5, 0.0], hint="One step of one episode."),
    Case("learn(TWICE[:1], 0.5, 0.5)", [0.25, 0.5, 0.0],
         hint="Within an episode, a surprise should still reach the states before.",
         mistakes=[([0.0, 0.5, 0.0], "Within an episode the trace is needed.")]),
    Case("learn(STAYS, 0.5, 0.5)", [0.875, 0.0, 0.0],
         hint="Place 0 twice in a row, and each step pays 1. How large are its weight and its mark "
              "at the second?",
         mistakes=[([0.75, 0.0, 0.0], "The second mark is added to what is left of the first."),
                   ([1.25, 0.0, 0.0], "At the second step the weight has changed already, and so "
                                      "has what is expected.")]),
    Case("learn(TWICE, 0.5, 0.5)", [0.25, 0.5 + 0.5 * 0.5 + 0.0, 0.5 * 0.5 + 0.5 * 0.5 * 0.5],
         hint="What the first episode taught about state 1 should be known in the second."),
]
