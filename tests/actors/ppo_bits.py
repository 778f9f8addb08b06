"""Print a digest of what PPO learns in four small worlds, bit by bit.

Run by test_ppo.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib
import struct

from policywerk.actors.actor_critic import categorical_actor, critic, gaussian_actor
from policywerk.actors.ppo import PPO, PPOSettings, iterate
from policywerk.actors.surrogates import VARIANTS
from policywerk.building_blocks.optimizers import Adam
from policywerk.building_blocks.schedules import linear_schedule
from policywerk.primitives.random import stream
from policywerk.world.balance import Balance
from policywerk.world.cart_pole_v1 import CartPoleV1
from policywerk.world.pendulum import Pendulum
from policywerk.world.pointmass import PointMass

WORLDS = [(PointMass(), "clipping", [6, 5, 2]), (Pendulum(), "adaptive KL", [3, 5, 1]),
          (Balance(continuous=True), "fixed KL", [2, 5, 1]), (CartPoleV1(), "clipping", [4, 5, 2])]


def agent_in(world, variant, sizes):
    weights = stream(1, "weights")
    make = categorical_actor if isinstance(world, CartPoleV1) else gaussian_actor
    settings = PPOSettings(VARIANTS[variant], linear_schedule(0.01, 0.0, 3), horizon=48,
                           minibatch=16, epochs=2, entropy_weight=0.01, value_clip=0.2)
    return PPO(settings, make(sizes, weights), critic([*sizes[:-1], 1], weights),
               Adam(tiny=1e-5), world, world.reset(seed=1)[0], stream(1, "acting"),
               stream(1, "shuffling"), settings.beta)


def digest():
    result = hashlib.sha256()
    for world, variant, sizes in WORLDS:
        agent = agent_in(world, variant, sizes)
        for _ in range(3):
            metrics = iterate(agent)
            numbers = [*metrics.measured, metrics.kl, metrics.explained_variance, metrics.beta]
            result.update(struct.pack(f"<{len(numbers)}d", *numbers))
        for parameter in agent.parameters():
            for row in parameter.values:
                result.update(struct.pack(f"<{len(row)}d", *row))
    return result.hexdigest()


if __name__ == "__main__":
    print(digest())
