from policywerk.building_blocks.grad import (
    Parameter, check_gradient, constant, elementwise, kept, multiply, total)

def shares(a):
    """y_ij = a_ij over the sum of its row."""
    of_a = kept(a)
    sums = [sum(row) for row in of_a]
    y = [[x / s for x in row] for row, s in zip(of_a, sums)]
    return elementwise(a, y, lambda: [[(1.0 - v) / s for v in row]
                                      for row, s in zip(y, sums)])

a = Parameter("a", [[3.0, 2.0, 5.0]])
for weights in ([[0.0, 0.0, 0.0]], [[1.0, 0.0, 0.0]]):
    try:
        worst = check_gradient(lambda: total(multiply(shares(a), constant(weights))), [a])
        print("passed, error", worst.error)
    except ValueError as error:
        print(str(error).split(":")[0])
