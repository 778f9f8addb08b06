from policywerk.primitives.vector import total
from policywerk.world.car_rental import poisson

def customers(mean, cars):
    """Probabilities that 0, 1, ..., cars - 1 cars are asked for, and all of them."""
    first = poisson(mean, 40)[:cars + 1]
    return [p / total(first) for p in first]

print([round(p, 4) for p in customers(1.0, 2)])
