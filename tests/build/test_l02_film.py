"""What the film and the figures of lesson 02 take from the records."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from figures.l02_animation import (
    FRAMES_A_SECOND,
    REAL_TIME,
    UNSEEN,
    BalancingFilm,
    BoxesPane,
    Scene,
    Watched,
    corner_of,
    scenes,
)
from figures.movie import Stage
from policywerk.data.record import load_record, save_record
from policywerk.lessons.experiment import Run, carry_out
from policywerk.lessons.l02_barto_sutton import POPULATION, STUDY, Film, lengths_of
from policywerk.world.cart_pole import BOXES, DT, FARTHEST, STEEPEST

FILM = Run(Film(shown=4, trials=9, cap=2_000, beginning=12, ending=5))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A short film and the block of runs that its run is one of, as they come from files."""
    folder = tmp_path_factory.mktemp("records")
    (read,) = STUDY.reads(FILM)
    block, _ = carry_out(STUDY, read)
    film, _ = carry_out(STUDY, FILM, records=[block])
    for name, record in (("film", film), ("block", block)):
        save_record(record, folder / f"{name}.json")
    return load_record(folder / "film.json"), load_record(folder / "block.json")


@pytest.fixture(scope="module")
def record(kept):
    return kept[0]


@pytest.fixture(scope="module")
def balancing(kept):
    return BalancingFilm(*kept)


def test_real_time_is_real():
    assert pytest.approx(1.0) == REAL_TIME * FRAMES_A_SECOND * DT


def test_every_scene_can_be_drawn(balancing):
    stage = Stage(balancing.figure, balancing.animated)
    pictures = set()
    for show in dict.fromkeys(balancing.frames()):
        show()
        pictures.add(bytes(stage.shoot()))
    assert len(pictures) > 30


def test_every_watched_trial_ends_with_all_it_taught(balancing):
    last = {scene.shown: scene for scene in balancing.scenes}
    assert list(last) == list(range(len(balancing.watched)))
    assert all(scene.over and scene.learnt == 1.0 for scene in last.values())


def test_no_trial_is_passed_over_in_silence(balancing):
    counted = {balancing.watched[scene.shown].trial + scene.skipped for scene in balancing.scenes}
    assert counted == set(range(1, balancing.watched[-1].trial + 1))


def test_no_cart_stands_under_the_words_not_shown(balancing):
    for skipped in (0, 1):
        balancing.show(Scene(0, 0, over=True, learnt=1.0, skipped=skipped))
        assert (balancing.cart.lines[1].get_text() == "not shown") == bool(skipped)
        assert balancing.cart.pole.get_visible() == balancing.cart.body.get_visible() == (
            not skipped)


def test_the_arrow_of_a_push_is_whole_at_both_ends_of_the_track(balancing):
    for x, action in ((FARTHEST, 0), (-FARTHEST, 1)):
        balancing.cart.place(x, 0.0, action)
        low, high = balancing.cart.pushes[0].axes.get_xlim()
        corners = [across for across, _ in balancing.cart.pushes[action].get_xy()]
        assert low <= min(corners) < max(corners) <= high


def test_every_mark_below_has_a_key(balancing):
    legend = [text.get_text() for text in balancing.lengths.dot.axes.get_legend().get_texts()]
    assert legend == ["all 41 runs", "the median, seed 4", "now", "stopped, still up"]


def moments(*steps):
    """Moments with a box, an action and news each; where the cart was does not matter."""
    return [[0.0, 0.0, box, action, news] for box, action, news in steps]


def test_marks_are_those_of_the_two_elements():
    trial = Watched(1, 3, True, moments((5, 1, 0.0), (7, 0, 0.0), (5, 1, 0.0)), [0, 1, 2], 3)
    search = trial.marks(2, 0.9, signed=True)
    assert search == pytest.approx({5: 0.1 + 0.81 * 0.1, 7: -0.09})
    assert trial.marks(2, 0.8, signed=False) == pytest.approx({5: 0.2 + 0.64 * 0.2, 7: 0.16})
    assert trial.marks(0, 0.9, signed=True) == {5: pytest.approx(0.1)}


def test_nothing_is_known_of_what_was_before_a_gap():
    trial = Watched(1, 100, True, moments((1, 1, 0.1), (2, 1, 0.2), (3, 1, 0.3), (4, 1, 0.4)),
                    [0, 1, 98, 99], 2)
    assert [news for *_, news in trial.latest(3, 50)] == [0.3, 0.4]
    assert [news for *_, news in trial.latest(1, 50)] == [0.1, 0.2]
    assert list(trial.marks(3, 0.9, signed=True)) == [4, 3]


def test_bars_show_the_marks_at_the_side_of_the_push():
    pane = BoxesPane(Figure().add_subplot(), "weights")
    pane.show_marks({5: 0.2, 7: -0.05, 9: 0.001})
    (left, middle), alphas = corner_of(5), pane.marks.get_facecolor()[:, 3]
    first, second = (path.vertices for path in pane.marks.get_paths())  # 9 is too faint
    assert first[:, 0].min() == pytest.approx(left + 0.7)
    assert second[:, 0].max() == pytest.approx(corner_of(7)[0] + 0.3)
    assert 0.0 < alphas[1] < alphas[0] < 1.0
    assert middle == first[:, 1].min()


def test_news_go_up_when_good_and_the_newest_stand_at_the_right(balancing):
    cart = balancing.cart
    cart.tell([-1.0, 0.0, 0.25])
    fall, nothing, relief = (cart.news.get_segments()[place] for place in (2, 1, 0))
    assert fall[1][1] - cart.level == pytest.approx(-0.5)
    assert nothing[1][1] == cart.level
    assert relief[1][1] - cart.level == pytest.approx(0.25)  # a root: a quarter, half as high
    assert fall[0][0] < nothing[0][0] < relief[0][0]


def test_the_news_of_a_step_are_shown_when_it_is_done(record, balancing):
    first = Watched.of(record.snapshots[0])
    heard = balancing.cart.news.get_segments
    balancing.show(Scene(0, 3))
    assert len(heard()) == 3
    balancing.show(Scene(0, len(first.moments) - 1, over=True))
    assert len(heard()) == 5  # as many as are kept of the end
    assert heard()[0][1][1] - balancing.cart.level == pytest.approx(-0.5)  # the fall, news of -1
    assert len(balancing.search.marks.get_paths()) > 0
    balancing.show(Scene(0, len(first.moments) - 1, over=True, learnt=1.0))
    assert len(balancing.search.marks.get_paths()) == 0  # forgotten after the trial


def test_moments_know_the_numbers_of_their_steps(record):
    for snapshot in record.snapshots:
        watched = Watched.of(snapshot)
        assert len(watched.numbers) == len(watched.moments)
        assert watched.numbers[0] == 0
        assert watched.numbers[-1] == watched.steps - 1
        assert watched.numbers == sorted(set(watched.numbers))


def test_a_pole_that_fell_is_shown_beyond_its_limit(record):
    watched = Watched.of(record.snapshots[0])
    assert watched.failed
    assert STEEPEST < abs(watched.after()[1]) < 1.3 * STEEPEST


def test_the_strong_line_is_the_run_of_the_film(kept, balancing):
    record, block = kept
    assert balancing.lengths.shown == block.series["seed 4"]
    assert [balancing.lengths.shown[snapshot["trial"] - 1] for snapshot in record.snapshots] == [
        snapshot["steps"] for snapshot in record.snapshots]


def test_the_grey_lines_are_those_that_it_is_the_median_of(kept, balancing):
    _, block = kept
    assert list(block.series)[2] == "seed 10"  # the order of the file
    assert balancing.lengths.runs[2] == block.series["seed 2"]
    assert list(balancing.lengths.runs) == lengths_of(block)[:POPULATION]
    assert len(balancing.lengths.runs) == 41


def test_every_box_has_a_place_of_its_own():
    corners = [corner_of(box) for box in range(BOXES.count)]
    assert len(set(corners)) == BOXES.count
    x, y = corner_of(BOXES.index([0.0, 0.0, 0.01, 0.0]))
    assert corner_of(BOXES.index([2.0, 0.0, 0.01, 0.0])) == pytest.approx((x + 6.7, y))
    assert corner_of(BOXES.index([0.0, 1.0, 0.01, 0.0])) == pytest.approx((x, y + 3.5))
    assert corner_of(BOXES.index([0.0, 0.0, 0.05, 0.0])) == pytest.approx((x + 1, y))
    assert corner_of(BOXES.index([0.0, 0.0, 0.01, 1.0])) == pytest.approx((x, y + 1))


def test_boxes_show_sign_size_and_ignorance():
    pane = BoxesPane(Figure().add_subplot(), "weights")
    weights = [0.0] * BOXES.count
    weights[5], weights[7], weights[9] = 300.0, -300.0, 900.0
    pane.show(None, weights, 1.0)
    colours = [tuple(colour) for colour in pane.cells.get_facecolor()]
    assert colours[0] == to_rgba(UNSEEN)
    assert colours[5][2] > colours[5][0]  # right is blue
    assert colours[7][0] > colours[7][2]  # left is orange
    assert colours[9][0] < colours[5][0]  # and a larger weight stronger
    left, right = pane.arrows
    assert list(left.get_xdata()) == [corner_of(7)[0] + 0.5]
    assert sorted(right.get_xdata()) == sorted(corner_of(box)[0] + 0.5 for box in (5, 9))


def test_the_film_runs_through_the_end_of_a_run_that_was_stopped():
    beginning = [[0.0, 0.0, 80.0, 1.0, 0.0]] * 4
    usual = Watched(1, 4, True, beginning, [0, 1, 2, 3], 4)
    stopped = Watched(3, 100, False, beginning + beginning, [0, 1, 2, 3, 96, 97, 98, 99], 4)
    shown = list(scenes([usual, stopped]))
    assert {scene.skipped for scene in shown} == {0, 1}
    assert shown[-1].moment == 7
