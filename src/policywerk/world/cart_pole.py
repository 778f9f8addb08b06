"""The cart-pole: keep a pole upright by pushing the cart it stands on."""

from __future__ import annotations

from typing import Callable, Dict, NoReturn, Optional, Sequence, Tuple

from policywerk.building_blocks.boxes import Boxes
from policywerk.building_blocks.environments import Info, check_options
from policywerk.building_blocks.spaces import Box, Discrete, as_int, check_whole
from policywerk.primitives.scalar import PI, cos, sin
from policywerk.primitives.vector import Vector

GRAVITY = 9.8  # m/s^2
CART = 1.0  # mass of the cart, kg
POLE = 0.1  # mass of the pole, kg
TOTAL = CART + POLE
HALF_LENGTH = 0.5  # from the hinge to the middle of the pole, m
CART_FRICTION = 0.0005  # of the cart on its track
POLE_FRICTION = 0.000002  # in the hinge
FORCE = 10.0  # of a push, N
DT = 0.02  # seconds a step
DEGREE = PI / 180.0
FARTHEST = 2.4  # the cart fails beyond this, m to either side
STEEPEST = 12.0 * DEGREE  # the pole fails beyond this, radians to either side

ACTIONS = ("left", "right")
BOXES = Boxes([
    [-0.8, 0.8],  # x, m
    [-0.5, 0.5],  # x', m/s
    [-6.0 * DEGREE, -1.0 * DEGREE, 0.0, 1.0 * DEGREE, 6.0 * DEGREE],  # phi
    [-50.0 * DEGREE, 50.0 * DEGREE],  # phi', per second
])


def accelerations(state: Sequence[float], force: float, friction: float) -> Tuple[float, float]:
    """How a push changes both speeds: x'' and phi'' (Barto, Sutton & Anderson 1983, appendix).

    phi'' = [g sin + cos (-F - m l phi'^2 sin + mu_c sgn x') / M - mu_p phi' / (m l)]
              / [l (4/3 - m cos^2 / M)]
    x''     = [F + m l (phi'^2 sin - phi'' cos) - mu_c sgn x'] / M

    with m the pole's mass, M the mass of both, l half the pole's length, and g = +9.8.

    Args:
        state: x, x', phi, phi'; metres, radians and seconds. Phi is 0 upright and
            grows to the right.
        force: F, newtons to the right.
        friction: 1.0 as in the paper, 0.0 for none.
    Raises: ValueError for a state that is not four numbers.
    """
    try:
        _, speed, angle, turning = state
    except ValueError:
        _refuse(state)
    sine, cosine = sin(angle), cos(angle)
    swing = POLE * HALF_LENGTH * turning * turning * sine
    sign = 1.0 if speed > 0.0 else -1.0 if speed < 0.0 else 0.0
    drag = friction * CART_FRICTION * sign
    pushed = (force + swing - drag) / TOTAL
    hinge = friction * POLE_FRICTION * turning / (POLE * HALF_LENGTH)
    lever = HALF_LENGTH * (4.0 / 3.0 - POLE * cosine * cosine / TOTAL)
    falling = (GRAVITY * sine - cosine * pushed - hinge) / lever
    return pushed - POLE * HALF_LENGTH * falling * cosine / TOTAL, falling


def plain(state: Sequence[float]) -> Sequence[float]:
    """The state in Python's own floats, whatever numbers it is written in.

    Raises: ValueError for a state that is not four numbers.
    """
    try:
        x, _, _, _ = state
    except ValueError:
        _refuse(state)
    return state if type(x) is float else [float(number) for number in state]


def _refuse(state: Sequence[float]) -> NoReturn:
    raise ValueError(f"a state is [x, x', phi, phi'], got {state!r}") from None


def explicit_euler(state: Sequence[float], force: float, friction: float) -> Vector:
    """One step of DT seconds, all four variables from the old state: the paper's way."""
    x, speed, angle, turning = state = plain(state)
    pushed, falling = accelerations(state, force, friction)
    return [x + DT * speed, speed + DT * pushed, angle + DT * turning, turning + DT * falling]


def semi_implicit_euler(state: Sequence[float], force: float, friction: float) -> Vector:
    """One step of DT seconds, both speeds first, and the places with the new speeds."""
    x, speed, angle, turning = state = plain(state)
    pushed, falling = accelerations(state, force, friction)
    speed, turning = speed + DT * pushed, turning + DT * falling
    return [x + DT * speed, speed, angle + DT * turning, turning]


INTEGRATORS: Dict[str, Callable[[Sequence[float], float, float], Vector]] = {
    "explicit Euler": explicit_euler,
    "semi-implicit Euler": semi_implicit_euler,
}


def has_failed(state: Sequence[float]) -> bool:
    """Whether the cart has left the track or the pole leans too far.

    Raises: ValueError for a state that is not four numbers.
    """
    try:
        x, _, angle, _ = state
    except ValueError:
        _refuse(state)
    return not (-FARTHEST <= x <= FARTHEST and -STEEPEST <= angle <= STEEPEST)


class CartPole:
    """The cart-pole of 1983, with Gymnasium's interface.

    An observation is [x, x', phi, phi'], action 0 pushes left and 1 right. A step pays
    0, and -1 if it ends in failure, which terminates the episode. Every episode starts at
    rest, in the middle and upright. Nothing is left to chance.
    """

    def __init__(
        self,
        integrator: str = "explicit Euler",
        friction: float = 1.0,
        time_limit: Optional[int] = None,
    ) -> None:
        """Choose how time passes.

        Args:
            integrator: one of INTEGRATORS.
            friction: 1.0 as in the paper, 0.0 for none.
            time_limit: steps after which an episode is truncated; None for never.
        """
        if integrator not in INTEGRATORS:
            raise ValueError(f"there is no integrator {integrator!r}; "
                             f"there are: {', '.join(INTEGRATORS)}")
        if not 0.0 <= friction < float("inf"):
            raise ValueError(f"friction must be a finite number >= 0, got {friction!r}")
        if time_limit is not None:
            check_whole("time_limit", time_limit)
        self.advance = INTEGRATORS[integrator]
        self.friction = friction
        self.time_limit = time_limit
        self.observation_space = Box(-10.0, 10.0, (4,))  # wider than any fall from rest
        self.action_space = Discrete(2)
        self._state: Vector = []  # empty between episodes
        self._steps = 0

    def reset(
        self, seed: Optional[int] = None, options: Optional[Info] = None
    ) -> Tuple[Vector, Info]:
        """Start an episode. A seed changes nothing: every start is the same.

        Raises: ValueError for options: there are none.
        """
        check_options(options)
        self._state, self._steps = [0.0, 0.0, 0.0, 0.0], 0
        return list(self._state), {}

    def step(self, action: int) -> Tuple[Vector, float, bool, bool, Info]:
        """Push left (0) or right (1) for one step.

        Raises: RuntimeError when no episode is under way; ValueError for another action.
        """
        if not self._state:
            raise RuntimeError("no episode is under way: call reset() first")
        side = as_int(action)
        if type(side) is not int or not 0 <= side <= 1:
            raise ValueError(f"action must be 0 (left) or 1 (right), got {action!r}")
        force = FORCE if side == 1 else -FORCE
        state = self.advance(self._state, force, self.friction)
        self._steps += 1
        terminated = has_failed(state)
        truncated = self.time_limit is not None and self._steps >= self.time_limit
        self._state = [] if terminated or truncated else state
        seen = list(state)  # the caller's own, to change at will
        return seen, -1.0 if terminated else 0.0, terminated, truncated, {}
