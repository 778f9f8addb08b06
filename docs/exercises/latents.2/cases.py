from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "The stop-gradients exchanged"

CASES = [
    Case("value", 1.1, hint="A stop-gradient changes no number.",
         mistakes=[(0.1, "Does a stop-gradient change the number it is given?"),
                   (1.0, "The second divergence counts too, a little.")]),
    Case("before", 0.1,
         hint="Which of the two terms lets a slope through to the belief before seeing?",
         mistakes=[(1.0, "That is the term in which this belief now has the stop-gradient."),
                   (1.1, "In one of the two terms this belief has the stop-gradient.")]),
    Case("after", 1.0,
         hint="Which of the two terms lets a slope through to the belief after seeing?",
         mistakes=[(0.1, "That is the term in which this belief now has the stop-gradient."),
                   (1.1, "In one of the two terms this belief has the stop-gradient.")]),
]
