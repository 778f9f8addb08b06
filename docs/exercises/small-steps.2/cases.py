from policywerk.lessons.exercises import Case

KIND = "build it"
TITLE = "One factor for all"

LONG = [[3.0, 0.0], [4.0]]

CASES = [
    Case("clip(LONG, 0.5)", [[0.3, 0.0], [0.4]],
         hint="The length is that of all vectors together, as one: here 5."),
    Case("clip([[0.3], [0.4]], 2.0)", [[0.3], [0.4]],
         hint="These are shorter than the limit: nothing should happen to them."),
    Case("clip([[0.0, 0.0]], 1.0)", [[0.0, 0.0]],
         hint="A gradient of length 0 is as short as can be; mind the division."),
]
