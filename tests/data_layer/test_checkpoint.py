"""Checkpoints: all there is of a run comes back; what cannot be trusted is refused by name."""

from __future__ import annotations

import os
import pickle
from array import array
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from interpreters import interpreters, run_python
from policywerk.building_blocks.grad import Parameter, backward, constant, mean, tanh, zero_grads
from policywerk.building_blocks.network import mlp
from policywerk.building_blocks.optimizers import SGD, Adam, LaProp, Momentum, RMSProp
from policywerk.building_blocks.replay_buffer import ReplayBuffer
from policywerk.data.checkpoint import CheckpointError, load_checkpoint, save_checkpoint
from policywerk.lessons.experiment import Given
from policywerk.lessons.l00_machinery import MOONS, Moons
from policywerk.primitives.random import normal, stream, uniform


def back(state, folder, key="run"):
    """The state after it was saved and loaded."""
    save_checkpoint(state, key, folder / "checkpoint")
    return load_checkpoint(key, folder / "checkpoint")


def drawn(rng):
    return [uniform(rng, 0.0, 1.0), normal(rng, 0.0, 1.0), uniform(rng, 0.0, 1.0)]


# ---------------------------------------------------------------- what comes back


@pytest.mark.parametrize("before", [0, 1, 3])  # an odd number of normals leaves one in hand
def test_a_stream_goes_on_where_it_was(tmp_path, before):
    rng = stream(3, "exploration")
    for _ in range(before):
        normal(rng, 0.0, 1.0)
    same = back(rng, tmp_path)
    assert [drawn(rng) for _ in range(5)] == [drawn(same) for _ in range(5)]


def test_two_places_that_share_a_stream_share_it_still(tmp_path):
    rng = stream(0, "x")
    first, second = back([rng, rng], tmp_path)
    assert first is second


def trained(network, optimizer, steps):
    """So many steps of a network towards nothing."""
    for _ in range(steps):
        zero_grads(network.parameters())
        backward(mean(network(constant([[1.0, -0.5], [0.25, 2.0]]))))
        optimizer.step(network.parameters(), 0.05)
    return [p.values for p in network.parameters()]


RULES = {"SGD": SGD, "momentum": lambda: Momentum(0.5), "RMSProp": lambda: RMSProp(0.9, 1e-8),
         "Adam": Adam, "LaProp": LaProp}


@pytest.mark.parametrize("name", RULES)
def test_a_network_learns_on_with_its_optimizers_memory(tmp_path, name):
    network, optimizer = mlp("net", [2, 3, 1], stream(0, "weights"), tanh), RULES[name]()
    trained(network, optimizer, 3)
    same_network, same_optimizer = back((network, optimizer), tmp_path)
    assert trained(same_network, same_optimizer, 4) == trained(network, optimizer, 4)


def test_without_its_memory_it_would_learn_otherwise(tmp_path):
    network, optimizer = mlp("net", [2, 3, 1], stream(0, "weights"), tanh), Adam()
    trained(network, optimizer, 3)
    forgetful = back(network, tmp_path)
    assert trained(forgetful, Adam(), 2) != trained(network, optimizer, 2)


def test_a_parameter_comes_back_with_its_slopes(tmp_path):
    p = Parameter("p", [[1.0, 2.0]])
    p.grads[0][:] = [3.0, 4.0]
    same = back(p, tmp_path)
    assert (same.name, same.values, same.grads) == ("p", [[1.0, 2.0]], [[3.0, 4.0]])


def test_a_replay_buffer_forgets_what_it_would_have_forgotten(tmp_path):
    buffer = ReplayBuffer(3)
    for number in range(5):
        buffer.add(number)
    same = back(buffer, tmp_path)
    for each in (buffer, same):
        each.add(5)
    assert same.sample(stream(0, "replay"), 2) == buffer.sample(stream(0, "replay"), 2)


@pytest.mark.parametrize("value", [
    None, 0.1, float("inf"), -0.0, 2**70, "ü", b"\xff", (1, (2,)), [1, [2]], {"a": {2: 3}},
    {1, 2}, frozenset({1}), range(3), deque([1, 2], 2), OrderedDict(b=1, a=2), array("d", [0.1]),
    bytearray(b"ab"),
])
def test_what_states_are_made_of(tmp_path, value):
    same = back(value, tmp_path)
    assert (type(same), same) == (type(value), value)


def test_a_deque_stays_as_long_as_it_may_be(tmp_path):
    assert back(deque([1, 2], 2), tmp_path).maxlen == 2


def test_the_state_of_a_run_goes_on(tmp_path):
    config = Moons(hidden=2, steps=4, points=10, unseen=10)
    state = MOONS.go_on(MOONS.begin(config, Given(seed=3)), lambda *news: None, until=2)
    same = back(state, tmp_path)
    assert MOONS.finish(MOONS.go_on(same, lambda *news: None)) == MOONS(config, Given(seed=3))


# ---------------------------------------------------------------- whose it is


def test_a_file_that_is_not_there_is_no_error(tmp_path):
    assert load_checkpoint("run", tmp_path / "checkpoint") is None


@pytest.mark.parametrize("other", ["other", "", "run2", "ru"])
def test_a_checkpoint_of_another_run_is_refused(tmp_path, other):
    save_checkpoint([1], "run", tmp_path / "checkpoint")
    with pytest.raises(CheckpointError, match="belongs to another run, or to an older program"):
        load_checkpoint(other, tmp_path / "checkpoint")


def test_the_key_may_hold_any_letters_of_one_line(tmp_path):
    assert back([1], tmp_path, key="moons ü = {3}") == [1]


# ---------------------------------------------------------------- what is not made


@dataclass
class Foreign:
    """A class of somebody else."""

    numbers: list = field(default_factory=list)


class Command:
    """What a forged file might ask for when it is read."""

    def __init__(self, function, *arguments):
        self.asked = function, arguments

    def __reduce__(self):
        return self.asked


@pytest.mark.parametrize(("state", "named"), [
    (Foreign(), "Foreign"), ([Foreign], "Foreign"), (Path("x"), r"pathlib"),
    (Command(os.system, "exit 1"), r"(posix|nt).system"), (Command(eval, "1"), "builtins.eval"),
    (Command(getattr, 1, "real"), "builtins.getattr"), (complex, "builtins.complex"),
    (Command(print, "x"), "builtins.print"),
])
def test_objects_of_others_are_not_made(tmp_path, state, named):
    save_checkpoint([state], "run", tmp_path / "checkpoint")
    with pytest.raises(CheckpointError, match=f"it holds a .*{named}") as refused:
        load_checkpoint("run", tmp_path / "checkpoint")
    assert str(tmp_path / "checkpoint") in str(refused.value)


@pytest.mark.parametrize(("module", "name"), [
    ("policywerk.data.record", "os.system"),  # a dotted name leads through what it imports
    ("policywerk.data.record", "os"), ("policywerk.lessons.catalogue", "import_module"),
    ("policywerk.data.weights", "read.__globals__"), ("policywerkmen", "x"),
])
def test_nor_what_a_module_of_ours_has_imported(tmp_path, module, name):
    asked = [b"\x8c" + bytes([len(text)]) + text.encode() for text in (module, name)]
    content = b"run\n\x80\x04" + asked[0] + asked[1] + b"\x93."
    path = tmp_path / "checkpoint"
    path.write_bytes(sha256(content).hexdigest().encode() + b"\n" + content)
    with pytest.raises(CheckpointError, match=f"it holds a {module}.{name}"):
        load_checkpoint("run", path)


# ---------------------------------------------------------------- damage


def test_cut_short_at_any_place_it_is_refused(tmp_path):
    save_checkpoint({"a": [1.0, 2.0]}, "run", tmp_path / "checkpoint")
    content = (tmp_path / "checkpoint").read_bytes()
    for length in range(len(content)):
        (tmp_path / "checkpoint").write_bytes(content[:length])
        with pytest.raises(CheckpointError, match="it is not whole"):
            load_checkpoint("run", tmp_path / "checkpoint")


def test_any_bit_that_turns_is_noticed(tmp_path):
    save_checkpoint({"a": [1.0, 2.0]}, "run", tmp_path / "checkpoint")
    content = (tmp_path / "checkpoint").read_bytes()
    for place in range(len(content)):
        turned = content[:place] + bytes([content[place] ^ 1]) + content[place + 1:]
        (tmp_path / "checkpoint").write_bytes(turned)
        with pytest.raises(CheckpointError, match="it is not whole"):
            load_checkpoint("run", tmp_path / "checkpoint")


SIGNED = {  # pickles that are none, with a digest that fits
    "nothing": b"", "text": b"abc", "cut": pickle.dumps([1, 2], 4)[:-3],
    "another protocol": b"\x80\x63.", "an empty stack": b"0.", "a name we do not have":
        b"cpolicywerk.primitives.vector\nno_such\n.", "a module we do not have":
        b"cpolicywerk.no_such\nx\n.", "no mark": b"\x80\x04t.", "nothing kept": b"h\x05.",
}


@pytest.mark.parametrize("name", SIGNED)
def test_what_is_no_pickle_is_refused(tmp_path, name):
    content = b"run\n" + SIGNED[name]
    path = tmp_path / "checkpoint"
    path.write_bytes(sha256(content).hexdigest().encode() + b"\n" + content)
    with pytest.raises(CheckpointError, match="checkpoint: "):
        load_checkpoint("run", path)


def test_a_folder_is_no_checkpoint(tmp_path):
    with pytest.raises(CheckpointError, match="directory"):
        load_checkpoint("run", tmp_path)


def test_a_state_that_cannot_be_kept_leaves_the_old_file(tmp_path):
    save_checkpoint([1], "run", tmp_path / "checkpoint")
    with pytest.raises((pickle.PicklingError, AttributeError)):
        save_checkpoint(lambda: 1, "run", tmp_path / "checkpoint")
    assert load_checkpoint("run", tmp_path / "checkpoint") == [1]
    assert len(list(tmp_path.iterdir())) == 1


# ---------------------------------------------------------------- every Python

GO_ON = """
import sys
from pathlib import Path
from policywerk.data.checkpoint import load_checkpoint, save_checkpoint
from policywerk.lessons.experiment import Given, silent
from policywerk.lessons.l00_machinery import MOONS, Moons
path = Path(sys.argv[1])
config = Moons(hidden=2, steps=24, points=10, unseen=10)
state = MOONS.go_on(MOONS.begin(config, Given(seed=3)), silent, until=9)
save_checkpoint(state, "run", path)
print(*MOONS.finish(MOONS.go_on(load_checkpoint("run", path), silent)).digests.values())
"""


@pytest.mark.parametrize("interpreter", interpreters().values(), ids=interpreters().keys())
def test_every_python_goes_on_where_it_was(tmp_path, interpreter):
    config = Moons(hidden=2, steps=24, points=10, unseen=10)
    expected = MOONS(config, Given(seed=3)).digests
    assert list(expected) == ["20", "24"]
    printed = run_python(interpreter, "-c", GO_ON, str(tmp_path / "checkpoint")).split()
    assert printed == list(expected.values())
