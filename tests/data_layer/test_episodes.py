"""Episodes as files: saved whole, loaded with suspicion."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policywerk.building_blocks.mdp import Episode, Step, TabularEnvironment, run_episode
from policywerk.data.episodes import (
    EpisodesError,
    KeptEpisode,
    load_episodes,
    save_episodes,
)
from policywerk.data.record import canonical_json
from policywerk.primitives.random import integer, stream
from policywerk.world.howard import toymaker

SMALL = KeptEpisode([0, 1, 1], [0, 1], [6.0, -5.0], terminated=False, truncated=True)
SMALL_TEXT = (  # by hand
    '[{"actions":[0,1],"observations":[0,1,1],"rewards":[6.0,-5.0],'
    '"terminated":false,"truncated":true}]')
NAN, INF = float("nan"), float("inf")


def test_what_the_collecting_loop_makes_comes_back(tmp_path):
    world, rng = TabularEnvironment(toymaker(), [1.0, 0.0], time_limit=4), stream(9, "acting")
    played = [run_episode(world, world.reset(seed)[0], lambda s, rng: integer(rng, 2), rng)
              for seed in range(3)]
    save_episodes(played, tmp_path / "e.json")
    for kept, episode in zip(load_episodes(tmp_path / "e.json"), played, strict=True):
        assert kept == KeptEpisode(episode.observations, episode.actions, episode.rewards,
                                   episode.terminated, episode.truncated)


def test_what_was_loaded_can_be_saved(tmp_path):
    save_episodes([SMALL, SMALL], tmp_path / "a.json")
    save_episodes(load_episodes(tmp_path / "a.json"), tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_the_file_says_its_schema_and_digest(tmp_path):
    save_episodes([SMALL], tmp_path / "e.json")
    digest = "sha256:" + sha256(SMALL_TEXT.encode()).hexdigest()
    assert (tmp_path / "e.json").read_text() == (
        f'{{"digest":"{digest}","episodes":{SMALL_TEXT},"schema":1}}\n')


@given(rewards=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_rewards_come_back_to_the_last_bit(tmp_path_factory, rewards):
    path = tmp_path_factory.mktemp("episodes") / "e.json"
    steps = [Step(None, t, reward, [t], False, False) for t, reward in enumerate(rewards)]
    save_episodes([Episode(steps)], path)
    back = load_episodes(path)[0]
    assert [r.hex() for r in back.rewards] == [r.hex() for r in rewards]
    assert (back.terminated, back.truncated) == (False, False)


def test_a_tuple_is_no_observation_that_comes_back(tmp_path):
    with pytest.raises(ValueError, match=r"episodes/0/observations/0 is \(1, 2\) of type tuple"):
        save_episodes([Episode([Step((1, 2), 0, 1.0, (1, 3), True, False)])], tmp_path / "e.json")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("thing", [NAN, INF, object(), (i for i in [])])
def test_what_json_cannot_hold_is_never_saved(tmp_path, thing):
    step = Step(thing, 0, 1.0, 0, True, False)
    with pytest.raises((ValueError, TypeError), match=r"Out of range|JSON would change|pickle"):
        save_episodes([Episode([step])], tmp_path / "e.json")
    assert list(tmp_path.iterdir()) == []


PARTS = asdict(SMALL)


@pytest.mark.parametrize(("change", "reason"), [
    ({"rewards": []}, "3 observations, 2 actions and 0 rewards are no episode"),
    ({"actions": [0]}, "3 observations, 1 actions and 2 rewards"),
    ({"observations": [0, 1]}, "2 observations, 2 actions and 2 rewards"),
    ({"rewards": [1.0, NAN]}, "reward nan is not a finite float"),
    ({"rewards": [1.0, INF]}, "reward inf"),
    ({"rewards": [1.0, "2.0"]}, "reward '2.0'"),
    ({"rewards": [1.0, True]}, "reward True"),
    ({"observations": "abc"}, "observations are no list"),
    ({"terminated": 0}, "must be true or false, got 0 and True"),
    ({"truncated": None}, "got False and None"),
])
def test_what_is_no_episode(change, reason):
    with pytest.raises(ValueError, match=reason):
        KeptEpisode(**{**PARTS, **change})


def test_two_ends_at_once_are_an_episode():
    assert KeptEpisode(**{**PARTS, "terminated": True, "truncated": True}).terminated


# ---------------------------------------------------------------- what is not trusted


def edited(episodes=None, **changes):
    """A file of these episodes, with the digest that they have, and then with changes."""
    episodes = [PARTS] if episodes is None else episodes
    try:
        digest = "sha256:" + sha256(canonical_json(episodes).encode()).hexdigest()
    except ValueError:
        digest = ""
    content = {"schema": 1, "digest": digest, "episodes": episodes, **changes}
    return json.dumps({key: value for key, value in content.items() if value is not None})


@pytest.mark.parametrize(("text", "reason"), [
    ("", "Expecting value"),
    (b"\xff\xfe\xfd", "decode"),
    ("[]", "not a file of episodes of schema 1"),
    ("[" * 100_000, "recursion"),
    (edited(schema=2), "not a file of episodes of schema 1"),
    (edited(digest="sha256:0"), "digest"),
    (edited(digest=None), "digest"),
    (edited().replace("-5.0", "-4.0"), "digest"),
    (edited().replace("-5.0", "NaN"), "Out of range float"),
    (edited(episodes={}), "episodes are no list"),
    (edited(episodes=[3]), "mapping"),
    (edited(episodes=[{}]), "missing"),
    (edited(episodes=[{**PARTS, "done": True}]), "done"),
    (edited(episodes=[{**PARTS, "rewards": [1.0]}]), "are no episode"),
])
def test_what_is_not_loaded(tmp_path, text, reason):
    path = tmp_path / "broken.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(EpisodesError, match=reason) as refused:
        load_episodes(path)
    assert str(path) in str(refused.value)
    assert "collect the episodes again" in str(refused.value)


def test_no_such_file(tmp_path):
    with pytest.raises(EpisodesError, match=r"missing\.json"):
        load_episodes(tmp_path / "missing.json")


def test_an_episodes_error_is_a_value_error():
    assert issubclass(EpisodesError, ValueError)


def test_a_failure_while_saving_leaves_the_old_file(tmp_path):
    save_episodes([SMALL], tmp_path / "e.json")
    with pytest.raises(ValueError, match="Out of range"):
        save_episodes([KeptEpisode([0, NAN], [0], [1.0], True, False)], tmp_path / "e.json")
    assert load_episodes(tmp_path / "e.json") == [SMALL]
