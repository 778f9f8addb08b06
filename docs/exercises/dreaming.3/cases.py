from policywerk.actors.behaviour import actor_loss
from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.grad import Parameter, backward
from policywerk.lessons.exercises import Case
from policywerk.primitives.scalar import log

KIND = "build it"
TITLE = "A nudge by hand"


def on_the_tape(p, action, advantage, weight, eta):
    """The same by our own loss."""
    logits = Parameter("logits", [[log(x) for x in p]])
    belief = Categorical(logits)
    backward(actor_loss(belief.log_probability([action]), belief.entropy(), [advantage], [weight],
                        eta))
    return logits.grads[0]


CASES = [
    Case("nudge([0.7, 0.3], 1, 0.7875, 1.0, 0.0)", [-0.55125, 0.55125], tolerance=1e-9,
         hint="Without a price of entropy: the advantage times one-hot minus probabilities.",
         mistakes=[([0.55125, -0.55125],
                    "That is the slope of the loss. A step goes against it.")]),
    Case("nudge([0.7, 0.3], 1, 0.7875, 0.5, 0.0)", [-0.275625, 0.275625], tolerance=1e-9,
         hint="What is dreamt behind a likely end counts for less."),
    Case("nudge([0.7, 0.3], 1, 0.0, 1.0, 1.0)",
         [-g for g in on_the_tape([0.7, 0.3], 1, 0.0, 1.0, 1.0)], tolerance=1e-9,
         hint="Where nothing was better than expected, the entropy alone pushes: the likely action "
              "down, the other up. By how much does H grow with a logit?"),
    Case("nudge([0.5, 0.2, 0.3], 2, -2.0, 0.5, 0.1)",
         [-g for g in on_the_tape([0.5, 0.2, 0.3], 2, -2.0, 0.5, 0.1)], tolerance=1e-9,
         hint="Three actions, and one that went worse than expected."),
]
