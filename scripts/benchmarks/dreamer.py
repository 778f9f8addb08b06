"""One gradient step as DreamerV3 makes it, on random data: where does the time go?

    dreamer.py SRC [UPDATES]

Sizes: a state of 64 numbers in 8 blocks, 8 latents of 8 classes, images of 256 pixels, 8 sequences
of 16 steps, dreams of 10 steps from the last 8 states of each; heads 32 wide, 41 bins. It is the
work of a step, not an agent: rewards are random, and returns are what a critic says. Prints CPU
milliseconds of each part, the median of the updates after the first third, and nanoseconds a
multiply-add. Standard library only, Python 3.9.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import defaultdict

if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])

from policywerk.building_blocks import grad
from policywerk.building_blocks.distributions import (
    Bernoulli,
    Categorical,
    TwoHot,
    bounded_gaussian,
    kl_categoricals,
)
from policywerk.building_blocks.grad import Node, constant, stack_rows, take_rows
from policywerk.building_blocks.loss_nodes import two_hot_cross_entropies
from policywerk.building_blocks.network import Network, normed_mlp
from policywerk.building_blocks.norms import normed_dense
from policywerk.building_blocks.optimizers import LaProp
from policywerk.building_blocks.recurrent import Sizes, block_gru
from policywerk.primitives.losses import symexp_bins
from policywerk.primitives.matrix import zeros
from policywerk.primitives.random import normal, stream

STATE, LATENTS, CLASSES, UNITS, PIXELS, WIDE = 64, 8, 8, 32, 256, 64
STEPS, SEQUENCES, DREAMED, HORIZON, BINS = 16, 8, 8, 10, 41
CODE = LATENTS * CLASSES
NONE = [False] * SEQUENCES


def chain(name: str, sizes: list[int]) -> Network:
    """Normed layers, and a plain one at the end."""
    return normed_mlp(name, sizes, stream(1, name))


class Update:
    """The networks, the data, and one step of learning."""

    def __init__(self) -> None:
        self.rng = stream(1, "dreamer")
        self.cell = block_gru("cell", Sizes(STATE, CODE, 2, UNITS, 8), self.rng)
        self.encoder = normed_dense("encoder", PIXELS, WIDE, self.rng)
        both = STATE + CODE
        self.posterior = chain("posterior", [STATE + WIDE, UNITS, CODE])
        self.prior = chain("prior", [STATE, UNITS, UNITS, CODE])
        self.decoder = chain("decoder", [both, WIDE, PIXELS])
        self.reward = chain("reward", [both, UNITS, BINS])
        self.going_on = chain("continue", [both, UNITS, 1])
        self.actor = chain("actor", [both, UNITS, UNITS, 4])
        self.critic = chain("critic", [both, UNITS, UNITS, BINS])
        chains = (self.posterior, self.prior, self.decoder, self.reward, self.going_on,
                  self.actor, self.critic)
        self.parameters = [*self.cell.parameters(), *self.encoder.parameters(),
                           *(p for one in chains for p in one.parameters())]
        self.bins, self.optimizer = symexp_bins(BINS, 5.0), LaProp()
        n = STEPS * SEQUENCES
        self.images = [[self.draw() if k % 5 == i % 5 else 0.0 for k in range(PIXELS)]
                       for i in range(n)]
        self.actions = [[self.draw(), self.draw()] for _ in range(n)]
        self.rewards = [self.draw() for _ in range(n)]
        self.spent: dict[str, float] = defaultdict(float)
        self.since = 0.0

    def draw(self) -> float:
        return normal(self.rng, 0.0, 1.0)

    def lap(self, part: str) -> None:
        """Charge the time since the last lap to a part."""
        now = time.process_time()
        self.spent[part] += now - self.since
        self.since = now

    def latents(self, logits: Node) -> tuple[Categorical, Node]:
        """The belief about the latents, and a draw of them in one row an example."""
        belief = Categorical(grad.regroup(logits, CLASSES), 0.01)
        z = belief.straight_through(belief.sample(self.rng))
        return belief, grad.regroup(z, CODE)

    def observe(self) -> tuple[list[Node], list[Node], list[Node]]:
        """The scan over the sequences: states, latents, logits of the posterior."""
        seen = self.encoder(constant(self.images))
        self.lap("encoder")
        h, z = constant(zeros(SEQUENCES, STATE)), constant(zeros(SEQUENCES, CODE))
        states, codes, logits = [], [], []
        for t in range(STEPS):
            rows = range(t * SEQUENCES, (t + 1) * SEQUENCES)
            h = self.cell(h, z, constant([self.actions[i] for i in rows]), NONE)
            self.lap("scan: cell")
            part = take_rows(seen, rows)
            logits.append(self.posterior(grad.concatenate([h, part])))
            self.lap("scan: posterior")
            _, z = self.latents(logits[-1])
            self.lap("scan: latents")
            states.append(h)
            codes.append(z)
        return states, codes, logits

    def world_loss(self, states: Node, both: Node, logits: Node) -> Node:
        """Reconstruction, reward, continue and both divergences."""
        prior = self.prior(states)
        self.lap("prior")
        beliefs = [Categorical(grad.regroup(node, CLASSES), 0.01) for node in (
            logits, grad.stop_gradient(logits), prior, grad.stop_gradient(prior))]
        after, still_after, before, still_before = beliefs
        divergence = grad.add(grad.total(kl_categoricals(still_after, before)),
                              grad.scale(0.1, grad.total(kl_categoricals(after, still_before))))
        self.lap("divergences")
        miss = grad.subtract(grad.sigmoid(self.decoder(both)), constant(self.images))
        picture = grad.total(grad.multiply(miss, miss))
        self.lap("decoder")
        paid = TwoHot(self.reward(both), self.bins).log_probability(self.rewards)
        lives = Bernoulli(self.going_on(both)).log_probability([[1.0]] * len(both.values))
        self.lap("reward, continue")
        return grad.subtract(grad.add(divergence, picture),
                             grad.add(grad.total(paid), grad.total(lives)))

    def dream(self, h: Node, z: Node) -> tuple[list[Node], list[Node]]:
        """States and actions of the dreams; no slope goes through them."""
        seen, actions = [], []
        for _ in range(HORIZON):
            both = grad.stop_gradient(grad.concatenate([h, z]))
            seen.append(both)
            policy = bounded(self.actor(both))
            action = policy.sample(self.rng)
            actions.append(policy.log_probability(action))
            self.lap("dream: actor")
            h = grad.stop_gradient(self.cell(h, z, constant(action)))
            self.lap("dream: cell")
            z = grad.stop_gradient(self.latents(self.prior(h))[1])
            self.lap("dream: prior, latents")
        return seen, actions

    def step(self) -> None:
        """One update."""
        grad.zero_grads(self.parameters)
        self.since = time.process_time()
        states, codes, logits = self.observe()
        h, z = stack_rows(states), stack_rows(codes)
        both = grad.concatenate([h, z])
        loss = self.world_loss(h, both, stack_rows(logits))
        last = (STEPS - DREAMED) * SEQUENCES
        starts = [grad.stop_gradient(take_rows(node, range(last, len(node.values))))
                  for node in (h, z)]
        seen, chosen = self.dream(*starts)
        dreamed = stack_rows(seen)
        TwoHot(self.reward(dreamed), self.bins).mean()
        Bernoulli(self.going_on(dreamed))
        values = TwoHot(self.critic(dreamed), self.bins)
        targets = values.mean()
        surprise = two_hot_cross_entropies(values.logits, [targets] * 2, [1.0, 1.0], self.bins)
        critic = grad.scale(-1.0, grad.total(surprise))
        replayed = TwoHot(self.critic(both), self.bins)
        critic = grad.add(critic, grad.total(replayed.log_probability(replayed.mean())))
        self.lap("reward, continue, critic of dreams")
        loss = grad.subtract(loss, grad.add(critic, grad.total(stack_rows(chosen))))
        grad.backward(loss)
        self.lap("backward")
        self.optimizer.step(self.parameters, 1e-4)
        self.lap("optimizer")


def bounded(raw: Node):  # type: ignore[no-untyped-def]
    """The actor's distribution, from two means and two deviations."""
    return bounded_gaussian(grad.slice_columns(raw, 0, 2), grad.slice_columns(raw, 2, 4))


def multiply_adds() -> int:
    """Of one update: what layers compute forwards, and again for each slope somebody needs."""
    own, both = STATE // 8, STATE + CODE
    cell = (STATE + CODE + 2) * UNITS + STATE * (own + 3 * UNITS) + 3 * STATE * own
    posterior = (STATE + WIDE) * UNITS + UNITS * CODE
    prior = STATE * UNITS + UNITS * UNITS + UNITS * CODE
    reward, going_on = both * UNITS + UNITS * BINS, both * UNITS + UNITS
    actor = both * UNITS + UNITS * UNITS + UNITS * 4
    critic = both * UNITS + UNITS * UNITS + UNITS * BINS
    n, dreams = STEPS * SEQUENCES, DREAMED * SEQUENCES * HORIZON
    lit = 52 * WIDE  # pixels that are not 0; their slopes nobody needs
    world = 2 * lit + 3 * (cell + posterior + prior + both * WIDE + WIDE * PIXELS + reward
                           + going_on + critic)
    dreamed = cell + prior + reward + going_on + 3 * (actor + critic) - 2 * both * UNITS
    return n * world + dreams * dreamed


def main(updates: int) -> None:
    update, found, whole = Update(), defaultdict(list), []
    for _ in range(updates):
        update.spent.clear()
        update.step()
        whole.append(sum(update.spent.values()))
        for part, seconds in update.spent.items():
            found[part].append(seconds)
    first = updates // 3
    total = statistics.median(whole[first:])
    for part, times in found.items():
        print(f"{part:36} {1000 * statistics.median(times[first:]):8.2f} ms")
    print(f"{'all':36} {1000 * total:8.2f} ms, best {1000 * min(whole):.2f}; "
          f"{1e9 * total / multiply_adds():.2f} ns a multiply-add of {multiply_adds() / 1e6:.1f} M")


if __name__ == "__main__":
    main(int(sys.argv[2]) if len(sys.argv) > 2 else 60)
