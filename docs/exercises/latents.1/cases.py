from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.grad import Parameter, add, backward, constant, scale, total
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream
from policywerk.primitives.scalar import exp

KIND = "find the bug"
TITLE = "A score of minus a hundred"

SURE = [[100.0, 0.0, 0.0, 0.0]] * 400
EVEN = [[1.0, 0.0, -1.0]] * 20


def by_chance(draw_and_score):
    """How many of 4000 sure rows get an outcome that only chance can bring."""
    draws = [draw_and_score(constant(SURE), stream(seed, "draws"))[0] for seed in range(10)]
    return sum(outcome != 0 for drawn in draws for outcome in drawn)


def lowest(draw_and_score):
    return min(row[0] for seed in range(3)
               for row in draw_and_score(constant(SURE), stream(seed, "draws"))[1].values)


def off(draw_and_score, rows):
    """The largest distance of a score from the log-probability of drawing so."""
    drawn, log_p = draw_and_score(constant(rows), stream(1, "draws"))
    right = Categorical(constant(rows), 0.01).log_probability(drawn).values
    return max(abs(a[0] - b[0]) for a, b in zip(log_p.values, right))


CASES = [
    Case("by_chance(draw_and_score)", lambda found: 10 <= found <= 60,
         hint="Of 4000 draws some thirty should come by chance, as before: that is what unimix "
              "is for."),
    Case("lowest(draw_and_score)", lambda low: low > -5.9915,
         hint="Nothing that is drawn with a probability of at least 0.01/4 deserves such a score. "
              "Whose probability is it?"),
    Case("off(draw_and_score, EVEN)", lambda distance: distance < 1e-9,
         hint="The score is not the logarithm of the probability with which it was drawn. The "
              "lowest scores are better now; look at the others."),
]


def check(answer):
    logits = Parameter("logits", [[100.0, 0.0, 0.0, 0.0], [1.0, 2.0, 0.0, 0.0]])
    drawn, log_p = answer.draw_and_score(logits, stream(4, "draws"))
    yield (all(near(exp(p), q) for [p], q in zip(log_p.values, chances(logits, drawn))),
           "The score is not the logarithm of the probability with which it was drawn.")
    backward(add(total(log_p), scale(0.0, total(logits))))  # a path to the logits in any case
    yield (any(abs(slope) > 0.01 for slope in logits.grads[1]),
           "The scores are right, and no slope reaches the logits any more.")


def chances(logits, drawn):
    rows = Categorical(constant(logits.values), 0.01).probabilities.values
    return [row[outcome] for row, outcome in zip(rows, drawn)]
