from policywerk.building_blocks import returns
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import integer, stream, uniform

KIND = "build it"
TITLE = "The lambda-return by its definition"

COINS, EXPECTED = [1.0, 0.0, 2.0], [2.0, 3.0, 1.0, 4.0]
CASES = [
    Case("n_step(COINS, EXPECTED, True, 0.5, 0, 1)", 1.0 + 0.5 * 3.0,
         hint="The first corner: its coin, and half of what is expected from the second on.",
         mistakes=[(1.0 + 3.0, "An estimate that lies one step ahead is discounted once.")]),
    Case("n_step(COINS, EXPECTED, True, 0.5, 0, 2)", 1.0 + 0.25 * 1.0,
         hint="Two coins, then the estimate, which lies two steps ahead.",
         mistakes=[(1.0 + 0.5 * 1.0, "How far ahead is the estimate now?")]),
    Case("n_step(COINS, EXPECTED, True, 0.5, 0, 3)", 1.0 + 0.25 * 2.0,
         hint="Three coins, and she has gone home.",
         mistakes=[(2.0, "She has gone home: what follows is worth nothing.")]),
    Case("n_step(COINS, EXPECTED, False, 0.5, 0, 3)", 1.0 + 0.25 * 2.0 + 0.125 * 4.0,
         hint="Three coins, and the street was closed: something would have followed."),
    Case("n_step(COINS, EXPECTED, False, 0.5, 1, 7)", 0.5 * 2.0 + 0.25 * 4.0,
         hint="From the second corner only two steps are left, however many are asked for. How far "
              "ahead is the estimate?"),
    Case("n_step(COINS, EXPECTED, True, 0.5, 2, 5)", 2.0, hint="One step is left here."),
    Case("by_definition(COINS, EXPECTED, True, 0.5, 0.5, 0)",
         0.5 * 2.5 + 0.25 * 1.25 + 0.25 * 1.5,
         hint="Three returns. What are their weights, and do they add up to 1?",
         mistakes=[(0.5 * 2.5 + 0.25 * 1.25 + 0.125 * 1.5,
                    "The weights do not add up to 1. Who gets what is left over?"),
                   (2.5 + 0.5 * 1.25 + 0.25 * 1.5, "The weights add up to more than 1.")]),
    Case("by_definition(COINS, EXPECTED, True, 0.5, 0.25, 0)",
         0.75 * 2.5 + 0.25 * 0.75 * 1.25 + 0.25 * 0.25 * 1.5,
         hint="Lambda and gamma are no longer the same. Which of them makes the weights?",
         mistakes=[(1.703125, "The return of one step has the weight 1 - lambda."),
                   (1.421875, "Gamma discounts the rewards, and lambda makes the weights.")]),
    Case("by_definition(COINS, EXPECTED, False, 0.5, 0.5, 0)", 2.0625,
         hint="The other evening: only the last of the three returns is another."),
    Case("by_definition(COINS, EXPECTED, True, 0.5, 0.5, 2)", 2.0,
         hint="From the third corner there is one return, and it has all the weight."),
]


def check(answer):
    rng = stream(1, "cases")
    for _ in range(20):
        steps, ended = 1 + integer(rng, 6), integer(rng, 2) == 0
        rewards = [uniform(rng, -1.0, 1.0) for _ in range(steps)]
        values = [uniform(rng, -1.0, 1.0) for _ in range(steps + 1)]
        rollout = returns.stretch(rewards, values, ended, not ended)
        for lam in (0.0, 0.8, 1.0):
            expected = returns.lambda_returns(rollout, 0.9, lam)
            got = [answer.by_definition(rewards, values, ended, 0.9, lam, t) for t in range(steps)]
            yield (near(got, expected),
                   f"Wrong for {steps} drawn rewards, lambda {lam}, terminated {ended}.")
