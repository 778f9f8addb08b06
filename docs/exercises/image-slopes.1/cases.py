from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream, uniform

KIND = "find the bug"
TITLE = "A filter that agrees sometimes"
IMAGE = [0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0]

CASES = [
    Case("convolve(IMAGE, [1.0, 2.0, 2.0, 1.0])", [3.0, 4.0, 2.0, 4.0],
         hint="The first filter of the page was right, and is no more."),
    Case("convolve(IMAGE, [1.0, -1.0, 1.0, -1.0])", [-2.0, 1.0, -1.0, -1.0],
         hint="Which pixel of the window does the first weight meet? Try a filter that is 1 there "
              "and 0 elsewhere.",
         mistakes=[([2.0, -1.0, 1.0, 1.0], "It still meets the window from its end."),
                   ([0.0, -1.0, 1.0, 1.0], "Now rows and columns have changed places.")]),
    Case("convolve(IMAGE, [1.0, 0.0, 0.0, 0.0])", [0.0, 1.0, 0.0, 1.0],
         hint="A filter that is 1 in its first place gives back the first pixel of each window."),
]


def check(answer):
    rng = stream(1, "images")
    for _ in range(10):
        x = [uniform(rng, -1.0, 1.0) for _ in range(9)]
        w = [uniform(rng, -1.0, 1.0) for _ in range(4)]
        right = [w[0] * x[k] + w[1] * x[k + 1] + w[2] * x[k + 3] + w[3] * x[k + 4]
                 for k in (0, 1, 3, 4)]
        yield near(answer.convolve(x, w), right), "Right for these filters, wrong for others."
