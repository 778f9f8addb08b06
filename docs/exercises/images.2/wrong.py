# gets: how many stops are there down
def convolve(image, weights, stride):
    kernel = len(weights)
    stops = (min(len(image), len(image[0])) - kernel) // stride + 1
    return [[sum(weights[u][v] * image[i + u][j + v]
                 for u in range(kernel) for v in range(kernel))
             for j in range(0, stops * stride, stride)] for i in range(0, stops * stride, stride)]

# gets: with stride 2
def convolve(image, weights, stride):
    kernel = len(weights)
    down, across = len(image) - kernel + 1, len(image[0]) - kernel + 1
    return [[sum(weights[u][v] * image[i + u][j + v]
                 for u in range(kernel) for v in range(kernel))
             for j in range(across)] for i in range(down)]

# gets: Four rows, stride 2
def convolve(image, weights, stride):
    kernel = len(weights)
    down, across = len(image) - kernel + 1, (len(image[0]) - kernel) // stride + 1
    return [[sum(weights[u][v] * image[i + u][stride * j + v]
                 for u in range(kernel) for v in range(kernel))
             for j in range(across)] for i in range(down)]

# gets: three by three
def convolve(image, weights, stride):
    kernel = 2
    down, across = (len(image) - kernel) // stride + 1, (len(image[0]) - kernel) // stride + 1
    return [[sum(weights[u][v] * image[stride * i + u][stride * j + v]
                 for u in range(kernel) for v in range(kernel))
             for j in range(across)] for i in range(down)]
