from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import integer, stream

KIND = "find the bug"
TITLE = "Fine for squares"
EDGE = [[1, -1], [1, -1]]
BAR = [[0, 0, 3, 0, 0, 0], [0, 0, 3, 0, 0, 0]]

CASES = [
    Case("convolve([[0, 1, 0], [0, 1, 1], [0, 0, 1]], EDGE, 1)", [[-2, 1], [-1, -1]],
         hint="The nine pixels of the page do not come out right any more."),
    Case("convolve(BAR, EDGE, 1)", [[0, -6, 6, 0, 0]],
         hint="Two rows of six pixels: how many stops are there down, and how many across?"),
    Case("convolve(BAR, EDGE, 2)", [[0, 6, 0]],
         hint="Now with stride 2: it stops at columns 0, 2 and 4."),
    Case("convolve([[1, 2], [3, 4], [5, 6], [7, 8]], [[1, 0], [0, 0]], 2)", [[1], [5]],
         hint="Four rows, stride 2: how many stops are there down, and in which rows?"),
    Case("convolve([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 0]], 2)", [[1]],
         hint="A square image, stride 2, and half a move left over. Half a move is none."),
    Case("convolve([[1, 2, 3, 4], [5, 6, 7, 8], [9, 1, 2, 3]], "
         "[[1, 0, 0], [0, 0, 0], [0, 0, 1]], 1)", [[3, 5]],
         hint="A filter of three by three. Which pixels does it meet at its first stop?"),
]


def check(answer):
    rng = stream(1, "images")
    for _ in range(10):
        k, s = 1 + integer(rng, 3), 1 + integer(rng, 2)
        height, width = k + integer(rng, 5), k + integer(rng, 5)
        weights = [[integer(rng, 10) for _ in range(k)] for _ in range(k)]
        image = [[integer(rng, 10) for _ in range(width)] for _ in range(height)]
        right = [[sum(weights[u][v] * image[i + u][j + v] for u in range(k) for v in range(k))
                  for j in range(0, width - k + 1, s)] for i in range(0, height - k + 1, s)]
        yield (near(answer.convolve(image, weights, s), right),
               f"Wrong for an image of {height} by {width}, a filter of {k} by {k} and stride {s}.")
