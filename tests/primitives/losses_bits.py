"""Print a digest of what the losses give on fixed inputs. Run by test_losses.py."""

import hashlib
import random

from policywerk.primitives import losses
from policywerk.primitives.activations import softmax


def values():
    """Every loss and every slope, on 200 inputs of 9 numbers each."""
    rng = random.Random("losses")
    bins = losses.symexp_bins(9, 4.0)
    yield bins
    for _ in range(200):
        a = [8.0 * rng.random() - 4.0 for _ in bins]
        b = [8.0 * rng.random() - 4.0 for _ in bins]
        p, q, y = softmax(a), softmax(b), 120.0 * rng.random() - 60.0
        yield losses.mean_squared_error(a, b), losses.mean_squared_error_gradient(a, b)
        yield losses.huber(a[0]), losses.huber_slope(a[0])
        yield losses.symlog_squared_error(a[0], y), losses.symlog_squared_error_slope(a[0], y)
        yield losses.cross_entropy(p, q), losses.cross_entropy_gradient(p, q)
        yield losses.cross_entropy_from_logits(a, q)
        yield losses.cross_entropy_from_logits_gradient(a, q)
        yield losses.binary_cross_entropy(a[0], q[0])
        yield losses.binary_cross_entropy_slope(a[0], q[0])
        yield losses.two_hot(y, bins), losses.symmetric_mean(p, bins)
        yield losses.two_hot_cross_entropy(a, y, bins)
        yield losses.two_hot_cross_entropy_gradient(a, y, bins)
        yield losses.kl_categorical(p, q), losses.kl_categorical_from_logits(a, b)
        yield losses.kl_categorical_from_logits_gradients(a, b)
        yield losses.kl_gaussian(a[0], p[0], b[0], q[0])
        yield losses.kl_gaussian_gradient(a[0], p[0], b[0], q[0])
        yield losses.free_bits([4.0 * x for x in p]), losses.free_bits_gradient(q, 0.1)


def digest():
    return hashlib.sha256(repr(list(values())).encode()).hexdigest()


if __name__ == "__main__":
    print(digest())
