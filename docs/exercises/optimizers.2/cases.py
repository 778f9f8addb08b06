from types import SimpleNamespace

from policywerk.building_blocks.optimizers import Adam
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream, uniform

KIND = "find the bug"
TITLE = "An Adam that tires"

# First steps, by the averages that are used.
BARE, FIRST, SECOND, CROSSED = ([0.1 * m / (n**0.5 + 1e-8)] for m, n in (
    (0.2, 0.004), (2.0, 0.004), (0.2, 4.0), (0.2 / 0.001, 0.004 / 0.1)))

CASES = [
    Case("adam_steps([2.0], 0.1)", [0.1], tolerance=1e-6,
         hint="The first step should be alpha long, whatever the slope. It was, and is no more.",
         mistakes=[(BARE, "The first step should be alpha long. Both corrections are missing now."),
                   (FIRST, "A correction is missing now, that of the average of squares."),
                   (SECOND, "A correction is missing now, that of the average of slopes."),
                   ([1.0], "Where is alpha?"),
                   (CROSSED, "Each average is corrected with its own beta.")]),
    Case("adam_steps([2.0] * 5, 0.1)", [0.1] * 5, tolerance=1e-6,
         hint="The first step is right and the second is not. What does the second one begin "
              "with?"),
]


def ours(slopes, alpha):
    w, adam, steps = SimpleNamespace(name="w", values=[[0.0]], grads=[]), Adam(), []
    for g in slopes:
        before, w.grads = w.values[0][0], [[g]]
        adam.step([w], alpha)
        steps.append(before - w.values[0][0])
    return steps


def check(answer):
    rng = stream(1, "slopes")
    slopes = [uniform(rng, -3.0, 3.0) for _ in range(30)]
    yield (near(answer.adam_steps(slopes, 0.1), ours(slopes, 0.1), tolerance=1e-6),
           "Right for a slope that never changes, wrong for slopes that come and go.")
