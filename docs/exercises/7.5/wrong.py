from policywerk.building_blocks.curves import at_least
from policywerk.building_blocks.distributions import Categorical, kl_categoricals
from policywerk.building_blocks.grad import mean, regroup, row_totals, scale

def divergences(after, before, classes):
    return kl_categoricals(Categorical(regroup(after, classes), 0.01),
                           Categorical(regroup(before, classes), 0.01))

# gets: a free nat of its own
def taught(after, before, latents, classes):  # another order of the sum and the mean alone
    kl = at_least(1.0, divergences(after, before, classes))
    return scale(float(latents), mean(kl))

# gets: one of its own
def taught(after, before, latents, classes):  # one nat for the whole batch
    kl = row_totals(regroup(divergences(after, before, classes), latents))
    return at_least(1.0, mean(kl))

# gets: the mean of the latents
def taught(after, before, latents, classes):  # the mean of the latents
    kl = row_totals(regroup(divergences(after, before, classes), latents))
    return mean(at_least(1.0, scale(1.0 / latents, kl)))

# gets: counts as 1
def taught(after, before, latents, classes):  # nothing is free any more
    return mean(row_totals(regroup(divergences(after, before, classes), latents)))
