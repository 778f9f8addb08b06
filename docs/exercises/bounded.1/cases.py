from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Clipped, then scored"

CASES = [
    Case("drawn", -0.437, tolerance=0.006,
         hint="The slope is z/sd, z the distance from the mean in deviations. What are mean and "
              "deviation, for the raw numbers −2 and 5?",
         mistakes=[(0.437, "The draw lies below the mean: which way should the mean go?"),
                   (-0.401, "The mean is close to −1, but not there. What does tanh make of −2?"),
                   (0.601, "The mean is not −2 but what tanh makes of it.")]),
    Case("clipped", -0.036, tolerance=0.006,
         hint="The same, with −1 in the place of what was drawn.",
         mistakes=[(-0.437, "−1 lies much nearer to the mean than −1.4."),
                   (0.0, "Not quite: the mean is above −1, as tanh is.")]),
]
