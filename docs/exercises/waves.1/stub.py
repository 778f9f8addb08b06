def series(x):
    total, term, n = 0.0, 1.0, 0
    while total + term != total:
        total, n = total + term, n + 1
        term = term * x / n
    return total

print(f"{series(1.0):.6g}")
print(f"{series(-20.0):.6g}")
