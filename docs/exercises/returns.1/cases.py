from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Two steps, two ends"

CASES = [
    Case("terminated", [3.0, -2.0], hint="From the end backwards: G = r + 0.5 G of the next step.",
         mistakes=[([4.5, 1.0], "The task is over. What can still be earned?"),
                   ([2.0, -2.0], "Does the later reward count in full?"),
                   ([-2.0, 3.0], "The return of the first step comes first.")]),
    Case("truncated", [4.5, 1.0], hint="A clock ended it: what stands for what was not seen, and "
                                       "how much does that count for each of the steps?",
         mistakes=[([3.0, -2.0], "That is how it was with the other end."),
                   ([6.0, 4.0], "The estimate lies one step further, so it is discounted."),
                   ([3.5, -1.0], "Which of the three values is that of the state reached last?")]),
    Case("errors", [4.0, -1.0],
         hint="What was paid, and half of what is expected now, less what had been expected.",
         mistakes=[([4.0, -4.0], "The second step was truncated, not terminated."),
                   ([3.5, -1.0], "That is a return less a value. A TD error looks one step ahead."),
                   ([5.0, 1.0], "Less v of the state in which the step began?"),
                   ([5.0, 2.0], "What is expected is discounted.")]),
    Case("same", "first", choices=("first", "second", "both", "neither"),
         hint="Which of the two TD errors has a value in it that the end decides on?"),
]
