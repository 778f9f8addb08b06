"""A player with an agent of lesson 07: it acts on what it has in mind, and can dream on."""

from __future__ import annotations

from typing import Mapping, NamedTuple, Optional, Sequence, Tuple

from policywerk.actors.behaviour import BehaviourSettings
from policywerk.actors.dreamer import Dreamer, DreamerSettings, new_dreamer, take_weights
from policywerk.actors.rssm import Latent, RSSMSizes, classes_of, code_of
from policywerk.actors.sequence_batches import Mind
from policywerk.actors.world_model import WorldSettings, divergence
from policywerk.building_blocks.dense import not_drawn
from policywerk.building_blocks.frames import as_frame, pixels_of
from policywerk.building_blocks.grad import Node, constant
from policywerk.building_blocks.spaces import as_int
from policywerk.lessons.actor_players import Bell, insides_of, seen_as
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream, stream
from policywerk.primitives.scalar import INFINITY
from policywerk.primitives.vector import Vector


class Outlook(NamedTuple):
    """What a dreamer makes of a state it has in mind, be it lived or dreamt."""

    image: Vector  # as it draws the state: pixels from 0 to 1, row after row
    reward: float  # what it believes was paid on arriving there
    discount: float  # the probability that there is a next step, times gamma
    push: Bell  # what it would do there


class Thoughts(NamedTuple):
    """What went on in a dreamer before it acted."""

    state: Mind  # what it has in mind now: h, and the class of each latent
    expected: Matrix  # p(z | h), a row a latent: what it believed before it looked
    noticed: Matrix  # q(z | h, x): and when it had
    kl: float  # KL(noticed || expected), of all latents together: how much was news, in nats
    outlook: Outlook


class DreamerPlayer:
    """Plays the dot from pixels; what it saw and did before it keeps in mind.

    A player that has just been made is at a start. Where another episode begins, tell it with
    `start()`. `see`, `dream` and `outlook` ask it about a state of any origin, and are not
    remembered.
    """

    def __init__(self, agent: Dreamer, acting: Stream, dreaming: Stream) -> None:
        """A player at a start. Codes are drawn from the two streams, if no other is given."""
        self.agent, self.acting, self.dreaming = agent, acting, dreaming
        self._state: Optional[Mind] = None
        self._action: Vector = []

    def start(self) -> None:
        """An episode begins: nothing that was seen before counts."""
        self._state = None

    def act(
        self, observation: Sequence[float], rng: Optional[Stream] = None
    ) -> Tuple[Vector, Thoughts]:
        """The likeliest push, given what it now has in mind; and what that is.

        Args: rng: to draw the code from, instead of the player's own stream.
        Raises: ValueError as see; nothing is remembered then.
        """
        thoughts = self.see(self._state, self._action, observation, rng)
        action = thoughts.outlook.push.mean
        self._state, self._action = thoughts.state, list(action)
        return list(action), thoughts

    def see(
        self, before: Optional[Mind], action: Sequence[float], observation: Sequence[float],
        rng: Optional[Stream] = None,
    ) -> Thoughts:
        """What goes on inside when it had this in mind, did that, and now sees an observation.

        h = f(before, action),  z ~ q(. | h, x)

        Args:
            before: None at the start of an episode; then the action does not count.
            observation: 256 pixels from 0 to 1, row after row.
        Raises: ValueError for a state, an action or an observation that is not of this world.
        """
        rssm = self.agent.model.rssm
        seen = seen_as(observation, self.agent.model.settings.pixels)
        frame = constant([pixels_of((as_frame(seen),))])
        if before is None:
            latent, action = rssm.start(1), [0.0] * rssm.sizes.action
        else:
            latent = self._latent(before)
        h = rssm.remember(latent, self._told(action), [before is None])
        expected = rssm.expected(h)
        noticed = rssm.noticed(h, self.agent.model.encoder(frame))
        state = self._mind(Latent(h, rssm.draw(noticed, self.acting if rng is None else rng)))
        [[news]] = divergence(self.agent.model, noticed, expected).values
        return Thoughts(state, expected.probabilities.values, noticed.probabilities.values, news,
                        self.outlook(state))

    def dream(
        self, state: Mind, action: Sequence[float], rng: Optional[Stream] = None
    ) -> Tuple[Mind, Vector]:
        """What it then has in mind, with closed eyes, and the observation it imagines.

        h' = f(state, action),  z' ~ p(. | h')

        Args: rng: to draw the code from, instead of the player's own stream.
        Raises: ValueError for a state or an action that is not of this world.
        """
        rng = self.dreaming if rng is None else rng
        after = self._mind(self.agent.model.expect(self._latent(state), self._told(action), rng))
        return after, self.agent.model.images(self._latent(after).features().values)[0]

    def outlook(self, state: Mind) -> Outlook:
        """What it makes of a state.

        Raises: ValueError for a state that is not of this model.
        """
        model, features = self.agent.model, self._latent(state).features().values
        belief = self.agent.behaviour.actor.belief(constant(features))
        return Outlook(model.images(features)[0], model.rewards(features)[0],
                       model.discounts(features)[0],
                       insides_of(belief, list(belief.mean.values[0])))

    def _latent(self, state: Mind) -> Latent:
        """A state as the model works with it."""
        sizes, z = self.agent.model.settings.sizes, [as_int(k) for k in state.z]
        if len(state.h) != sizes.state or len(z) != sizes.latents or any(
                type(k) is not int or not 0 <= k < sizes.classes for k in z):
            raise ValueError(f"a state of this model has {sizes.state} numbers h and "
                             f"{sizes.latents} classes z below {sizes.classes}, got "
                             f"{len(state.h)} numbers and the classes {list(state.z)}")
        return Latent(constant([list(state.h)]), constant([code_of(bytes(z), sizes)]))

    def _mind(self, latent: Latent) -> Mind:
        """And as it is kept."""
        [h], [z] = latent.h.values, classes_of(latent.z.values, self.agent.model.settings.sizes)
        return Mind(h, z)

    def _told(self, action: Sequence[float]) -> Node:
        """An action as the model is told of it."""
        entries, told = self.agent.model.settings.sizes.action, [float(a) for a in action]
        if len(told) != entries or not all(-INFINITY < a < INFINITY for a in told):
            raise ValueError(f"an action is {entries} finite numbers here, got {told!r}")
        return constant([told])


USUAL = DreamerSettings()
ANYWHERE = DreamerSettings(  # the sizes of the agent whose target may be anywhere
    WorldSettings(RSSMSizes(128, units=64, latents=16, seen=128), decoder=128, head=64),
    BehaviourSettings(64))


def dreamer_player(weights: Mapping[str, Matrix],
                   settings: DreamerSettings = USUAL) -> DreamerPlayer:
    """The player with these weights, who begins as the evaluation of its training did.

    Args: settings: those that the agent was made from; of them only the sizes count.
    Raises: ValueError if the weights are not those of an agent of these sizes.
    """
    agent = new_dreamer(settings, False, stream(0, "to be taught"), not_drawn)
    take_weights(agent, weights)
    return DreamerPlayer(agent, stream(0, "judge"), stream(0, "dreams"))
