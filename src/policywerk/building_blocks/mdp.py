"""Markov decision processes: spaces, environments, models, and episodes played in them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from operator import index
from typing import (
    Any,
    Callable,
    Dict,
    Iterator,
    List,
    NamedTuple,
    Optional,
    Protocol,
    Sequence,
    Tuple,
)

from policywerk.primitives.random import (
    Stream,
    fresh_seed,
    integer,
    stream,
    uniform,
)
from policywerk.primitives.vector import Vector, cumulative_sum, total


def whole(x: Any) -> Any:
    """A whole number of any library as Python's own; whatever else, True too, as it is."""
    if type(x) is int or isinstance(x, bool):
        return x
    try:
        return index(x)
    except TypeError:
        return x


class Discrete:
    """The space of the n integers 0, 1, ..., n - 1."""

    def __init__(self, n: int) -> None:
        if n < 1:
            raise ValueError(f"a discrete space needs n >= 1, got {n}")
        self.n = n

    def sample(self, rng: Stream) -> int:
        """Draw one of the n integers, each with probability 1/n."""
        return integer(rng, self.n)

    def contains(self, x: object) -> bool:
        """Whether x is an integer of the space; True and 1.0 are not."""
        number = whole(x)
        return type(number) is int and 0 <= number < self.n

    def __repr__(self) -> str:
        return f"Discrete({self.n})"


class Box:
    """The space of vectors whose every entry lies in [low, high]."""

    def __init__(self, low: float, high: float, shape: Tuple[int]) -> None:
        if not low <= high:
            raise ValueError(f"a box needs low <= high, got {low} and {high}")
        self.low, self.high, self.shape = low, high, shape

    def sample(self, rng: Stream) -> Vector:
        """Draw every entry uniformly from [low, high)."""
        return [uniform(rng, self.low, self.high) for _ in range(self.shape[0])]

    def contains(self, x: Any) -> bool:
        """Whether x has the right length and every entry lies in [low, high]."""
        try:
            entries = [float(entry) for entry in x]
        except (TypeError, ValueError):  # not a vector, or not of numbers
            return False
        return len(entries) == self.shape[0] and all(self.low <= e <= self.high for e in entries)

    def __repr__(self) -> str:
        return f"Box({self.low}, {self.high}, {self.shape})"


class Space(Protocol):
    """What every space can do."""

    def sample(self, rng: Stream) -> Any:
        """Draw one element."""

    def contains(self, x: Any) -> bool:
        """Whether x is an element."""


Info = Dict[str, Any]  # whatever an environment wants to say beside the observation


class Environment(Protocol):
    """A task to act in, with Gymnasium's interface (Towers et al. 2024)."""

    @property
    def observation_space(self) -> Space:
        """What can be seen."""

    @property
    def action_space(self) -> Space:
        """What can be done."""

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Any, Info]:
        """Start an episode; return the first observation and an info dictionary."""

    def step(self, action: Any) -> Tuple[Any, float, bool, bool, Info]:
        """Act once; return observation, reward, terminated, truncated, info."""


def check_options(options: Optional[Info]) -> None:
    """Refuse options for a start, for worlds that know none.

    Raises: ValueError naming them.
    """
    if options:
        names = ", ".join(repr(name) for name in options)
        raise ValueError(f"this environment knows no options for reset, got {names}")


def reseeded(rng: Optional[Stream], seed: Optional[int], name: str) -> Stream:
    """The random stream of an environment: afresh with a seed, or where there is none yet."""
    if rng is not None and seed is None:
        return rng
    return stream(fresh_seed() if seed is None else whole(seed), name)


class Outcome(NamedTuple):
    """One thing that may happen after an action, and how likely it is.

    Gymnasium's tables hold the same four, as tuples (p, s', r, terminated).
    """

    probability: float
    next_state: int
    reward: float
    terminated: bool


Outcomes = Sequence[Outcome]  # everything one action may lead to; probabilities sum to 1
Model = Sequence[Sequence[Outcomes]]  # model[state][action]; a state may have few actions or many


def check_model(model: Model) -> None:
    """Refuse a model that is not a Markov decision process.

    Raises: ValueError naming the state and action at fault: no state, a state without
        actions, an outcome that is not four things or leads nowhere, a reward that is not
        finite, or probabilities that are negative or do not sum to 1 within 1e-9.
    """
    if not _is_list(model):
        raise ValueError(f"a model is a list of states; as_model reads {type(model).__name__}")
    if not model:
        raise ValueError("a model needs at least one state")
    for state, actions in enumerate(model):
        if not _is_list(actions):
            raise ValueError(f"state {state} needs a list of actions, got {actions!r}")
        if not actions:
            raise ValueError(f"state {state} has no action; a terminal state needs one, to itself")
        for action, outcomes in enumerate(actions):
            problem = _fault(outcomes, len(model))
            if problem:
                raise ValueError(f"state {state}, action {action}: {problem}")


def _is_list(x: Any) -> bool:
    return isinstance(x, (list, tuple))


def _fault(outcomes: Outcomes, states: int) -> str:
    if not _is_list(outcomes):
        return f"needs a list of outcomes, got {outcomes!r}"
    for outcome in outcomes:
        if not _is_list(outcome) or len(outcome) != 4:
            return f"an outcome is (p, next state, reward, terminated), got {outcome!r}"
    try:
        return _fault_of_numbers(outcomes, states)
    except TypeError:
        return f"something here is no number: {outcomes!r}"


def _fault_of_numbers(outcomes: Outcomes, states: int) -> str:
    probabilities = [outcome[0] for outcome in outcomes]
    if any(not 0.0 <= p <= 1.0 for p in probabilities):
        return f"a probability lies outside [0, 1]: {probabilities}"
    if abs(total(probabilities) - 1.0) > 1e-9:
        return f"probabilities sum to {total(probabilities)}, not 1"
    for _, next_state, reward, _ in outcomes:
        if type(whole(next_state)) is not int or not 0 <= next_state < states:
            return f"next state {next_state} is not one of the {states} states"
        if reward - reward != 0.0:  # true of infinity and NaN alone
            return f"reward {reward} is not finite"
    return ""


def as_model(table: Any) -> Model:
    """Copy a P[state][action] table, of lists or Gymnasium's dictionaries, and check it.

    Raises: ValueError as check_model does, also for a state or action that is missing.
    """
    model: List[List[List[Outcome]]] = []
    for state in range(len(table)):
        model.append([])
        try:
            actions = table[state]
            for action in range(len(actions)):
                model[-1].append([_outcome(*row) for row in actions[action]])
        except (TypeError, KeyError, ValueError) as problem:
            raise ValueError(
                f"state {state}, action {len(model[-1])}: not a list of "
                f"(p, next state, reward, terminated): {problem}"
            ) from None
    check_model(model)
    return model


def _outcome(probability: Any, next_state: Any, reward: Any, terminated: Any) -> Outcome:
    """An outcome of Python's own numbers, whatever numbers the table was written in."""
    return Outcome(float(probability), index(next_state), float(reward), bool(terminated))


def drawn(rng: Stream, sums: Vector) -> int:
    """What categorical draws, from the sums of the probabilities: c_i = p_0 + ... + p_i.

    For rows that are drawn from often: they were checked and summed once, beforehand.
    """
    u, i = rng.random() * sums[-1], 0
    while sums[i] <= u:
        i += 1
    return i


class TabularEnvironment:
    """An environment that draws its steps from a known model.

    The model stays open to view as `P[state][action]`, a list of outcomes. It is a copy, and
    steps are drawn from another, so writing into either list changes no step.

    The action space holds the actions that every state has, so that whoever draws from it
    never errs. Where a state has more, as `P` shows, they can be taken there too.
    """

    def __init__(self, model: Model, start: Vector, time_limit: Optional[int] = None) -> None:
        """Check the model and the start; no episode is under way yet.

        Args:
            model: what may happen.
            start: start[s] is the probability that an episode begins in state s.
            time_limit: steps after which an episode is truncated; None for never.
        """
        check_model(model)
        if len(start) != len(model):
            raise ValueError(f"need {len(model)} start probabilities, got {len(start)}")
        if min(start) < 0.0 or not abs(total(start) - 1.0) <= 1e-9:
            raise ValueError(f"start is not a probability distribution: {start}")
        if time_limit is not None and time_limit < 1:
            raise ValueError(f"time_limit must be at least 1 step, got {time_limit}")
        self.P = [[list(outcomes) for outcomes in actions] for actions in model]
        self.start = list(start)
        self.time_limit = time_limit
        self.observation_space = Discrete(len(model))
        self.action_space = Discrete(min(len(actions) for actions in model))
        self._starts = cumulative_sum(start)
        self._draws = [
            [(tuple(outcomes), cumulative_sum([outcome[0] for outcome in outcomes]))
             for outcomes in actions]
            for actions in model
        ]  # what step looks up: outcomes, and the sums of their probabilities
        self._rng: Optional[Stream] = None
        self._state: Optional[int] = None  # None between episodes
        self._steps = 0

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[int, Info]:
        """Start an episode; with a seed, start the environment's random stream afresh too.

        Raises: ValueError for options: there are none.
        """
        check_options(options)
        self._rng = reseeded(self._rng, seed, "environment")
        self._state, self._steps = drawn(self._rng, self._starts), 0
        return self._state, {}

    def step(self, action: int) -> Tuple[int, float, bool, bool, Info]:
        """Take an action; return next state, reward, terminated, truncated, info.

        Raises: RuntimeError when no episode is under way; ValueError for an action that
            the state does not have.
        """
        state, rng = self._state, self._rng
        if state is None or rng is None:
            raise RuntimeError("no episode is under way: call reset() first")
        draws, number = self._draws[state], whole(action)
        if type(number) is not int or not 0 <= number < len(draws):
            raise ValueError(
                f"action {action!r} is not one of the {len(draws)} actions of state {state}"
            )
        outcomes, sums = draws[number]
        _, next_state, reward, terminated = outcomes[drawn(rng, sums)]
        self._steps += 1
        truncated = self.time_limit is not None and self._steps >= self.time_limit
        self._state = None if terminated or truncated else next_state
        return next_state, reward, terminated, truncated, {}


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
