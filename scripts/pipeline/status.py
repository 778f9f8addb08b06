"""Compare what the lessons ask for with what is published: what is current, old, not there?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.keys import evidence_key, picture_key, run_key, training_roots, transcript_key
from pipeline.manifest import LessonManifest, Product, RunEntry, load_manifest
from pipeline.project import Lesson, read_record
from pipeline.publish import digest_of_all, file_digest, weights_parts
from pipeline.reach import Reach

if TYPE_CHECKING:
    from figures.pictures import Picture
    from policywerk.data.record import Record

TRANSCRIPT, EVIDENCE = "transcript", "evidence"
FILES = {TRANSCRIPT: "run.txt", EVIDENCE: "evidence.json"}
NAMED = 3  # changed definitions that a reason names


class State(Enum):
    """What can be said of something that is published, or should be."""

    CURRENT = "current"
    OLD = "old"  # a fault: it is not what the program makes
    NEVER = "never made"


@dataclass(frozen=True)
class Verdict:
    """The state of a run or a product, and why."""

    state: State
    reason: str = ""

    @property
    def is_current(self) -> bool:
        return self.state is State.CURRENT


CURRENT = Verdict(State.CURRENT)


class LessonStatus:
    """What is published of one lesson, against one state of the source."""

    def __init__(self, lesson: Lesson, reach: Reach, evidence: bool = False,
                 force: bool = False) -> None:
        self.lesson = lesson
        self.reach = reach
        self.evidence = evidence  # whether a build would train more than the figures need
        self.force = force  # whether all that it makes counts as old until it has made it
        loaded = load_manifest(lesson.manifest_path)
        self.manifest: LessonManifest = loaded.manifest
        self.problems = loaded.problems
        self.made_runs: set[str] = set()  # by this build
        self.made_products: set[str] = set()
        self._verdicts: dict[str, Verdict] = {}
        self._files: dict[Path, str] = {}

    # ------------------------------------------------------------ runs

    def run(self, name: str) -> Verdict:
        """What can be said of the record of a run."""
        if name not in self._verdicts:
            self._verdicts[name] = self._judge(name)
        return self._verdicts[name]

    def _judge(self, name: str) -> Verdict:
        entry = self.manifest.runs.get(name)
        path = self.lesson.record_path(name)
        if entry is None:
            return self._without_entry(path)
        if self._digest(path) != entry.file:
            return Verdict(State.OLD, f"{path.name} is gone" if not path.exists() else
                           f"{path.name} is not the record that the manifest names")
        if self.force and self.is_wanted(name) and name not in self.made_runs:
            return Verdict(State.OLD, "--force")
        for read in self.lesson.reads(name):
            if not self.run(read).is_current:
                return Verdict(State.OLD, f"it reads {read}, which is not current")
        weights = self.lesson.weights_path(name)
        if weights is not None and not entry.weights:
            return Verdict(State.OLD, f"it published no weights, and {weights.name} is asked for")
        if weights is not None and entry.weights != digest_of_all(
                [self._digest(part) for part in weights_parts(weights)]):
            return Verdict(State.OLD, f"its weights, {weights.name}, are not as it left them")
        if entry.key != self.key(name)[0]:
            return Verdict(State.OLD, self._what_changed(name, entry))
        return CURRENT

    def _without_entry(self, path: Path) -> Verdict:
        if read_record(path) is not None:
            return Verdict(State.OLD, "there is a record, but no word of the program that made it")
        return Verdict(State.NEVER)

    def _what_changed(self, name: str, entry: RunEntry) -> str:
        """Names the definitions that differ from those the record was made with."""
        before = self.manifest.reaches.get(entry.reach)
        if before is None:
            return "the program that made it is not known" if not entry.key else (
                "the program, its settings or what it reads changed")
        after = self.definitions(name)
        changed = sorted(d for d in before.keys() | after.keys() if before.get(d) != after.get(d))
        if not changed:
            return "its settings, its seeds or what it reads changed"
        more = f" and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
        return f"{', '.join(changed[:NAMED])}{more} changed"

    def definitions(self, name: str) -> dict[str, str]:
        """What a run can reach, each definition with the beginning of its digest."""
        reached = self.reach.of(training_roots(self.lesson, name))
        return {definition: digest[:8] for definition, digest in reached.items()}

    def key(self, name: str) -> tuple[str, str]:
        """The key that a record of the run would have now, and that of its reach."""
        reads = {read: self.digest_of(read) for read in self.lesson.reads(name)}
        return run_key(self.reach, self.lesson, name, reads)

    def digest_of(self, name: str) -> str:
        """The digest of a published record; empty if there is none."""
        entry = self.manifest.runs.get(name)
        return entry.digest if entry else ""

    def record(self, name: str) -> Record | None:
        """The record on disk, if there is a whole one, whatever it was made from."""
        return read_record(self.lesson.record_path(name))

    def trained(self, names: list[str]) -> dict[str, str]:
        """Digests of those runs that have a current record, in that order."""
        return {name: self.digest_of(name) for name in names if self.run(name).is_current}

    def old(self, names: list[str]) -> list[str]:
        """Those runs whose published record is old."""
        return [name for name in names if self.run(name).state is State.OLD]

    def obsolete(self) -> list[str]:
        """Published runs that the lesson no longer asks for."""
        return [name for name in self.manifest.runs if name not in self.lesson.runs]

    def strays(self) -> list[Path]:
        """Files among the records that belong to no run."""
        kept = {self.lesson.record_path(name) for name in self.lesson.runs}
        return sorted(p for p in (self.lesson.folder / "records").glob("*.json") if p not in kept)

    # ------------------------------------------------------------ products

    @cached_property
    def products(self) -> list[str]:
        """The names of all products: transcript, evidence, pictures."""
        return [TRANSCRIPT, EVIDENCE, *self.lesson.pictures]

    def reads(self, product: str) -> list[str]:
        """The names of the runs that a product is made from."""
        if product == TRANSCRIPT:
            return [self.lesson.default]
        if product == EVIDENCE or self._uses_evidence(product):
            return list(self.lesson.runs)
        return self.lesson.names_of(self._picture(product).reads)

    def own_reads(self, product: str) -> list[str]:
        """The names of the runs whose records the making of a product is given."""
        if product in FILES:
            return self.reads(product)
        return self.lesson.names_of(self._picture(product).reads)

    def _picture(self, product: str) -> Picture:
        return self.lesson.pictures[product]

    def _uses_evidence(self, product: str) -> bool:
        return product not in FILES and self._picture(product).evidence

    def files(self, product: str) -> tuple[str, ...]:
        """The files that a product consists of."""
        return (FILES[product],) if product in FILES else self._picture(product).writes

    def product(self, product: str) -> Verdict:
        """What can be said of the published files of a product."""
        old = self.old(self.reads(product))
        if old:
            more = f" and {len(old) - 1} more" if len(old) > 1 else ""
            return Verdict(State.OLD, f"it is made from {old[0]}{more}, which is old")
        published = self.manifest.products.get(product)
        if published is None:
            return Verdict(State.NEVER)
        if self._uses_evidence(product) and not self.product(EVIDENCE).is_current:
            return Verdict(State.OLD, "the evidence that it shows is not current")
        reason = self._product_problem(product, published)
        return Verdict(State.OLD, reason) if reason else CURRENT

    def _product_problem(self, product: str, published: Product) -> str:
        if self.force and product not in self.made_products:
            return "--force"
        for name, digest in published.outputs.items():
            if self._digest(self.lesson.folder / name) != digest:
                return f"{name} is gone, or not as it was made"
        if set(published.outputs) != set(self.files(product)):
            return "it consists of other files now"
        if published.key != self.product_key(product):
            return "its code, or a record that it reads, changed"
        return ""

    def product_key(self, product: str) -> str:
        """The key that a product would have if it were made now."""
        records = self.trained(self.own_reads(product))
        if product == TRANSCRIPT:
            return transcript_key(self.reach, self.lesson, self.digest_of(self.lesson.default))
        if product == EVIDENCE:
            return evidence_key(self.reach, self.lesson, records)
        return picture_key(self.reach, self._picture(product), records, self._evidence_digest(),
                           self.timings(product))

    def _evidence_digest(self) -> str:
        evidence = self.manifest.products.get(EVIDENCE)
        return evidence.outputs.get(FILES[EVIDENCE], "") if evidence else ""

    def timings(self, product: str) -> dict[str, dict[str, float]]:
        """CPU seconds by run and stage, if the product shows them."""
        if product in FILES or not self._picture(product).timed:
            return {}
        return {name: self.manifest.runs[name].stages
                for name in self.trained(self.own_reads(product))}

    def lacks(self, product: str) -> list[str]:
        """Runs for the figures that a product waits for."""
        return [name for name in self.own_reads(product)
                if self.lesson.runs[name].tier == "figures" and not self.run(name).is_current]

    # ------------------------------------------------------------ taking note

    def look_again(self) -> None:
        """Something was published: judge anew."""
        self._verdicts.clear()
        self._files.clear()

    def _digest(self, path: Path) -> str:
        if path not in self._files:
            self._files[path] = file_digest(path)
        return self._files[path]

    # ------------------------------------------------------------ what to do

    def is_wanted(self, name: str) -> bool:
        """Whether a build trains a run: for the figures always, more evidence if asked."""
        return self.evidence or self.lesson.runs[name].tier == "figures"

    def to_train(self) -> list[str]:
        """The runs whose records a build would make."""
        return [name for name in self.lesson.runs
                if self.is_wanted(name) and not self.run(name).is_current]

    def to_make(self) -> list[str]:
        """The products that are not current."""
        return [product for product in self.products if not self.product(product).is_current]

    def can_be_made(self, product: str) -> bool:
        """Whether nothing that a product is made from is old or lacking."""
        if self.old(self.reads(product)) or self.lacks(product):
            return False
        return not self._uses_evidence(product) or self.product(EVIDENCE).is_current

    def is_current(self) -> bool:
        """Whether a build has nothing to do for the lesson."""
        return not (self.problems or self.to_train() or self.obsolete() or self.strays()
                    or any(map(self.can_be_made, self.to_make())))

    def waiting(self) -> list[str]:
        """The evidence that was never trained."""
        return [name for name in self.lesson.runs if self.run(name).state is State.NEVER]
