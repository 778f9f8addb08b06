"""Policies: tables of action probabilities, policies that explore, schedules for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, List

from policywerk.building_blocks.models import Model
from policywerk.building_blocks.spaces import whole
from policywerk.building_blocks.value_functions import action_values, largest_term
from policywerk.primitives.activations import softmax
from policywerk.primitives.random import Stream, integer, normal
from policywerk.primitives.scalar import INFINITY, exp, log
from policywerk.primitives.vector import Vector, argmax, ties, total

Policy = List[Vector]  # policy[state][action] = pi(action | state); each row sums to 1
Choices = List[int]  # one action a state: a deterministic policy in short


def uniform_policy(model: Model) -> Policy:
    """Every action of a state equally likely: the policy that knows nothing."""
    return [[1.0 / len(actions)] * len(actions) for actions in model]


def deterministic_policy(model: Model, choices: Choices) -> Policy:
    """The policy that always takes choices[state], written as probabilities.

    Raises: ValueError as check_choices does.
    """
    check_choices(model, choices)
    return [
        [1.0 if action == choice else 0.0 for action in range(len(actions))]
        for actions, choice in zip(model, choices)
    ]


def check_choices(model: Model, choices: Choices) -> None:
    """Refuse choices that are not one action of each state.

    Raises: ValueError naming the state whose choice it does not have.
    """
    if len(choices) != len(model):
        raise ValueError(f"need {len(model)} choices, one a state, got {len(choices)}")
    for state, (actions, choice) in enumerate(zip(model, choices)):
        if type(whole(choice)) is not int:
            raise ValueError(f"state {state}: a choice is a whole number, got {choice!r}")
        if not 0 <= choice < len(actions):
            raise ValueError(f"state {state} has {len(actions)} actions, not action {choice}")


def greedy_choices(model: Model, values: Vector, gamma: float) -> Choices:
    """In each state the first action whose lookahead is largest."""
    return [argmax(action_values(actions, values, gamma)) for actions in model]


def greedy_ties(model: Model, values: Vector, gamma: float, tiny: float = 1e-9) -> List[List[int]]:
    """In each state all the actions that are as good as the best, but for a tiny difference.

    Args:
        tiny: the difference, as a share of the largest number in the state's lookaheads.
    """
    return [
        ties(
            action_values(actions, values, gamma),
            tiny * largest_term(actions, values, gamma),
        )
        for actions in model
    ]


def arriving_choices(
    model: Model, choices: Choices, values: Vector, slack: float
) -> Choices:
    """Choices as good as the greedy ones given, that reach an end as well: for gamma = 1.

    Without a discount a way round in a circle, for nothing, looks as good as the way out:
    r + v(s') is v(s) on both. Only the way out earns it. So states are settled from the end
    backwards: those whose choice may lead to a settled state; then those that have another
    action as good that may; and last, where no way leads out, those that are worth 0 and can
    stay for ever for 0, with all that leads to them.

    Args:
        choices: greedy with respect to the values.
        slack: an action is as good as the best if it is worse by no more than this, in reward
            units, or by no more than 1e-9 of the largest number in the state's lookaheads.
    Raises: ArithmeticError naming a state whose value cannot be earned so.
    """
    slacks = [max(slack, 1e-9 * largest_term(actions, values, 1.0)) for actions in model]
    tied = [ties(action_values(actions, values, 1.0), least)
            for actions, least in zip(model, slacks)]
    found, settled = list(choices), [False] * len(model)
    _settle_backwards(model, found, tied, settled)
    worthless = [abs(value) <= least for value, least in zip(values, slacks)]
    _settle_resting(model, found, tied, settled, worthless)
    _settle_backwards(model, found, tied, settled)
    if not all(settled):
        state = settled.index(False)
        raise ArithmeticError(
            f"state {state} is valued {values[state]:g}, but what looks best there never ends "
            "and does not earn it; lower gamma, or use policy_iteration from choices that end"
        )
    return found


def _settle_backwards(
    model: Model, found: Choices, tied: List[List[int]], settled: List[bool]
) -> None:
    """Settle, in place, all states that may come to an end or a settled state."""
    grows = True
    while grows:
        own = [[choice] for choice in found]
        grows = _settle_once(model, found, own, settled) or _settle_once(
            model, found, tied, settled
        )


def _settle_once(
    model: Model, found: Choices, options: List[List[int]], settled: List[bool]
) -> bool:
    """Settle, in place, the states with an option that leads on; whether there were any."""
    grows = False
    for state, actions in enumerate(options):
        if settled[state]:
            continue
        for action in actions:
            if any(p > 0.0 and (terminated or settled[next_state])
                   for p, next_state, _, terminated in model[state][action]):
                found[state], settled[state], grows = action, True, True
                break
    return grows


def _settle_resting(
    model: Model,
    found: Choices,
    tied: List[List[int]],
    settled: List[bool],
    worthless: List[bool],
) -> None:
    """Settle, in place, the states of no worth that can stay among themselves for 0."""
    resting = [zero and not done for zero, done in zip(worthless, settled)]
    staying: List[List[int]] = [[] for _ in model]
    shrinks = True
    while shrinks:
        shrinks = False
        for state in [s for s, rests in enumerate(resting) if rests]:
            staying[state] = [
                action for action in [found[state], *tied[state]]
                if all(p == 0.0 or (reward == 0.0 and resting[next_state])
                       for p, next_state, reward, _ in model[state][action])
            ]
            if not staying[state]:
                resting[state], shrinks = False, True
    for state in [s for s, rests in enumerate(resting) if rests]:
        found[state], settled[state] = staying[state][0], True


def check_policy(model: Model, policy: Policy) -> None:
    """Refuse a table that is not a policy for this model.

    Raises: ValueError naming the state: a row of the wrong length, a negative
        probability, or a row that does not sum to 1 within 1e-9.
    """
    if len(policy) != len(model):
        raise ValueError(f"need {len(model)} rows, one a state, got {len(policy)}")
    for state, (row, actions) in enumerate(zip(policy, model)):
        if not isinstance(row, (list, tuple)) or any(isinstance(p, str) for p in row):
            raise ValueError(f"state {state}: {row!r} is not a row of probabilities")
        if len(row) != len(actions):
            raise ValueError(f"state {state}: {len(actions)} actions but {len(row)} probabilities")
        if min(row) < 0.0 or not abs(total(row) - 1.0) <= 1e-9:
            raise ValueError(f"state {state}: {row} is not a probability distribution")


def epsilon_greedy_probabilities(values: Vector, epsilon: float) -> Vector:
    """Mostly a best action, now and then any: the probability of each.

    pi(a) = epsilon / n + (1 - epsilon) / m  if a is one of the m best actions
    pi(a) = epsilon / n                      otherwise   (Sutton & Barto 2018, section 2.2)

    Args:
        values: q(a) for each of the n actions of the present state (reward units).
        epsilon: probability of an exploring action, in [0, 1].
    Raises: ValueError as check_epsilon and argmax do.
    """
    check_epsilon(epsilon)
    best = ties(values, tiny=0.0)
    row = [epsilon / len(values)] * len(values)
    for action in best:
        row[action] += (1.0 - epsilon) / len(best)
    return row


def epsilon_greedy(rng: Stream, values: Vector, epsilon: float) -> int:
    """Draw an action from epsilon_greedy_probabilities; equals are drawn by lot.

    Args and errors: as there.
    """
    check_epsilon(epsilon)
    best = ties(values, tiny=0.0)  # before the draw, so that nan is always found
    if rng.random() < epsilon:
        return integer(rng, len(values))
    return best[integer(rng, len(best))]


def check_epsilon(epsilon: float) -> None:
    """Refuse an epsilon that is not a probability.

    Raises: ValueError if epsilon is not in [0, 1].
    """
    if not 0.0 <= epsilon <= 1.0:
        raise ValueError(f"epsilon must be a probability from 0 to 1, got {epsilon!r}")


def softmax_probabilities(preferences: Vector, temperature: float) -> Vector:
    """The softmax policy: the better an action looks, the likelier it is.

    pi(a) = exp(x_a / tau) / (exp(x_0 / tau) + exp(x_1 / tau) + ...)
    (Sutton & Barto 2018, eq. 13.2), with the largest x subtracted from every one first

    Args:
        preferences: x, one finite number an action, in any unit.
        temperature: tau > 0 and finite, in the same unit; small is nearly greedy.
    Raises: ValueError naming the preference or temperature that will not do.
    """
    if not temperature > 0.0 or temperature - temperature != 0.0:
        raise ValueError(f"temperature must be positive and finite, got {temperature!r}")
    largest = preferences[argmax(preferences)]
    for action, x in enumerate(preferences):
        if x - x != 0.0:
            raise ValueError(f"preference of action {action} is not finite: {x!r}")
    return softmax([(x - largest) / temperature for x in preferences])


HALF_LOG_TWO_PI = 0.9189385332046728  # log(2 pi) / 2
STANDARD_ENTROPY = 0.5 + HALF_LOG_TWO_PI  # of a normal number with deviation 1, in nats


def standard_log_density(z: float) -> float:
    """Logarithm of the density of the standard normal distribution: -z^2/2 - log(2 pi)/2."""
    return -0.5 * z * z - HALF_LOG_TWO_PI


@dataclass(frozen=True)
class GaussianPolicy:
    """A policy whose action is a vector, each entry drawn from its own normal distribution.

    a_i ~ N(mean_i, sd_i)   (Williams 1992; Schulman et al. 2017, section 6.1)
    """

    mean: Vector  # where actions are centred, one entry a dimension
    sd: Vector  # how widely they scatter, > 0, in the units of the action

    def __post_init__(self) -> None:
        """Raises: ValueError for no dimension, two lengths, an entry that will not do."""
        if not self.mean or len(self.mean) != len(self.sd):
            raise ValueError(
                f"need as many means as deviations and at least one of each, "
                f"got {len(self.mean)} and {len(self.sd)}"
            )
        for i, (mean, sd) in enumerate(zip(self.mean, self.sd)):
            if mean - mean != 0.0 or not sd > 0.0 or sd - sd != 0.0:
                raise ValueError(
                    f"dimension {i} needs a finite mean and a finite deviation > 0, "
                    f"got {mean!r} and {sd!r}"
                )

    def sample(self, rng: Stream) -> Vector:
        """Draw an action; it may lie outside the bounds of an action space."""
        return [normal(rng, mean, sd) for mean, sd in zip(self.mean, self.sd)]

    def log_probability(self, action: Vector) -> float:
        """Logarithm of the density at an action, the sum over its dimensions.

        log pi(a) = sum over i of standard_log_density(z_i) - log sd_i
        with z_i = (a_i - mean_i) / sd_i

        Raises: ValueError if the action has another number of entries.
        """
        if len(action) != len(self.mean):
            raise ValueError(f"an action needs {len(self.mean)} entries, got {len(action)}")
        result = 0.0
        for a, mean, sd in zip(action, self.mean, self.sd):
            result += standard_log_density((a - mean) / sd) - log(sd)
        return result

    def entropy(self) -> float:
        """How undecided the policy is: minus the average of log_probability, in nats.

        H = sum over i of 1/2 + log(2 pi)/2 + log sd_i
        """
        return total([STANDARD_ENTROPY + log(sd) for sd in self.sd])


Schedule = Callable[[int], float]  # schedule(t): what a setting is at step t = 0, 1, ...


def constant_schedule(value: float) -> Schedule:
    """The same value at every step."""
    return lambda t: value


def linear_schedule(start: float, end: float, steps: int) -> Schedule:
    """From start to end in equal differences, then end for ever.

    x_t = start + (end - start) t / steps  for 0 <= t < steps

    Raises: ValueError if steps < 1, or if start or end is not finite; the schedule
        itself, if t < 0.
    """
    _check_steps(steps)
    if start - start != 0.0 or end - end != 0.0:
        raise ValueError(f"a line needs two finite ends, got {start!r} and {end!r}")

    def schedule(t: int) -> float:
        return end if _past(t, steps) else start + (end - start) * (t / steps)

    return schedule


def exponential_schedule(start: float, end: float, steps: int) -> Schedule:
    """From start to end in equal ratios, then end for ever.

    x_t = start (end / start)^(t / steps)  for 0 <= t < steps

    Raises: ValueError if steps < 1, or if start or end is not positive and finite; the
        schedule itself, if t < 0.
    """
    _check_steps(steps)
    if not (0.0 < start < INFINITY and 0.0 < end < INFINITY):
        raise ValueError(f"equal ratios need two finite numbers > 0, got {start!r} and {end!r}")
    log_ratio = log(end) - log(start)

    def schedule(t: int) -> float:
        return end if _past(t, steps) else start * exp(log_ratio * (t / steps))

    return schedule


def _check_steps(steps: int) -> None:
    if steps < 1:
        raise ValueError(f"a schedule needs at least 1 step, got {steps}")


def _past(t: int, steps: int) -> bool:
    """Whether step t lies at or after the last of `steps`; a negative t is refused."""
    if t < 0:
        raise ValueError(f"a schedule starts at step 0, asked for step {t}")
    return t >= steps
