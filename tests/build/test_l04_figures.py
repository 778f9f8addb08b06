"""What the pictures of lesson 04 are drawn from: shapes on the cliff, worked numbers, kept text."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from figures.cliff_map import CliffMap, arrow, best_actions, follow
from figures.kept_text import kept_text
from figures.l04_animation import Scene, scenes, worked
from figures.l04_pictures import outcome_counts
from figures.l04_runs import Surprise
from policywerk.data.record import Record
from policywerk.lessons.l04_q_learner import SHOWN
from policywerk.world.cliff import Cliff
from policywerk.world.gridworld import ACTIONS


def cliff_map():
    return CliffMap(Figure().add_subplot(), Cliff(), "black")


@pytest.mark.parametrize("action", range(4))
def test_an_arrow_points_where_its_action_moves(action):
    corners = np.array(arrow(1, 5, action, alone=True))
    tip = corners[3] - (5, 1)
    right, down = {"up": (0, -1), "right": (1, 0), "down": (0, 1), "left": (-1, 0)}[ACTIONS[action]]
    assert tip == pytest.approx((0.28 * right, 0.28 * down))
    assert (abs(corners - (5, 1)) < 0.5).all()


def test_arrows_that_share_a_cell_stay_in_it_and_apart():
    corners = [np.array(arrow(0, 0, action, alone=False)) for action in range(4)]
    assert all((abs(shape) < 0.5).all() for shape in corners)
    assert corners[0][:, 1].max() < corners[2][:, 1].min()
    assert corners[3][:, 0].max() < corners[1][:, 0].min()


def test_a_step_over_the_edge_is_a_fall_and_a_way_home_is_none():
    drawn = cliff_map()
    assert drawn.fell(25, 36)  # above the cliff
    assert not drawn.fell(24, 36)  # above the start: a step
    assert not drawn.fell(36, 36)  # against the border, or over the edge: not to be told apart


def test_a_walk_is_broken_where_it_fell():
    drawn = cliff_map()
    drawn.walk([36, 24, 25, 36, 24], walker=True)
    across, down = (np.asarray(numbers, float) for numbers in drawn.line.get_data())
    np.testing.assert_array_equal(across, [0, 0, 1, 1, np.nan, 0, 0])
    np.testing.assert_array_equal(down, [3, 2, 2, 3, np.nan, 3, 2])
    assert [list(numbers) for numbers in drawn.falls.get_data()] == [[1], [3]]
    assert [list(numbers) for numbers in drawn.walker.get_data()] == [[0], [2]]


def test_nothing_has_been_walked_before_the_first_step():
    drawn = cliff_map()
    drawn.walk([], walker=True)
    assert [list(numbers) for numbers in drawn.walker.get_data()] == [[], []]


def test_all_best_actions_of_the_states_that_were_visited():
    values = [[0.0, -1.0, 0.0, -2.0], [0.0, 0.0, 0.0, 0.0]]
    assert best_actions(values, [3, 0]) == {0: [0, 2]}


def test_following_choices_ends_at_the_goal_or_at_the_limit():
    world = Cliff()
    edge = [1] * 48
    edge[36], edge[35] = 0, 2
    assert follow(world, edge, 100) == [36, *range(24, 36), 47]
    assert follow(world, [0] * 48, 10)[-3:] == [0, 0, 0]
    assert len(follow(world, [0] * 48, 10)) == 11


@pytest.mark.parametrize(("old", "future"), [(-5.856, -4.974), (-2.348, -2.163), (0.0, 0.0)])
@pytest.mark.parametrize("reward", [-1.0, -100.0])
def test_what_is_worked_out_adds_up_as_it_is_shown(reward, old, future):
    step = Surprise(0, 30, 1, reward, [future] * 4, future, reward + future - old)
    for line in worked(step):
        words = line.replace("−", "-").split()
        shown = float(words[1]) + float(words[2] + words[3])
        assert shown == pytest.approx(float(words[-1]), abs=1e-9)


def test_the_film_shows_every_snapshot_whole_and_lasts_as_long_as_it_should():
    film = list(scenes(list(SHOWN)))
    assert {scene.snapshot for scene in film if scene.done == 1.0} == set(range(len(SHOWN)))
    assert all(0.0 < scene.done <= 1.0 for scene in film)
    assert film[0] == Scene(0)
    assert 20 <= len(film) / 20 <= 40


def test_outcomes_are_counted_under_their_names():
    results = {"greedy": [-13.0, -17.0, -17.0, -19.0, None]}
    record = Record("04", "x", {}, 0, results=results)
    assert outcome_counts(record) == {"−13": 1, "−17": 2, "worse": 1, "in circles": 1}


def test_kept_text_looks_like_text():
    pictures = []
    for kept in (False, True, True):  # the third time it comes from its picture
        figure = Figure(figsize=(2, 1), dpi=100)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.axis("off")
        canvas = FigureCanvasAgg(figure)
        if kept:
            text = kept_text(axes, 0.5, 0.5, ha="center", fontsize=15)
            text.set_text("return −13")
            canvas.draw()
        else:
            axes.text(0.5, 0.5, "return −13", ha="center", fontsize=15)
        canvas.draw()
        pictures.append(np.asarray(canvas.buffer_rgba()).astype(int))
    assert (pictures[0] < 128).any()
    assert abs(pictures[0] - pictures[1]).max() <= 2
    assert abs(pictures[0] - pictures[2]).max() <= 2
