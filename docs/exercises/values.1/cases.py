from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Wait for the double?"

WORDS = ("now", "later", "either")
CASES = [
    Case("returns", [0.5 * 0.5 * 8.0, 0.5 * 8.0, 8.0],
         hint="Work from the end: the last step returns what it pays. And the one before?",
         mistakes=[([8.0, 4.0, 2.0], "These are the three numbers, the other way round."),
                   ([1.0, 2.0, 4.0], "The reward that comes at once counts in full.")]),
    Case("at_half", "either", choices=WORDS,
         hint="Twice as much, and half as much counted for one step of waiting."),
    Case("at_six_tenths", "later", choices=WORDS,
         hint="Waiting one step costs a factor of 0.6, and brings a factor of 2."),
]
