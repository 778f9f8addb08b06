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
    Case("convolve([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 0]], 2)", [[1]],
         hint="A square image, stride 2, and half a move left over. Half a move is none."),
]


def check(answer):
    rng = stream(1, "images")
    for _ in range(10):
        height, width, s = 2 + integer(rng, 5), 2 + integer(rng, 5), 1 + integer(rng, 2)
        image = [[integer(rng, 10) for _ in range(width)] for _ in range(height)]
        right = [[image[i][j] - image[i + 1][j + 1] for j in range(0, width - 1, s)]
                 for i in range(0, height - 1, s)]
        yield (near(answer.convolve(image, [[1, 0], [0, -1]], s), right),
               f"Wrong for an image of {height} by {width} with stride {s}.")
