from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Where is it going?"

CASES = [
    Case("start", 3, hint="Which frames does the first state of an episode consist of?",
         mistakes=[(1, "Two frames, but are they two different ones?")]),
    Case("later", 1, hint="It moved a column to the left. With which drift does one do that?",
         mistakes=[(2, "The wall will turn it round with its next step. Which drift has it "
                       "now?")]),
    Case("new_ball", 3, hint="Between the two frames the ball was caught or missed. What does the "
                             "old ball say about the new one?",
         mistakes=[(1, "The two frames show two different balls.")]),
    Case("inside", 3, hint="From which columns of row 3 can it have come?",
         mistakes=[(1, "One frame shows where it is. Does it show where it was?")]),
    Case("at_wall", 2, hint="From which columns of row 3 can it have come, and with which drift?",
         mistakes=[(3, "With a drift of +1 a ball comes from the column on its left. Is there "
                       "one?"),
                   (1, "It may also have come straight down along the wall.")]),
]
