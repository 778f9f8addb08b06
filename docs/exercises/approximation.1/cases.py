from policywerk.lessons.exercises import Case, near

KIND = "derive"
TITLE = "What wrong action values cost"

CASES = [
    Case("q_loss_bound(1.0, 0.0)", 2.0,
         hint="Without a future: one action looks better than it is, another one worse.",
         mistakes=[(0.0, "That bound was for values of states, where rewards are known."),
                   (1.0, "Both of the two values that are compared may be wrong.")]),
    Case("q_loss_bound(1.0, 0.5)", 4.0,
         hint="The same mistake may come again in the next state.",
         mistakes=[(2.0, "The mistake is not made once, it goes on for ever.")]),
    Case("q_loss_bound(0.5, 0.75)", 4.0, hint="Solve D <= (something) + gamma D for D."),
]


def check(answer):
    for error, gamma in ((0.1, 0.9), (3.0, 0.25), (0.0, 0.5)):
        yield (near(answer.q_loss_bound(error, gamma), 2.0 * error / (1.0 - gamma), 1e-9),
               "Right in some places, wrong for other errors and discounts.")
