from policywerk.lessons.exercises import Case, near
from policywerk.primitives.scalar import exp

KIND = "derive"
TITLE = "How long a gate keeps"


def left(gate_sum, n):
    """What is left of a state of 1 after n steps with such a gate, by going through them."""
    kept, u = 1.0, 1.0 / (1.0 + exp(-gate_sum(n)))
    for _ in range(n):
        kept = u * 0.0 + (1.0 - u) * kept
    return kept


CASES = [
    Case("gate_sum(1)", 0.0, tolerance=1e-9,
         hint="Half is left after one step: how far is the gate open, and of which sum is that "
              "the sigmoid?"),
    Case("gate_sum(2)", -0.881373587019543,
         hint="Each step leaves the same share of what is there, 1 - u. What share, taken twice, "
              "is one half?",
         mistakes=[(0.881373587019543, "So open a gate leaves little. Which of u and 1 - u is the "
                                       "share that is left?"),
                   (-1.0986122886681098, "The second step takes its share of what the first has "
                                         "left, not of what was there at the start.")]),
]


def check(answer):
    for n in (3, 10, 100, 1000):
        yield (near(left(answer.gate_sum, n), 0.5, tolerance=1e-9),
               f"Right for one and two steps. After {n} steps another share than half is left.")
