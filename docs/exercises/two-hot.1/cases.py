from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Two places for a mean"

CASES = [
    Case("first", 6.389, tolerance=0.06,
         hint="Take the mean on the symlog scale, where the two bins are 0 and 4. Then one symexp.",
         mistakes=[(2.0, "That is still on the symlog scale."),
                   (7.389, "symexp(2) is not exp(2): something is taken off."),
                   (26.8, "The first version takes the mean before it takes symexp.")]),
    Case("second", 26.799, tolerance=0.06,
         hint="Take symexp of both bins, and then the mean of the two.",
         mistakes=[(27.3, "symexp(4) is not exp(4): something is taken off."),
                   (53.6, "That is the outermost bin. It has half of the probability."),
                   (6.4, "The second version takes symexp before it takes the mean.")]),
]
