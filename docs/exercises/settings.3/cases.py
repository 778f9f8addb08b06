from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Which lesson?"

CASES = [
    Case("'001' in found", False, hint="zfill(2) fills up to two characters. What does it do to "
                                       "a text that is longer?"),
    Case("'1' in found", True, hint="zfill(2) fills up with zeros from the left."),
    Case("'' in found", False, hint="What does `number and` make of an empty text?"),
    Case("sorted(found)", ["01", "1"], hint="Try each of the five in the condition."),
    Case("without", "", hint="What does zfill(2) make of each of the others?"),
]
