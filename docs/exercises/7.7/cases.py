from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import integer, stream, uniform

KIND = "build it"
TITLE = "Life, and a dream at its end"

NO = [False, False, False, False]


def returns(lived_returns, rewards, terminal, last, dreamt, gamma=0.5, lam=0.25):
    return list(lived_returns(rewards, terminal, last, dreamt, gamma, lam)[0])


def weights(lived_returns, last):
    n = len(last)
    return [1.0 * w for w in lived_returns([0.0] * n, [False] * n, last, [0.0] * n, 0.5, 0.5)[1]]


def wanted(rewards, terminal, last, dreamt, gamma, lam):
    """The definition, from the end."""
    found = [dreamt[-1]]
    for t in range(len(rewards) - 1, 0, -1):
        share = 0.0 if last[t] or t == len(rewards) - 1 else lam
        discount = 0.0 if terminal[t] else gamma
        found.insert(0, rewards[t] + discount * ((1.0 - share) * dreamt[t] + share * found[0]))
    return found[:-1]


ENDS, CUT = [False, True, False, False], [False, False, True, False]

CASES = [
    Case("returns(lived_returns, [7.0, 1.0], [False, False], [False, False], [8.0, 6.0])", [4.0],
         hint="Two rows: the reward that came with the second, and what a dream from there "
              "promises, discounted.",
         mistakes=[(found, "The reward of a row came with it: it is for what was done before. What "
                           "follows row 0 stands in row 1.")
                   for found in ([7.0 + 0.5 * 6.0], [7.0 + 0.5 * 8.0], [1.0 + 0.5 * 8.0])] + [
                   ([1.0], "The window is over, and life is not: what comes after row 1?"),
                   ([0.5 * 6.0], "And the reward that came with row 1?"),
                   ([1.0 + 0.25 * 6.0], "gamma discounts all that follows, and lam mixes. Have "
                                        "the two changed places?"),
                   ([1.0 + 6.0], "What a dream from row 1 promises is a step away: discount it."),
                   *[(found, "lam only mixes. At the end of the window there is nothing to mix the "
                             "dream with.")
                     for found in ([1.0 + 0.5 * 0.75 * 6.0], [1.0 + 0.5 * 0.25 * 6.0])]]),
    Case("returns(lived_returns, [0.0, 0.0, 0.0, 8.0], NO, NO, [0.0, 4.0, 0.0, 0.0])",
         [1.625, 1.0, 8.0],
         hint="Three quarters of what follows are what a dream from the next row promises, one "
              "quarter is the next row's own return.",
         mistakes=[([2.0, 4.0, 8.0], "That is what was lived, and no dream but the last."),
                   ([1.625, 3.0, 8.0], "lam is the share of what was lived. The dream gets the "
                                       "rest."),
                   ([0.625, 1.0, 8.0], "gamma discounts all that follows, and lam mixes. Have the "
                                       "two changed places?")]),
    Case("returns(lived_returns, [0.0, 1.0, 5.0, 5.0], ENDS, ENDS, [9.0, 9.0, 9.0, 9.0])[0]", 1.0,
         hint="The task ended with row 1. What comes after it counts for nothing."),
    Case("returns(lived_returns, [0.0, 1.0, 2.0, 5.0], NO, CUT, [9.0, 9.0, 6.0, 9.0])[1]", 5.0,
         hint="A clock cut the episode at row 2, so row 3 belongs to another one. What stands for "
              "the rest that was not lived?",
         mistakes=[(2.0, "A clock cut the episode at row 2. The task did not end, so something "
                         "would have come: what stands for it?"),
                   (2.0 + 0.5 * (0.75 * 6.0 + 0.25 * (5.0 + 0.5 * 9.0)),
                    "Row 3 belongs to another episode. Its reward is not for row 1.")]),
    Case("weights(lived_returns, [False, True, False, False])", [1.0, 0.0, 1.0],
         hint="Of which row does the next one not tell what came of it?",
         mistakes=[([1.0, 1.0, 1.0], "After row 1 the window goes on in another episode. What "
                                     "should the critic learn from that?"),
                   ([0.0, 1.0, 1.0], "Row 0 is followed by row 1 of the same episode. Which row is "
                                     "not?")]),
    Case("weights(lived_returns, [False, False])", [1.0],
         hint="One weight for each row but the window's last."),
]


def check(answer):
    rng = stream(1, "windows")
    for _ in range(30):
        n = 2 + integer(rng, 7)
        rewards = [uniform(rng, -1.0, 1.0) for _ in range(n)]
        dreamt = [uniform(rng, -5.0, 5.0) for _ in range(n)]
        last = [uniform(rng, 0.0, 1.0) < 0.25 for _ in range(n)]
        terminal = [end and uniform(rng, 0.0, 1.0) < 0.5 for end in last]
        gamma, lam = uniform(rng, 0.5, 1.0), uniform(rng, 0.0, 1.0)
        found, counts = answer.lived_returns(list(rewards), list(terminal), list(last),
                                             list(dreamt), gamma, lam)
        yield (near(list(found), wanted(rewards, terminal, last, dreamt, gamma, lam)),
               f"Right for the examples, but not for a window of {n} rows with the ends {last}.")
        yield (near(list(counts), [0.0 if end else 1.0 for end in last[:-1]]),
               f"The weights are wrong for the ends {last}.")
