from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "Where the values cancel"

CASES = [
    Case("advantage([1.0], 2.0, 0.5)", -1.0,
         hint="One step: the reward, less what was expected."),
    Case("advantage([1.0, 0.0, 2.0], 2.0, 0.5)", -0.5,
         hint="Write out delta_0 + gamma delta_1 + gamma^2 delta_2. Which values appear twice, and "
              "how often is the third reward discounted?"),
    Case("advantage([0.0, 0.0, 0.0, 8.0], 0.0, 0.5)", 1.0,
         hint="A reward three steps later is discounted three times."),
]
