from policywerk.building_blocks.curves import at_least
from policywerk.building_blocks.distributions import Categorical, kl_categoricals
from policywerk.building_blocks.grad import (
    Parameter,
    backward,
    constant,
    mean,
    regroup,
    row_totals,
)

def taught(after, before, latents, classes):
    """The loss that teaches to expect: one free nat. A row a moment, latents side by side."""
    kl = kl_categoricals(Categorical(regroup(after, classes), 0.01),
                         Categorical(regroup(before, classes), 0.01))
    return mean(row_totals(regroup(at_least(1.0, kl), latents)))

noticed = constant([[2.0, 0.0, 0.5, 0.0, 0.0, 2.2, 0.0, 0.3] * 4] * 3)  # 8 latents of 4 classes
expected = Parameter("expected", [[0.0] * 32] * 3)
loss = taught(noticed, expected, latents=8, classes=4)
backward(loss)
print(f"loss {loss.values[0][0]:.3f}, "
      f"largest slope {max(abs(g) for row in expected.grads for g in row):.3f}")
