from types import SimpleNamespace

from policywerk.building_blocks.optimizers import Adam
from policywerk.lessons.exercises import Case

KIND = "build it"
TITLE = "Weight decay"


def walk(rule, slopes, alpha):
    w = SimpleNamespace(name="w", values=[[1.0, -2.0], [3.0, 0.5]], grads=[])
    for slope in slopes:
        w.grads = [[slope, -slope], [0.0, slope]]
        rule.step([w], alpha)
    return w.values


CASES = [
    Case("walk(AdamW(0.2), [0.0], 0.5)", [[0.9, -1.8], [2.7, 0.45]], tolerance=1e-6,
         hint="With all slopes 0 only the shrinking is left: each weight times 0.9.",
         mistakes=[([[1.0, -2.0], [3.0, 0.5]], "That is Adam. Nothing has shrunk."),
                   ([[0.8, -1.6], [2.4, 0.4]], "The step size takes part in the shrinking."),
                   ([[0.5, -1.5], [2.5, 0.0]],
                    "The decay went into the slopes, and Adam divided it away again.")]),
    Case("walk(AdamW(0.2), [0.0, 0.0], 0.5)", [[0.81, -1.62], [2.43, 0.405]],
         hint="Two steps shrink twice."),
    Case("walk(AdamW(0.0), [1.0, -2.0], 0.1)", walk(Adam(), [1.0, -2.0], 0.1),
         hint="Without decay it should be Adam. Does it still move?"),
    Case("walk(AdamW(0.5), [3.0], 0.1)", [[0.95 - 0.1, -1.9 + 0.1], [2.85, 0.475 - 0.1]],
         tolerance=1e-6, hint="First shrink, then take Adam's step from there."),
]
