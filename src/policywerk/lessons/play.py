"""Playing: the agents that came out of the lessons, by name.

A player is told what is to be seen, and says what it does and what went on inside. It is made
from the weights that come with the package, and knows nothing of records.
"""

from __future__ import annotations

from functools import partial
from typing import (
    Any,
    Callable,
    Dict,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Protocol,
    Tuple,
)

from policywerk.actors.q_networks import q_network_of
from policywerk.building_blocks.conv import Images
from policywerk.building_blocks.environments import Environment
from policywerk.building_blocks.exploration import check_epsilon, epsilon_greedy
from policywerk.building_blocks.frames import (
    Frame,
    Stack,
    as_frame,
    first_stack,
    next_stack,
    pixels_of,
)
from policywerk.building_blocks.grad import constant
from policywerk.building_blocks.network import Network
from policywerk.data.weights import read
from policywerk.lessons.actor_players import TASKS, actor_player
from policywerk.lessons.dreamer_player import ANYWHERE, dreamer_player
from policywerk.lessons.settings import RequestError
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream
from policywerk.primitives.vector import Vector, argmax, euclidean_norm, subtract
from policywerk.world.catcher import as_text
from policywerk.world.pointmass import as_map

SIZE = 16  # rows and columns of Catcher's board
WORDS = ("left", "stay", "right")  # what Catcher's actions are called


class Player(Protocol):
    """What a film, a lab and a page know of whoever plays."""

    def start(self) -> None:
        """An episode begins: nothing that was seen before counts."""

    def act(self, observation: Vector) -> Tuple[Any, Any]:
        """What to do about what is seen now, and what went on inside."""


class Insides(NamedTuple):
    """What went on in a Q-network before it acted."""

    state: Stack  # the frames it looked at, oldest first
    hidden: Vector  # how much each neuron of the first layer answered
    values: Vector  # Q(s, a) of each action, in discounted rewards


class CatcherPlayer:
    """Plays Catcher from pixels with a Q-network; the last few frames it remembers itself.

    A player that has just been made is at a start. Where another episode begins, tell it with
    `start()`. If that is forgotten, its state would be frames of two games; a frame that cannot
    follow the last one is refused, so this does not go on unseen.
    """

    def __init__(self, network: Network, frames: int) -> None:
        """A player at a start, whose states have so many frames."""
        self.network, self.frames = network, frames
        self._state: Stack = ()

    def start(self) -> None:
        """An episode begins: nothing that was seen before counts."""
        self._state = ()

    def act(
        self, observation: Vector, epsilon: float = 0.0, rng: Optional[Stream] = None
    ) -> Tuple[int, Insides]:
        """The best action as the network sees it, or now and then any; and why.

        Args:
            observation: 256 pixels from 0 to 1, row after row.
            epsilon: probability of an action at random; needs rng.
        Raises: ValueError for another observation or epsilon, or if this frame cannot follow
            the last one; nothing is remembered then.
        """
        check_epsilon(epsilon)
        if rng is None and epsilon > 0.0:
            raise ValueError(f"epsilon is {epsilon!r}: to act at random, a player needs an rng")
        self._state = self._with(observation)
        insides = self.look(self._state)
        if rng is None:
            return argmax(insides.values), insides
        return epsilon_greedy(rng, insides.values, epsilon), insides

    def look(self, state: Stack) -> Insides:
        """What goes on inside at a state of any origin; it is not remembered."""
        first, *others = self.network.layers
        x = first(constant([pixels_of(state)]))
        hidden = x.values[0]
        for layer in others:
            x = layer(x)
        return Insides(state, hidden, x.values[0])

    def _with(self, observation: Vector) -> Stack:
        """The state that this observation leads to; ValueError if it leads to none."""
        if len(observation) != SIZE * SIZE:
            raise ValueError(f"Catcher is seen as {SIZE * SIZE} pixels, got {len(observation)}")
        frame = as_frame(observation)
        if not self._state:
            return first_stack(frame, self.frames)
        jump = jump_between(self._state[-1], frame)
        if jump:
            raise ValueError(f"{jump}, which no step does: call start() where an episode begins")
        return next_stack(self._state, frame)


def jump_between(before: Frame, after: Frame) -> str:
    """Why one frame of Catcher cannot follow another in one episode; "" if it can.

    Now and then the start of another episode fits by chance; it will not do so often.
    """
    above = SIZE * (SIZE - 1)
    then, now = before[:above].find(255), after[:above].find(255)
    if then >= 0 and now >= 0:
        (row, column), (lower, beside) = divmod(then, SIZE), divmod(now, SIZE)
        if lower != (row + 1) % (SIZE - 1):  # the last row above the paddle, then the first
            return f"the ball went from row {row} to row {lower}"
        if lower and not -1 <= beside - column <= 1:
            return f"the ball went from column {column} to column {beside}"
    paddle, moved = before[above:], after[above:]
    if paddle.count(255) == moved.count(255):  # a missed ball beside it would be one more
        column, beside = paddle.find(255), moved.find(255)
        if not -1 <= beside - column <= 1:
            return f"the paddle went from column {column} to column {beside}"
    return ""


def catcher_player(weights: Mapping[str, Matrix]) -> CatcherPlayer:
    """The player with the weights of a dense Q-network; how many frames it sees, they tell.

    Raises: ValueError if they are not those of a Q-network for frames of Catcher.
    """
    columns = len(weights["q.0.weight"][0]) if "q.0.weight" in weights else 0
    frames, rest = divmod(columns, SIZE * SIZE)
    network = q_network_of(weights, Images(max(frames, 1), SIZE, SIZE))
    if rest or not frames:
        raise ValueError(f"the first layer takes {columns} pixels, which are not whole frames "
                         f"of {SIZE * SIZE}")
    return CatcherPlayer(network, frames)


PLAYERS: Dict[str, Callable[[Mapping[str, Matrix]], Player]] = {
    "05-catcher": catcher_player,
    **{name: partial(actor_player, task) for name, task in TASKS.items()},
    "07-fixed": dreamer_player,
    "07-fixed-4": dreamer_player,
    "07-anywhere": partial(dreamer_player, settings=ANYWHERE),
}


def load(name: str) -> Player:
    """The player of that name, as load("05-catcher"), at the start of an episode.

    Raises: RequestError naming the players there are; WeightsError if its weights are not
        there or not to be trusted.
    """
    if name not in PLAYERS:
        raise RequestError(f"there is no player {name!r}; there are: {', '.join(PLAYERS)}")
    return PLAYERS[name](read(name))


# ---------------------------------------------------------------- whole episodes


class Moment(NamedTuple):
    """One step of an episode that somebody watches."""

    observation: Vector  # what the player saw
    action: Any
    insides: Any
    reward: float
    next_observation: Vector


def episode(player: Player, environment: Environment, seed: Optional[int]) -> Iterator[Moment]:
    """A whole episode, step by step, as the player plays it.

    Args: seed: of the environment; None goes on with the chance it has.
    """
    observation, _ = environment.reset(seed=seed)
    player.start()
    over = False
    while not over:
        action, insides = player.act(observation)
        following, reward, terminated, truncated, _ = environment.step(action)
        yield Moment(observation, action, insides, reward, following)
        observation, over = following, terminated or truncated


def watch(player: Player, environment: Environment, seed: Optional[int]) -> Iterator[str]:
    """An episode of Catcher to be printed: each board, and below it what the player does."""
    for step, moment in enumerate(episode(player, environment, seed)):
        worth = "  ".join(f"{word} {value:.2f}"
                          for word, value in zip(WORDS, moment.insides.values))
        ending = {1.0: ", caught", -1.0: ", missed"}.get(moment.reward, "")
        yield (f"{as_text(moment.observation)}\n"
               f"step {step}: {WORDS[moment.action]}{ending}   (Q: {worth})\n")


def watch_dot(player: Player, environment: Environment, seed: Optional[int]) -> Iterator[str]:
    """An episode of the point mass to be printed: a line a step, then a map of the way."""
    places: List[Vector] = []
    for step, moment in enumerate(episode(player, environment, seed)):
        (x, y), target = moment.action, moment.next_observation[4:]
        places += [moment.observation[:2]] if not places else []
        places.append(moment.next_observation[:2])
        left = euclidean_norm(subtract(places[-1], target))
        yield f"step {step}: push {x:5.2f} {y:5.2f}, then {left:.2f} to go"
    yield as_map(places, target)
