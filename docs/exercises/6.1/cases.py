from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "The first of many updates"

CASES = [
    Case("ratio", 1.0, hint="Which policy drew the actions, and which one is learning? What has "
                            "been changed between the two?",
         mistakes=[(0.0, "That is the logarithm of the ratio.")]),
    Case("out_of_range", 0.0, hint="You know all the ratios. How many of them are out of range?"),
    Case("objective", 0.0, tolerance=1e-6,
         hint="Each step counts as its ratio times its advantage. What was done with the "
              "advantages of the minibatch?",
         mistakes=[(1.0, "That is the mean of the ratios. What is the mean of the advantages, "
                         "normalised?")]),
    Case("slope", "not zero", hint="Say which of the two.", choices=("all zero", "not zero"),
         mistakes=[("all zero", "The mean of the advantages is 0. Is the mean of advantages times "
                                "slopes of log pi 0, too? Steps that went well pull one way, and "
                                "those that did not pull another.")]),
    Case("variants", "the same weights", hint="Say which of the two.",
         choices=("the same weights", "other weights"),
         mistakes=[("other weights", "At a ratio of 1 nothing is clipped. And the KL: what is its "
                                     "slope at the place where it is least?")]),
]
