from policywerk.building_blocks.returns import ReturnScale
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import integer, normal, stream, uniform

KIND = "build it"
TITLE = "The scale of returns"

LINE = [float(i) for i in range(21)]  # its percentiles 0.05 and 0.95 are 1 and 19
TEN = [9.0, 0.0, 1.0, 8.0, 2.0, 7.0, 3.0, 6.0, 4.0, 5.0]  # 0.45 and 8.55

CASES = [
    Case("divisors([LINE], decay=0.0)", [18.0],
         hint="Twenty-one numbers from 0 to 20. Which stand at the places 1 and 19?",
         mistakes=[([20.0], "That is the distance of the largest from the least.")]),
    Case("divisors([TEN], decay=0.0)", [8.1],
         hint="Ten numbers, not in order. The places are 0.45 and 8.55: on the line between two "
              "numbers.",
         mistakes=[([9.0], "The nearest places are 0 and 9. Percentiles lie in between."),
                   ([8.0], "The places 0.45 and 8.55 are not whole numbers, and not to be cut "
                           "off."),
                   ([4.05], "The numbers are not sorted yet.")]),
    Case("divisors([[0.0, 0.0, 0.0], [0.3, 0.1, 0.2]], decay=0.0)", [1.0, 1.0],
         hint="Small returns are left as they are, and nothing is divided by 0."),
    Case("divisors([LINE, LINE], decay=0.5)", [9.0, 13.5],
         hint="Half of what it was, half of the new; both begin at 0.",
         mistakes=[([18.0, 18.0], "The running means begin at 0, also the first time.")]),
    Case("divisors([[5.0], LINE], decay=0.5)", [1.0, 9.0],
         hint="A batch of one number does not spread at all. Is the maximum inside of the running "
              "mean?",
         mistakes=[([1.0, 9.25], "The first batch counts as if it spread by 1. Keep the running "
                                "means as they are, and take the maximum only for what is given "
                                "out.")]),
    Case("divisors([LINE], decay=0.0, limit=30.0)", [30.0], hint="The limit is an argument."),
    Case("divisors([[-8.0], [-8.0]], decay=0.0)", [1.0, 1.0],
         hint="All returns are -8. How far do they spread?",
         mistakes=[([8.0, 8.0], "It is the distance of two percentiles, not their size.")]),
    Case("divisors([])", [], hint="No batches, no divisors."),
]


def check(answer):
    rng = stream(1, "batches")
    for _ in range(20):
        decay, scale, wanted = uniform(rng, 0.0, 0.99), ReturnScale(0.5), []
        scale.decay = decay
        batches = [[normal(rng, 1.0, 10.0) for _ in range(1 + integer(rng, 40))]
                   for _ in range(5)]
        for batch in batches:
            scale.update(batch)
            wanted.append(scale.scale())
        found = answer.divisors([list(batch) for batch in batches], decay)
        yield (near(list(found), wanted),
               f"Right for the examples, but not for a decay of {decay:.3f} and batches of "
               f"{[len(batch) for batch in batches]} returns.")
