"""Print the digests of tiny runs of lesson 07.

Run by test_l07_dreamer.py with other interpreters, so it needs no package but policywerk.
"""

from functools import partial

from policywerk.actors.dreamer import DreamerSettings
from policywerk.data.record import record_digest
from policywerk.lessons import l07_dreamer as lesson
from policywerk.lessons import l07_scenes as scenes
from policywerk.lessons.experiment import Run, carry_out

WINDOWS, LENGTH = 2, 5
SIZES = {  # small batches; judged by two episodes in place of a hundred; few looks, at little
    (lesson, "DreamerSettings"): partial(DreamerSettings, windows=WINDOWS, length=LENGTH,
                                         warm_up=10),
    (lesson.judge, "__defaults__"): (2,),
    (lesson, "LOOKS"): 2,
    (scenes, "EPISODES"): 2,
}
NETWORKS = {"state": 8, "units": 2, "latents": 2, "classes": 3, "encoder": 3, "heads": 2,
            "dreamt": 2, "starts": 3}
TINY = lesson.Imagine(steps=125, prefill=45, ratio=4.0, **NETWORKS)


def small():
    """The runs; every choice of a setting is in one of them."""
    short = {**NETWORKS, "steps": 50, "prefill": 40, "ratio": 4.0, "film": False}
    return [
        Run(TINY, 2),
        Run(lesson.Imagine(world="catcher", numbers="square", lit=30.0, **short), 1),
        Run(lesson.Imagine(world="random", reach=0.3, repeat=3, memory=False,
                           straight_through=False, free=0.0, **short), 3),
        Run(lesson.Imagine(world="four", scaled=False, reward_scale=100.0, slow_weight=0.0,
                           replay_weight=0.0, **short), 4),
        Run(lesson.Imagine(eyes="convolutional", **{**short, "encoder": 64}), 5),
    ]


def digests(runs):
    """One digest a run."""
    return [record_digest(carry_out(lesson.STUDY, run)[0]) for run in runs]


if __name__ == "__main__":
    for (place, name), value in SIZES.items():
        setattr(place, name, value)
    print("\n".join(digests(small())))
