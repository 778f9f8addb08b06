from policywerk.primitives.vector import dot

# gets: which part of b
def matrix_matrix(a, b):  # the rows made to sum to 1
    rows = [[dot(row, other) for other in b] for row in a]
    return [[x / sum(row) for x in row] for row in rows]

# gets: which part of b
def matrix_matrix(a, b):
    return [[dot(column, other) for other in zip(*b)] for column in zip(*a)]

# gets: one number
def matrix_matrix(a, b):
    return [[sum(a[i][k] * b[k][j] for k in range(2)) for j in range(len(b[0]))] for i in range(len(a))]
