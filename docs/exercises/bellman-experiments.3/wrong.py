from dataclasses import replace
from time import perf_counter
from policywerk.lessons.experiment import carry_out
from policywerk.lessons.l01_bellman import STUDY

# gets: without a watch
def timed(run):  # rounded until it no longer shows
    begun = perf_counter()
    record, _ = carry_out(STUDY, run)
    seconds = perf_counter() - begun
    return replace(record, results={**record.results, "seconds": round(seconds / 1000.0)}), seconds

# gets: to whoever asks
def timed(run):
    record, _ = carry_out(STUDY, run)
    return record, 0.0

# gets: not the same
def timed(run):
    begun = perf_counter()
    record, _ = carry_out(STUDY, run)
    seconds = perf_counter() - begun
    return replace(record, series={**record.series, "seconds": [seconds]}), seconds
