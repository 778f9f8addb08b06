from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Clip each or clip all"

CASES = [
    Case("each", [0.5, 0.4], tolerance=0.001,
         hint="The second entry lies within the limits. Does anything happen to it?"),
    Case("norm", [0.5, 0.0067], tolerance=0.006,
         hint="One factor for both, so the direction stays: about 75 to 1."),
]
