from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "The slope of a size"

CASES = [
    Case("at_3", 1.0, hint="At 3 only one of the two terms passes anything on. How fast?"),
    Case("at_minus_2", -1.0,
         hint="At −2 the second term is at work. What does ReLU see there, and which way does "
              "that move when x grows?",
         mistakes=[(1.0, "ReLU of −x falls when x grows. Has the chain rule been asked?"),
                   (0.0, "One of the two terms does pass something on at −2.")]),
    Case("at_0", 0.0, hint="What did we say about the slope at a corner?",
         mistakes=[(1.0, "Both corners are at 0. Which slope does each have there, by our "
                         "choice?")]),
]
