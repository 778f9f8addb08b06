"""The world model of DreamerV3: what is seen, what it pays, whether it goes on, what comes next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List, NamedTuple, Sequence

from policywerk.actors.needs import need_above, need_finite, need_whole
from policywerk.actors.number_heads import HEADS, NumberHead, check_numbers
from policywerk.actors.pixel_networks import DECODERS, ENCODERS, check_eyes
from policywerk.actors.rssm import RSSM, Latent, RSSMSizes, new_rssm
from policywerk.actors.sequence_batches import SequenceBatch
from policywerk.building_blocks.curves import at_least
from policywerk.building_blocks.dense import Draw, trunc_normal_in
from policywerk.building_blocks.distributions import Categorical, kl_categoricals
from policywerk.building_blocks.grad import (
    Node,
    Parameter,
    add,
    constant,
    mean,
    multiply,
    regroup,
    row_totals,
    scale,
    sigmoid,
    stack_rows,
    stop_gradient,
    subtract,
    take_rows,
)
from policywerk.building_blocks.loss_nodes import binary_cross_entropy
from policywerk.building_blocks.network import Network, normed_mlp
from policywerk.primitives.matrix import Matrix, shape
from policywerk.primitives.random import Stream
from policywerk.primitives.scalar import sigmoid as sigmoid_of
from policywerk.primitives.vector import Vector


@dataclass(frozen=True)
class WorldSettings:
    """How a world model is built and what it is asked for."""

    sizes: RSSMSizes = field(default_factory=RSSMSizes)
    pixels: int = 256  # of an image
    eyes: str = "dense"  # how images are read and drawn, a name in ENCODERS and DECODERS
    decoder: int = 64  # neurons of its hidden layer, or numbers of the image that it enlarges
    head: int = 32  # neurons of the hidden layer of each head
    numbers: str = "two-hot"  # how rewards are said, a name in HEADS
    bins: int = 61
    limit: float = 7.5  # the bins reach from symexp(-limit) to symexp(limit)
    horizon: float = 33.0  # steps: the discount is 1 - 1 / horizon, here and nowhere else
    image_weight: float = 20.0  # of the image's error
    lit: float = 0.0  # by how much the error at a pixel weighs more for each unit it is lit
    dynamics_weight: float = 1.0  # of KL(sg(posterior) || prior)
    representation_weight: float = 0.1  # of KL(posterior || sg(prior))
    free: float = 1.0  # nats of KL that cost no more than as many

    def __post_init__(self) -> None:
        """Raises: TypeError or ValueError naming the setting that will not do."""
        for name in ("pixels", "decoder", "head"):
            need_whole(name, getattr(self, name))
        check_eyes(self.eyes, self.pixels, (self.sizes.seen, self.decoder))
        check_numbers(self.numbers, self.bins, self.limit)
        need_above("horizon", self.horizon, 1.0)
        for name in ("image_weight", "lit", "dynamics_weight", "representation_weight", "free"):
            need_finite(name, getattr(self, name))

    @property
    def gamma(self) -> float:
        """The discount per step."""
        return 1.0 - 1.0 / self.horizon


class Watched(NamedTuple):
    """What a model made of a batch. Rows are in the order of time: row t n + i is window i at t."""

    latents: List[Latent]  # one a time
    features: Node
    after: Categorical  # posterior, S rows a row
    before: Categorical  # prior


class WorldModel:
    """Encoder, recurrent state-space model, decoder, and the heads for reward and continuing."""

    def __init__(self, settings: WorldSettings, encoder: Network, rssm: RSSM, decoder: Network,
                 reward: NumberHead, goes_on: Network) -> None:
        """A model with these parts; new_world_model makes them fit."""
        self.settings = settings
        self.encoder, self.rssm, self.decoder = encoder, rssm, decoder
        self.reward, self.goes_on = reward, goes_on

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change."""
        parts = (self.encoder, self.rssm, self.decoder, self.reward.network, self.goes_on)
        return [p for part in parts for p in part.parameters()]

    def see(self, before: Latent, action: Node, is_first: Sequence[bool], frame: Node,
            rng: Stream) -> Latent:
        """What the model has in mind after an action and the image that came of it."""
        h = self.rssm.remember(before, action, is_first)
        return Latent(h, self.rssm.draw(self.rssm.noticed(h, self.encoder(frame)), rng))

    def expect(self, before: Latent, action: Node, rng: Stream) -> Latent:
        """What it has in mind after an action whose outcome it does not see."""
        h = self.rssm.remember(before, action)
        return Latent(h, self.rssm.draw(self.rssm.expected(h), rng))

    def rewards(self, features: Matrix) -> Vector:
        """What it expects to have been paid on arriving at each row."""
        return self.reward.read(self.reward(constant(features)).values)

    def discounts(self, features: Matrix) -> Vector:
        """The probability that there is a next step at each row, times gamma.

        Raises: ValueError if the head for going on says more than one number a row.
        """
        logits = self.goes_on.predict(features)
        if shape(logits)[1] != 1:
            raise ValueError(f"goes_on must say one number a row, got {shape(logits)[1]}")
        return [sigmoid_of(logit) for [logit] in logits]

    def images(self, features: Matrix) -> Matrix:
        """The image it imagines at each row."""
        return [[sigmoid_of(x) for x in row] for row in self.decoder.predict(features)]


def new_world_model(settings: WorldSettings, rng: Stream,
                    draw: Draw = trunc_normal_in) -> WorldModel:
    """A model that has seen nothing; its reward and its bins say 0.0 at first."""
    sizes, f = settings.sizes, settings.sizes.features
    encoder = ENCODERS[settings.eyes](settings.pixels, sizes.seen, rng, draw)
    rssm = new_rssm(sizes, rng, draw)
    decoder = DECODERS[settings.eyes](f, settings.decoder, settings.pixels, rng, draw)
    return WorldModel(
        settings, encoder, rssm, decoder,
        HEADS[settings.numbers]("reward", [f, settings.head], settings.bins, settings.limit, rng,
                                draw),
        normed_mlp("continue", [f, settings.head, 1], rng, draw=draw),
    )


def watch(model: WorldModel, batch: SequenceBatch, rng: Stream) -> Watched:
    """Go through a batch with open eyes."""
    settings, n, latents = model.settings, len(batch.h), []
    latent = Latent(constant(batch.h), constant(batch.z))
    seen = model.encoder(constant([row for frames in batch.frames for row in frames]))
    beliefs = []
    for t, (action, first) in enumerate(zip(batch.actions, batch.is_first)):
        h = model.rssm.remember(latent, constant(action), first)
        belief = model.rssm.noticed(h, take_rows(seen, range(t * n, (t + 1) * n)))
        latent = Latent(h, model.rssm.draw(belief, rng))
        latents.append(latent)
        beliefs.append(belief.logits)
    before = model.rssm.expected(stack_rows([each.h for each in latents]))
    features = stack_rows([each.features() for each in latents])
    after = Categorical(stack_rows(beliefs), settings.sizes.unimix)
    return Watched(latents, features, after, before)


def world_losses(model: WorldModel, batch: SequenceBatch, watched: Watched) -> Dict[str, Node]:
    """What there is to be predicted, a mean over rows each   (Hafner et al. 2023, v2, eq. 2, 3).

    image: sum over pixels of (sigmoid(out) - x)^2. reward: cross-entropy of its two-hot.
    continue: logistic loss with the target gamma, or 0 at an end. dynamics, representation:
    max(free, KL), with one side held still. And the KL as it is, which is in no loss.
    """
    settings, features = model.settings, watched.features
    frames = constant([row for rows in batch.frames for row in rows])
    squares = image_squares(model, features, frames)
    paid = [reward for rewards in batch.rewards for reward in rewards]
    lasting = [[0.0 if end else settings.gamma] for ends in batch.is_terminal for end in ends]
    still = Categorical(stop_gradient(watched.after.logits), watched.after.unimix)
    fixed = Categorical(stop_gradient(watched.before.logits), watched.before.unimix)
    taught = divergence(model, still, watched.before)
    return {
        "image": mean(row_totals(squares)),
        "reward": mean(model.reward.errors(model.reward(features), [paid], [1.0])),
        "continue": mean(binary_cross_entropy(model.goes_on(features), lasting)),
        "dynamics": mean(at_least(settings.free, taught)),
        "representation": mean(at_least(settings.free, divergence(model, watched.after, fixed))),
        "kl": mean(taught),
    }


def image_squares(model: WorldModel, features: Node, frames: Node) -> Node:
    """(1 + lit x) (sigmoid(out) - x)^2 of each pixel, which is x; the paper has no lit."""
    errors = subtract(sigmoid(model.decoder(features)), frames)
    squares, lit = multiply(errors, errors), model.settings.lit
    if not lit:
        return squares
    return multiply(constant([[1.0 + lit * x for x in row] for row in frames.values]), squares)


def divergence(model: WorldModel, after: Categorical, before: Categorical) -> Node:
    """KL(after || before), summed over the latents of a row, in nats."""
    return row_totals(regroup(kl_categoricals(after, before), model.settings.sizes.latents))


LOSSES = ("reward", "continue", "image", "dynamics", "representation")  # that are added up


def world_loss(settings: WorldSettings, losses: Dict[str, Node]) -> Node:
    """The sum of all, with their weights.

    Raises: ValueError naming those of LOSSES that are missing.
    """
    missing = [name for name in LOSSES if name not in losses]
    if missing:
        raise ValueError(f"the loss of a world model needs {list(LOSSES)}, missing {missing}")
    total = add(losses["reward"], losses["continue"])
    for name, weight in (("image", settings.image_weight),
                         ("dynamics", settings.dynamics_weight),
                         ("representation", settings.representation_weight)):
        total = add(total, scale(weight, losses[name]))
    return total
