"""Lesson 02, what a push is measured from: the mark of 1983, and that of the policy gradient.

`Marking` trains a search element that differs from that of 1983 in the shape of its noise, and,
if it is asked for, in one term of its rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Mapping, NamedTuple

from policywerk.actors.barto_sutton import AdaptiveCritic, Critic, NoCritic, Settings
from policywerk.actors.soft_search import MARKS, SoftSearch
from policywerk.data.record import Record
from policywerk.data.values import whole
from policywerk.lessons.experiment import Found, Given, Records, Run
from policywerk.lessons.l02_runs import FAR, RunsSoFar, binned, filled, lengths_of, train
from policywerk.lessons.settings import Config, setting
from policywerk.primitives.random import stream
from policywerk.world import cart_pole
from policywerk.world.cart_pole import CartPole


@dataclass(frozen=True)
class Marking(Config):
    """One way to mark a push on the cart-pole, a run from nothing for each seed."""

    measured: str = setting("from 0", "what a push is measured from", choices=tuple(MARKS))
    alpha: float = setting(100.0, "step size of the search element", least=0.0)
    critic: bool = setting(True, "whether its news are the ACE's")
    trials: int = setting(100, "of a run, unless it is stopped", least=1)
    cap: int = setting(500_000, "steps after which a run is stopped", least=1)


def new_search(config: Marking) -> SoftSearch:
    """A search element that knows nothing of the cart-pole."""
    boxes, settings = cart_pole.BOXES.count, Settings(alpha=config.alpha)
    critic: Critic = AdaptiveCritic(boxes, settings) if config.critic else NoCritic()
    return SoftSearch(boxes, settings, critic, MARKS[config.measured])


def marking_experiment(config: Marking, given: Given) -> Found:
    """Train one search element on the cart-pole, once for each seed."""
    runs = RunsSoFar(config.trials, given)
    for seed in given.each_seed:
        rng = stream(seed, "soft pushes")
        runs.add(train(CartPole(), cart_pole.BOXES, new_search(config), rng,
                       config.trials, config.cap))
    return runs.measured()


# ---------------------------------------------------------------- what is asked


class Kind(NamedTuple):
    """What a push is measured from, and whether there is a critic."""

    measured: str
    critic: bool


STEP_SIZES = (3.0, 10.0, 30.0, 100.0, 1000.0, 10_000.0, 100_000.0)  # the last is about that of 1983
CHOSEN = {  # of these the one with the longest last trials, on seeds that count for nothing else
    Kind("from 0", True): 10_000.0,
    Kind("from its mean", True): 10.0,
    Kind("from 0", False): 1000.0,
    Kind("from its mean", False): 30.0,
}
TRIED, TRIED_SEEDS = 100, 10  # the first of those seeds, and how many they are
SEEDS = 50  # from 0 on, as the first runs of the systems of 1983


def trial_run(kind: Kind, alpha: float) -> Run:
    """The runs by which a step size is judged."""
    return Run(Marking(kind.measured, alpha, kind.critic), TRIED, TRIED_SEEDS, "evidence")


def chosen_run(kind: Kind) -> Run:
    """The runs with the step size that was chosen."""
    return Run(Marking(kind.measured, CHOSEN[kind], kind.critic), 0, SEEDS, "evidence")


PATIENT = tuple(Run(Marking("from its mean", alpha, trials=1000), 0, 20, "evidence")
                for alpha in (10.0, 30.0))  # small steps, and ten times the trials
MARKING_RUNS = (*(trial_run(kind, alpha) for kind in CHOSEN for alpha in STEP_SIZES),
                *map(chosen_run, CHOSEN), *PATIENT)


# ---------------------------------------------------------------- what it amounts to


def kind_title(kind: Kind) -> str:
    """What a search element is called among the samples."""
    return f"push {kind.measured}{'' if kind.critic else ', no critic'}"


def tried_title(kind: Kind, alpha: float) -> str:
    """What it is called while its step size is being chosen."""
    return f"{kind_title(kind)}, alpha {alpha:g}"


def patient_title(run: Run) -> str:
    """What runs of many trials are called."""
    config = run.config
    assert isinstance(config, Marking)
    kind = Kind(config.measured, config.critic)
    return f"{tried_title(kind, config.alpha)}, {config.trials:,} trials"


def run_samples(record: Record) -> Dict[str, List[float]]:
    """What each run of a record came to, a number a run."""
    trials = whole(record.config["trials"])
    runs = [filled(steps, trials) for steps in lengths_of(record)]
    return {
        "last five": [binned(run)[-1] for run in runs],
        "falls": [float(falls(run)) for run in runs],
        "went far": [float(max(run) >= FAR) for run in runs],
    }


def falls(lengths: List[float]) -> int:
    """How many trials ended before the first that went far; all of them, if none did."""
    for trial, steps in enumerate(lengths):
        if steps >= FAR:
            return trial
    return len(lengths)


def marking_samples(records: Records, beside: Mapping[str, Run]) -> Dict[str, List[float]]:
    """What single runs came to: of both marks, and of some systems to set beside them.

    Args: beside: the runs of those systems, by name.
    """
    runs = {**beside, **{kind_title(kind): chosen_run(kind) for kind in CHOSEN},
            **{patient_title(run): run for run in PATIENT},
            **{tried_title(kind, alpha): trial_run(kind, alpha)
               for kind in CHOSEN for alpha in STEP_SIZES}}
    found = ((title, records.find(run)) for title, run in runs.items())
    return {f"{title}, run by run, {name}": each for title, record in found
            if record is not None for name, each in run_samples(record).items()}
