def fits(row):
    return not abs(sum(row) - 1.0) > 1e-9

for row in ([0.5, 0.5], [0.5, 0.4], [1.5, -0.5], [0.5, float("nan")]):
    print(row, fits(row))
