"""Lesson 07, PPO with eyes: the fixed target by an agent that sees pixels and has no model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

from policywerk.actors.actor_critic import critic, gaussian_actor
from policywerk.actors.ppo import PPO, Ended, PPODiverged, PPOSettings, iterate
from policywerk.actors.surrogates import VARIANTS
from policywerk.building_blocks.environments import Environment, Info
from policywerk.building_blocks.frames import Stack, as_frame, first_stack, next_stack, pixels_of
from policywerk.building_blocks.optimizers import Adam
from policywerk.building_blocks.schedules import linear_schedule
from policywerk.building_blocks.spaces import Box, Space
from policywerk.building_blocks.work import multiply_adds
from policywerk.data.record import Record
from policywerk.data.values import Json, number
from policywerk.data.weights import rounded
from policywerk.lessons.experiment import Found, Given
from policywerk.lessons.l06_ppo import greedy
from policywerk.lessons.l06_worlds import JUDGED_BY, judge
from policywerk.lessons.l07_worlds import TARGETS
from policywerk.lessons.settings import Config, RequestError, setting
from policywerk.lessons.stepwise import Stepwise
from policywerk.primitives.random import stream
from policywerk.primitives.vector import Vector, cumulative_sum, mean
from policywerk.world.pixel_pointmass import PixelPointMass

WINDOW = 50  # episodes over which it is asked whether a task is learnt
LEARNT = 0.95  # the share of them that end at the target


class Stacked:
    """A world of pixels that shows its last images together: what moves can be told from them.

    An image is kept as bytes, as DQN and DreamerV3 keep it; so all three see the same.
    """

    def __init__(self, environment: Environment, depth: int) -> None:
        """Stand between an agent and a world whose observation is an image.

        Args: depth: images that are shown, the newest last.
        Raises: ValueError if depth < 1.
        """
        if depth < 1:
            raise ValueError(f"a stack needs a depth of at least 1 image, got {depth}")
        self.environment, self.depth = environment, depth
        seen: Any = environment.observation_space
        self.observation_space = Box(seen.low, seen.high, (depth * seen.shape[0],))
        self.action_space: Space = environment.action_space
        self._stack: Stack = ()

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Vector, Info]:
        """Start an episode: the first image, depth times."""
        observation, info = self.environment.reset(seed=seed, options=options)
        self._stack = first_stack(as_frame(observation), self.depth)
        return pixels_of(self._stack), info

    def step(self, action: Any) -> Tuple[Vector, float, bool, bool, Info]:
        """Act once; the oldest image goes."""
        observation, reward, terminated, truncated, info = self.environment.step(action)
        self._stack = next_stack(self._stack, as_frame(observation))
        return pixels_of(self._stack), reward, terminated, truncated, info


@dataclass(frozen=True)
class Sighted(Config):
    """Learn by PPO from pixels to go to the fixed target."""

    steps: int = setting(10240, "actions in training", least=1)
    frames: int = setting(2, "images that are seen together", least=1)
    hidden: int = setting(64, "neurons of each of two hidden layers", least=1)
    horizon: int = setting(256, "steps of an iteration", least=1)
    minibatch: int = setting(64, "steps of an update", least=1)
    epochs: int = setting(10, "how often each step is learned from", least=1)
    gamma: float = setting(0.98, "discount per step", least=0.0, most=1.0)
    lam: float = setting(0.95, "trace decay of the advantages", least=0.0, most=1.0)
    alpha: float = setting(0.001, "first step size, which falls to 0 in a line", least=0.0)


def seen_world(config: Sighted) -> Environment:
    """The dot and its target as DreamerV3 sees them, a few images at once."""
    return Stacked(PixelPointMass(TARGETS["fixed"]), config.frames)


# ---------------------------------------------------------------- a run, step by step


@dataclass
class Training:
    """An agent on its way; a step is an iteration."""

    config: Sighted
    agent: PPO
    steps: int
    step: int = 0
    ended: List[Ended] = field(default_factory=list)
    marks: Dict[str, List[float]] = field(default_factory=dict)  # one an iteration
    work: int = 0  # multiply-adds, acting included, judging not
    diverged: str = ""
    digests: Dict[str, str] = field(default_factory=dict)

    @property
    def merit(self) -> str:
        """The mean return of the last ten episodes."""
        last = [each.earned for each in self.ended[-10:]]
        return f"return {mean(last):.2f}" if last else ""


def begin(config: Sighted, given: Given) -> Training:
    """An agent that knows nothing, and a world at its first start."""
    seed, iterations = given.only_seed, config.steps // config.horizon
    if iterations < 1:
        raise RequestError(f"{config.steps} steps are less than one iteration, "
                           f"whose horizon is {config.horizon}")
    world, weights = seen_world(config), stream(seed, "weights")
    observation, _ = world.reset(seed=seed)
    sizes = [len(observation), config.hidden, config.hidden]
    settings = PPOSettings(
        VARIANTS["clipping"], linear_schedule(config.alpha, 0.0, iterations), config.horizon,
        config.minibatch, config.epochs, config.gamma, config.lam)
    agent = PPO(settings, gaussian_actor([*sizes, 2], weights), critic([*sizes, 1], weights),
                Adam(tiny=1e-5), world, observation, stream(seed, "acting"),
                stream(seed, "shuffling"), settings.beta)
    return Training(config, agent, iterations)


def advance(training: Training) -> Training:
    """One iteration; one that runs away is the last."""
    before = multiply_adds()
    training.step += 1
    try:
        metrics = iterate(training.agent)
    except PPODiverged as problem:
        training.diverged, training.step = str(problem), training.steps
    else:
        training.ended += metrics.ended
        for name, value in {
            "step": float(training.step * training.config.horizon), "kl": metrics.kl,
            "entropy": metrics.measured.entropy, "explained": metrics.explained_variance,
        }.items():
            training.marks.setdefault(name, []).append(value)
    training.work += multiply_adds() - before
    training.marks.setdefault("work", []).append(float(training.work))
    return training


def found(training: Training) -> Found:
    """How the agent acts in the end; one that diverged has no end, and is not judged."""
    ended = training.ended
    series = {"return": [each.earned for each in ended],
              "end": cumulative_sum([float(each.steps) for each in ended]),
              "terminated": [float(each.terminated) for each in ended], **training.marks}
    results: Dict[str, Json] = {"multiply_adds": training.work, "diverged": training.diverged,
                                "episodes": len(ended),
                                "learnt at": learnt_at(series["terminated"], series["end"])}
    if training.diverged:
        return Found(results, series)
    weights = rounded({p.name: p.values for p in training.agent.actor.parameters()})
    outcomes = judge(seen_world(training.config), greedy(weights))
    results.update(
        greedy=mean([each.earned for each in outcomes]),
        success=mean([float(each.terminated) for each in outcomes]),
        decisions=mean([float(each.steps) for each in outcomes]))
    if ended:
        last = ended[-WINDOW:]
        results[f"last {WINDOW}"] = mean([each.earned for each in last])
        results[f"last {WINDOW}, success"] = mean([float(each.terminated) for each in last])
    return Found(results, series, weights=weights)


def learnt_at(terminated: Vector, ends: Vector) -> Optional[float]:
    """After how many steps 95 of 100 of the last 50 episodes ended at the target; None if never.

    Args: terminated: 1.0 for each episode that did; ends: the step at which each was over.
    """
    for i in range(WINDOW, len(terminated) + 1):
        if mean(terminated[i - WINDOW:i]) >= LEARNT:
            return ends[i - 1]
    return None


def learnt(training: Training) -> Json:
    """The numbers that training changes; none once they have run away."""
    return [] if training.diverged else [p.values for p in training.agent.parameters()]


SIGHTED = Stepwise(begin, advance, found, learnt, segment=8)


# ---------------------------------------------------------------- in words


def sighted_in_words(record: Record) -> List[str]:
    """When the task was learnt, and how the final weights act."""
    results, at = record.results, record.results["learnt at"]
    lines = [f"{number(results['multiply_adds']) / 1e9:.2f} billion multiply-adds",
             "never at the target in 95 of 100 episodes" if at is None else
             f"after {int(number(at))} steps at the target in 95 of 100 of the last {WINDOW} "
             "episodes"]
    if results["diverged"]:
        return [*lines, f"it ended early: {results['diverged']}"]
    return [*lines, f"likeliest actions, {JUDGED_BY} episodes: "
            f"mean return {number(results['greedy']):.2f}, "
            f"{100.0 * number(results['success']):.0f} % at the target"]
