from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "Worse than a failure"

BLAMED = -1.0 / (1.0 - 0.95 * 0.95 * 0.95 * 0.95)  # for all the failures to come

CASES = [
    Case("predictions(1)", [-0.5 * 0.1024, -0.5 * 0.128, -0.5 * 0.16, -0.5 * 0.2],
         hint="In the first trial nothing is predicted yet, so the only news is the failure. Every "
              "box that was passed should hear of it, as far as its mark goes."),
    Case("predictions(2000)[3]", -1.0, tolerance=1e-6,
         hint="Box 3 is one step away from a failure that pays -1. What comes after it?",
         mistakes=[(BLAMED, "Each failure is still blamed for the failures of later trials.")]),
    Case("predictions(2000)", [-0.857375, -0.9025, -0.95, -1.0], tolerance=1e-6,
         hint="Box 3 is right, and one before it is not. Who is one step further away from the "
              "failure expects a little less of it."),
]
