from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "The price of curiosity"

CASES = [
    Case("wait(0.1, 4)", 40.0,
         hint="With what probability is it taken at one press? Such things take 1/p presses.",
         mistakes=[(10.0, "That is how long one waits for an exploring press. Does an exploring "
                          "press take this action?"),
                   (30.0, "An exploring press draws among all actions, the best one included."),
                   (39.0, "The press that takes it counts too.")]),
    Case("wait(0.2, 5)", 25.0, hint="There are five actions now."),
    Case("wait(1.0, 3)", 3.0, hint="All presses explore here, and there are three actions."),
    Case("regret(0.1, [3.0, 0.0])", 0.15,
         hint="The machine of this page: 4 is the best, and 3.85 is earned.",
         mistakes=[(0.3, "Not every exploring press goes to the bad button."),
                   (3.85, "That is what is earned. How far is it from the best?")]),
    Case("regret(0.2, [0.0, 1.0, 2.0, 5.0])", 0.05 * (1.0 + 2.0 + 5.0),
         hint="Four actions: what is lost when each is taken, and how often is it?"),
    Case("regret(0.5, [0.0, 0.0, 6.0])", 0.5 / 3 * 6.0, hint="Two of these three are best."),
]
