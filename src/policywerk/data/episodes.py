"""Episodes kept as JSON: saved whole, loaded with suspicion, like records."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, List, Protocol, Sequence

from policywerk.data.record import Json, canonical_json, check_kept, save_text

EPISODES_SCHEMA = 1


class EpisodesError(ValueError):
    """A file of episodes not to be trusted; the message names the file and the remedy."""


class Played(Protocol):
    """What has the five parts of an episode; building_blocks.mdp.Episode is one."""

    @property
    def observations(self) -> List[Any]:
        """What was seen: s_0 to s_T."""

    @property
    def actions(self) -> List[Any]:
        """What was done: a_0 to a_{T-1}."""

    @property
    def rewards(self) -> List[float]:
        """What was paid: r_1 to r_T."""

    @property
    def terminated(self) -> bool:
        """Whether the task ended."""

    @property
    def truncated(self) -> bool:
        """Whether the clock ended."""


@dataclass(frozen=True)
class KeptEpisode:
    """An episode of T steps, as a file holds it."""

    observations: List[Json]  # T + 1 of them
    actions: List[Json]  # T
    rewards: List[float]  # T, all finite; rewards[t] followed actions[t]
    terminated: bool
    truncated: bool

    def __post_init__(self) -> None:
        """Raises: ValueError saying which part does not fit the others."""
        for name in ("observations", "actions", "rewards"):
            if not isinstance(getattr(self, name), list):
                raise ValueError(f"its {name} are no list")
        steps = len(self.rewards)
        seen, done = len(self.observations), len(self.actions)
        if steps < 1 or done != steps or seen != steps + 1:
            raise ValueError(
                f"{seen} observations, {done} actions and {steps} rewards are no episode: "
                "it has T + 1, T and T of them, with T at least 1"
            )
        for reward in self.rewards:
            if type(reward) is not float or reward - reward != 0.0:
                raise ValueError(f"reward {reward!r} is not a finite float")
        if type(self.terminated) is not bool or type(self.truncated) is not bool:
            raise ValueError(
                f"terminated and truncated must be true or false, "
                f"got {self.terminated!r} and {self.truncated!r}"
            )


def save_episodes(episodes: Sequence[Played], path: Path) -> None:
    """Save episodes as JSON, whole or not at all, with a schema version and a digest.

    Raises: ValueError or TypeError for what JSON cannot hold; nothing is written then.
    """
    names = [f.name for f in fields(KeptEpisode)]
    kept = [asdict(KeptEpisode(*[getattr(e, name) for name in names])) for e in episodes]
    content = {"schema": EPISODES_SCHEMA, "digest": _digest(kept), "episodes": kept}
    save_text(canonical_json(content) + "\n", path)


def _digest(kept: Json) -> str:
    check_kept(kept, "episodes")
    return "sha256:" + sha256(canonical_json(kept).encode()).hexdigest()


def load_episodes(path: Path) -> List[KeptEpisode]:
    """Load episodes and check that they are whole.

    Raises: EpisodesError if the file is missing, is not one of this schema, does not have
        the digest that it claims, or holds something that is no episode.
    """
    try:
        return _checked(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError) as problem:
        message = f"{path}: {problem}; collect the episodes again to replace it"
        raise EpisodesError(message) from problem


def _checked(content: Json) -> List[KeptEpisode]:
    """The episodes that a file holds; ValueError or TypeError says why not to trust it."""
    if not isinstance(content, dict) or content.get("schema") != EPISODES_SCHEMA:
        raise ValueError(f"it is not a file of episodes of schema {EPISODES_SCHEMA}")
    kept = content.get("episodes")
    if content.get("digest") != _digest(kept):
        raise ValueError("its content does not have the digest it claims")
    if not isinstance(kept, list):
        raise ValueError("its episodes are no list")
    return [KeptEpisode(**episode) for episode in kept]
