from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "Praise for another episode"

FOUR = ([1.0, 1.0, 0.0, 5.0], [2.0] * 4, [2.0, 2.0, 2.0, 0.0])
CUT = ([False, False, False, True], [False, True, False, False])
CASES = [
    Case("advantages(*FOUR, *CUT, 0.5, 1.0)[1]", 1.0 + 0.5 * 2.0 - 2.0,
         hint="The second step was its episode's last. How much of the third step's surprise is "
              "its doing?",
         mistakes=[(-1.0, "The clock ended the episode, not the task: it would have gone on, and "
                          "the state that was reached is worth 2.")]),
    Case("advantages(*FOUR, *CUT, 0.5, 1.0)[2]", (0.0 + 1.0 - 2.0) + 0.5 * 3.0,
         hint="Within an episode the later surprises still count."),
    Case("advantages(*FOUR, *CUT, 0.5, 0.0)", [0.0, 0.0, -1.0, 3.0],
         hint="With lam = 0 only the step's own surprise is left."),
    Case("advantages([1.0, 4.0], [1.0, 2.0], [2.0, 0.0], [True, True], [False, False], 0.5, 1.0)",
         [0.0, 2.0],
         hint="Two episodes of one step, and both terminate. What belongs to the second has come "
              "back to the first."),
]
