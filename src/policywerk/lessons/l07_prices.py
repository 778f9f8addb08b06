"""Lesson 07, the price of a model: what agents without one need for the same two tasks.

`Sighted` learns by PPO to go where DreamerV3 goes, from the same pixels. `Rethink` learns by
DQN to catch, in as many steps as DreamerV3, and with as much arithmetic if that is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Dict, List, Sequence, Tuple

from policywerk.actors.dqn import DQN, Transition
from policywerk.building_blocks.frames import Stack
from policywerk.building_blocks.work import multiply_adds
from policywerk.data.record import Record
from policywerk.data.values import number
from policywerk.lessons import l05_dqn
from policywerk.lessons.experiment import Experiment, Given, Records, Run
from policywerk.lessons.l07_sighted import SIGHTED, Sighted, sighted_in_words
from policywerk.lessons.settings import Config, setting
from policywerk.lessons.stepwise import Stepwise
from policywerk.primitives.random import Stream

# ---------------------------------------------------------------- DQN that learns more often


@dataclass(frozen=True)
class Rethink(Config):
    """Learn by DQN to catch, from each step as often as is asked."""

    steps: int = setting(14000, "actions in training", least=l05_dqn.STRETCH)
    batch: int = setting(32, "transitions an update learns from", least=1)
    updates: int = setting(1, "for each step, once there are enough", least=1)
    billions: float = setting(0.0, "multiply-adds that more updates may bring it to", least=0.0)


class Rethinker(DQN):
    """DQN that learns several times from its memory after each step."""

    updates_each = 1
    allowance = 0.0  # multiply-adds for each step, from the first with an update
    spent = 0  # of them, for acting and for learning

    def act(self, state: Stack, rng: Stream) -> int:
        """As DQN does; and what it costs is noted.

        Raises: Diverged, as DQN does.
        """
        before = multiply_adds()
        action = super().act(state, rng)
        self.spent += multiply_adds() - before
        return action

    def observe(self, transition: Transition, rng: Stream) -> None:
        """Remember a step and learn as DQN does; then learn again and again.

        It learns `updates_each` times, and on until it has spent what it may by now.

        Raises: Diverged, as DQN does.
        """
        before, missing = multiply_adds(), self.updates_each - 1
        super().observe(transition, rng)
        while self.step >= self.settings.start and (missing > 0 or self._may_spend(before)):
            self.learn(self.memory.sample(rng, self.settings.batch))
            missing -= 1
        self.spent += multiply_adds() - before

    def _may_spend(self, before: int) -> bool:
        learning = self.step - self.settings.start + 1  # steps, this one included
        return self.spent + multiply_adds() - before < self.allowance * learning


def catch_of(config: Rethink) -> l05_dqn.Catch:
    """The experiment of lesson 5 that this is, but for how often it learns from a step."""
    usual = l05_dqn.Catch()
    return replace(usual, steps=config.steps, batch=config.batch,
                   start=max(usual.start, config.batch),
                   evaluations=max(1, config.steps // usual.start), film=False)


def begin_rethinking(config: Rethink, given: Given) -> l05_dqn.Training:
    """A run of lesson 5 at its start, with an agent that learns more often."""
    training = l05_dqn.begin(catch_of(config), given)
    plain = training.agent
    training.agent = Rethinker(plain.settings, plain.online, plain.frozen, plain.memory,
                               plain.optimizer)
    training.agent.updates_each = config.updates
    learning = max(1, config.steps - plain.settings.start + 1)  # steps with updates
    training.agent.allowance = 1e9 * config.billions / learning
    return training


RETHINK = Stepwise(begin_rethinking, l05_dqn.advance, l05_dqn.found, l05_dqn.learnt, segment=1500)


# ---------------------------------------------------------------- what is asked


PRICES: Dict[str, Tuple[Config, int]] = {  # a name, the settings, how many seeds
    "PPO from pixels": (Sighted(), 3),
    "PPO from one image": (Sighted(frames=1), 3),
    "DQN": (Rethink(), 3),
    "DQN, more updates": (Rethink(batch=600, updates=3), 1),
    "DQN, as much arithmetic": (Rethink(batch=560, billions=360.1), 1),
}
RESULTS = ("greedy", "last 50", "last 200", "multiply_adds")
ARRIVALS = ("success", "last 50, success", "last 200, success")  # where there is a target
PRICE_RUNS = tuple(Run(config, seed, tier="evidence")
                   for config, seeds in PRICES.values() for seed in range(seeds))


def price_samples(records: Records) -> Dict[str, List[float]]:
    """What those without a model come to, and what they need for it, a number a seed."""
    samples: Dict[str, List[float]] = {}
    for group, (config, seeds) in PRICES.items():
        runs = (records.find(Run(config, seed)) for seed in range(seeds))
        found_ones = [record for record in runs if record is not None]
        samples.update(samples_of(group, found_ones, isinstance(config, Sighted)))
    return samples


def samples_of(group: str, found_ones: Sequence[Record], aims: bool) -> Dict[str, List[float]]:
    """The results of some records by name, without those that none of them has.

    Args: aims: whether their world has a target, at which episodes end.
    """
    samples = {name: [number(record.results[name]) for record in found_ones
                      if name in record.results]
               for name in (*RESULTS, *(ARRIVALS if aims else ()))}
    if aims:
        steps = (record.results["learnt at"] for record in found_ones)
        samples["learnt at"] = [number(at) for at in steps if at is not None]
    return {f"{group}, {name}": each for name, each in samples.items() if each}


PRICE_EXPERIMENTS: Tuple[Experiment[Any], ...] = (
    Experiment(Sighted, SIGHTED, sighted_in_words),
    Experiment(Rethink, RETHINK, l05_dqn.catch_in_words),
)
