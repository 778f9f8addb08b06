from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import Outcome
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.vector import mean

KIND = "find the bug"
TITLE = "Twenty machines, one lifetime"


def world(time_limit=None):
    machine = [
        [[Outcome(0.9, 0, 1.0, False), Outcome(0.1, 1, 1.0, True)]],
        [[Outcome(1.0, 1, 0.0, True)]],
    ]
    return TabularEnvironment(machine, [1.0, 0.0], time_limit)


CASES = [
    Case("lifetimes(world(), 20, 7)", lambda got: len(got) == 20 and len({*got}) > 3,
         hint="These are twenty machines. Why do they share one fate?"),
    Case("lifetimes(world(), 20, 7) == lifetimes(world(), 20, 7)", True,
         hint="The same seed in a new environment should give the same twenty numbers again."),
    Case("max(lifetimes(world(3), 40, 7))", 3,
         hint="This environment has a time limit of three weeks."),
    Case("lifetimes(world(1), 4, 7)", [1, 1, 1, 1], hint="Each is watched for one week."),
]


def check(answer):
    first, second = (answer.lifetimes(world(), 20, seed) for seed in (7, 8))
    yield (first != second, "Another seed should be other luck.")
    yield (first[1:] != second[:-1],
           "The second machine of seed 7 lives exactly as long as the first of seed 8, and so on: "
           "two studies that should know nothing of one another share nineteen machines.")
    once = world()
    yield (answer.lifetimes(once, 5, 7) == answer.lifetimes(once, 5, 7),
           "Twice in one environment, with one seed, and the numbers differ.")
    lives = [float(weeks) for weeks in answer.lifetimes(world(), 2000, 1)]
    yield (near(mean(lives), 10.0, tolerance=1.0),
           "Repeatable, but 2000 machines do not last ten weeks on average.")
