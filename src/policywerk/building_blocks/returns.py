"""Returns: what a step is worth, looking one step, n steps or all the way ahead."""

from __future__ import annotations

from typing import List, NamedTuple, Sequence

from policywerk.primitives.scalar import INFINITY
from policywerk.primitives.vector import Vector, percentile


def td_error(reward: float, value: float, next_value: float, gamma: float) -> float:
    """The surprise of one step.

    delta = r + gamma v(s') - v(s)   (Sutton & Barto 2018, eq. 6.5)

    Args:
        value: v(s), in reward units.
        next_value: v(s'); 0.0 if the step terminated the episode. If a clock truncated it,
            the value of the state that was reached.
        gamma: discount per step, in [0, 1].
    """
    return reward + gamma * next_value - value


class Rollout(NamedTuple):
    """T steps in a row, in which episodes may end and others begin.

    Entry t of each list belongs to the step from s_t to s_{t+1}.
    """

    rewards: Vector  # r_{t+1}
    values: Vector  # v(s_t), before the step
    next_values: Vector  # v(s_{t+1}), of the state the step led to, before any reset
    terminated: List[bool]  # the task ended here: nothing follows
    truncated: List[bool]  # a clock ended the episode here: it would have gone on


def check_rollout(rollout: Rollout) -> None:
    """Refuse a rollout without steps, or with lists of different lengths.

    Raises: ValueError naming the list at fault and both lengths.
    """
    steps = len(rollout.rewards)
    if steps == 0:
        raise ValueError("a rollout needs at least one step")
    for name, length in (
        ("values", len(rollout.values)),
        ("next_values", len(rollout.next_values)),
        ("terminated", len(rollout.terminated)),
        ("truncated", len(rollout.truncated)),
    ):
        if length != steps:
            raise ValueError(f"{steps} rewards need as many {name}, got {length}")


def _check_fraction(name: str, number: float) -> None:
    """Raise ValueError unless number lies in [0, 1]; nan does not."""
    if not 0.0 <= number <= 1.0:
        raise ValueError(f"{name} must lie in [0, 1], got {number!r}")


def stretch(rewards: Vector, values: Vector, terminated: bool, truncated: bool) -> Rollout:
    """Steps of one episode, without an end before the last of them.

    Args:
        rewards: length T, rewards[t] = r_{t+1}.
        values: length T + 1, v(s_0) to v(s_T). After a termination the last is not used.
        terminated, truncated: how the last step ended; both False if the episode goes on.
    Raises: ValueError if there are no rewards or not one value more than rewards.
    """
    steps = len(rewards)
    if len(values) != steps + 1:
        raise ValueError(f"{steps} rewards need {steps + 1} values, got {len(values)}")
    before = [False] * (steps - 1)
    rollout = Rollout(
        list(rewards), values[:-1], values[1:], [*before, terminated], [*before, truncated]
    )
    check_rollout(rollout)
    return rollout


def join(rollouts: Sequence[Rollout]) -> Rollout:
    """One rollout after another, as one.

    Raises: ValueError if one but the last stops in the middle of an episode: its last step
        would seem to lead to the first state of the next.
    """
    joined = Rollout([], [], [], [], [])
    for i, rollout in enumerate(rollouts):
        check_rollout(rollout)
        if i + 1 < len(rollouts) and not (rollout.terminated[-1] or rollout.truncated[-1]):
            raise ValueError(f"rollout {i} stops in mid-episode: only the last one may")
        joined.rewards.extend(rollout.rewards)
        joined.values.extend(rollout.values)
        joined.next_values.extend(rollout.next_values)
        joined.terminated.extend(rollout.terminated)
        joined.truncated.extend(rollout.truncated)
    check_rollout(joined)
    return joined


def bootstraps(rollout: Rollout) -> Vector:
    """What the state after each step is worth: v(s_{t+1}), but 0.0 where the task ended.

    Raises: ValueError as check_rollout does.
    """
    check_rollout(rollout)
    values = list(rollout.next_values)
    for t, terminated in enumerate(rollout.terminated):
        if terminated:
            values[t] = 0.0
    return values


def carries(rollout: Rollout, lam: float) -> Vector:
    """How much of the next step's return each step uses: lam, or 0.0 if none belongs to it.

    It is 0.0 where an episode ended, in whichever way, and at the last step.

    Raises: ValueError as check_rollout does, and if lam lies outside [0, 1].
    """
    check_rollout(rollout)
    _check_fraction("lam", lam)
    shares, truncated = [lam] * len(rollout.rewards), rollout.truncated
    for t, terminated in enumerate(rollout.terminated):
        if terminated or truncated[t]:
            shares[t] = 0.0
    shares[-1] = 0.0
    return shares


def td_errors(rollout: Rollout, gamma: float) -> Vector:
    """The TD error of every step.

    delta_t = r_{t+1} + gamma v(s_{t+1}) - v(s_t)   (Sutton & Barto 2018, eq. 6.5),
    with v(s_{t+1}) = 0 where the step terminated.

    Raises: ValueError as check_rollout does, and if gamma lies outside [0, 1].
    """
    check_rollout(rollout)
    _check_fraction("gamma", gamma)
    return [
        td_error(reward, value, next_value, gamma)
        for reward, value, next_value in zip(
            rollout.rewards, rollout.values, bootstraps(rollout)
        )
    ]


def mixed_returns(
    rewards: Vector, next_values: Vector, discounts: Vector, shares: Vector
) -> Vector:
    """Returns that go on with a mixture of the estimate and the next return.

    G_t = r_{t+1} + d_t [(1 - c_t) v(s_{t+1}) + c_t G_{t+1}]
    (Sutton & Barto 2018, eq. 12.18: a discount and a lambda for each step)

    Args:
        discounts: d_t in [0, 1]; gamma, or gamma times the probability of going on.
        shares: c_t in [0, 1], how much of G_{t+1} is used; 0.0 where step t + 1 belongs
            to another episode, and at the last step, which no other follows.
    Returns: length T, in reward units, in one pass from the end.
    Raises: ValueError as _check_mixture does.
    """
    _check_mixture(rewards, next_values, discounts, shares)
    returns, following = [0.0] * len(rewards), 0.0
    for t in range(len(rewards) - 1, -1, -1):
        share = shares[t]
        ahead = (1.0 - share) * next_values[t] + share * following
        following = rewards[t] + discounts[t] * ahead
        returns[t] = following
    return returns


def _check_mixture(
    rewards: Vector, next_values: Vector, discounts: Vector, shares: Vector
) -> None:
    """Raise ValueError if mixed_returns cannot work with these.

    That is if lengths differ or are 0, a discount or a share lies outside [0, 1], or the
    last share is not 0.0.
    """
    lengths = [len(rewards), len(next_values), len(discounts), len(shares)]
    if min(lengths) < 1 or min(lengths) != max(lengths):
        raise ValueError(f"needs lists of one length, at least 1, got {lengths}")
    for name, entries in (("discounts", discounts), ("shares", shares)):
        for t, entry in enumerate(entries):
            if not 0.0 <= entry <= 1.0:
                raise ValueError(f"{name}[{t}] must lie in [0, 1], got {entry!r}")
    if shares[-1] != 0.0:
        raise ValueError(f"the last share must be 0.0, got {shares[-1]!r}: no step follows")


def lambda_returns(rollout: Rollout, gamma: float, lam: float) -> Vector:
    """The lambda-return of every step: all n-step returns, the nearer weighing more.

    G_t = r_{t+1} + gamma [(1 - lam) v(s_{t+1}) + lam G_{t+1}]
    (Sutton & Barto 2018, section 12.1). Where an episode ends or the rollout stops,
    G_t = r_{t+1} + gamma v(s_{t+1}), with v(s_{t+1}) = 0 after a termination.

    Args:
        lam: how much each further return weighs, in [0, 1]; 0 gives one-step returns, 1
            discounted returns.
    Returns: length T, in reward units, in one pass.
    Raises: ValueError as check_rollout does, and if gamma or lam lies outside [0, 1].
    """
    check_rollout(rollout)
    _check_fraction("gamma", gamma)
    _check_fraction("lam", lam)
    rewards, _, next_values, terminated, truncated = rollout
    returns, following, share = [0.0] * len(rewards), 0.0, 0.0
    for t in range(len(rewards) - 1, -1, -1):
        value = 0.0 if terminated[t] else next_values[t]
        if terminated[t] or truncated[t]:
            share = 0.0
        following = rewards[t] + gamma * ((1.0 - share) * value + share * following)
        returns[t], share = following, lam
    return returns


def discounted_returns(rollout: Rollout, gamma: float) -> Vector:
    """The return of every step, with an estimate only for what was not seen.

    G_t = r_{t+1} + gamma G_{t+1}   (Sutton & Barto 2018, eq. 3.9);
    after a truncation, or where the rollout stops, v(s_{t+1}) stands for G_{t+1}.

    Raises: ValueError as lambda_returns does.
    """
    return lambda_returns(rollout, gamma, 1.0)


def n_step_returns(rollout: Rollout, gamma: float, n: int) -> Vector:
    """The n-step return of every step: n rewards, then the estimate.

    G_{t:t+n} = r_{t+1} + ... + gamma^{n-1} r_{t+n} + gamma^n v(s_{t+n})
    (Sutton & Barto 2018, eq. 7.1), with v(s_{t+n}) from next_values; fewer
    rewards where the episode or the rollout ends.
    Computed as G_t - gamma^n [G_{t+n} - v(s_{t+n})], so the rounding error is relative to
    the discounted returns.

    Returns: length T, in reward units, in one pass whatever n is.
    Raises: ValueError as discounted_returns does, and if n < 1.
    """
    if n < 1:
        raise ValueError(f"an n-step return needs n >= 1, got {n}")
    whole = discounted_returns(rollout, gamma)
    goes_on = carries(rollout, 1.0)
    power = 1.0  # gamma^n
    for _ in range(min(n, len(whole))):
        power *= gamma
    returns, end = list(whole), len(whole) - 1
    for t in range(len(whole) - 1, -1, -1):
        if goes_on[t] == 0.0:
            end = t  # the last step that belongs with step t
        if t + n <= end:
            returns[t] -= power * (whole[t + n] - rollout.next_values[t + n - 1])
    return returns


def gae(rollout: Rollout, gamma: float, lam: float) -> Vector:
    """Generalised advantage estimates: how much better each step went than expected.

    A_t = delta_t + gamma lam A_{t+1}   (Schulman et al. 2016, eq. 16; 2017, eq. 11),
    with A_{t+1} = 0 where an episode ends, in whichever way, or the rollout stops.

    Returns: length T, in reward units; lambda_returns(...)[t] - v(s_t) up to rounding, where
        next_values[t] is values[t + 1] within an episode.
    Raises: ValueError as lambda_returns does.
    """
    _check_fraction("lam", lam)
    deltas = td_errors(rollout, gamma)
    shares = carries(rollout, lam)
    advantages, following = [0.0] * len(deltas), 0.0
    for t in range(len(deltas) - 1, -1, -1):
        following = deltas[t] + gamma * shares[t] * following
        advantages[t] = following
    return advantages


class ReturnScale:
    """How far returns spread, as a running mean: what advantages are divided by.

    low <- decay low + (1 - decay) P5,  high <- decay high + (1 - decay) P95,
    scale = max(limit, high - low)   (Hafner et al. 2023, v2, eq. 6 and 7)

    low, high: the running percentiles, in reward units; both start at 0.0.
    """

    def __init__(self, decay: float = 0.99, limit: float = 1.0) -> None:
        """Raises: ValueError unless decay is in [0, 1] and 0 < limit < infinity."""
        _check_fraction("decay", decay)
        if not 0.0 < limit < INFINITY:
            raise ValueError(f"a scale needs a finite limit > 0, got {limit!r}")
        self.decay, self.limit = decay, limit
        self.low = self.high = 0.0

    def update(self, returns: Vector) -> None:
        """Take in a batch of returns.

        Raises: ValueError if there are none, or one is not finite; nothing changes then.
        """
        for i, g in enumerate(returns):
            if not -INFINITY < g < INFINITY:
                raise ValueError(f"a scale needs finite returns, got {g!r} at position {i}")
        low, high = percentile(returns, 0.05), percentile(returns, 0.95)
        self.low = self.decay * self.low + (1.0 - self.decay) * low
        self.high = self.decay * self.high + (1.0 - self.decay) * high

    def scale(self) -> float:
        """The divisor, in reward units: high - low, but at least the limit."""
        return max(self.limit, self.high - self.low)
