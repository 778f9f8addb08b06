from policywerk.building_blocks.grad import Parameter, affine, backward, constant, multiply, total
from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream, uniform

KIND = "find the bug"
TITLE = "A bias that hears one example"
X, W, G = [[1.0, 2.0], [3.0, -1.0]], [[0.5, -0.25]], [[-2.0], [1.0]]

CASES = [
    Case("layer_slopes(X, W, G)[0]", [[-1.0, 0.5], [0.5, -0.25]],
         hint="The slopes of the inputs were right, and are no more. Examples share no inputs."),
    Case("layer_slopes(X, W, G)[1]", [[1.0, -5.0]],
         hint="Both examples use the same weights. What does each of them say, and where does what "
              "the first one said go?",
         mistakes=[([[0.5, -2.5]], "That is the mean of the two. A change of the weight moves both "
                                   "answers.")]),
    Case("layer_slopes(X, W, G)[2]", [-1.0],
         hint="The weights hear both examples now. And the bias?",
         mistakes=[([-0.5], "That is the mean of the two. A change of the bias moves both "
                            "answers.")]),
]


def check(answer):
    rng = stream(1, "layers")
    for n, m, k in ((1, 3, 2), (4, 2, 3)):
        x, w, g = [[[uniform(rng, -1.0, 1.0) for _ in range(columns)] for _ in range(rows)]
                   for rows, columns in ((n, k), (m, k), (n, m))]
        nodes = [Parameter("x", x), Parameter("weight", w), Parameter("bias", [[0.0] * m])]
        backward(total(multiply(affine(*nodes), constant(g))))
        right = (nodes[0].grads, nodes[1].grads, nodes[2].grads[0])
        yield (near(answer.layer_slopes(x, w, g), right),
               f"Right for one neuron, wrong for {n} examples, {m} neurons and {k} inputs.")
