"""What the pictures that explain one idea show: the numbers of their pages, by our own package."""

from fractions import Fraction

import pytest
from matplotlib.figure import Figure

from figures import (
    page_divergence,
    page_dreamer,
    page_networks,
    page_numbers,
    page_policy_gradient,
    page_returns,
    page_steps,
    page_values,
)
from figures.drawing import Drawing
from figures.l00_machinery_pictures import BACKUPS
from figures.page_networks import ALPHAS, BINS, CORNERS, hidden, learnt_filters, passed, says
from figures.page_numbers import WEATHER, intervals_of_dice, long_run
from figures.page_returns import n_step_errors
from policywerk.building_blocks.conv import slide
from policywerk.building_blocks.network import Network
from policywerk.building_blocks.optimizers import SGD
from policywerk.building_blocks.pool import Pool, max_pool
from policywerk.lessons.experiment import Records
from policywerk.lessons.l00_machinery import STUDY, Race, arrival, descend
from policywerk.primitives.matrix import transpose_product
from policywerk.primitives.random import integer, stream
from policywerk.world.gridworld import GridWorld


@pytest.fixture
def shown(figures, tmp_path):
    """Draws a picture; all texts that stand in it."""

    def draw(function):
        figures.clear()
        function(Drawing(Records(STUDY, {}), tmp_path))
        return [text.get_text() for figure in figures for text in figure.findobj(
            lambda artist: hasattr(artist, "get_text")) if text.get_text()]

    return draw


def test_the_long_run_is_left_as_it_is_by_another_day():
    sun, rain = long_run(WEATHER)
    assert sun == pytest.approx(5 / 6)  # 0.1 sun = 0.5 rain
    assert transpose_product(WEATHER, [sun, rain]) == pytest.approx([sun, rain])


def test_intervals_hold_the_true_mean_as_often_as_the_page_says():
    found = intervals_of_dice()
    assert len(found) == 100
    assert sum(each.low <= 3.5 <= each.high for each in found) == 98


def test_the_mean_that_stands_out_is_a_typical_one():
    """Two of three lie between the curves, at 1.708 / sqrt(n) on either side."""
    means = page_numbers.running_means(page_numbers.TYPICAL)
    inside = sum(abs(mean - 3.5) < 1.708 / n ** 0.5 for n, mean in enumerate(means, 1))
    assert 0.6 < inside / len(means) < 0.75


def test_a_running_mean_ends_where_all_its_throws_are_averaged(shown):
    rng = stream(3, "running mean")
    throws = [1.0 + integer(rng, 6) for _ in range(page_numbers.LONGEST)]
    means = page_numbers.running_means(3)
    assert means[0] == throws[0]
    assert means[-1] == pytest.approx(sum(throws) / len(throws))
    assert "3.5 ± 1.7/√n" in shown(page_numbers.draw_running_mean)  # 35/12 is 1.708 squared


def test_the_means_that_are_cut_are_those_that_the_page_counts(shown):
    assert "80 % interval: 1.33 to 4.67" in shown(page_numbers.draw_bootstrap)


def test_an_arrow_has_two_sizes(shown):
    texts = shown(page_numbers.draw_vectors)
    assert {"length 5", "4, the max norm", "(0.6, 0.8)", "(0.75, 1)"} <= set(texts)


def test_what_reaches_x_has_lost_what_points_along_it(shown):
    y = page_networks.rms_norm(page_networks.POINTS[1])
    reached = page_networks.rms_norm_vjp(y, page_networks.SLOPES)
    along = sum(a * b for a, b in zip(reached, y.values))
    assert along == pytest.approx(0.0, abs=1e-4)  # but for the guard in the divisor
    assert max(map(abs, reached)) > 0.1


def test_the_two_forecasts_are_nine_and_fifty(shown):
    texts = " ".join(shown(page_networks.draw_two_hot)).replace("\n", " ")
    assert "9: the best number on the symlog scale" in texts  # symexp(log(101) / 2) = 9.05
    assert "50: the mean" in texts
    assert BINS[0] < 0.0 < 100.0 < BINS[-1]


def test_the_fold_puts_two_corners_in_one_place():
    assert [hidden(corner) for corner in CORNERS] == [[0, 0], [1, 0], [1, 0], [2, 1]]
    assert [says(corner) for corner in CORNERS] == [0, 1, 1, 0]


def test_the_filters_know_the_bars_that_they_never_saw():
    look, say = learnt_filters()
    network = Network([look, Pool(max_pool, slide(look.images, kernel=4)), say])
    for place in range(6):
        upright = [float(k % 6 == place) for k in range(36)]
        flat = [float(k // 6 == place) for k in range(36)]
        assert network.predict([upright])[0][0] > 0.0 > network.predict([flat])[0][0]


def test_zigzags_arrive_when_the_page_says():
    valley = Race(steps=200)
    assert [arrival(descend(SGD(), alpha, valley), valley.within) for alpha, _ in ALPHAS] == [
        170, 87, None]


def test_straight_through_passes_the_slopes_that_the_page_prints():
    found = passed()
    assert [round(slope, 5) for slope in found.slopes] == [0.0233, -0.12053, 0.06066, 0.03657]
    assert found.drawn == [1.0, 0.0, 0.0, 0.0]


def test_the_last_step_is_worth_what_its_end_says(shown):
    texts = [text for text in shown(page_returns.draw_timeline) if text.startswith("the last")]
    assert texts == [f"the last step: 2 + 0.5 × {v} = {worth}"
                     for v, worth in ((0, 2), (4, 4), (4, 4))]


def exact(n):
    """Squared bias and variance by fractions, over all walks of n steps from the middle."""
    total, squares = Fraction(0), Fraction(0)
    ways = {3: Fraction(1)}
    for _ in range(n):
        further = {}
        for place, chance in ways.items():
            for to in (place - 1, place + 1) if 0 < place < 6 else (place,):
                share = chance / 2 if 0 < place < 6 else chance
                further[to] = further.get(to, Fraction(0)) + share
        ways = further
    for place, chance in ways.items():
        target = {0: Fraction(0), 6: Fraction(1)}.get(place, Fraction(place, 6) + Fraction(1, 5))
        total, squares = total + chance * target, squares + chance * target * target
    return (total - Fraction(1, 2)) ** 2, (squares - total * total) / 5


def test_bias_falls_and_variance_rises_with_n():
    errors = n_step_errors()
    for n in (1, 2, 7, 24):
        assert errors[n - 1] == pytest.approx([float(part) for part in exact(n)])
    assert errors[0][0] == pytest.approx(0.04)  # one step: too high by 0.2
    assert all(a[0] >= b[0] and a[1] <= b[1] for a, b in zip(errors, errors[1:]))
    both = [bias + noise for bias, noise in errors]
    assert both.index(min(both)) + 1 == 5  # neither one step nor all


def test_every_backup_has_a_picture_of_its_own():
    assert tuple(page_returns.BACKUPS) == BACKUPS
    for name in BACKUPS:
        page_returns.backup(Figure().add_subplot(), name, -3.5)


def test_the_map_has_four_corners(shown):
    texts = shown(page_returns.draw_map)
    assert {"TD(0)", "Planning", "Monte Carlo", "The whole tree"} < set(texts)
    assert page_returns.MAP[0][1] is page_returns.BACKUPS["td_zero"][1]  # the same diagrams


def test_more_walks_ask_for_a_larger_lambda():
    errors = page_policy_gradient.slope_errors()
    best = [min(range(len(errors)), key=lambda i: errors[i].bias + errors[i].noise / walks)
            for walks in (1, page_policy_gradient.TOGETHER)]
    assert [page_policy_gradient.LAMBDAS[i] for i in best] == [0.6, 0.8]  # as the page says
    assert errors[-1].bias == pytest.approx(0.0, abs=1e-9)


def test_one_surprise_is_shared_out_as_the_page_does_by_hand(shown):
    gained = page_steps.received(0.3)
    assert gained[1:6] == pytest.approx([0.0, 0.00135, 0.004905, 0.015, 0.05])
    assert page_steps.received(1.0)[1:6] == pytest.approx([0.0, 0.05, 0.1, 0.05, 0.05])
    assert {"0.5", "0.004905", "0.1"} <= set(shown(page_steps.draw_credit))


def test_each_way_along_the_cliff_earns_what_its_small_equations_say(shown):
    assert [page_steps.earned(way, 0.0) for way in page_steps.WAYS.values()] == [-13, -15, -17]
    # an outsider solved these by hand-made equations: about -51.8, -21.1 and -22.3
    exploring = [page_steps.earned(way, 0.1) for way in page_steps.WAYS.values()]
    assert exploring == pytest.approx([-51.8, -21.1, -22.3], abs=0.06)
    assert page_steps.strays_on(0.1) == pytest.approx(-45.80, abs=0.005)  # of the Workshop
    assert {"13", "15", "17", "−21.05"} <= set(shown(page_steps.draw_ways))


def test_the_same_quarter_costs_what_the_page_says(shown):
    assert {"0.131", "0.144", "0.632", "0.256"} <= set(shown(page_divergence.draw_moves))


def test_a_promise_holds_only_nearby():
    here, slope = page_policy_gradient.corridor(0.3), page_policy_gradient.corridor_slope(0.3)
    x = page_policy_gradient.log(0.3 / 0.7)
    found = [page_policy_gradient.corridor(page_policy_gradient.sigmoid(x + step))
             for step in (0.001, 1.2, 3.0)]
    assert found[0] - here == pytest.approx(0.001 * slope, rel=1e-3)
    assert found[1] == pytest.approx(-11.66, abs=0.01)  # the best, at p = 2 - sqrt 2
    assert found[2] < here


def test_a_model_that_may_look_away_does_so_unless_one_of_two_things_prevents_it(shown):
    assert {"neither: it collapses", "a nat is free"} <= set(shown(page_dreamer.draw_tricks))
    neither = page_dreamer.learn_to_look(0.0, 1.0)
    assert neither.errors[-1] == pytest.approx(0.25, abs=1e-3)  # grey for everything
    assert neither.divergences[-1] == pytest.approx(0.0, abs=1e-3)
    for free, weight in ((0.0, 0.1), (1.0, 1.0)):
        found = page_dreamer.learn_to_look(free, weight)
        assert found.errors[-1] < 0.02
        assert 0.6 < found.divergences[-1] < 0.6931  # no more than log 2


def test_a_large_slope_makes_a_weight_deaf_unless_it_is_clipped():
    deaf, clipped = page_dreamer.pulled(0.0), page_dreamer.pulled(0.3)
    assert deaf[99] == clipped[99] == pytest.approx(0.9)
    assert deaf[200] - deaf[300] < 1e-4
    assert clipped[200] - clipped[300] > 0.05


def test_the_news_travels_one_cell_a_sweep():
    world = GridWorld()
    for sweeps in page_values.SWEEPS:
        heard = [state for state, value in enumerate(page_values.swept(world, sweeps)) if value > 0]
        near = [world.states[cell] for cell in world.cells  # no wall is in the way
                if abs(cell[0]) + abs(4 - cell[1]) <= sweeps and not world.ends(cell)]
        assert heard == near
    assert page_values.swept(world, 8)[19] == pytest.approx(0.2696, abs=1e-4)
