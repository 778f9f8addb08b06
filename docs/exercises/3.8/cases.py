from policywerk.actors.td_learner import resting_point, system_of, with_outcome
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import integer, stream

KIND = "derive"
TITLE = "What TD(0) makes of a batch"

EVEN = {"BA": 1, "BC": 1, "CB": 1, "CD": 1, "DC": 1, "DE": 1}
LOST = {"BA": 2, "BC": 1, "CB": 3, "CD": 1, "DC": 1, "DE": 0}
WON = {"BA": 0, "BC": 2, "CB": 2, "CD": 3, "DC": 1, "DE": 2}
MIXED = {"BA": 3, "BC": 1, "CB": 2, "CD": 1, "DC": 1, "DE": 1}

CASES = [
    Case("at_rest(EVEN)", [0.25, 0.5, 0.75],
         hint="Everything was seen equally often, so this is the fair coin.",
         mistakes=[([0.0, 0.5, 1.0], "B was left for C as well, and D too. What did those steps "
                                     "move it towards?")]),
    Case("at_rest(MIXED)", [0.0625, 0.25, 0.625],
         hint="At rest all changes of B together are 0: three steps to a loss, one to C. The same "
              "for C and for D. Solve the three equations.",
         mistakes=[([0.0, 1.0 / 6.0, 0.5], "B was left for C, and C for B. So their values "
                                           "depend on each other.")]),
    Case("at_rest(LOST)", [0.0, 0.0, 0.0], hint="Nothing was ever won here."),
    Case("at_rest(WON)", [1.0, 1.0, 1.0], hint="Nothing was ever lost here."),
]


def drawn(rng):
    """The places that a walk passes in a row of three, with its end; it begins anywhere."""
    places = [1 + integer(rng, 3)]
    while places[-1] not in (0, 4):
        places.append(places[-1] + 2 * integer(rng, 2) - 1)
    return places


def counted(walks):
    n = dict.fromkeys(EVEN, 0)
    for walk in walks:
        for a, b in zip(walk, walk[1:]):
            n["ABCDE"[a] + "ABCDE"[b]] += 1
    return n


def check(answer):
    rng = stream(1, "walks")
    for _ in range(10):
        walks = [[1, 0], [2, 1, 0], [3, 4]] + [drawn(rng) for _ in range(6)]
        batch = [with_outcome(walk[:-1], walk[-1] / 4.0) for walk in walks]
        values = resting_point(system_of(batch, 0.0), [0.0] * 5)
        yield (near(answer.at_rest(counted(walks)), values[1:4], 1e-9),
               f"For the counts {counted(walks)} TD(0) comes to rest elsewhere.")
