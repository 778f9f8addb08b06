"""Print the digests of tiny runs of lesson 05.

Run by test_l05_dqn.py with other interpreters, so it needs no package but policywerk.
"""

from policywerk.actors import q_networks
from policywerk.data.record import record_digest
from policywerk.lessons import l05_dqn as lesson
from policywerk.lessons.experiment import Run, carry_out

TINY = lesson.Catch(
    steps=600, start=64, every=4, batch=16, capacity=300, copy_every=50, epsilon_steps=300,
    alpha_steps=600, evaluations=3, episodes=1,
)
SIZES = {(q_networks, "HIDDEN"): 8, (lesson, "JUDGED_BY"): 2, (lesson, "HELD_OUT"): 20}


def small():
    """The runs, with networks that are much too small."""
    shorter = {"steps": 200, "start": 64, "every": 8, "batch": 8, "capacity": 200,
               "copy_every": 40, "evaluations": 1, "episodes": 1, "film": False}
    return [
        Run(TINY, 2),
        Run(lesson.Catch(algorithm="2013", optimizer="rmsprop", alpha=0.00025, frames=1,
                         **shorter), 1),
        Run(lesson.Catch(algorithm="double", network="convolutional", width=3, **shorter), 1),
        Run(lesson.Baselines(episodes=3), 1),
    ]


def digests():
    """One digest a run."""
    return [record_digest(carry_out(lesson.STUDY, run)[0]) for run in small()]


if __name__ == "__main__":
    for (module, name), size in SIZES.items():
        setattr(module, name, size)
    print("\n".join(digests()))
