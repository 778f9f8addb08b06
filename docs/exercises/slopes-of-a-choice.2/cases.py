from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.grad import Parameter, backward
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.activations import softmax
from policywerk.primitives.random import stream, uniform

KIND = "derive"
TITLE = "What a lucky draw teaches"

CASES = [
    Case("slope(0.25, 0.0, 4)", 0.75,
         hint="Without chance it is what the probability lacks to 1.",
         mistakes=[(0.1875, "That is the slope of p itself. What is that of its logarithm?")]),
    Case("slope(0.5, 0.5, 4)", 1.0 / 3.0,
         hint="The chain rule: the slope of the softmax, made smaller by the share, over the "
              "probability itself.",
         mistakes=[(2.0 / 3.0, "Chance does not move with the logit. Only a part of p does."),
                   (0.625, "Chance does not move with the logit. Only a part of p does."),
                   (0.25, "Divide by the whole probability, chance included."),
                   (0.3125, "When the logit moves, s moves by s (1 - s). What is divided by p?")]),
    Case("slope(0.0001, 0.01, 3)", 0.99 * 0.0001 * 0.9999 / (0.99 * 0.0001 + 0.01 / 3),
         hint="Nearly all of this probability is chance: by what is the slope divided?"),
]


def check(answer):
    rng = stream(1, "logits")
    for u in (0.0, 0.01, 0.3):
        row = [uniform(rng, -3.0, 3.0) for _ in range(5)]
        logits = Parameter("logits", [row])
        backward(Categorical(logits, u).log_probability([2]))
        yield (near(answer.slope(softmax(row)[2], u, 5), logits.grads[0][2]),
               f"The tape finds another slope, for u = {u} and five outcomes.")
