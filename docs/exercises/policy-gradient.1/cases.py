from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "A baseline without noise"

CASES = [
    Case("best_baseline([1.0, 3.0], [0.75, 0.25])", 2.5, tolerance=1e-9,
         hint="Write down the nudge of x_1 after left and after right, with b in both, and set "
              "them equal.",
         mistakes=[(1.5, "That is the mean pay. With it x_1 is nudged by 0.125 after left and by "
                         "1.125 after right: are they equal?")]),
    Case("best_baseline([0.0, 10.0], [0.9, 0.1])", 9.0, tolerance=1e-9,
         hint="The rarer arm nudges further. Which of the two pays must then be nearer to b?"),
    Case("best_baseline([4.0, 4.0], [0.2, 0.8])", 4.0, tolerance=1e-9,
         hint="If both arms pay the same, nothing should be nudged at all."),
]
