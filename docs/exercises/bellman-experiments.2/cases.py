from policywerk.building_blocks.policies import deterministic_policy, uniform_policy
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream
from policywerk.primitives.vector import mean
from policywerk.world.gridworld import GridRewards, GridWorld

KIND = "find the bug"
TITLE = "A tidied walk"


def right(text, step=-0.04):
    """A world in a row, and the policy that always goes right."""
    row = GridWorld(text, rewards=GridRewards(step=step))
    return row, deterministic_policy(row.P, [1] * len(row.P))


CASES = [
    Case("walk(*right('S G'), 0.5, stream(1, 'walk'))", 1.0,
         hint="One step, and it pays 1. How much of it should count?",
         mistakes=[(0.5, "The first reward counts half. Nothing has been waited for yet.")]),
    Case("walk(*right('S . G'), 0.5, stream(1, 'walk'))", -0.04 + 0.5 * 1.0,
         hint="Two steps: -0.04 at once, and 1 a step later.",
         mistakes=[(0.96, "Now nothing is discounted.")]),
    Case("walk(*right('S . . G'), 0.5, stream(1, 'walk'))", -0.04 + 0.5 * -0.04 + 0.25 * 1.0,
         hint="Two steps are right, three are not."),
    Case("walk(*right('S . G', step=0.0), 0.0, stream(1, 'walk'))", 0.0,
         hint="With gamma = 0 only the first reward counts, and it is 0 here."),
]


def check(answer):
    world = GridWorld(slip=0.2)
    world.reset(seed=5)
    policy, rng = uniform_policy(world.P), stream(5, "actions")
    earned = mean([answer.walk(world, policy, 0.9, rng) for _ in range(200)])
    yield near(earned, -0.4209, tolerance=0.03), f"Without sense it earns {earned:.3f}, not -0.42."
