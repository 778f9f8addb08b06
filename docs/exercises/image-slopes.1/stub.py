def convolve(image, weights):
    """The answers of a filter of two by two to an image of three by three, stop after stop."""
    return [sum(weights[2 * u + v] * image[3 * (i + 1 - u) + j + 1 - v]
                for u in range(2) for v in range(2))
            for i in range(2) for j in range(2)]

image = [0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0]
for weights in ([1.0, 2.0, 2.0, 1.0], [1.0, -1.0, 1.0, -1.0]):
    print(convolve(image, weights))
