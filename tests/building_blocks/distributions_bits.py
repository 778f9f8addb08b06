"""Print a digest of draws, log-probabilities and slopes, bit by bit.

Run by test_distributions.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib
import struct

from policywerk.building_blocks import distributions as ds
from policywerk.building_blocks import grad
from policywerk.primitives.losses import symexp_bins
from policywerk.primitives.random import normal, stream


def digest():
    rng = stream(1, "distribution bits")
    p = grad.Parameter("p", [[normal(rng, 0.0, 1.0) for _ in range(5)] for _ in range(4)])
    q = grad.Parameter("q", [[normal(rng, 0.0, 1.0) for _ in range(5)] for _ in range(4)])
    chosen, other = ds.Categorical(p, 0.01), ds.Categorical(q, 0.01)
    coin, bell, bounded = ds.Bernoulli(p), ds.Gaussian(p, q), ds.bounded_gaussian(p, q)
    squashed, bins = ds.SquashedGaussian(bounded), ds.TwoHot(q, symexp_bins(5, 3.0))
    nodes = [
        chosen.log_probability(chosen.sample(rng)), chosen.entropy(),
        ds.kl_categoricals(chosen, other), coin.log_probability(coin.sample(rng)),
        coin.entropy(), coin.kl(ds.Bernoulli(q)), bell.log_probability(bell.sample(rng)),
        bell.kl(bounded), squashed.log_probability(squashed.sample(rng)),
        squashed.entropy_estimate(rng), bins.log_probability(bins.sample(rng))]
    loss = grad.total(grad.concatenate(nodes))
    grad.backward(loss)
    h = hashlib.sha256(struct.pack("<5d", loss.values[0][0], *bins.mean()))
    for row in p.grads + q.grads:
        h.update(struct.pack("<5d", *row))
    return h.hexdigest()


if __name__ == "__main__":
    print(digest())
