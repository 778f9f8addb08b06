"""The model of the world's state: its steps in plain numpy, its draws, resets and slopes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import plain_dreamer as plain
import pytest
from tiny_dreamer import RECORDS, SIZES, moved_parts, slopes

from policywerk.actors.rssm import (
    RSSM,
    Latent,
    RSSMSizes,
    classes_of,
    code_of,
    new_rssm,
    without_slopes,
)
from policywerk.building_blocks.block_dense import BlockDense
from policywerk.building_blocks.dense import Dense
from policywerk.building_blocks.distributions import Categorical
from policywerk.building_blocks.grad import (
    Parameter,
    backward,
    concatenate,
    constant,
    multiply,
    total,
)
from policywerk.building_blocks.norms import NormedDense
from policywerk.building_blocks.recurrent import BlockGRU
from policywerk.primitives.random import normal, stream

ONE_LATENT = replace(SIZES, latents=1, classes=4)
KEPT = 0.7310585786300049  # 1 - sigmoid(-1): what a state keeps, if all weights are 0


def settled(sizes=SIZES, seed=1):
    """A model with random numbers for all its parameters, biases and gains too."""
    rssm, rng = new_rssm(sizes, stream(seed, "weights")), stream(seed, "settled")
    for p in rssm.parameters():
        for row in p.values:
            row[:] = [x + normal(rng, 0.0, 0.5) for x in row]
    return rssm


def numbers(rows, columns, seed=0, size=1.0):
    rng = stream(seed, "numbers")
    return [[normal(rng, 0.0, size) for _ in range(columns)] for _ in range(rows)]


def codes(*classes, sizes=SIZES):
    return [code_of(bytes(each), sizes) for each in classes]


def before(seed=0):
    """Three different things to have in mind."""
    return Latent(constant(numbers(3, SIZES.state, seed)),
                  constant(codes((0, 1), (2, 2), (1, 0))))


# ---------------------------------------------------------------- the step


@pytest.mark.parametrize("first", [None, [False, False, False], [False, True, False]])
def test_the_memory_is_the_block_gru_of_h_z_and_the_action(first):
    rssm, latent, actions = settled(), before(), numbers(3, 2, seed=2, size=2.0)
    assert max(abs(x) for row in actions for x in row) > 1.0  # some are squashed
    wanted = plain.cell(plain.arrays(rssm.parameters()), SIZES.blocks,
                        np.array(latent.h.values), np.array(latent.z.values), np.array(actions),
                        first)
    found = rssm.remember(latent, constant(actions), first).values
    assert np.array(found) == pytest.approx(wanted, rel=1e-12, abs=1e-14)


def transposed(blocks):
    """Weights [block][in][out] as rows of neurons, block after block."""
    return [list(column) for block in blocks for column in zip(*block)]


def test_the_step_of_the_record():
    """The norm spans all of h, and each block's gates lie together: else other numbers come."""
    inputs, outputs = RECORDS["block_gru_step"]["inputs"], RECORDS["block_gru_step"]["outputs"]
    given = inputs["params"]
    embed = [NormedDense(Dense(Parameter(f"W{i}", transposed([given[f"W{i}"]])),
                               Parameter(f"b{i}", [given[f"b{i}"]])),
                         Parameter(f"g{i}", [[1.0] * 3])) for i in range(3)]
    hidden, gates = (BlockDense(Parameter(f"W{k}", transposed(given[f"W{k}"])),
                                Parameter(f"b{k}", [given[f"b{k}"]]), 2) for k in "hg")
    cell = BlockGRU(embed, hidden, Parameter("gain", [[1.0] * 4]), gates)
    model = new_rssm(SIZES, stream(0, "any"))
    rssm = RSSM(SIZES, cell, model.prior, model.posterior)
    h, z, action = ([inputs[name]] for name in ("h", "z_onehots_flat", "action"))
    step = rssm.remember(Latent(constant(h), constant(z)), constant(action))
    assert step.values[0] == pytest.approx(outputs["h_next"], rel=1e-12)
    assert abs(action[0][0]) > 1.0 or abs(action[0][1]) > 1.0


def test_with_weights_of_0_a_state_keeps_nearly_three_quarters():
    rssm, latent = new_rssm(SIZES, stream(0, "weights")), before()
    for p in rssm.parameters():
        for row in p.values:
            row[:] = [0.0] * len(row)
    found = rssm.remember(latent, constant(numbers(3, 2))).values
    assert found == [pytest.approx([KEPT * x for x in row], rel=1e-15) for row in latent.h.values]


def test_without_a_memory_only_the_code_and_the_action_count():
    rssm = settled(replace(SIZES, memory=False))
    actions, code = constant(numbers(3, 2)), before().z
    found = [rssm.remember(Latent(constant(numbers(3, SIZES.state, seed)), code), actions).values
             for seed in (1, 2)]
    assert found[0] == found[1]
    forgotten = settled().remember(Latent(constant([[0.0] * 4] * 3), code), actions).values
    assert found[0] == forgotten
    other = Latent(before().h, constant(codes((1, 1), (0, 2), (2, 0))))
    assert all(a != b for a, b in zip(rssm.remember(other, actions).values, found[0]))


def test_nothing_in_mind_is_zeros():
    latent = new_rssm(SIZES, stream(0, "weights")).start(2)
    assert latent.h.values == [[0.0] * 4] * 2
    assert latent.z.values == [[0.0] * 6] * 2


# ---------------------------------------------------------------- starts of episodes


def test_where_an_episode_starts_nothing_of_the_last_one_counts_to_the_bit():
    rssm, same = settled(), [0.3, -0.2]
    found = []
    for seed, action, z in ((1, [0.9, -0.4], (0, 1)), (2, [-3.0, 0.1], (2, 0))):
        latent = Latent(constant([numbers(1, 4, seed)[0], [0.1, 0.2, 0.3, 0.4]]),
                        constant(codes(z, (1, 1))))
        h = rssm.remember(latent, constant([action, same]), [True, False])
        seen = rssm.noticed(h, constant([[0.5, 0.1, -0.2]] * 2))
        found.append((h.values, seen.probabilities.values,
                      rssm.draw(seen, stream(0, "draws")).values))
    assert found[0] == found[1]
    zeros = rssm.remember(rssm.start(1), constant([[0.0, 0.0]])).values
    assert found[0][0][0] == zeros[0]
    kept = rssm.remember(Latent(constant([[0.1, 0.2, 0.3, 0.4]]), constant(codes((1, 1)))),
                         constant([same])).values
    assert found[0][0][1] == kept[0]
    assert kept[0] != zeros[0]


@pytest.mark.parametrize("part", ["h", "z", "action"])
def test_in_mid_episode_all_three_count(part):
    rssm, latent, action = settled(), before(), numbers(3, 2)
    plainly = rssm.remember(latent, constant(action), [False] * 3).values
    if part == "h":
        latent = latent._replace(h=constant(numbers(3, 4, 9)))
    elif part == "z":
        latent = latent._replace(z=constant(codes((1, 1), (0, 2), (2, 1))))
    else:
        action = numbers(3, 2, 9)
    changed = rssm.remember(latent, constant(action), [False] * 3).values
    assert all(a != b for a, b in zip(plainly, changed))


# ---------------------------------------------------------------- beliefs and draws


def test_the_prior_has_two_hidden_layers_and_sees_h_alone():
    rssm, h = settled(), numbers(3, 4)
    p = plain.arrays(rssm.parameters())
    wanted = plain.mixed(plain.network(p, "rssm.prior", np.array(h), 2), 3, 0.01)
    found = np.array(rssm.expected(constant(h)).probabilities.values).reshape(3, 2, 3)
    assert found == pytest.approx(wanted, rel=1e-12)


def test_the_posterior_has_one_and_sees_h_and_the_image():
    rssm, h, seen = settled(), numbers(3, 4), numbers(3, 3, 1)
    p = plain.arrays(rssm.parameters())
    both = np.concatenate([np.array(h), np.array(seen)], axis=1)
    wanted = plain.mixed(plain.network(p, "rssm.posterior", both, 1), 3, 0.01)
    found = np.array(rssm.noticed(constant(h), constant(seen)).probabilities.values)
    assert found.reshape(3, 2, 3) == pytest.approx(wanted, rel=1e-12)


def certain(rssm, network, logits):
    """The network says these logits whatever it is told."""
    for p in network.parameters():
        for row in p.values:
            row[:] = [0.0] * len(row)
    network.parameters()[-1].values[0][:] = logits
    return rssm


def test_a_share_of_chance_is_in_all_beliefs():
    record = RECORDS["unimix"]
    extreme = record["inputs"]["logits_extreme"]
    for ask in ("prior", "posterior"):
        rssm = settled(ONE_LATENT)
        certain(rssm, getattr(rssm, ask), extreme)
        belief = (rssm.expected(constant([[0.0] * 4])) if ask == "prior" else
                  rssm.noticed(constant([[0.0] * 4]), constant([[0.0] * 3])))
        assert belief.probabilities.values[0] == pytest.approx(record["outputs"]["probs_extreme"])
        assert min(belief.log_probabilities.values[0]) == pytest.approx(
            record["outputs"]["logprob_floor_log(0.01/4)"], rel=1e-14)
        assert min(belief.log_probabilities.values[0]) == pytest.approx(math.log(0.0025))


def test_draws_come_with_the_mixed_probabilities():
    sizes = RSSMSizes(state=4, blocks=2, latents=2, classes=2, unimix=0.4)
    rssm = new_rssm(sizes, stream(0, "weights"))
    belief = Categorical(constant([[50.0, 0.0], [0.0, 0.0]] * 4000), sizes.unimix)
    rows = rssm.draw(belief, stream(0, "draws")).values
    assert len(rows) == 4000
    assert all(sorted(row[:2]) == sorted(row[2:]) == [0.0, 1.0] for row in rows)
    # 0.6 + 0.4 / 2 and 1/2; the standard error is below 0.008
    shares = [sum(row[k] for row in rows) / 4000 for k in (0, 2)]
    assert shares == pytest.approx([0.8, 0.5], abs=0.03)
    both = sum(row[0] * row[2] for row in rows) / 4000
    assert both == pytest.approx(0.4, abs=0.03)  # the latents are drawn apart


@pytest.mark.parametrize("outcome", range(4))
def test_slopes_pass_straight_through_whatever_was_drawn(outcome, monkeypatch):
    record = RECORDS["straight_through_gradient"]
    logits = Parameter("logits", [record["inputs"]["logits"]])
    rssm = new_rssm(ONE_LATENT, stream(0, "weights"))
    belief = Categorical(multiply(logits, constant([[1.0] * 4])), record["inputs"]["unimix"])
    monkeypatch.setattr(Categorical, "sample", lambda self, rng: [outcome])
    z = rssm.draw(belief, stream(0, "draws"))
    assert z.values == [[float(k == outcome) for k in range(4)]]
    backward(total(multiply(z, constant([record["inputs"]["dloss_dz"]]))))
    assert logits.grads[0] == pytest.approx(record["outputs"]["dloss_dlogits"], rel=1e-12)


def slopes_of_a_code(rssm):
    """The parts that a loss of h and z reaches."""
    h = rssm.remember(before(), constant(numbers(3, 2)))
    z = rssm.draw(rssm.noticed(h, constant(numbers(3, 3))), stream(0, "draws"))
    loss = total(multiply(concatenate([h, z]), constant(numbers(3, 10, 8))))
    return moved_parts(slopes(loss, rssm.parameters()))


def test_slopes_reach_the_posterior_only_straight_through_the_code():
    assert slopes_of_a_code(settled()) == {"posterior", "cell"}
    assert slopes_of_a_code(settled(replace(SIZES, straight_through=False))) == {"cell"}


def test_slopes_pass_from_a_memory_to_the_next_and_from_the_code_to_it():
    """Through time: were one of the two cut, only the other would be learnt."""
    rssm, latent = settled(), before()
    h, z = Parameter("h", latent.h.values), Parameter("z", latent.z.values)
    second = rssm.remember(Latent(rssm.remember(Latent(h, z), constant(numbers(3, 2))),
                                  before().z), constant(numbers(3, 2, 1)))
    backward(total(multiply(second, constant(numbers(3, 4, 8)))))
    assert all(x != 0.0 for row in (*h.grads, *z.grads) for x in row)


def test_what_is_detached_has_the_same_numbers_and_no_slope():
    rssm = settled()
    h = rssm.remember(before(), constant(numbers(3, 2)))
    z = rssm.draw(rssm.expected(h), stream(0, "draws"))
    cut = without_slopes(Latent(h, z))
    assert (cut.h.values, cut.z.values) == (h.values, z.values)
    assert h.needs_grad
    assert z.needs_grad
    assert not cut.h.needs_grad
    assert not cut.z.needs_grad


def test_features_are_h_and_then_z():
    assert before().features().values[1] == [*before().h.values[1], 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]


# ---------------------------------------------------------------- codes as they are kept


def test_codes_are_kept_as_a_byte_a_latent():
    rows = [[0.0, 1.0, 0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0, 0.0, 1.0]]
    assert classes_of(rows, SIZES) == [b"\x01\x00", b"\x02\x02"]
    assert [code_of(each, SIZES) for each in classes_of(rows, SIZES)] == rows
    assert code_of(b"", SIZES) == [0.0] * 6  # nothing in mind


# ---------------------------------------------------------------- first weights


def test_first_weights_come_from_the_truncated_normal():
    """Deviation 1 / sqrt(inputs), nothing beyond 2 of the untruncated ones; biases 0, gains 1."""
    wider = RECORDS["truncated_normal_init"]["outputs"]["exact_correction"]
    for p in new_rssm(RSSMSizes(), stream(0, "weights")).parameters():
        entries = np.array(p.values).ravel()
        if p.name.endswith("weight"):
            unit = 1.0 / math.sqrt(len(p.values[0]))
            few = 64 if len(p.values[0]) == 2 else 1000
            assert len(entries) >= few
            assert entries.std() == pytest.approx(unit, rel=0.2 if few == 64 else 0.06)
            assert abs(entries).max() <= 2.0 * wider * unit
            assert abs(entries).max() > 1.8 * unit
        else:
            assert set(entries) == {0.0 if p.name.endswith("bias") else 1.0}


@pytest.mark.parametrize(("row", "said"), [
    ([1.0, 0.0, 0.0], "a code has 2 latents of 3 classes, so 6 numbers, got 3"),
    ([0.0] * 6, r"a latent needs one 1.0 among 0.0, got \[0.0, 0.0, 0.0\]"),
    ([1.0, 0.0, 0.0, 0.5, 0.5, 0.0], r"got \[0.5, 0.5, 0.0\]"),
    ([1.0, 0.0, 0.0, 1.0, 1.0, 0.0], r"got \[1.0, 1.0, 0.0\]")])
def test_a_row_that_is_no_code_has_no_classes(row, said):
    with pytest.raises(ValueError, match=said):
        classes_of([[1.0, 0.0, 0.0, 0.0, 1.0, 0.0], row], SIZES)


@pytest.mark.parametrize(("classes", "said"), [
    (b"\x00", "a code needs 2 classes or none, got 1"),
    (b"\x00\x01\x02", "a code needs 2 classes or none, got 3"),
    (b"\x00\x03", "a whole number from 0 to 2, got 3"), ([0, -1], "from 0 to 2, got -1"),
    ([0.0, 1.0], "a whole number from 0 to 2, got 0.0")])
def test_classes_that_make_no_code(classes, said):
    with pytest.raises(ValueError, match=said):
        code_of(classes, SIZES)
