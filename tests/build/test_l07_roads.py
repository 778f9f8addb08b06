"""The ways that are drawn are those that are gone."""

from __future__ import annotations

import pytest
from drawn import drawn, named, overlapping
from matplotlib.figure import Figure

from figures.l07_dreamer_pictures import PICTURES
from figures.l07_roads import STARTS, Road, draw_road, road
from policywerk.lessons.l07_dreamer import BEST, SEEKER, STUDY, Imagine, world_of
from policywerk.lessons.l07_worlds import steered
from policywerk.primitives.vector import euclidean_norm, subtract


class Downwards:
    """A player that pushes down, whatever it sees."""

    def start(self):
        self.seen = []

    def act(self, observation):
        self.seen.append(observation)
        return [0.0, -1.0], None


@pytest.mark.parametrize("seed", STARTS)
def test_the_way_of_the_rule(seed):
    found, world = road(seed), world_of(BEST)
    _, info = world.reset(seed=seed)
    assert (found.places[0], found.target) == (info["position"], info["target"])
    *_, info = world.step(steered(info))
    assert found.places[1] == info["position"]
    off = [euclidean_norm(subtract(place, found.target)) for place in found.places]
    assert found.arrived
    assert off[-1] < BEST.reach <= min(off[:-1])


def test_the_way_of_a_player_is_told_what_it_sees():
    player = Downwards()
    found = road(3, player)
    assert len(player.seen) == len(found.places) - 1
    world = world_of(BEST)
    first, _ = world.reset(seed=3)
    assert player.seen[:2] == [first, world.step([0.0, -1.0])[0]]
    assert found.places[1][0] == found.places[0][0]  # straight down
    assert found.places[1][1] < found.places[0][1]


def test_a_pane_tells_both_ways_and_how_long_they_are():
    figure = Figure(figsize=(3, 3))
    axes = figure.subplots()
    ours = Road([[0.0, 0.0], [0.5, 0.1], [0.5, 0.5], [0.2, 0.6]], [0.1, 0.7], True)
    draw_road(axes, Road([[0.0, 0.0], [0.1, 0.6]], [0.1, 0.7], True), ours)
    lines = {line.get_label(): line.get_xydata().tolist() for line in axes.lines}
    [start] = [lines.pop(label) for label in list(lines) if label.startswith("_")]
    assert start == [[0.0, 0.0]]
    assert lines == {"the agent": ours.places, "the rule": [[0.0, 0.0], [0.1, 0.6]]}
    [circle] = axes.patches
    assert (*circle.center, circle.radius) == (0.1, 0.7, BEST.reach)
    assert axes.get_title(loc="center") == "3, rule 1"
    assert not overlapping(figure)


def test_before_the_agent_is_trained_there_is_the_rule(tmp_path):
    picture = named("roads", PICTURES)
    assert picture.reads == (SEEKER,)
    assert drawn(picture, STUDY, {}, tmp_path, None) == {"roads.svg"}
    text = (tmp_path / "roads.svg").read_text()
    assert "the rule" in text
    assert "the agent" not in text


def test_whose_ways_they_are():
    assert SEEKER.keeps == "07-anywhere"
    assert SEEKER.config == BEST != Imagine()
