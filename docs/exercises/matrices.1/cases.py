from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Zeros, made by multiplication"

CASES = [
    Case("answer", [[1.0, 0.0], [1.0, 0.0]],
         hint="Write it as it would be printed, a list of two lists of two numbers.",
         mistakes=[([[1.0, 0.0], [0.0, 0.0]], "How many lists did the outer star make, and how "
                                              "many times did it name the same one?"),
                   ([[1.0, 1.0], [0.0, 0.0]], "Setting an entry of a list of numbers changes "
                                              "that entry alone. What of the two rows?")]),
]
