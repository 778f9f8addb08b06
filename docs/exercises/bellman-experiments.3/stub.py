from dataclasses import replace
from time import perf_counter
from policywerk.data.record import record_digest
from policywerk.lessons.experiment import Run, carry_out
from policywerk.lessons.l01_bellman import STUDY, Growth

def timed(run):
    """The record of a run, and the seconds that it took."""
    begun = perf_counter()
    record, _ = carry_out(STUDY, run)
    seconds = perf_counter() - begun
    return replace(record, results={**record.results, "seconds": seconds}), seconds

(first, _), (second, _) = (timed(Run(Growth(size=5))) for _ in range(2))
print(first.config == second.config, first.seed == second.seed, first.series == second.series)
print(record_digest(first) == record_digest(second))
