"""What all lessons share: experiments, runs and their names, and records of what came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import (
    Any,
    Callable,
    Dict,
    Generic,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Protocol,
    Sequence,
    Tuple,
    Type,
)

from policywerk.data.record import Evidence, Record
from policywerk.data.values import Json, canonical_json
from policywerk.lessons.settings import (
    C,
    Config,
    RequestError,
    config_of,
    experiment_name,
    settings_in_name,
    settings_of,
)
from policywerk.primitives.matrix import Matrix


class Report(Protocol):
    """What a run tells about its progress, and to whom."""

    def __call__(self, stage: str, done: int, of: int, merit: str = "") -> None:
        """Called when a stage begins (done = 0) and after each of its `of` steps.

        Args: merit: how good the learner is by now, in words, as "return -25.3".
        """


def silent(stage: str, done: int, of: int, merit: str = "") -> None:
    """The report that nobody reads."""


class Given(NamedTuple):
    """What a run is given beside its settings."""

    seed: int = 0  # the first of its seeds
    seeds: int = 1  # how many, one after the other
    report: Report = silent
    records: Tuple[Record, ...] = ()  # of the runs that it reads, in their order

    @property
    def each_seed(self) -> range:
        """Its seeds: seed, seed + 1, ..."""
        return range(self.seed, self.seed + self.seeds)

    @property
    def only_seed(self) -> int:
        """Its seed, for an experiment that takes one a run.

        Raises: RequestError if it is given several.
        """
        if self.seeds != 1:
            raise RequestError(f"this experiment takes one seed a run, got {self.seeds}")
        return self.seed


class Found(NamedTuple):
    """What an experiment hands back; `record_of` makes a record of it."""

    results: Mapping[str, Json] = {}
    series: Mapping[str, List[float]] = {}
    snapshots: Sequence[Mapping[str, Json]] = ()
    digests: Mapping[str, str] = {}  # of the learner after some steps
    weights: Mapping[str, Matrix] = {}  # what it has learnt, by name


def listed(record: Record) -> List[str]:
    """The results of a record, a line each: what an experiment says that has no better words."""
    return [f"{name}: {canonical_json(value)}" for name, value in record.results.items()]


@dataclass(frozen=True)
class Run:
    """One run of a lesson: what the build trains, and what for."""

    config: Config
    seed: int = 0  # the first of its seeds
    seeds: int = 1  # how many
    tier: str = "figures"  # or "evidence": one more seed, an ablation
    keeps: str = ""  # the name under which its weights come with the package, if they do


def reads_nothing(config: Config) -> Tuple[Run, ...]:
    """What most experiments read of other runs."""
    return ()


@dataclass(frozen=True)
class Experiment(Generic[C]):
    """A question that a lesson asks: its settings, how it is answered, and how that is told."""

    config: Type[C]
    train: Callable[[C, Given], Found]
    describe: Callable[[Record], List[str]] = listed
    reads: Callable[[C], Tuple[Run, ...]] = reads_nothing  # runs whose records it is given
    seeded: bool = True  # whether chance has a part in it
    seeds: int = 1  # how many are usual

    @property
    def name(self) -> str:
        """As it stands in records and on the command line."""
        return experiment_name(self.config)


@dataclass(frozen=True)
class Study:
    """A lesson's program: its experiments, its runs, and what they amount to."""

    lesson: str  # "01"
    experiments: Tuple[Experiment[Any], ...]
    runs: Tuple[Run, ...]
    default: Run  # what `python -m policywerk run 01` runs; one of the runs
    summarise: Callable[[Records], Evidence]

    def experiment(self, name: str) -> Experiment[Any]:
        """The experiment of that name.

        Raises: RequestError naming the experiments there are.
        """
        for each in self.experiments:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in self.experiments)
        raise RequestError(f"lesson {self.lesson} has no experiment {name!r}; it has: {known}")

    def experiment_of(self, run: Run) -> Experiment[Any]:
        """The experiment that a run carries out."""
        return self.experiment(experiment_name(type(run.config)))

    def reads(self, run: Run) -> Tuple[Run, ...]:
        """The runs whose records a run is given."""
        return self.experiment_of(run).reads(run.config)

    def usual(self, experiment: Experiment[Any]) -> Run:
        """The run of an experiment when nothing else is asked for."""
        if self.experiment_of(self.default) is experiment:
            return self.default
        return Run(experiment.config(), seeds=experiment.seeds)

    def name(self, run: Run) -> str:
        """A run's name, also that of its file (file_of): experiment, changed settings, seeds."""
        experiment = self.experiment_of(run)
        return "-".join([experiment.name, *settings_in_name(run.config),
                         *(_seeds_in_name(run) if experiment.seeded else [])])

    def planned(self) -> Dict[str, Run]:
        """The runs by name."""
        return {self.name(run): run for run in self.runs}


def _seeds_in_name(run: Run) -> List[str]:
    if run.seeds == 1:
        return ["seed", str(run.seed)]
    return ["seeds", str(run.seed), str(run.seed + run.seeds - 1)]


def carry_out(
    study: Study, run: Run, report: Report = silent, records: Optional[Sequence[Record]] = None
) -> Tuple[Record, Found]:
    """Train a run, and first those that it reads, unless their records are given.

    Returns: its record, and all that was found, weights included.
    """
    if records is None:
        records = [carry_out(study, each, report)[0] for each in study.reads(run)]
    given = Given(run.seed, run.seeds, report, tuple(records))
    found = study.experiment_of(run).train(run.config, given)
    return record_of(study, run, found), found


def record_of(study: Study, run: Run, found: Found) -> Record:
    """What was asked for and what came out, in one record."""
    return Record(
        lesson=study.lesson,
        name=study.name(run),
        config=settings_of(run.config),
        seed=run.seed,
        seeds=run.seeds,
        series=found.series,
        snapshots=list(found.snapshots),
        results=found.results,
        digests=found.digests,
    )


def describe(study: Study, record: Record) -> str:
    """A record in words, as `python -m policywerk run 01` prints it."""
    experiment = study.experiment(str(record.config["experiment"]))
    title = f"Lesson {record.lesson}, {experiment.name}"
    if experiment.seeded:
        last = record.seed + record.seeds - 1
        title += f", seed{'s' if record.seeds > 1 else ''} {record.seed}"
        title += f" to {last}" if record.seeds > 1 else ""
    return "\n".join([title, "", *experiment.describe(record)])


# ---------------------------------------------------------------- records together


class Records:
    """The records of a lesson that there are, in the order of its runs."""

    def __init__(self, study: Study, records: Mapping[str, Record]) -> None:
        planned = study.planned()
        self.study = study
        self.by_name = {name: records[name] for name in planned if name in records}
        self.missing = [name for name in planned if name not in records]

    def __len__(self) -> int:
        return len(self.by_name)

    def find(self, run: Run) -> Optional[Record]:
        """The record of a run; None if it is not trained yet."""
        return self.by_name.get(self.study.name(run))

    def of(self, run: Run) -> Record:
        """The record of a run.

        Raises: KeyError naming the run that is not trained yet.
        """
        return self.by_name[self.study.name(run)]

    def each(self, kind: Type[C]) -> Iterator[Tuple[C, Record]]:
        """The records of one experiment, each with its configuration."""
        for record in self.by_name.values():
            if record.config["experiment"] == experiment_name(kind):
                yield config_of(kind, record), record
