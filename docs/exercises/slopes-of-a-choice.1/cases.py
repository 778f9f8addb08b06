from policywerk.lessons.exercises import Case, near
from policywerk.primitives.activations import softmax
from policywerk.primitives.random import stream, uniform

KIND = "find the bug"
TITLE = "A check with one special loss"

HALF = [0.5, 0.25, 0.25]
CASES = [
    Case("softmax_vjp(HALF, [1.0, 0.0, 0.0])", [0.25, -0.125, -0.125],
         hint="The loss is the first probability. What does it lose when another logit rises?",
         mistakes=[([0.25, 0.0, 0.0], "The other two logits move the first probability as well."),
                   ([0.25, 0.125, 0.125], "If another logit rises, does the first probability "
                                          "rise too?")]),
    Case("softmax_vjp(HALF, [1.0, 1.0, 1.0])", [0.0, 0.0, 0.0],
         hint="The loss is the sum of all probabilities. Can any logit change that?"),
    Case("softmax_vjp(HALF, [0.0, 1.0, 3.0])", [-0.5, 0.0, 0.5],
         hint="Two probabilities count in this loss, and each logit moves both."),
    Case("softmax_vjp([0.1, 0.9], [2.0, -1.0])", [0.27, -0.27],
         hint="Right for three logits, wrong for two."),
]


def check(answer):
    rng = stream(1, "logits")
    for n in (1, 2, 3, 5):
        p = softmax([uniform(rng, -2.0, 2.0) for _ in range(n)])
        g = [uniform(rng, -2.0, 2.0) for _ in range(n)]
        table = [[p[i] * ((i == j) - p[j]) for j in range(n)] for i in range(n)]
        right = [sum(g[i] * table[i][j] for i in range(n)) for j in range(n)]
        yield near(answer.softmax_vjp(p, g), right), f"Right for these, wrong for {n} others."
