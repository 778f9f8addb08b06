"""Print a digest of what the pixel point mass shows and pays.

Run by test_pixel_pointmass.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib

from policywerk.primitives.random import stream
from policywerk.world.pixel_pointmass import PixelPointMass


def numbers():
    rng = stream(1, "actions")
    for world in (PixelPointMass(), PixelPointMass([(0.5, -0.5)], reach=0.3, repeat=3)):
        yield world.reset(seed=1)
        for _ in range(150):
            seen = world.step(world.action_space.sample(rng))
            yield seen
            if seen[2] or seen[3]:
                yield world.reset()


def digest():
    return hashlib.sha256(repr(list(numbers())).encode()).hexdigest()


if __name__ == "__main__":
    print(digest())
