from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Four steps on the cliff"

CASES = [
    Case("len(answer)", 4, hint="Four steps, four numbers: write a list."),
    Case("answer[0]", -0.5, hint="The step pays -1. How far towards that does the value move?",
         mistakes=[(-1.0, "That is the target. The value moves a part of the way.")]),
    Case("answer[1]", -0.5, hint="What is the largest value in the state that this step led to?"),
    Case("answer[2]", -50.0, hint="What does a fall pay, and where does it lead? What is the best "
                                  "value there?",
         mistakes=[(-50.25, "At the start not every action is worth -0.5 by now."),
                   (-100.0, "That is the target. The value moves a part of the way.")]),
    Case("answer[3]", -0.75, hint="This pair has been updated once before. From where does it "
                                  "move, and towards what?",
         mistakes=[(-0.5, "It began at 0 the first time. Where does it begin now?"),
                   (-1.0, "Two mistakes lead here. The target was too low: of the values in the "
                          "state above the start one is still better than -0.5. Or half of the "
                          "target was added to the whole of the old value."),
                   (-1.25, "Half of the target is added to what is left of the old value.")]),
]
