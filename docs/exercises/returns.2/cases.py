from policywerk.building_blocks import returns
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import integer, stream, uniform

KIND = "find the bug"
TITLE = "Two evenings in one list"

COINS, EXPECTED = [1.0, 0.0, 2.0], [2.0, 3.0, 1.0]
DONE = [False, False, True]
EVENING = [1.9375, 0.75, 2.0]
CASES = [
    Case("lambda_returns(COINS, EXPECTED, DONE, 0.5, 0.5)", EVENING,
         hint="This is one evening alone, and the page has worked it out.",
         mistakes=[([1.8125, 0.25, 2.0], "What the last step paid belongs to the returns of the "
                                         "steps before it as well.")]),
    Case("lambda_returns(COINS + COINS, EXPECTED + EXPECTED, DONE + DONE, 0.5, 0.5)", EVENING * 2,
         hint="The two evenings are alike. What does the first know of the second?"),
    Case("lambda_returns([3.0, 5.0], [1.0, 2.0], [True, True], 0.9, 1.0)", [3.0, 5.0],
         hint="Two episodes of one step each: each is worth what it paid."),
    Case("lambda_returns([3.0, 5.0], [1.0, 2.0], [False, True], 0.5, 0.0)", [4.0, 5.0],
         hint="With lambda 0, a step trusts the estimate of the state it led to."),
    Case("lambda_returns([3.0, 5.0], [1.0, 2.0], [False, True], 0.5, 1.0)", [5.5, 5.0],
         hint="With lambda 1, these are plain returns."),
]


def check(answer):
    rng = stream(1, "cases")
    for _ in range(30):
        parts = [([uniform(rng, -1.0, 1.0) for _ in range(1 + integer(rng, 4))],
                  [uniform(rng, -1.0, 1.0) for _ in range(4)]) for _ in range(3)]
        parts = [(rewards, values[:len(rewards)]) for rewards, values in parts]
        rewards = [r for part, _ in parts for r in part]
        values = [v for _, part in parts for v in part]
        done = [t + 1 == len(part) for part, _ in parts for t in range(len(part))]
        expected = returns.lambda_returns(
            returns.join([returns.stretch(r, [*v, 0.0], True, False) for r, v in parts]), 0.9, 0.7)
        yield (near(answer.lambda_returns(rewards, values, done, 0.9, 0.7), expected),
               f"Right for the evenings, wrong for other episodes: done is {done}.")
