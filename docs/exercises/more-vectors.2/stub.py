def split(v, lengths):
    return [v[i * n:(i + 1) * n] for i, n in enumerate(lengths)]

print(split([1.0, 2.0, 3.0, 4.0], [2, 2]))
print(split([1.0, 2.0, 3.0, 4.0], [1, 3]))
