"""Print a digest of three updates of small DreamerV3 agents, bit by bit.

Run by test_dreamer.py with other interpreters, so it needs no package but policywerk.
"""

import hashlib
import struct
from dataclasses import replace

from policywerk.actors.behaviour import BehaviourSettings
from policywerk.actors.dreamer import DreamerSettings, new_dreamer
from policywerk.actors.rssm import RSSMSizes
from policywerk.actors.world_model import WorldSettings
from policywerk.building_blocks.frames import as_frame
from policywerk.building_blocks.replay_buffer import Row
from policywerk.primitives.random import stream
from policywerk.primitives.vector import one_hot
from policywerk.world.catcher import Catcher
from policywerk.world.pixel_pointmass import PixelPointMass

SIZES = RSSMSizes(state=8, blocks=2, units=4, latents=2, classes=4, action=2, seen=4)
WORLD = WorldSettings(SIZES, decoder=4, head=4, bins=11, limit=3.0)
SETTINGS = DreamerSettings(
    WORLD, BehaviourSettings(units=4, bins=11, limit=3.0, horizon=3, last=3),
    windows=2, length=5, warm_up=2)


def lived(chooses):
    """An agent that has seen 30 pictures, of two episodes or more, and chose what to do."""
    sizes = replace(SIZES, action=3 if chooses else 2)
    settings = replace(SETTINGS, world=replace(WORLD, sizes=sizes,
                                               numbers="square" if chooses else "two-hot"))
    agent = new_dreamer(settings, chooses, stream(1, "weights"))
    acting = stream(1, "acting")
    world = Catcher(5, balls=1) if chooses else PixelPointMass(time_limit=12)
    frame, reward, first, over = as_frame(world.reset(seed=1)[0]), 0.0, True, False
    for _ in range(30):
        agent.see(frame, first, acting)
        action = agent.decide(acting)
        told = one_hot(action, 3) if chooses else action
        agent.remember(Row(frame, [0.0] * len(told) if over else told, reward, first, over, over))
        if over:
            seen, reward, first, over = world.reset()[0], 0.0, True, False
        else:
            allowed = action if chooses else [max(-1.0, min(1.0, a)) for a in action]
            seen, reward, ended, cut, _ = world.step(allowed)
            first, over = False, ended or cut
        frame = as_frame(seen)
    return agent


def digest():
    result = hashlib.sha256()
    for chooses in (False, True):
        agent, streams = lived(chooses), (stream(1, "replay"), stream(1, "dreaming"))
        for _ in range(3):
            numbers = list(agent.update(*streams).values())
            result.update(struct.pack(f"<{len(numbers)}d", *numbers))
        networks = (agent.behaviour.actor.network, agent.behaviour.slow.network)
        for p in (*agent.parameters(), *networks[0].parameters(), *networks[1].parameters()):
            for row in p.values:
                result.update(struct.pack(f"<{len(row)}d", *row))
        for number in range(30):
            mind = agent.buffer.get(number).latents
            result.update(struct.pack(f"<{len(mind.h)}d", *mind.h) + mind.z)
    return result.hexdigest()


if __name__ == "__main__":
    print(digest())
