"""Lesson 00, the machinery at work: a network trained from scratch, and a race.

`Moons` learns to tell two crescents of points apart, and is judged on points it never saw,
beside a straight line that was trained until its loss stood still. `Race` lets five
optimisers walk down one valley.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Tuple, Union

from policywerk.building_blocks.grad import (
    Node,
    Parameter,
    backward,
    constant,
    mean,
    tanh,
    zero_grads,
)
from policywerk.building_blocks.loss_nodes import binary_cross_entropy
from policywerk.building_blocks.network import Network, mlp
from policywerk.building_blocks.optimizers import (
    SGD,
    Adam,
    LaProp,
    Momentum,
    Optimizer,
    RMSProp,
)
from policywerk.data.record import Evidence, Json, Record
from policywerk.data.statistics import bootstrap_interval
from policywerk.lessons.experiment import Found, Report, Run, record_of, silent
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream, integer, normal, stream, uniform
from policywerk.primitives.scalar import PI, cos, sin
from policywerk.primitives.vector import Vector, max_norm

NUMBER = "00"


@dataclass(frozen=True)
class Moons:
    """Tell two crescents of points apart."""

    hidden: int = 16  # neurons in each of two hidden layers; 0 for no hidden layer
    steps: int = 200  # updates, each from all points
    alpha: float = 0.02  # step size of Adam
    points: int = 200  # to learn from
    unseen: int = 1000  # to be judged by
    noise: float = 0.2  # standard deviation of each coordinate about its crescent


@dataclass(frozen=True)
class Race:
    """Let five rules walk down one valley, x^2/2 + steep y^2/2."""

    steps: int = 140  # of each rule
    steep: float = 25.0  # how many times as steep along y as along x
    within: float = 0.01  # at the floor: both coordinates smaller than this


Config = Union[Moons, Race]
DEFAULT = Moons()
LINE = Moons(hidden=0, steps=2000)  # the baseline: in the end its loss stands still


def run(config: Config, seed: int, report: Report = silent) -> Record:
    """Run one experiment; the same configuration and seed give the same record."""
    if isinstance(config, Race):
        found = race_experiment(config, report)
    else:
        found = moons_experiment(config, seed, report)
    return record_of(NUMBER, run_name(config, seed), config, seed, found)


def run_name(config: Config, seed: int) -> str:
    """A run's name, fit for a file."""
    if isinstance(config, Race):
        return "race"
    return f"{'network' if config.hidden else 'line'}-seed-{seed}"


def runs() -> List[Run]:
    """A network and a straight line for each of ten seeds, then the race."""
    planned: List[Tuple[Config, int]] = [
        (config, seed) for seed in range(10) for config in (Moons(), LINE)]
    planned.append((Race(), 0))
    return [Run(run_name(config, seed), config, seed, "figures") for config, seed in planned]


# ---------------------------------------------------------------- two crescents


def two_moons(n: int, noise: float, rng: Stream) -> Tuple[Matrix, Vector]:
    """n points on two crescents that reach into one another, and which crescent each is on.

    Crescent 0 is the upper half of the unit circle; crescent 1 the lower half of one about
    (1, 0.5). Both coordinates of each point are blurred.

    Returns: n rows of 2 coordinates, and n labels, 0.0 or 1.0.
    """
    inputs, labels = [], []
    for _ in range(n):
        label = float(integer(rng, 2))
        angle = uniform(rng, 0.0, PI)
        x, y = cos(angle), sin(angle)
        if label == 1.0:
            x, y = 1.0 - x, 0.5 - y
        inputs.append([x + normal(rng, 0.0, noise), y + normal(rng, 0.0, noise)])
        labels.append(label)
    return inputs, labels


def make_network(config: Moons, rng: Stream) -> Network:
    """A network of tanh neurons with 2 inputs and 1 output, a logit.

    Without hidden layers it can draw a straight line only.
    """
    hidden = [config.hidden, config.hidden] if config.hidden else []
    return mlp("moons", [2, *hidden, 1], rng, tanh)


def cross_entropy(outputs: Node, labels: Vector) -> Node:
    """Mean binary cross-entropy of logits z and labels c."""
    return mean(binary_cross_entropy(outputs, [[label] for label in labels]))


def accuracy(network: Network, inputs: Matrix, labels: Vector) -> float:
    """The share of points the network puts on the right crescent: logit above 0 for 1."""
    right = sum(
        1
        for (logit,), label in zip(network.predict(inputs), labels)
        if (logit > 0.0) == (label == 1.0)
    )
    return right / len(labels)


SHOWN = (0, 5, 10, 20, 40, 80, 120, 200)  # steps whose weights are kept for drawing


def moons_experiment(config: Moons, seed: int, report: Report) -> Found:
    """Train on some points, judge on others, keep the loss and a few sets of weights."""
    inputs, labels = two_moons(config.points, config.noise, stream(seed, "points"))
    unseen = two_moons(config.unseen, config.noise, stream(seed, "unseen points"))
    network = make_network(config, stream(seed, "weights"))
    parameters = network.parameters()
    optimizer = Adam()
    losses: List[float] = []
    snapshots: List[Dict[str, Json]] = []
    for step in range(config.steps + 1):
        if step in SHOWN:
            weights = [[list(row) for row in p.values] for p in parameters]
            snapshots.append({"step": step, "parameters": weights})
        zero_grads(parameters)
        loss = cross_entropy(network(constant(inputs)), labels)
        losses.append(loss.values[0][0])
        if step < config.steps:
            backward(loss)
            optimizer.step(parameters, config.alpha)
        report("training", step / config.steps)
    return Found(
        results={
            "loss": losses[-1],
            "accuracy": accuracy(network, inputs, labels),
            "unseen_accuracy": accuracy(network, *unseen),
        },
        series={"loss": losses},
        snapshots=snapshots,
    )


# ---------------------------------------------------------------- five rules, one valley

START: Vector = [10.0, 1.0]
RACERS: Dict[str, Tuple[Callable[[], Optimizer], float]] = {  # a fresh rule, its step size
    "SGD": (SGD, 1.0 / 13.0),
    "momentum": (lambda: Momentum(0.5), 0.1),
    "RMSProp": (lambda: RMSProp(0.9, 1e-8), 0.1),
    "Adam": (Adam, 0.5),
    "LaProp": (LaProp, 0.5),
}


def race_experiment(config: Race, report: Report) -> Found:
    """Each rule on its own from START: its place after every step, and when it arrived."""
    series: Dict[str, List[float]] = {}
    arrived: Dict[str, Json] = {}
    for done, (name, (rule, alpha)) in enumerate(RACERS.items()):
        report("racing", done / len(RACERS))
        places = descend(rule(), alpha, config)
        series[f"{name} x"] = [x for x, _ in places]
        series[f"{name} y"] = [y for _, y in places]
        arrived[name] = arrival(places, config.within)
    return Found(results={"arrived": arrived}, series=series, snapshots=[])


def descend(optimizer: Optimizer, alpha: float, config: Race) -> List[Vector]:
    """The places after 0, 1, 2, ... steps; the slopes are x and steep y."""
    w = Parameter("w", [list(START)])
    places = [list(START)]
    for _ in range(config.steps):
        x, y = w.values[0]
        w.grads[0][:] = [x, config.steep * y]
        optimizer.step([w], alpha)
        places.append(list(w.values[0]))
    return places


def arrival(places: List[Vector], within: float) -> Optional[int]:
    """The first step from which on every place is nearer to 0 than within; None if never."""
    outside = [step for step, place in enumerate(places) if not max_norm(place) < within]
    step = outside[-1] + 1 if outside else 0
    return step if step < len(places) else None


# ---------------------------------------------------------------- what it amounts to


def summarise(records: Dict[str, Record]) -> Evidence:
    """Accuracy on unseen points of the network and of the straight line, seed by seed."""
    samples: Dict[str, List[float]] = {"network": [], "line": []}
    seeds = []
    for record in records.values():
        if record.config["experiment"] != "moons":
            continue
        kind = "network" if record.config["hidden"] else "line"
        samples[kind].append(record.results["unseen_accuracy"])
        if kind == "network":
            seeds.append(record.seed)
    rng = stream(0, "bootstrap")
    return Evidence(
        lesson=NUMBER,
        seeds=seeds,
        samples=samples,
        intervals={kind: bootstrap_interval(samples[kind], rng) for kind in samples},
        expected={},
        comparisons=[],
    )


def describe(record: Record) -> str:
    """A record in words, as `python -m policywerk run 00` prints it."""
    experiment = record.config["experiment"]
    words = race_in_words(record) if experiment == "race" else moons_in_words(record)
    return "\n".join([f"Lesson {record.lesson}, {experiment}, seed {record.seed}", "", *words])


def moons_in_words(record: Record) -> List[str]:
    """The loss as it falls, and how often the network is right."""
    losses, results = record.series["loss"], record.results
    tenth = max(1, record.config["steps"] // 10)
    lines = [f"  step {step:4}   loss {losses[step]:.4f}" for step in range(0, len(losses), tenth)]
    return [
        *lines,
        "",
        f"right on the points it learnt from: {results['accuracy']:.1%}",
        f"right on points it never saw:       {results['unseen_accuracy']:.1%}",
    ]


def race_in_words(record: Record) -> List[str]:
    """How many steps each rule took to the floor."""
    lines = []
    for name in RACERS:
        step = record.results["arrived"][name]
        late = f"not there after {record.config['steps']} steps"
        lines.append(f"  {name:9} {late if step is None else f'there after {step} steps'}")
    return lines
