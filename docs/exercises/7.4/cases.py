from policywerk.lessons.exercises import Case, near
from policywerk.primitives.activations import softmax
from policywerk.primitives.random import stream, uniform
from policywerk.primitives.scalar import log

KIND = "find the bug"
TITLE = "A bonus that shrinks"

LOGITS = [log(2.0), 0.0, 0.0]  # probabilities 0.5, 0.25, 0.25


def bonus(weight):
    """The slopes of the entropy alone, times its weight."""
    p, entropy = [0.5, 0.25, 0.25], 1.5 * log(2.0)
    return [-weight * q * (log(q) + entropy) for q in p]


CASES = [
    Case("slopes(LOGITS, [4.0, 0.0, 0.0], 1.0, 0.0)", [1.0, -0.5, -0.5],
         hint="Without a bonus and with a scale of 1 these are the slopes of the mean advantage. "
              "That was right before."),
    Case("slopes(LOGITS, [4.0, 0.0, 0.0], 8.0, 0.0)", [0.125, -0.0625, -0.0625],
         hint="Returns spread by 8, and advantages are divided by that. That was right before.",
         mistakes=[([1.0, -0.5, -0.5], "Returns spread by 8. By what are advantages divided?")]),
    Case("slopes(LOGITS, [0.0, 0.0, 0.0], 1.0, 2.0)", bonus(2.0),
         hint="No arm is better, so the bonus alone pulls. That was right before."),
    Case("slopes(LOGITS, [0.0, 0.0, 0.0], 100.0, 2.0)", bonus(2.0),
         hint="No arm is better, and returns spread by 100. How large is the bonus to be in a "
              "world that pays a hundred times as much?",
         mistakes=[(bonus(0.02), "No arm is better, and returns spread by 100. The bonus has "
                                 "become a hundredth of what it was."),
                   (bonus(200.0), "No arm is better, and returns spread by 100. The bonus has "
                                  "become a hundred times what it was."),
                   ([0.0, 0.0, 0.0], "Nothing pulls towards chance any more.")]),
    Case("slopes(LOGITS, [400.0, 0.0, 0.0], 100.0, 2.0)",
         [a + b for a, b in zip([1.0, -0.5, -0.5], bonus(2.0))],
         hint="The same world in another currency: the same slopes."),
]


def check(answer):
    rng = stream(1, "bandits")
    for _ in range(20):
        n, scale, weight = 4, uniform(rng, 1.0, 50.0), uniform(rng, 0.0, 1.0)
        logits = [uniform(rng, -1.0, 1.0) for _ in range(n)]
        advantages = [uniform(rng, -20.0, 20.0) for _ in range(n)]
        found = answer.slopes(list(logits), list(advantages), scale, weight)
        wanted = []
        for j in range(n):
            up, down = list(logits), list(logits)
            up[j], down[j] = logits[j] + 1e-5, logits[j] - 1e-5
            wanted.append((objective(up, advantages, scale, weight)
                           - objective(down, advantages, scale, weight)) / 2e-5)
        yield (near(list(found), wanted, tolerance=1e-6),
               f"Right for the examples, but not for four arms with a scale of {scale:.2f}.")


def objective(logits, advantages, scale, weight):
    p, value = softmax(logits), 0.0
    for q, a in zip(p, advantages):
        value += q * a / scale - weight * q * log(q)
    return value
