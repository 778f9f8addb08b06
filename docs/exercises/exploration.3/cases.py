from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "How often a fading curiosity explores"

CASES = [
    Case("line", 550, tolerance=15,
         hint="The number to expect is the sum of all the probabilities. What is their mean?",
         mistakes=[(500, "That would be the mean of a line from 1 to 0."),
                   (450, "That is what the steps do not explore.")]),
    Case("curve", 391, tolerance=25,
         hint="Each probability is the same multiple of the one before. School has a formula for "
              "the sum of such a series; or ask what the area below the curve is.",
         mistakes=[(550, "At both ends the two agree. Do they half way?"),
                   (316, "That is the probability half way, times 1000. But the curve is bent: "
                         "does it lie above or below its middle, for most of the time?")]),
]
