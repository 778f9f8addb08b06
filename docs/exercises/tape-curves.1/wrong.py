from policywerk.building_blocks.grad import elementwise, kept, repeat_columns, row_totals, multiply
from policywerk.building_blocks.grad import constant, reciprocal, Parameter, stop_gradient

# gets: the sum counts as a constant
def shares(a):
    return multiply(a, stop_gradient(repeat_columns(reciprocal(row_totals(a)), len(a.values[0]))))

# gets: also shrinks when another number grows
def shares(a):
    of_a = kept(a)
    sums = [sum(row) for row in of_a]
    y = [[x / s for x in row] for row, s in zip(of_a, sums)]
    return elementwise(a, y, lambda: [[(s - x) / (s * s) for x in row] for row, s in zip(of_a, sums)])
