"""Print the digests of small runs of lesson 04, one of each experiment.

Run by test_l04_q_learner.py with other interpreters, so it needs no package but policywerk.
"""

from policywerk.data.record import record_digest
from policywerk.lessons.experiment import Run, carry_out
from policywerk.lessons.l04_q_learner import (
    METHODS,
    STUDY,
    Bias,
    Convergence,
    Exact,
    Film,
    Lambda,
    Later,
    Limits,
    Online,
    StepSizes,
)


def small():
    """The runs, each with the number of its seeds."""
    learnt = [Run(Online(method, episodes=40), 2, 2) for method in METHODS]
    filmed = [Run(Film(method, episodes=40), 2) for method in METHODS]
    return [
        Run(Limits()), *learnt, *filmed,
        Run(StepSizes("Sarsa", episodes=10), 2, 2),
        Run(Bias("Double Q-learning", episodes=60), 2, 10),
        Run(Exact(tolerance=1.0), 2),
        Run(Convergence(updates=500), 2, 2),
        Run(Lambda(0.9, episodes=30), 2, 2),
        Run(Later(episodes=30), 2, 2),
    ]


def digests():
    """One digest a run; a film is given the two seeds of its method in place of fifty."""
    records = []
    for run in small():
        reads = [records[len(records) - len(METHODS)]] if isinstance(run.config, Film) else []
        records.append(carry_out(STUDY, run, records=reads)[0])
    return [record_digest(record) for record in records]


if __name__ == "__main__":
    print("\n".join(digests()))
