"""Acting: steps and episodes, and the loop that collects them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any, Callable, Iterator, List, NamedTuple

from policywerk.building_blocks.environments import Environment
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector


class Step(NamedTuple):
    """One step of an episode: s_t, a_t, r_{t+1}, s_{t+1}, and whether it was the last."""

    observation: Any  # what the agent saw before it acted
    action: Any
    reward: float  # arrived together with next_observation
    next_observation: Any  # of a last step the true last one, never that of the next start
    terminated: bool  # the task ended: nothing is still to come
    truncated: bool  # the clock ended: something may be


@dataclass(frozen=True)
class Episode:
    """Consecutive steps of one episode, whole or cut off where somebody stopped acting."""

    steps: List[Step]

    def __post_init__(self) -> None:
        """Refuse steps that cannot be one episode.

        Raises: ValueError if there is no step, or if one before the last ended the episode.
        """
        if not self.steps:
            raise ValueError("an episode needs at least one step, got none")
        for t, step in enumerate(self.steps[:-1]):
            if step.terminated or step.truncated:
                raise ValueError(
                    f"step {t} of {len(self.steps)} ended its episode: "
                    "the steps after it belong to another"
                )

    @property
    def observations(self) -> List[Any]:
        """s_0, s_1, ..., s_T: one more than there are steps."""
        return [self.steps[0].observation, *[step.next_observation for step in self.steps]]

    @property
    def actions(self) -> List[Any]:
        """a_0, a_1, ..., a_{T-1}."""
        return [step.action for step in self.steps]

    @property
    def rewards(self) -> Vector:
        """r_1, r_2, ..., r_T: rewards[t] followed actions[t]."""
        return [step.reward for step in self.steps]

    @property
    def terminated(self) -> bool:
        """Whether the task ended with the last step."""
        return self.steps[-1].terminated

    @property
    def truncated(self) -> bool:
        """Whether the clock ended with the last step."""
        return self.steps[-1].truncated

    @property
    def over(self) -> bool:
        """Whether the episode ended, in whichever way; if not, it can go on."""
        return self.terminated or self.truncated


Act = Callable[[Any, Stream], Any]  # how an agent acts: act(observation, rng) is an action


def episode_steps(
    environment: Environment, observation: Any, act: Act, rng: Stream
) -> Iterator[Step]:
    """Act until the episode ends, and hand over each step as soon as it is taken.

    Args:
        observation: where the episode stands, from reset() or from a step before.
        act: called with an observation and rng, answers with an action.
    Raises: ValueError for a reward that is not finite.
    """
    observation = detached(observation)
    over = False
    while not over:
        action = act(observation, rng)
        seen, reward, terminated, truncated, _ = environment.step(action)
        if reward - reward != 0.0:  # true of infinity and NaN alone
            raise ValueError(f"action {action!r} was paid {reward}, which is not finite")
        seen = detached(seen)
        yield Step(
            observation, action, float(reward), seen, bool(terminated), bool(truncated)
        )
        observation, over = seen, terminated or truncated


def detached(observation: Any) -> Any:
    """A copy that later changes of the original cannot reach: lists, and lists in lists."""
    if not isinstance(observation, list):
        return observation
    return [detached(entry) for entry in observation]


def run_episode(
    environment: Environment, observation: Any, act: Act, rng: Stream
) -> Episode:
    """Act until the episode ends. It resets nothing, neither before nor after.

    Args and errors: as episode_steps.
    """
    return Episode(list(episode_steps(environment, observation, act, rng)))


class Collected(NamedTuple):
    """A fixed number of steps, and where the next ones begin."""

    episodes: List[Episode]  # the first may have begun earlier, the last may go on later
    observation: Any  # of the last episode if it is not over, otherwise of a new start


def collect(
    environment: Environment, observation: Any, act: Act, horizon: int, rng: Stream
) -> Collected:
    """Take `horizon` steps, an Episode for each stretch between two ends.

    After a step that ends an episode it calls reset() without a seed; nothing else does.

    Args: horizon at least 1; the others as episode_steps.
    Raises: ValueError if horizon < 1, or as episode_steps does.
    """
    if horizon < 1:
        raise ValueError(f"collecting needs a horizon of at least 1 step, got {horizon}")
    episodes: List[Episode] = []
    left = horizon
    while left > 0:
        steps = list(islice(episode_steps(environment, observation, act, rng), left))
        episodes.append(Episode(steps))
        left -= len(steps)
        observation = steps[-1].next_observation
        if episodes[-1].over:
            observation, _ = environment.reset()
    return Collected(episodes, observation)
