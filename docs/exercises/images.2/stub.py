def convolve(image, weights, s):
    """The answers of one filter, without padding or bias; s is the stride."""
    height, width = len(image), len(image[0])
    kernel = len(weights)
    stops = (height - kernel) // s + 1
    return [[sum(weights[u][v] * image[i + u][j + v]
                 for u in range(kernel) for v in range(kernel))
             for j in range(0, stops * s, s)] for i in range(0, stops * s, s)]

print(convolve([[0, 1, 0], [0, 1, 1], [0, 0, 1]], [[1, -1], [1, -1]], 1))
print(convolve([[0, 0, 3, 0, 0, 0], [0, 0, 3, 0, 0, 0]], [[1, -1], [1, -1]], 1))
