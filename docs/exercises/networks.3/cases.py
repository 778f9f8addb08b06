from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "Two layers without a bend"
W, B, V, C = [[1.0, 2.0], [0.0, 1.0]], [1.0, -2.0], [[3.0, -1.0]], [0.5]

CASES = [
    Case("merged(W, B, V, C)[0]", [[3.0, 5.0]],
         hint="How fast does y move with the first input, by way of both hidden neurons?",
         mistakes=[([[3.0, -2.0]], "Entry by entry is not how two layers meet. Each weight of the "
                                   "second meets a whole row of the first.")]),
    Case("merged(W, B, V, C)[1]", [5.5],
         hint="With both inputs at 0 the hidden neurons still say something. What becomes of it?",
         mistakes=[([0.5], "With both inputs at 0, what do the hidden neurons say?"),
                   ([5.0], "With both inputs at 0 the second layer has something to add of its "
                           "own."),
                   ([-0.5], "The biases of the first layer go through the second like any input."),
                   ([1.5], "The biases of the first layer go through the second like any "
                           "input.")]),
    Case("merged(V, C, [[2.0], [-1.0]], [0.0, 1.0])", ([[6.0, -2.0], [-3.0, 1.0]], [1.0, 0.5]),
         hint="Right for one shape, wrong for another: here one hidden neuron and two outputs."),
]
