"""Work: the count of multiply-adds, against counts of our own."""

from __future__ import annotations

import pytest

from gradients import some
from policywerk.building_blocks import grad
from policywerk.building_blocks.conv import Conv, Images, convolve, slide
from policywerk.building_blocks.grad import Parameter, affine, backward, constant, relu
from policywerk.building_blocks.loss_nodes import huber
from policywerk.building_blocks.network import mlp
from policywerk.building_blocks.optimizers import Adam
from policywerk.building_blocks.work import did, multiply_adds
from policywerk.primitives.random import stream


def counted(what):
    """The multiply-adds of a call, and what it returned."""
    before = multiply_adds()
    result = what()
    return multiply_adds() - before, result


def slopes_of(loss):
    return counted(lambda: backward(loss))[0]


def plain(node, weights=None):
    """A loss whose slope with each entry of the node is that number; 1 without any."""
    if weights is None:
        return grad.total(node)
    return grad.total(grad.multiply(node, constant(weights)))


def test_the_tally_grows_by_what_was_done():
    assert counted(lambda: (did(3), did(0), did(10**12)))[0] == 10**12 + 3
    assert counted(lambda: None)[0] == 0


# ---------------------------------------------------------------- a dense layer


@pytest.mark.parametrize(("n", "k", "m"), [(1, 1, 1), (1, 5, 7), (3, 4, 2), (8, 3, 9), (5, 6, 4)])
def test_a_dense_layer_forwards_and_backwards(n, k, m):
    # each of n rows meets m k weights, forwards; backwards for dL/dW, and again for dL/dx
    x, weight, bias = some(1, "x", n, k), some(2, "w", m, k), some(3, "b", 1, m)
    work, y = counted(lambda: affine(x, weight, bias))
    assert work == n * m * k
    assert slopes_of(plain(y)) == 2 * n * m * k


def test_no_slopes_for_data_and_none_for_what_is_fixed():
    x, weight, bias = some(1, "x", 3, 4), some(2, "w", 5, 4), some(3, "b", 1, 5)
    of_weight = affine(constant(x.values), weight, bias)
    assert slopes_of(plain(of_weight)) == 3 * 4 * 5
    of_x = affine(x, constant(weight.values), constant(bias.values))
    assert slopes_of(plain(of_x)) == 3 * 4 * 5


def sparse(rows, columns, every):
    """A batch with a 1 in every so many places, and how many there are."""
    x = [[float((i * columns + k) % every == 0) for k in range(columns)] for i in range(rows)]
    return x, sum(entry != 0.0 for row in x for entry in row)


@pytest.mark.parametrize(("rows", "every"), [(4, 4), (4, 9), (7, 5), (16, 13), (32, 40)])
def test_a_sparse_batch_costs_only_its_numbers(rows, every):
    x, filled = sparse(rows, 20, every)
    weight, bias = some(2, "w", 6, 20), some(3, "b", 1, 6)
    work, y = counted(lambda: affine(constant(x), weight, bias))
    assert work == 6 * filled < 6 * rows * 20
    assert slopes_of(plain(y)) == 6 * filled  # dL/dW, in the same places


@pytest.mark.parametrize(("rows", "every"), [(4, 3), (4, 2), (3, 9), (1, 20)])
def test_a_batch_that_is_fuller_or_short_is_gone_through_whole(rows, every):
    # a third is not a quarter; and fewer than four rows are not worth a look at all weights
    x, _ = sparse(rows, 20, every)
    weight, bias = some(2, "w", 6, 20), some(3, "b", 1, 6)
    work, y = counted(lambda: affine(constant(x), weight, bias))
    assert work == 6 * rows * 20
    assert slopes_of(plain(y)) == 6 * rows * 20


def test_slopes_of_zero_are_skipped_for_one_neuron_in_one_row():
    # weights' slopes: a slope of 0 in row i, neuron j leaves out row i for that neuron
    slopes = [[1.0, 0.0, 2.0], [0.0, 0.0, 1.0], [3.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 2.0, 1.0]]
    filled = 8  # of 15
    weight, bias = some(2, "w", 3, 7), some(3, "b", 1, 3)
    y = affine(constant(some(1, "x", 5, 7).values), weight, bias)
    assert slopes_of(plain(y, slopes)) == filled * 7
    x = some(1, "x", 5, 7)  # and the slopes of the inputs the same
    assert slopes_of(plain(affine(x, weight, bias), slopes)) == 2 * filled * 7


def test_slopes_of_zero_and_a_sparse_batch():
    # of row i, its filled places for every neuron with a slope
    x, _ = sparse(5, 20, 6)
    slopes = [[1.0, 0.0, 2.0], [0.0, 0.0, 1.0], [3.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 2.0, 1.0]]
    expected = sum(sum(e != 0.0 for e in row) * sum(s != 0.0 for s in of_row)
                   for row, of_row in zip(x, slopes))
    weight, bias = some(2, "w", 3, 20), some(3, "b", 1, 3)
    assert slopes_of(plain(affine(constant(x), weight, bias), slopes)) == expected


def test_behind_a_relu_half_is_skipped_exactly():
    # two layers: neurons that are off get a slope of 0, which the first layer leaves out
    x = some(1, "x", 6, 5).values
    network = mlp("n", [5, 8, 3], stream(4, "w"), relu)
    hidden = [[max(0.0, y) for y in row] for row in affine(
        constant(x), *network.layers[0].parameters()).values]
    on = sum(entry > 0.0 for row in hidden for entry in row)
    assert 6 < on < 42
    work, y = counted(lambda: network(constant(x)))
    assert work == 6 * (5 * 8 + 8 * 3)
    # last layer: dL/dW and dL/dhidden, all of them; first layer: dL/dW where a neuron was on
    assert slopes_of(plain(y)) == 2 * 6 * 8 * 3 + on * 5


def test_a_relu_that_is_off_everywhere_leaves_nothing_to_do():
    weight, bias = Parameter("w", [[-1.0, -1.0]] * 3), Parameter("b", [[0.0] * 3])
    y = relu(affine(constant([[1.0, 2.0]] * 2), weight, bias))
    assert y.values == [[0.0] * 3] * 2
    assert slopes_of(plain(y)) == 0


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_where_nan_could_hide_nothing_is_skipped(wrong):
    x, _ = sparse(4, 20, 10)
    weight, bias = some(2, "w", 6, 20), some(3, "b", 1, 6)
    weight.values[1][3] = wrong
    work, y = counted(lambda: affine(constant(x), weight, bias))
    assert work == 4 * 6 * 20
    assert all(row[1] != row[1] for row in y.values)  # inf * 0 is nan as well


# ---------------------------------------------------------------- a layer of filters


def seen_by(images, kernel, stride):
    """How many windows see each pixel of a channel, counted one by one."""
    seen = [0] * (images.height * images.width)
    for top in range(0, images.height - kernel + 1, stride):
        for left in range(0, images.width - kernel + 1, stride):
            for y in range(top, top + kernel):
                for x in range(left, left + kernel):
                    seen[y * images.width + x] += 1
    return seen


CASES = [(Images(1, 4, 4), 2, 1), (Images(2, 6, 5), 3, 2), (Images(2, 16, 16), 4, 2)]


@pytest.mark.parametrize(("images", "kernel", "stride"), CASES)
def test_filters_on_full_images(images, kernel, stride):
    windows = slide(images, kernel, stride)
    stops, sees = windows.height * windows.width, images.channels * kernel * kernel
    x = some(1, "x", 3, images.channels * images.height * images.width)
    weight, bias = some(2, "w", 5, sees), some(3, "b", 1, 5)
    each = 3 * stops * sees * 5  # every filter at every stop of every image
    work, y = counted(lambda: convolve(x, weight, bias, windows))
    assert work == each
    assert slopes_of(plain(y)) == 2 * each
    work, y = counted(lambda: convolve(constant(x.values), weight, bias, windows))
    assert work == each
    assert slopes_of(plain(y)) == each


@pytest.mark.parametrize(("images", "kernel", "stride"), CASES)
def test_filters_on_drawings_cost_what_they_see_of_them(images, kernel, stride):
    windows = slide(images, kernel, stride)
    area = images.height * images.width
    x, _ = sparse(3, images.channels * area, 5)
    seen = seen_by(images, kernel, stride)
    meetings = sum(seen[k % area] for row in x for k, value in enumerate(row) if value)
    assert 0 < meetings < 3 * windows.height * windows.width * images.channels * kernel * kernel
    weight = some(2, "w", 4, images.channels * kernel * kernel)
    work, y = counted(lambda: convolve(constant(x), weight, some(3, "b", 1, 4), windows))
    assert work == 4 * meetings
    assert slopes_of(plain(y)) == 4 * meetings


def test_a_drawing_of_nothing_is_free():
    layer = Conv(slide(Images(1, 4, 4), 2), some(2, "w", 3, 4), some(3, "b", 1, 3))
    work, y = counted(lambda: layer(constant([[0.0] * 16])))
    assert work == 0
    assert slopes_of(plain(y)) == 0


def test_behind_filters_slopes_of_zero_are_multiplied_all_the_same():
    # one image, 9 stops, 4 pixels a window, 2 filters of which one is off: 9 * 4 * 2, twice
    layer = Conv(slide(Images(1, 4, 4), 2), some(2, "w", 2, 4), some(3, "b", 1, 2))
    slopes = [[0.0] * 9 + [2.0] * 9]
    assert slopes_of(plain(layer(some(1, "x", 1, 16)), slopes)) == 2 * 9 * 4 * 2
    drawing = [[1.0] + [0.0] * 15]  # whose pixel one window sees
    assert slopes_of(plain(layer(constant(drawing)), slopes)) == 2


def test_a_weight_of_zero_is_left_out_of_the_slopes_of_the_views():
    layer = Conv(slide(Images(1, 4, 4), 2), some(2, "w", 2, 4), some(3, "b", 1, 2))
    layer.weight.values[1][2] = layer.weight.values[0][0] = 0.0
    assert slopes_of(plain(layer(some(1, "x", 1, 16)))) == 9 * 4 * 2 + 9 * (4 * 2 - 2)


# ---------------------------------------------------------------- whole networks


def test_a_batch_of_a_small_q_network():
    # 32 states with 12 pixels lit of 512, as of Catcher with two frames: 32 * 12 * 64 first,
    # then 32 * (64 * 64 + 64 * 3); alone, a state is gone through whole: 37,056
    x = [[float(k % 43 == i % 43) for k in range(512)] for i in range(32)]
    filled = sum(value != 0.0 for row in x for value in row)
    network = mlp("q", [512, 64, 64, 3], stream(0, "w"), relu)
    assert counted(lambda: network.predict(x))[0] == 64 * filled + 32 * (64 * 64 + 64 * 3)
    assert counted(lambda: network.predict(x[:1]))[0] == 512 * 64 + 64 * 64 + 64 * 3 == 37_056


def test_losses_activations_and_optimisers_are_not_in_it():
    p = some(1, "p", 4, 5)
    work, loss = counted(lambda: grad.mean(huber(grad.multiply(grad.tanh(p), relu(p)))))
    assert work + slopes_of(loss) == 0
    assert counted(lambda: Adam().step([p], 0.1))[0] == 0
