from policywerk.lessons.exercises import Case, near
from policywerk.primitives.scalar import exp
from policywerk.primitives.vector import total
from policywerk.world.car_rental import poisson

KIND = "find the bug"
TITLE = "Sums to 1 again"

CASES = [
    Case("customers(1.0, 2)[0]", exp(-1.0),
         hint="How likely is it that nobody comes at all? That has nothing to do with the cars.",
         mistakes=[(0.4, "The missing probability is still shared out over all numbers, nobody "
                         "included. On which days is it missing?")]),
    Case("customers(1.0, 2)", [exp(-1.0), exp(-1.0), 1.0 - 2.0 * exp(-1.0)],
         hint="Two cars are rented when two come, or three, or thirty.",
         mistakes=[(poisson(1.0, 40)[:3], "Now the row does not sum to 1. What if three come?"),
                   ([*poisson(1.0, 40)[:3], 1.0 - 2.5 * exp(-1.0)],
                    "Nobody can rent a third car. How many numbers are in the row of two cars?")]),
    Case("customers(3.0, 1)", [exp(-3.0), 1.0 - exp(-3.0)],
         hint="With one car: nobody comes, or somebody does."),
    Case("customers(1.0, 0)", [1.0], hint="No car: whoever comes, all that there is is rented."),
]


def check(answer):
    for mean in (0.5, 2.0, 4.0):
        for cars in (3, 6):
            row = answer.customers(mean, cars)
            yield near(total(row), 1.0), f"For {mean} and {cars} the row sums to {total(row)}."
            yield near(row[1], poisson(mean, 40)[1]), "The chance of exactly one is not right."
