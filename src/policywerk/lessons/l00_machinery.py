"""Lesson 00, the machinery at work: a network trained from scratch, and a race.

`Moons` learns to tell two crescents of points apart, and is judged on points it never saw,
beside a straight line that was trained until its loss stood still. `Race` lets five
optimisers walk down one valley.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Dict, List, Mapping, Optional, Tuple

from policywerk.building_blocks.dense import Dense, linear
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
from policywerk.building_blocks.network import Layer, Network, mlp
from policywerk.building_blocks.optimizers import (
    SGD,
    Adam,
    LaProp,
    Momentum,
    Optimizer,
    RMSProp,
)
from policywerk.data.record import Evidence, Record
from policywerk.data.statistics import bootstrap_interval
from policywerk.data.values import Json, entries, number
from policywerk.lessons.experiment import Experiment, Found, Given, Records, Run, Study
from policywerk.lessons.settings import Config, config_of, setting
from policywerk.lessons.stepwise import Stepwise
from policywerk.primitives.matrix import Matrix
from policywerk.primitives.random import Stream, integer, normal, stream, uniform
from policywerk.primitives.scalar import PI, cos, sin
from policywerk.primitives.vector import Vector, max_norm

NUMBER = "00"


@dataclass(frozen=True)
class Moons(Config):
    """Tell two crescents of points apart."""

    hidden: int = setting(16, "neurons in each of two hidden layers; 0 for none", least=0)
    steps: int = setting(200, "updates, each from all points", least=1)
    alpha: float = setting(0.02, "step size of Adam", least=0.0)
    points: int = setting(200, "to learn from", least=1)
    unseen: int = setting(1000, "points to be judged by", least=1)
    noise: float = setting(0.2, "standard deviation of each coordinate", least=0.0)


@dataclass(frozen=True)
class Race(Config):
    """Let five rules walk down one valley, x^2/2 + steep y^2/2."""

    steps: int = setting(140, "of each rule", least=1)
    steep: float = setting(25.0, "how many times as steep along y as along x", least=0.0)
    within: float = setting(0.01, "at the floor: both coordinates smaller", least=0.0)


LINE = Moons(hidden=0, steps=2000)  # the baseline: in the end its loss stands still
SEEDS = range(10)
SHOWN = Run(Moons(), seed=1, keeps="00-moons")  # the median of the ten


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


def network_of(weights: Mapping[str, Matrix]) -> Network:
    """The network that has these weights, as `make_network` names them."""
    layers: List[Layer] = []
    while f"moons.{len(layers)}.weight" in weights:
        name = f"moons.{len(layers)}"
        weight, bias = (Parameter(f"{name}.{part}", weights[f"{name}.{part}"])
                        for part in ("weight", "bias"))
        bend = tanh if f"moons.{len(layers) + 1}.weight" in weights else linear
        layers.append(Dense(weight, bias, bend))
    return Network(layers)


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


DRAWN = (0, 5, 10, 20, 40, 80, 120, 200)  # steps whose weights are kept for drawing
SEGMENT = 20  # steps after which all there is to training has happened


@dataclass
class Training:
    """A network on its way: all there is of it between two steps."""

    steps: int  # in all
    alpha: float
    points: Tuple[Matrix, Vector]  # to learn from: inputs, labels
    unseen: Tuple[Matrix, Vector]  # to be judged by
    network: Network
    optimizer: Adam = field(default_factory=Adam)
    step: int = 0  # done
    losses: List[float] = field(default_factory=list)  # before each step
    snapshots: List[Dict[str, Json]] = field(default_factory=list)
    digests: Dict[str, str] = field(default_factory=dict)

    @property
    def merit(self) -> str:
        """The loss before the last step."""
        return f"loss {self.losses[-1]:.4f}"


def begin_training(config: Moons, given: Given) -> Training:
    """Points, and a network that knows nothing."""
    seed = given.only_seed
    return Training(
        steps=config.steps,
        alpha=config.alpha,
        points=two_moons(config.points, config.noise, stream(seed, "points")),
        unseen=two_moons(config.unseen, config.noise, stream(seed, "unseen points")),
        network=make_network(config, stream(seed, "weights")),
    )


def loss_of(training: Training) -> Node:
    """The loss on all points, noted down; the weights too, if they are to be drawn."""
    parameters = training.network.parameters()
    if training.step in DRAWN:
        weights = [[list(row) for row in p.values] for p in parameters]
        training.snapshots.append({"step": training.step, "parameters": weights})
    inputs, labels = training.points
    loss = cross_entropy(training.network(constant(inputs)), labels)
    training.losses.append(loss.values[0][0])
    return loss


def train_once(training: Training) -> Training:
    """One step: the slopes of the loss on all points, and a step of Adam."""
    parameters = training.network.parameters()
    zero_grads(parameters)
    backward(loss_of(training))
    training.optimizer.step(parameters, training.alpha)
    training.step += 1
    return training


def judged(training: Training) -> Found:
    """The last loss, how often the network is right, and its weights."""
    loss_of(training)
    weights = {p.name: p.values for p in training.network.parameters()}
    return Found(
        results={
            "loss": training.losses[-1],
            "accuracy": accuracy(training.network, *training.points),
            "unseen_accuracy": accuracy(training.network, *training.unseen),
        },
        series={"loss": training.losses},
        snapshots=training.snapshots,
        weights=weights,
    )


def learnt(training: Training) -> Json:
    """The numbers that training changes."""
    return [p.values for p in training.network.parameters()]


MOONS = Stepwise(begin_training, train_once, judged, learnt, SEGMENT)


# ---------------------------------------------------------------- five rules, one valley

START: Vector = [10.0, 1.0]
RACERS: Dict[str, Tuple[Callable[[], Optimizer], float]] = {  # a fresh rule, its step size
    "SGD": (SGD, 1.0 / 13.0),
    "momentum": (lambda: Momentum(0.5), 0.1),
    "RMSProp": (lambda: RMSProp(0.9, 1e-8), 0.1),
    "Adam": (Adam, 0.5),
    "LaProp": (LaProp, 0.5),
}


def race_experiment(config: Race, given: Given) -> Found:
    """Each rule on its own from START: its place after every step, and when it arrived."""
    series: Dict[str, List[float]] = {}
    arrived: Dict[str, Json] = {}
    for done, (name, (rule, alpha)) in enumerate(RACERS.items()):
        given.report("racing", done, len(RACERS))
        places = descend(rule(), alpha, config)
        series[f"{name} x"] = [x for x, _ in places]
        series[f"{name} y"] = [y for _, y in places]
        arrived[name] = arrival(places, config.within)
    return Found(results={"arrived": arrived}, series=series)


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


def summarise(records: Records) -> Evidence:
    """Accuracy on unseen points of the network and of the straight line, seed by seed."""
    samples: Dict[str, List[float]] = {"network": [], "line": []}
    seeds = []
    for config, record in records.each(Moons):
        kind = "network" if config.hidden else "line"
        samples[kind].append(number(record.results["unseen_accuracy"]))
        seeds += [record.seed] if config.hidden else []
    rng = stream(0, "bootstrap")
    return Evidence(
        lesson=NUMBER,
        seeds=seeds,
        samples=samples,
        intervals={kind: bootstrap_interval(samples[kind], rng) for kind in samples},
        expected={},
        comparisons=[],
    )


def moons_in_words(record: Record) -> List[str]:
    """The loss as it falls, and how often the network is right."""
    losses = record.series["loss"]
    tenth = max(1, (len(losses) - 1) // 10)
    lines = [f"  step {step:4}   loss {losses[step]:.4f}" for step in range(0, len(losses), tenth)]
    return [
        *lines,
        "",
        f"right on the points it learnt from: {number(record.results['accuracy']):.1%}",
        f"right on points it never saw:       {number(record.results['unseen_accuracy']):.1%}",
    ]


def race_in_words(record: Record) -> List[str]:
    """How many steps each rule took to the floor."""
    steps = config_of(Race, record).steps
    lines = []
    arrived = entries(record.results["arrived"])
    for name in RACERS:
        step = arrived[name]
        late = f"not there after {steps} steps"
        lines.append(f"  {name:9} {late if step is None else f'there after {step} steps'}")
    return lines


STUDY = Study(
    lesson=NUMBER,
    experiments=(
        Experiment(Moons, MOONS, moons_in_words),
        Experiment(Race, race_experiment, race_in_words, seeded=False),
    ),
    runs=(
        *[SHOWN if seed == SHOWN.seed else Run(Moons(), seed) for seed in SEEDS],
        *[Run(LINE, seed) for seed in SEEDS],
        Run(Race()),
    ),
    default=Run(Moons()),
    summarise=summarise,
)
