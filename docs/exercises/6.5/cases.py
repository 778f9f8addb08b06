from policywerk.building_blocks.returns import join, stretch
from policywerk.lessons.exercises import Case, near

KIND = "find the bug"
TITLE = "A critic on the wrong floor"


def walk(rewards, values, terminated=True):
    """One episode; values has one entry more than rewards."""
    return stretch(rewards, values, terminated, not terminated)


def returns(prepare, rewards, values, terminated=True, gamma=1.0, lam=1.0):
    return prepare(walk(rewards, values, terminated), gamma, lam)[1]


def advantages(prepare, rewards, values):
    return prepare(walk(rewards, values), 1.0, 1.0)[0]


def two_walks(prepare):
    """The returns of two episodes in one rollout; the first is cut by a clock."""
    both = join([walk([1.0, 1.0], [4.0, 4.0, 8.0], False), walk([2.0], [0.0, 5.0])])
    return prepare(both, 0.5, 1.0)[1]


def standard(raw):
    """Whether advantages are these, shifted to mean 0 and scaled to deviation 1.

    The deviation may be that of programs which divide by n - 1.
    """
    n, centre = len(raw), 0.0
    for a in raw:
        centre += a / n
    squares = 0.0
    for a in raw:
        squares += (a - centre) * (a - centre)

    def right(got):
        return any(near(got, [(a - centre) / (squares / m) ** 0.5 for a in raw], tolerance=1e-5)
                   for m in (n, n - 1))

    return right


CASES = [
    Case("returns(prepare, [10.0, 10.0, 10.0], [0.0, 0.0, 0.0, 0.0])", [30.0, 20.0, 10.0],
         tolerance=1e-6,
         hint="Three steps, each of which pays 10. What should the critic have said of the three "
              "states?",
         mistakes=[([1.5**0.5, 0.0, -(1.5**0.5)],
                    "These are the advantages as the actor gets them: no unit, and a mean of 0. "
                    "The critic speaks in coins.")]),
    Case("returns(prepare, [10.0, 10.0, 10.0], [25.0, 15.0, 5.0, 0.0])", [30.0, 20.0, 10.0],
         tolerance=1e-6,
         hint="Now the critic said 25, 15 and 5. What it should have said has not changed.",
         mistakes=[([5.0, 5.0, 5.0], "That is by how much the critic was wrong. To what does it "
                                     "have to be added?")]),
    Case("advantages(prepare, [10.0, 10.0, 10.0], [0.0, 0.0, 0.0, 0.0])",
         standard([30.0, 20.0, 10.0]),
         hint="The actor's advantages have mean 0 and deviation 1. That was right before."),
    Case("advantages(prepare, [1.0, 5.0], [4.0, 2.0, 0.0])", standard([2.0, 3.0]),
         hint="The actor's advantages were right before."),
    Case("returns(prepare, [1.0, 1.0], [2.0, 2.0, 6.0], False, 0.5, 0.0)", [2.0, 4.0],
         tolerance=1e-6,
         hint="With lam = 0 a return is the reward and what the critic says of the next state."),
    Case("two_walks(prepare)", [1.0 + 0.5 * 5.0, 1.0 + 0.5 * 8.0, 2.0], tolerance=1e-6,
         hint="Two episodes in one rollout, the first cut by a clock. What is earned in the "
              "second does not belong to the first."),
]
