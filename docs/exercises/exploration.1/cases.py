from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream

KIND = "find the bug"
TITLE = "Two buttons that nobody knows"
NAN = float("nan")  # not the very object that an answer may compare with


def shares(act, values, epsilon, draws=4000):
    """How often each action is taken."""
    rng, counts = stream(1, "cases"), [0] * len(values)
    for _ in range(draws):
        counts[act(rng, values, epsilon)] += 1
    return [count / draws for count in counts]


def refused(act, values, epsilon):
    """Whether values with a nan are refused, in twenty draws out of twenty."""
    for seed in range(20):
        try:
            act(stream(seed, "nan"), values, epsilon)
        except ValueError:
            continue
        return False
    return True


CASES = [
    Case("shares(act, [0.0, 0.0], 0.1)", [0.5, 0.5], tolerance=0.03,
         hint="Nothing speaks for either button, and one is pressed far more often."),
    Case("shares(act, [0.0, 2.0, 2.0, 1.0], 0.0)", [0.0, 0.5, 0.5, 0.0], tolerance=0.03,
         hint="Two of four actions are best, and nobody explores here."),
    Case("shares(act, [1.0, 3.0, 2.0, 0.0], 0.2)", [0.05, 0.85, 0.05, 0.05], tolerance=0.03,
         hint="One of four actions is best: how often should each be taken, by the formula?"),
    Case("shares(act, [0.0, 1e-12, 0.0], 0.0)", [0.0, 1.0, 0.0],
         hint="The second action is better, by very little. No lot should be drawn."),
    Case("shares(act, [5.0, -1.0, -1.0], 1.0)", [1 / 3, 1 / 3, 1 / 3], tolerance=0.03,
         hint="With epsilon 1 all actions are equally likely."),
]


def check(answer):
    for values in ([NAN, 0.0, 1.0], [0.0, 1.0, NAN]):
        for epsilon in (0.0, 0.5, 1.0):
            yield (refused(answer.act, values, epsilon),
                   f"A nan stands among {values}, epsilon is {epsilon}, and an action is chosen "
                   "all the same, at least sometimes. Which comparisons with a nan are true?")
    rng = stream(3, "cases")
    kept = [0.0, 0.0]
    got = [answer.act(rng, kept, 0.5) for _ in range(20)]
    yield kept == [0.0, 0.0] and near(min(got), 0), "The values belong to the agent: leave them."
