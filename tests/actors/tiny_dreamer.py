"""What the tests of DreamerV3 share: agents of a few hundred numbers, batches, and replayed draws.

A picture has 4 pixels or 16, a state 4 or 8 numbers, a code two latents. `settled` weights are
random ones everywhere, also where a new agent has zeros, so that no slope is zero by accident.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from policywerk.actors import (
    behaviour,
    dream_lessons,
    imagination,
    number_heads,
    rssm,
    world_model,
)
from policywerk.actors.behaviour import Behaviour, BehaviourSettings
from policywerk.actors.dreamer import DreamerSettings, new_dreamer
from policywerk.actors.rssm import RSSMSizes
from policywerk.actors.sequence_batches import SequenceBatch
from policywerk.actors.world_model import WorldModel, WorldSettings
from policywerk.building_blocks.distributions import Categorical, Gaussian
from policywerk.building_blocks.grad import Node, add_multiple, backward, operation, zero_grads
from policywerk.primitives.random import integer, normal, stream, uniform

SIZES = RSSMSizes(state=4, blocks=2, units=3, latents=2, classes=3, action=2, seen=3)
WORLD = WorldSettings(SIZES, pixels=4, decoder=3, head=3, bins=5, limit=1.5, horizon=5.0)
BEHAVIOUR = BehaviourSettings(units=3, layers=2, bins=5, limit=1.5, horizon=2, last=3)
SETTINGS = DreamerSettings(WORLD, BEHAVIOUR, windows=2, length=4, capacity=200)

DATA = Path(__file__).parents[1] / "data" / "dreamer_values.json"
RECORDS = {each["name"]: each for each in json.loads(DATA.read_bytes())["records"]}


def tiny(chooses=False, **changes):
    """A new agent as small as can be; changes are to its DreamerSettings."""
    return new_dreamer(replace(SETTINGS, **changes), chooses, stream(7, "tiny"))


def everything(agent):
    """All that learning changes; the slow critic is not among it."""
    return [*agent.parameters(), *agent.behaviour.actor.network.parameters()]


def settle(agent, seed=3, size=0.5):
    """Random numbers on top of all parameters, the slow critic's included; the agent itself."""
    rng = stream(seed, "settled")
    for p in (*everything(agent), *agent.behaviour.slow.network.parameters()):
        for row in p.values:
            row[:] = [x + normal(rng, 0.0, size) for x in row]
    return agent


def some_batch(settings, windows=2, times=4, seed=5, first=(), last=(), terminal=()):
    """Random windows; first, last, terminal: pairs (t, i) at which a flag is set."""
    rng, sizes = stream(seed, "batch"), settings.sizes

    def flags(pairs):
        return [[(t, i) in pairs for i in range(windows)] for t in range(times)]

    def numbers(columns, low, high):
        return [[[uniform(rng, low, high) for _ in range(columns)] for _ in range(windows)]
                for _ in range(times)]

    codes = [bytes(integer(rng, sizes.classes) for _ in range(sizes.latents))
             for _ in range(windows)]
    return SequenceBatch(
        h=numbers(sizes.state, -1.0, 1.0)[0], z=[rssm.code_of(code, sizes) for code in codes],
        frames=numbers(settings.pixels, 0.0, 1.0), actions=numbers(sizes.action, -1.4, 1.4),
        is_first=flags(first), rewards=[[x for [x] in at] for at in numbers(1, -2.0, 2.0)],
        is_terminal=flags(terminal), is_last=flags((*last, *terminal)))


def slopes(loss, parameters):
    """The slopes of a loss with every entry of every parameter, by name, as flat lists."""
    zero_grads(parameters)
    backward(loss)
    found = {p.name: [x for row in p.grads for x in row] for p in parameters}
    zero_grads(parameters)
    return found


def part_of(name):
    """The part of an agent that a parameter belongs to."""
    head, *rest = name.split(".")
    return rest[0] if head == "rssm" else head


PARTS = ("encoder", "cell", "posterior", "prior", "decoder", "reward", "continue", "actor",
         "critic")


def moved_parts(found):
    """The parts in which some slope is not 0.0, exactly."""
    return {part_of(name) for name, entries in found.items() if any(x != 0.0 for x in entries)}


class Memory:
    """Values that are computed once and given again, in the same order, in later passes.

    What is asked for on the way to such a value belongs to it, and is not kept by itself.
    """

    def __init__(self):
        self.kept, self.place, self.recording, self.inside = [], 0, True, False

    def __call__(self, make):
        if self.inside:
            return make()
        if self.recording:
            self.inside = True
            self.kept.append(make())
            self.inside = False
        self.place += 1
        return self.kept[self.place - 1]

    def rewind(self):
        self.place, self.recording = 0, False


def copied(rows):
    return [list(row) for row in rows]


@contextmanager
def replayed(monkeypatch):
    """Draws, and all that no slope passes, are those of the first pass: so differences fit.

    Yields a function that starts a pass. A straight-through code is onehot + p - p', where p'
    is p of the first pass; there, that is onehot.
    """
    memory = Memory()
    sample, normals = Categorical.sample, Gaussian.sample
    two_hot = number_heads.two_hot_cross_entropies

    def still(a):
        return Node(memory(lambda: copied(a.values)))

    def given(values):
        return Node(memory(lambda: copied(values)))

    def remembered(ask):
        return lambda *given: memory(lambda: ask(*given))

    def straight_through(self, outcomes):
        p = self.probabilities
        before = memory(lambda: copied(p.values))
        rows = [[float(j == k) + (row[j] - old[j]) for j in range(len(row))]
                for k, row, old in zip(outcomes, p.values, before)]
        return operation(rows, (p,), lambda grads: add_multiple(p.grads, 1.0, grads))

    with monkeypatch.context() as patch:
        patch.setattr(imagination, "without_slopes", lambda latent: rssm.Latent(
            still(latent.h), still(latent.z)))
        patch.setattr(world_model, "stop_gradient", still)
        for module in (imagination, dream_lessons, behaviour):
            patch.setattr(module, "constant", given)
        patch.setattr(number_heads, "two_hot_cross_entropies", lambda outputs, targets, *rest:
                      two_hot(outputs, memory(lambda: copied(targets)), *rest))
        patch.setattr(Categorical, "sample", lambda self, rng: memory(lambda: sample(self, rng)))
        patch.setattr(Gaussian, "sample", lambda self, rng: memory(lambda: normals(self, rng)))
        patch.setattr(Categorical, "straight_through", straight_through)
        for owner, name in ((WorldModel, "expect"), (WorldModel, "rewards"),
                            (WorldModel, "discounts"), (Behaviour, "values"),
                            (Behaviour, "slow_values")):
            patch.setattr(owner, name, remembered(getattr(owner, name)))
        yield memory.rewind
