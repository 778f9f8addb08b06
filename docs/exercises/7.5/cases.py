from policywerk.building_blocks.distributions import Categorical, kl_categoricals
from policywerk.building_blocks.grad import Parameter, add, backward, constant, scale, total
from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "Eight nats that do not move"

LOW, HIGH = [0.8, 0.0], [3.0, 0.0]  # logits of a latent of two classes, and of one that is surer
FOUR, NONE = [*LOW, *LOW, *LOW, *LOW], [0.0] * 8


def nats(logits):
    """The KL of one latent with an even prior."""
    return kl_categoricals(Categorical(constant([logits]), 0.01),
                           Categorical(constant([[0.0] * len(logits)]), 0.01)).values[0][0]


def price(taught, rows, latents=4, classes=2):
    even = [[0.0] * len(row) for row in rows]
    return taught(constant(rows), constant(even), latents, classes).values[0][0]


def pulls(taught, rows):
    """Of each row, whether its prior is pulled."""
    before = Parameter("before", [[0.0] * len(row) for row in rows])
    path = scale(0.0, total(before))  # to the prior, in any case
    backward(add(taught(constant(rows), before, 4, 2), path))
    return [any(abs(g) > 1e-9 for g in row) for row in before.grads]


STRONG = [*HIGH, *HIGH, *HIGH, *HIGH]
SEVERAL = [*HIGH, *HIGH, *HIGH, *LOW]

CASES = [
    Case("price(taught, [STRONG])", 4.0 * nats(HIGH),
         hint="Four latents of half a nat each: together they are beyond the free nat.",
         mistakes=[(4.0, "Each of the four latents has a free nat of its own. How many are there "
                         "to be for a moment?"),
                   (1.0, "The moment has more than one nat in all. Is it the mean of the latents "
                         "that you compare with 1?"),
                   (nats(HIGH), "The divergences of a moment's latents are added.")]),
    Case("pulls(taught, [STRONG])", [True],
         hint="This moment is beyond the free nat, and nothing teaches it to expect."),
    Case("price(taught, [FOUR])", 1.0,
         hint="A moment that is below the free nat counts as 1. That is what is free."),
    Case("pulls(taught, [FOUR])", [False],
         hint="A moment that is below the free nat should be left alone."),
    Case("price(taught, [STRONG, FOUR, NONE])", (4.0 * nats(HIGH) + 2.0) / 3.0,
         hint="Three moments, one beyond the free nat. Each has a free nat, and the mean comes "
              "last.",
         mistakes=[(1.0, "Three moments, one beyond the free nat. Each has one of its own, before "
                         "they are averaged.")]),
    Case("pulls(taught, [STRONG, FOUR, NONE])", [True, False, False],
         hint="Only the first of three moments is beyond the free nat."),
    Case("price(taught, [SEVERAL])", 3.0 * nats(HIGH) + nats(LOW),
         hint="Latents that are below a nat count, too, once the moment is beyond it."),
]
