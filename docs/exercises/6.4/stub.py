from policywerk.building_blocks.curves import clip
from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.grad import (
    Parameter,
    backward,
    constant,
    exp,
    multiply,
    scale,
    shift,
    zero_grads,
)
from policywerk.primitives.activations import log_softmax, softmax

def objective(ratios, advantages, clip_range):
    """What is to grow: nodes of one row a step, in and out."""
    return multiply(clip(ratios, 1.0 - clip_range, 1.0 + clip_range), advantages)

pulls = [(2, -3.0), (1, -1.0), (0, 1.0)]  # of three arms: which one, and its advantage
logits = Parameter("logits", [[0.0, 0.0, 0.0]])
then = log_softmax(logits.values[0])
for epoch in range(10):
    for arm, advantage in pulls:
        zero_grads([logits])
        ratio = exp(shift(-then[arm], Categorical(logits).log_probability([arm])))
        backward(scale(-1.0, objective(ratio, constant([[advantage]]), 0.2)))
        logits.values = [[x - 0.5 * g for x, g in zip(logits.values[0], logits.grads[0])]]
    if epoch in (0, 1, 9):
        print(epoch + 1, [f"{p:.3f}" for p in softmax(logits.values[0])])

