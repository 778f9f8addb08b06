"""Everything that takes numbers, tried with all sorts of them.

The callables are found by walking the package, and their arguments are made from annotations:
right ones, and right ones with one wrong among them (nan, too large, negative, of another
length, ragged, no number at all). Whatever comes, four things hold. From numbers up to 1e150 comes
no nan. What is refused is refused by a ValueError or a TypeError, or another error that the
docstring names, whose text tells what was wrong. A call that is refused leaves its arguments as
they were. And nothing hangs. Worked examples of single errors stand with each module.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import functools
import importlib
import inspect
import math
import pkgutil
import random
import re
import resource
import signal
import typing
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import policywerk
from policywerk.actors import (
    actor_critic,
    barto_sutton,
    behaviour,
    number_heads,
    q_lambda,
    q_learner,
    rssm,
    world_model,
)
from policywerk.building_blocks import dense, grad, network, traces
from policywerk.building_blocks.conv import Images, Windows, slide
from policywerk.building_blocks.grad import Node, Parameter
from policywerk.building_blocks.optimizers import Adam, Optimizer, Trainable
from policywerk.building_blocks.schedules import Schedule
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream, stream

# Lessons train, data is files; what takes a size and makes as many things is asked for few.
LEFT_OUT = ("policywerk.lessons", "policywerk.__main__", "policywerk.data.published")
SECONDS = 2.0
LARGEST = 1e150  # squares of larger ones are infinite, and differences of those nan
GIGABYTES = 2


# Inner loops, which do not look at the entries one by one before they begin.
KERNELS = {"primitives.vector.add_scaled", "primitives.matrix.add_outer",
           "building_blocks.grad.add_outer_products", "building_blocks.grad.add_combinations",
           "building_blocks.traces.accumulate", "building_blocks.traces.replace",
           "building_blocks.traces.dutch", "building_blocks.traces.credit",
           "actors.td_learner.present"}
NOT_TRIED = {
    # inner loops of the tape, called on what was checked
    "building_blocks.grad.affine_values", "building_blocks.grad.add_multiple",
    "building_blocks.grad.mostly_zero",
    "building_blocks.optimizers.Optimizer.step",  # for the rules to say
    "actors.td_learner.next_prediction", "actors.td_learner.outcome",  # by rules that checked
    "actors.td_learner.present_until_still",  # a million presentations take a while
    "world.car_rental.car_rental",  # takes seconds when all is well
}
# Once a step, on what was looked at before: by TableLearner, whose rows and actions these are,
# and by TabularEnvironment, whose sums of probabilities end near 1.
NOT_TRIED |= {"actors.q_learner.crossed_backup", "actors.q_learner.greedy_backup",
              "actors.q_learner.sampled_backup", "building_blocks.environments.drawn"}
# Inner passes of the tape, over matrices whose shapes the nodes compared.
NOT_TRIED |= {"building_blocks.grad.add_multiple", "building_blocks.grad.affine_values",
              "building_blocks.grad.mostly_zero"}
# A tally of the loops' own counts: a nan from outside would stay in it.
NOT_TRIED |= {"building_blocks.work.did"}


class CannotMake(Exception):
    """No argument of this type can be made here, or it was refused itself."""


# ---------------------------------------------------------------- what is tried


def modules():
    for found in pkgutil.walk_packages(policywerk.__path__, "policywerk."):
        if not found.name.startswith(LEFT_OUT):
            yield importlib.import_module(found.name)


def callables():
    """Name and (owner or None, function) of all that is public, classes' methods included."""
    for module in modules():
        for name, thing in sorted(vars(module).items()):
            if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
                continue
            short = module.__name__.removeprefix("policywerk.")
            if inspect.isfunction(thing):
                yield f"{short}.{name}", (None, thing)
            elif inspect.isclass(thing) and not typing.is_typeddict(thing):
                yield from methods(f"{short}.{name}", thing)


def methods(name, cls):
    if getattr(cls, "_is_protocol", False) or issubclass(cls, Exception):
        return
    yield name, (None, cls)
    for key, thing in sorted(vars(cls).items()):
        if inspect.isfunction(thing) and (not key.startswith("_") or key == "__call__"):
            yield f"{name}.{key}", (cls, thing)


# ---------------------------------------------------------------- arguments

GOOD_FLOATS = [0.0, 1.0, 0.5, 0.25, 0.9, 2.0, -1.0, -0.5, 3.0, 1e-8]
BAD_FLOATS = [math.nan, math.inf, -math.inf, -1.0, -1e-300, 1.5, 1e308, -1.7e308, 5e-324, 1e200,
              "a", None, True, 10**400, [], 1j]
BAD_INTS = [-1, 0, 2**31, 10**12, -(2**70), 2.5, math.nan, math.inf, "3", None, True, [1]]
BAD_LISTS = [None, "ab", 3.0, [], [[]], [None], ["a"], {}, [[1.0], [1.0, 2.0]]]
SIZES = rssm.RSSMSizes(4, 2, 3, 2, 3, 2, 4)
WORLD = world_model.WorldSettings(SIZES, pixels=2, decoder=2, head=2, bins=3, limit=1.0)
BEHAVIOUR = behaviour.BehaviourSettings(units=2, layers=1, bins=3, limit=1.0, horizon=2, last=2)
KNOWN = {
    dense.Bend: lambda: grad.tanh,
    dense.Draw: lambda: dense.glorot_uniform,
    Stream: lambda: stream(0, "fuzz"),
    Optimizer: Adam,
    Schedule: lambda: lambda n: 0.5,
    q_learner.NextValue: lambda: q_learner.greedy_backup,
    q_lambda.Mark: lambda: traces.accumulate,
    barto_sutton.Critic: barto_sutton.NoCritic,
    Images: lambda: Images(1, 2, 2),
    Windows: lambda: slide(Images(1, 2, 2), 2),  # as slide makes them, not by hand
    traces.Trace: lambda: [0.0, 0.5, 0.0],
    network.Network: lambda: network.mlp("network", [2, 3, 2], stream(0, "fuzz"), grad.tanh),
    number_heads.NumberHead: lambda: number_heads.two_hot_head(
        "head", [2, 2], 3, 1.0, stream(0, "fuzz")),
    behaviour.Doer: lambda: behaviour.Chooser(KNOWN[network.Network]()),
    actor_critic.Actor: lambda: actor_critic.gaussian_actor([2, 3, 2], stream(0, "fuzz")),
    rssm.RSSMSizes: lambda: SIZES,
    world_model.WorldModel: lambda: world_model.new_world_model(WORLD, stream(0, "fuzz")),
    world_model.WorldSettings: lambda: WORLD,
    behaviour.BehaviourSettings: lambda: BEHAVIOUR,
    behaviour.Behaviour: lambda: behaviour.new_behaviour(
        BEHAVIOUR, SIZES.features, 2, False, stream(0, "fuzz")),
}


def numeric(of):
    """Whether the things of this annotation are numbers, or lists and tuples of such."""
    inside = typing.get_args(of)
    return of in (float, int) or (bool(inside) and all(numeric(each) for each in inside))


class Maker:
    """Makes the arguments of one call; `wrong` is how many more wrong things it may put in."""

    def __init__(self, rng, wrong):
        self.rng, self.wrong, self.depth = rng, wrong, 0
        self.n, self.m = rng.randint(1, 4), rng.randint(1, 4)

    def spoil(self, share=0.3):
        if self.wrong and self.rng.random() < share:
            self.wrong -= 1
            return True
        return False

    def number(self):
        if self.spoil():
            return self.rng.choice(BAD_FLOATS)
        kind = self.rng.random()
        return (self.rng.choice(GOOD_FLOATS) if kind < 0.5 else self.rng.random() if kind < 0.8
                else self.rng.uniform(-5.0, 5.0))

    def whole(self):
        return self.rng.choice(BAD_INTS) if self.spoil() else self.rng.randint(0, 4)

    def sequence(self, of):
        if numeric(of) and self.spoil(0.1):
            return self.rng.choice(BAD_LISTS)
        length = self.rng.choice([self.n, self.n, self.m, 1])
        if self.spoil(0.15):
            length = self.rng.choice([0, length + 1, length - 1])
        items = [self.make(of) for _ in range(length)]
        if of is float and self.rng.random() < 0.4 and all(type(x) is float for x in items):
            whole = sum(abs(x) for x in items)  # probabilities, for those who want them
            items = [abs(x) / whole for x in items] if 0.0 < whole < math.inf else items
        return items

    def matrix(self):
        rows = [[self.number() for _ in range(self.m)] for _ in range(self.n)]
        if self.spoil(0.2):
            rows[-1] = rows[-1][1:]
        if self.spoil(0.1):
            rows = self.rng.choice(BAD_LISTS)
        return rows

    def good_matrix(self):
        kept, self.wrong = self.wrong, 0
        rows, self.wrong = self.matrix(), kept
        if self.rng.random() < 0.2:
            rows = [[self.rng.choice([1e-300, 1e150, 0.0, -700.0, 40.0]) for _ in row]
                    for row in rows]
        return rows

    def make(self, of):
        """An argument of this annotation; CannotMake if it knows none."""
        self.depth += 1
        try:
            if self.depth > 8:
                raise CannotMake(of)
            return self._make(of)
        finally:
            self.depth -= 1

    def _make(self, of):
        origin, inside = typing.get_origin(of), typing.get_args(of)
        if of in KNOWN:
            return KNOWN[of]()
        simple = {float: self.number, int: self.whole, bool: lambda: self.rng.random() < 0.5,
                  str: lambda: self.rng.choice(["a", "tanh", ""]), type(None): lambda: None,
                  typing.Any: lambda: self.rng.choice([self.number, self.whole])()}
        if of in simple:
            return simple[of]()
        if isinstance(of, typing.TypeVar):
            return self.rng.randint(0, 4)
        if of == Matrix:
            return self.matrix()
        if origin in (list, collections.abc.Sequence, collections.abc.Iterable):
            return self.sequence(inside[0])
        if origin is tuple:
            return tuple(self.make(each) for each in inside if each is not ...)
        if origin is typing.Union:
            return self.make(self.rng.choice(inside))
        if origin is dict:
            return {self.make(inside[0]): self.make(inside[1]) for _ in range(2)}
        if of is Node:
            return Node(self.good_matrix()) if self.rng.random() < 0.5 else self.make(Parameter)
        if of in (Parameter, Trainable):
            return Parameter("p", self.good_matrix())
        if inspect.isclass(of) and of.__module__.startswith("policywerk"):
            return self.built(of)
        raise CannotMake(of)

    def built(self, cls):
        try:
            return cls(**self.arguments(cls))
        except (ValueError, TypeError, IndexError, OverflowError) as refused:
            raise CannotMake(cls) from refused

    def arguments(self, function):
        init = function
        if inspect.isclass(function):
            record = dataclasses.is_dataclass(function) or hasattr(function, "_fields")
            init = function.__new__ if hasattr(function, "_fields") else function.__init__
            hints = typing.get_type_hints(function if record else init)
        else:
            hints = typing.get_type_hints(function)
        made = {}
        for name, parameter in inspect.signature(init).parameters.items():
            if name in ("self", "_cls", "cls"):
                continue
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if parameter.default is not parameter.empty and self.rng.random() < 0.5:
                continue
            made[name] = self.make(hints.get(name, typing.Any))
        return made


# ---------------------------------------------------------------- what is looked at


def frozen(thing, seen=()):
    """Everything in a thing, as text that does not change when it does."""
    if any(thing is each for each in seen):
        return "..."
    seen = (*seen, thing)
    if isinstance(thing, Stream) or (callable(thing) and not isinstance(thing, Node)):
        return ""
    if isinstance(thing, (list, tuple)):
        return [frozen(each, seen) for each in thing]
    if isinstance(thing, dict):
        return [(frozen(key, seen), frozen(each, seen)) for key, each in thing.items()]
    if hasattr(thing, "__dict__"):
        kept = {key: each for key, each in vars(thing).items()  # what is computed once is no change
                if not isinstance(getattr(type(thing), key, None), functools.cached_property)}
        return [type(thing).__name__, frozen(kept, seen)]
    return repr(thing)


def numbers(thing, seen=()):
    """All floats in a thing, slopes of a node included."""
    if isinstance(thing, float):
        yield thing
    elif isinstance(thing, (list, tuple)):
        for each in thing:
            yield from numbers(each, seen)
    elif isinstance(thing, dict):
        yield from numbers(list(thing.values()), seen)
    elif isinstance(thing, Node):
        yield from numbers([thing.values, thing.grads], seen)
    elif hasattr(thing, "__dict__") and not callable(thing) and not any(
            thing is each for each in seen):
        yield from numbers(list(vars(thing).values()), (*seen, thing))


def says_what(error):
    """Whether a message has a number, a name in quotes, a type, or says that nothing is there."""
    words = r"\d|nan|inf|'|empty|no |not |at least one|\[\]|none|True|False"
    types = "None|str|float|complex|list"
    return re.search(f"{words}|{types}", str(error)) is not None


NO_FLOAT = ("int too large to convert to float",  # Python's own words for 10^400, and clear
            "integer division result too large for a float",
            "cannot fit 'int' into an index-sized integer")  # and for a list times 2^70
UNCLEAR = re.compile(r"values to unpack|index out of range|arg is an empty sequence|"
                     r"^division by zero|^float division|^math ")


class Hung(Exception):
    """Two seconds have passed."""


def hang(*_):
    raise Hung


@pytest.fixture(autouse=True)
def _limits():
    """An alarm for what hangs, and a lid on memory, so that a list of 2^31 is an error."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + GIGABYTES * 2**30, before[1]))
    old = signal.signal(signal.SIGALRM, hang)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0.0)
    signal.signal(signal.SIGALRM, old)
    resource.setrlimit(resource.RLIMIT_AS, before)


def attempt(name, owner, function, seed):
    """One call with arguments made from the seed; None if none can be made."""
    maker = Maker(random.Random(f"{name}/{seed}"), wrong=seed % 3)
    try:
        made = maker.arguments(function)
        if owner is not None:
            maker.wrong = 0
            made = {"self": maker.built(owner), **made}
    except CannotMake:
        return None
    before = frozen(made)
    finite = all(abs(x) <= LARGEST for x in numbers(made))  # nan is not
    told = f"{name} {made}"
    error = result = None
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        positional = [made.pop("self")] if "self" in made else []
        result = function(*positional, **made)
        if inspect.isgenerator(result):
            result = list(result)
    except Hung:
        pytest.fail(f"{told} hangs")
    except Exception as caught:
        error = caught.with_traceback(None)  # which would keep all that the call had built
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
    if positional:
        made = {"self": positional[0], **made}
    if error is not None:
        judge(told, function, owner, error)
        of_an_entry = isinstance(error, TypeError) or str(error) in NO_FLOAT
        if not (of_an_entry and name in KERNELS):
            assert frozen(made) == before, f"{told}: refused, but changed"
    elif finite:
        assert not any(math.isnan(x) for x in numbers([result, made])), f"{told}: nan"
    return True


def judge(told, function, owner, error):
    documented = f"{function.__doc__} {owner.__doc__ if owner else ''} " + (
        function.__init__.__doc__ or "" if inspect.isclass(function) else "")
    kind = type(error).__name__
    if str(error) in NO_FLOAT:
        return
    assert isinstance(error, (ValueError, TypeError)) or kind in documented, (
        f"{told}: {kind}: {error}")
    assert says_what(error), f"{told}: {kind} does not say what: {error}"
    assert not UNCLEAR.search(str(error)), f"{told}: {kind}: {error}"


CALLABLES = {name: found for name, found in callables() if name not in NOT_TRIED}


def tries(count):
    return settings(max_examples=count, deadline=None, derandomize=True, database=None,
                    phases=[Phase.generate])


@pytest.mark.parametrize("name", CALLABLES)
@tries(8)
@given(seed=st.integers(0, 2**20))
def test_a_few(name, seed):
    attempt(name, *CALLABLES[name], seed)


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLABLES)
@tries(200)
@given(seed=st.integers(0, 2**30))
def test_many(name, seed):
    attempt(name, *CALLABLES[name], seed)


def test_what_is_left_out_exists():
    assert {name for name, _ in callables()} >= NOT_TRIED


def test_most_can_be_called():
    def can(name):
        return any(attempt(name, *CALLABLES[name], seed) for seed in range(0, 60, 3))

    cannot = [name for name in CALLABLES if not can(name)]
    assert len(cannot) < 0.2 * len(CALLABLES), cannot
