def merged(W, b, V, c):
    """Weights and biases of the single layer; y = V (W x + b) + c, matrices as lists of rows."""
    ...  # return weights, biases
