from policywerk.lessons.exercises import Case, near
from policywerk.primitives.losses import symexp_bins, two_hot
from policywerk.primitives.random import stream, uniform

KIND = "find the bug"
TITLE = "There and not back"

NINE = symexp_bins(9, 4.0)
HALVES = [0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.5]
CASES = [
    Case("decode(HALVES)", 0.5 * NINE[8],
         hint="Half of the time 0, half of the time 53.6: the mean of that was right before. What "
              "is it in your program?",
         mistakes=[(6.38905609893065, "There and back may be right now, for a single number. For "
                                      "half 0, half 53.6 it says 6.4, far below the mean.")]),
    Case("decode(encode(1.0))", 1.0,
         hint="1 lies between the bins 0 and 1.718. How far along, measured in its own units?"),
    Case("encode(1.0)", two_hot(1.0, NINE), hint="The mean is right, the probabilities are not."),
    Case("encode(-10.0)", two_hot(-10.0, NINE), hint="Right above 0, wrong below."),
    Case("encode(0.0)", two_hot(0.0, NINE), hint="A number on a bin needs no other bin."),
    Case("encode(1000.0)", two_hot(1000.0, NINE),
         hint="Beyond the last bin. No probability is below 0 or above 1."),
    Case("encode(-1000.0)", two_hot(-1000.0, NINE),
         hint="Beyond the first bin. No probability is below 0 or above 1."),
]


def check(answer):
    rng = stream(1, "numbers")
    for _ in range(50):
        y = uniform(rng, -53.0, 53.0)
        yield (near(answer.encode(y), two_hot(y, NINE)),
               f"Right for a few numbers. The probabilities for {y:.3f} do not have it for a mean.")
