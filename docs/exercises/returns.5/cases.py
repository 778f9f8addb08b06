from policywerk.building_blocks import returns
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import integer, stream, uniform
from policywerk.primitives.vector import subtract

KIND = "derive"
TITLE = "A return is made of surprises"

ERRORS = [0.5, -2.5, 1.0]
CASES = [
    Case("above(ERRORS, 0.5, 0.5)", [1.9375 - 2.0, 0.75 - 3.0, 2.0 - 1.0],
         hint="These are the surprises of the evening that ended at home. Its returns with lambda "
              "0.5 stand on the page, and so do its estimates.",
         mistakes=[([-0.5, -2.0, 1.0], "By what is a surprise multiplied that comes a step later?"),
                   ([1.9375, 0.75, 2.0], "Less v(s_t), please."),
                   ([1.0, -2.25, -0.0625], "Is the first number that of the first step?")]),
    Case("above(ERRORS, 0.5, 0.0)", ERRORS, hint="With lambda 0 a step knows its own surprise."),
    Case("above([2.0, 4.0], 0.5, 1.0)", [4.0, 4.0],
         hint="With lambda 1, what is later is still discounted."),
    Case("above([2.0], 0.9, 0.9)", [2.0], hint="One step, one surprise."),
]


def check(answer):
    rng = stream(1, "cases")
    for _ in range(20):
        steps, ended = 1 + integer(rng, 6), integer(rng, 2) == 0
        values = [uniform(rng, -1.0, 1.0) for _ in range(steps + 1)]
        rollout = returns.stretch([uniform(rng, -1.0, 1.0) for _ in range(steps)],
                                  values, ended, not ended)
        expected = subtract(returns.lambda_returns(rollout, 0.9, 0.7), values[:-1])
        yield (near(answer.above(returns.td_errors(rollout, 0.9), 0.9, 0.7), expected),
               f"Right for the musician, wrong for {steps} drawn steps.")
