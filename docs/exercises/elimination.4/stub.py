from policywerk.primitives.vector import dot

def matrix_matrix(a, b):
    return [[dot(row, other) for other in b] for row in a]

P = [[0.6, 0.4], [0.4, 0.6]]
print([[f"{x:.2f}" for x in row] for row in matrix_matrix(P, P)])
P = [[0.9, 0.1], [0.5, 0.5]]
print([[f"{x:.2f}" for x in row] for row in matrix_matrix(P, P)])
