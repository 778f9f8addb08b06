def convolve(image, weights, stride):
    """The answers of one filter, without padding or bias."""
    height, width = len(image), len(image[0])
    kernel = len(weights)
    stops = (height - kernel) // stride + 1
    return [[sum(weights[u][v] * image[i + u][j + v]
                 for u in range(kernel) for v in range(kernel))
             for j in range(0, stops * stride, stride)]
            for i in range(0, stops * stride, stride)]

print(convolve([[0, 1, 0], [0, 1, 1], [0, 0, 1]], [[1, -1], [1, -1]], 1))
print(convolve([[0, 0, 3, 0, 0, 0], [0, 0, 3, 0, 0, 0]], [[1, -1], [1, -1]], 1))
