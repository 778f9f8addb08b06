"""The recurrent state-space model: a memory that is carried on, and a guess at what is the case.

h is the memory, which is computed. z is drawn: S latents, each one of C classes, from what the
model believes after it has seen an image (the posterior), or before it does (the prior).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, NamedTuple, Optional, Sequence

from policywerk.actors.needs import need_flag, need_share, need_whole
from policywerk.building_blocks.dense import Draw, trunc_normal_in
from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.grad import (
    Node,
    Parameter,
    concatenate,
    constant,
    regroup,
    stop_gradient,
)
from policywerk.building_blocks.network import Network, normed_mlp
from policywerk.building_blocks.recurrent import BlockGRU, Sizes, block_gru
from policywerk.primitives.matrix import Matrix, shape, zeros
from policywerk.primitives.random import Stream


@dataclass(frozen=True)
class RSSMSizes:
    """How large the parts of the model of the world's state are."""

    state: int = 64  # numbers in h
    blocks: int = 8  # of the recurrent cell; they divide the state
    units: int = 32  # neurons of the hidden layers
    latents: int = 8  # S
    classes: int = 8  # C
    action: int = 2  # numbers in an action
    seen: int = 64  # numbers that the encoder makes of an image
    unimix: float = 0.01  # the share of pure chance in every latent
    memory: bool = True  # h is carried on; without, only z is
    straight_through: bool = True  # slopes pass through what is drawn

    def __post_init__(self) -> None:
        """Raises: TypeError or ValueError naming the size that will not do."""
        for name in ("state", "blocks", "units", "latents", "classes", "action", "seen"):
            need_whole(name, getattr(self, name))
        if self.state % self.blocks:
            raise ValueError(f"blocks must divide a state of {self.state}, got {self.blocks}")
        if self.classes > 256:
            raise ValueError(f"classes must be at most 256, for one byte each, got {self.classes}")
        for name in ("memory", "straight_through"):
            need_flag(name, getattr(self, name))
        need_share("unimix", self.unimix)
        if self.unimix == 1.0:
            raise ValueError(f"unimix must be below 1, got {self.unimix!r}")

    @property
    def code(self) -> int:
        """Numbers in z."""
        return self.latents * self.classes

    @property
    def features(self) -> int:
        """Numbers in h and z together."""
        return self.state + self.code


class Latent(NamedTuple):
    """What the model has in mind, one row a sequence."""

    h: Node
    z: Node  # S one-hot rows side by side

    def features(self) -> Node:
        """h and z side by side: what all heads are told."""
        return concatenate([self.h, self.z])


def without_slopes(latent: Latent) -> Latent:
    """The same, but no slope goes back."""
    return Latent(stop_gradient(latent.h), stop_gradient(latent.z))


class RSSM:
    """h_t = f(h_{t-1}, z_{t-1}, a_{t-1}),  z_t ~ q(. | h_t, x_t) or p(. | h_t)

    (Hafner et al. 2023, v2, eq. 1)
    """

    def __init__(self, sizes: RSSMSizes, cell: BlockGRU, prior: Network,
                 posterior: Network) -> None:
        """A model with these parts; new_rssm makes them fit."""
        self.sizes = sizes
        self.cell, self.prior, self.posterior = cell, prior, posterior

    def start(self, n: int) -> Latent:
        """Nothing in mind: zeros, n rows."""
        return Latent(constant(zeros(n, self.sizes.state)), constant(zeros(n, self.sizes.code)))

    def remember(self, before: Latent, action: Node,
                 is_first: Optional[Sequence[bool]] = None) -> Node:
        """h after one more action. Where is_first, nothing of what came before counts."""
        h = before.h if self.sizes.memory else constant(zeros(*shape(before.h.values)))
        return self.cell(h, before.z, action, is_first)

    def expected(self, h: Node) -> Categorical:
        """p(z | h): what the model expects before it sees. S rows for each row of h."""
        return self._belief(self.prior(h))

    def noticed(self, h: Node, seen: Node) -> Categorical:
        """q(z | h, x): what it believes when it has seen. S rows for each row of h."""
        return self._belief(self.posterior(concatenate([h, seen])))

    def _belief(self, logits: Node) -> Categorical:
        return Categorical(regroup(logits, self.sizes.classes), self.sizes.unimix)

    def draw(self, belief: Categorical, rng: Stream) -> Node:
        """z: a class of each latent as a one-hot row, S of them side by side.

        Slopes pass straight through to the probabilities, if they are to.
        """
        drawn = belief.straight_through(belief.sample(rng))
        if not self.sizes.straight_through:
            drawn = stop_gradient(drawn)
        return regroup(drawn, self.sizes.code)

    def parameters(self) -> List[Parameter]:
        """What an optimiser may change."""
        return [*self.cell.parameters(), *self.prior.parameters(), *self.posterior.parameters()]


def new_rssm(sizes: RSSMSizes, rng: Stream, draw: Draw = trunc_normal_in) -> RSSM:
    """A model with first weights from the truncated normal of DreamerV3's program."""
    u, m, code = sizes.units, sizes.state, sizes.code
    return RSSM(
        sizes,
        block_gru("rssm.cell", Sizes(m, code, sizes.action, u, sizes.blocks), rng, draw),
        normed_mlp("rssm.prior", [m, u, u, code], rng, draw=draw),
        normed_mlp("rssm.posterior", [m + sizes.seen, u, code], rng, draw=draw),
    )


def classes_of(z: Matrix, sizes: RSSMSizes) -> List[bytes]:
    """The class of each latent, a byte each: a one-hot row, as short as it can be kept.

    Raises: ValueError unless each latent of each row is one-hot.
    """
    c, found = sizes.classes, []
    for row in z:
        if len(row) != sizes.code:
            raise ValueError(f"a code has {sizes.latents} latents of {c} classes, "
                             f"so {sizes.code} numbers, got {len(row)}")
        latents = [row[s:s + c] for s in range(0, sizes.code, c)]
        for latent in latents:
            if latent.count(1.0) != 1 or latent.count(0.0) != c - 1:
                raise ValueError(f"a latent needs one 1.0 among 0.0, got {latent}")
        found.append(bytes(latent.index(1.0) for latent in latents))
    return found


def code_of(classes: bytes, sizes: RSSMSizes) -> List[float]:
    """The one-hot row of these classes; nothing in mind is no classes at all.

    Raises: ValueError if there are not as many as latents, or one is not there.
    """
    if len(classes) not in (0, sizes.latents):
        raise ValueError(f"a code needs {sizes.latents} classes or none, got {len(classes)}")
    row = [0.0] * sizes.code
    for s, k in enumerate(classes):
        if type(k) is not int or not 0 <= k < sizes.classes:
            raise ValueError(f"a class is a whole number from 0 to {sizes.classes - 1}, got {k!r}")
        row[s * sizes.classes + k] = 1.0
    return row
