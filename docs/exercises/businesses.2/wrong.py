from policywerk.primitives.vector import total
from policywerk.world.car_rental import poisson

# gets: does not sum to 1
def customers(mean, cars):
    return poisson(mean, 40)[:cars + 1]

# gets: nobody comes at all
def customers(mean, cars):
    first = poisson(mean, 40)[:cars + 1]
    return [first[0] + 1.0 - total(first)] + first[1:]

# gets: still shared out
def customers(mean, cars):
    first = poisson(mean, cars + 8)[:cars + 1]
    return [p / total(first) for p in first]

# gets: rent a third car
def customers(mean, cars):
    first = poisson(mean, 40)[:cars + 1]
    return [*first, 1.0 - total(first)]

# gets: or three, or thirty
def customers(mean, cars):  # the rest put on one customer
    first = poisson(mean, 40)[:cars + 1]
    return [first[0], first[1] + 1.0 - total(first), *first[2:]]
