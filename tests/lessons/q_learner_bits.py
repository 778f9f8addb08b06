"""Print the digests of small runs of lesson 04, one of each experiment.

Run by test_l04_q_learner.py with other interpreters, so it needs no package but policywerk.
"""

from policywerk.data.record import record_digest
from policywerk.lessons.l04_q_learner import (
    METHODS,
    Bias,
    Convergence,
    Exact,
    Lambda,
    Limits,
    Online,
    StepSizes,
    run,
)

SMALL = [
    Limits(),
    *[Online(method, episodes=40, runs=2, shown=True) for method in METHODS],
    StepSizes("Sarsa", episodes=10, runs=2),
    Bias("Double Q-learning", runs=10, episodes=60),
    Exact(runs=1, tolerance=1.0),
    Convergence(updates=500, runs=2),
    Lambda(0.9, episodes=30, runs=2),
]


def digests():
    return [record_digest(run(config, 2)) for config in SMALL]


if __name__ == "__main__":
    print("\n".join(digests()))
