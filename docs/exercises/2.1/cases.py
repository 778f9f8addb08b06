from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Four boxes in a row"

CASES = [
    Case("len(answer)", 4, hint="There are four boxes: write a list of four numbers."),
    Case("answer[3]", -1.0, tolerance=0.005,
         hint="From box 3 the failure is one step away. What does that step pay, and what follows?",
         mistakes=[(-0.95, "What is paid at the next step is not discounted yet.")]),
    Case("answer[2]", -0.95, tolerance=0.002,
         hint="The step out of box 2 pays nothing and leads to box 3. What does that make of it?",
         mistakes=[(-1.0, "What is one step further away counts less."),
                   (0.0, "The first trial leaves it near 0. What do many trials come to?")]),
    Case("answer[0]", -0.95 * 0.95 * 0.95, tolerance=0.002,
         hint="Go on as you went from box 3 to box 2."),
    Case("answer[1]", -0.95 * 0.95, tolerance=0.002, hint="Go on as you went from box 3 to box 2."),
]
