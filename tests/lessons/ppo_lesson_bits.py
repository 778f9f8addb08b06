"""Print the digests of tiny runs of lesson 06.

Run by test_l06_ppo.py with other interpreters, so it needs no package but policywerk.
"""

from policywerk.data.record import record_digest
from policywerk.lessons import l06_ppo as lesson
from policywerk.lessons import l06_worlds
from policywerk.lessons.experiment import Run, carry_out

SIZES = {  # much smaller networks, and judged by three episodes in place of a hundred
    (lesson, "HIDDEN"): [4, 3],
    (lesson.judge, "__defaults__"): (3, l06_worlds.JUDGE),
}
SHORT = {"steps": 144, "horizon": 48, "minibatch": 16, "epochs": 2}
LONGER = {**SHORT, "steps": 240, "horizon": 80}  # than an episode of the pendulum
TINY = lesson.Control(**SHORT)


def small():
    """The runs; every setting is another than usual in one of them."""
    return [
        Run(TINY, 2),
        Run(lesson.Control(world="balance", variant="adaptive KL", clock="terminates",
                           scored="as clipped", value_clip=0.2, entropy_weight=0.01, film=False,
                           **SHORT), 1, seeds=2),
        Run(lesson.Control(world="cart-pole", first_weights="glorot", normalise=False,
                           falling=False, gradient_limit=0.0, film=False, **SHORT), 3),
        Run(lesson.Control(world="pendulum", variant="fixed KL", beta=3.0, kl_stop=0.001,
                           lam=1.0, gamma=0.9, alpha=0.01, film=False, **LONGER), 4),
        Run(lesson.Control(variant="no clipping", **SHORT), 5, seeds=2),
        *[Run(lesson.Untaught(world, episodes=2), 6) for world in ("point mass", "pendulum")],
    ]


def digests():
    """One digest a run."""
    return [record_digest(carry_out(lesson.STUDY, run)[0]) for run in small()]


if __name__ == "__main__":
    for (place, name), value in SIZES.items():
        setattr(place, name, value)
    print("\n".join(digests()))
