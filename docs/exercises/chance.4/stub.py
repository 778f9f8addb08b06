from policywerk.primitives.random import bernoulli, stream

def fair(toss):
    """0 or 1 with even chances; toss() is True for heads, with a chance nobody knows."""
    raise NotImplementedError

rng = stream(1, "unfair coin")
print(sum(fair(lambda: bernoulli(rng, 0.8)) for _ in range(10000)))
