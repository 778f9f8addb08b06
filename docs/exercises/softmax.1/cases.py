from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Never say never"

CASES = [
    Case("answer", -5.9915, tolerance=0.006,
         hint="Suppose the softmax gives an outcome nothing at all. What has it still?",
         mistakes=[(-4.61, "One percent is shared by the four outcomes; they are already "
                           "probabilities when it is divided."),
                   (-100.0, "That was before the mixing."),
                   (5.99, "A probability is below 1. Look at the sign.")]),
]
