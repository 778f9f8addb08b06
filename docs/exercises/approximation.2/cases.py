from policywerk.lessons.exercises import Case, near

KIND = "derive"
TITLE = "From which discount on?"

CASES = [
    Case("tuple(growth(1.0, 0.0, 0.5))", (-10.0, -12.0),
         hint="The six have the error −1. Each moves its own weight by 2 and w8 by 1 of it; both "
              "stand in its value.",
         mistakes=[((-5.0, -2.0), "Six errors meet in the shared weight, not one."),
                   ((-6.0, -12.0), "The six states' own first weight moves too, and stands "
                                   "twice in the value.")]),
    Case("tuple(growth(0.0, 1.0, 1.0))", (10.0, 12.0),
         hint="With gamma = 1 the seventh has no error, and the six have the error 1."),
    Case("tuple(growth(0.0, 1.0, 0.0))", (-2.0, -5.0),
         hint="With gamma = 0 the seventh has the error −1, and the six have none."),
    Case("threshold", 15 / 17, tolerance=0.0005,
         hint="Where is the sum of the two numbers on the diagonal 0?",
         mistakes=[(1.0, "There the product is 0. Which of the two conditions is broken first?")]),
]


def check(answer):
    for six, seventh, gamma in ((3.0, 12.0, 0.99), (-1.0, 2.0, 0.3)):
        error, last = gamma * seventh - six, (gamma - 1.0) * seventh
        yield (near(tuple(answer.growth(six, seventh, gamma)),
                    (10.0 * error + 2.0 * last, 12.0 * error + 5.0 * last), 1e-9),
               "Right in some places, wrong for other values.")
