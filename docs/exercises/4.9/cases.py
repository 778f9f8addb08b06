from policywerk.actors.bellman import solve_policy
from policywerk.building_blocks.epsilon_soft import follow_policy
from policywerk.lessons.exercises import Case, near
from policywerk.world.cliff import Cliff

KIND = "derive"
TITLE = "How clumsy may one be at the edge?"

P = Cliff().P
RIGHT, DOWN = 1, 2


def exact(q, row):
    """What the way along a row pays, from the table of the cliff."""
    table = []
    for state in range(48):
        here, column = divmod(state, 12)
        aim = DOWN if column == 11 or here < row else RIGHT if here == row else 0
        probabilities = [0.0] * 4
        probabilities[DOWN] += q
        probabilities[aim] += 1.0 - q
        table.append(probabilities)
    return solve_policy(follow_policy(P, table), [0] * 48, 1.0)[36]


def falls_once(q):
    """As if an episode were over with its first fall."""
    p = 1.0 - q
    return -(1.0 / p + 1.0 / (p * p) + (1.0 - p ** 10) / q + 99.0 * (1.0 - p ** 10) + p ** 10)


CASES = [
    Case("edge(1e-4)", -13.0, tolerance=0.2,
         hint="Somebody who hardly ever stumbles takes 13 steps."),
    Case("safe(1e-4)", -15.0, tolerance=0.2,
         hint="Somebody who hardly ever stumbles takes two steps more on the row "
              "above."),
    Case("edge(0.1)", -211.33628870317, tolerance=1e-3,
         hint="A fall costs 99 more than a step and leads back to the start: how many runs does it "
              "take, on average, to pass ten cells without a fall?",
         mistakes=[(falls_once(0.1), "After a fall the episode goes on, from the start, and one "
                                     "may fall again.")]),
    Case("safe(0.1)", -30.432278011847, tolerance=1e-3,
         hint="One stumble leads to the edge, and a second one, before one is up again, over it. "
              "How likely is it that a cell is passed without that, and how many steps does it "
              "take?"),
    Case("even", 0.0019, tolerance=6e-5,
         hint="Halve an interval: at its lower end the edge pays more, at its upper end less.",
         mistakes=[(0.0076, "That would be the epsilon. Each of four directions gets a quarter of "
                            "it.")]),
]


def check(answer):
    for q in (0.001, 0.03, 0.2):
        yield near(answer.edge(q), exact(q, 2), 1e-6 * abs(exact(q, 2))), (
            f"edge({q}) is not what the table of the cliff says.")
        yield near(answer.safe(q), exact(q, 1), 1e-6 * abs(exact(q, 1))), (
            f"safe({q}) is not what the table of the cliff says.")
