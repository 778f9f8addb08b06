from policywerk.lessons.exercises import Case, near

KIND = "derive"
TITLE = "How far ahead does lambda look?"

CASES = [
    Case("weights(0.5, 3)", [0.5, 0.25, 0.25],
         hint="How much is left for the return to the end, when those before it have theirs?",
         mistakes=[([0.5, 0.25, 0.125], "They do not add up to 1. After the last return no other "
                                        "follows: it gets all that is left."),
                   ([1.0, 0.5, 0.25], "They do not add up to 1. Multiply by 1 less lambda, and see "
                                      "what is left for the last.")]),
    Case("weights(0.3, 1)", [1.0], hint="One step is left, and there is only one return."),
    Case("weights(0.0, 3)", [1.0, 0.0, 0.0], hint="With lambda 0 the next prediction is all."),
    Case("weights(1.0, 3)", [0.0, 0.0, 1.0], hint="With lambda 1 the outcome is all."),
    Case("ahead(0.5, 3)", 1.75, hint="The sum of n times the weight of the return of n steps.",
         mistakes=[(2.0, "That is right for an episode without an end.")]),
    Case("ahead(0.0, 8)", 1.0, hint="With lambda 0 one looks one step ahead."),
    Case("ahead(1.0, 8)", 8.0, hint="With lambda 1 one looks as far as the end."),
    Case("ahead(0.8, 1000)", 5.0, hint="Where the end is far away only lambda counts."),
]


def check(answer):
    for lam, left in ((0.3, 4), (0.9, 7), (0.99, 20)):
        found = answer.weights(lam, left)
        yield len(found) == left and near(sum(found), 1.0), (
            f"weights({lam}, {left}) should be {left} numbers with the sum 1.")
        yield all(near(b, lam * a) for a, b in zip(found, found[1:-1])), (
            f"In weights({lam}, {left}) each but the last should be lambda times the one before.")
        mean = sum(n * weight for n, weight in enumerate(found, start=1))
        yield near(answer.ahead(lam, left), mean), (
            f"ahead({lam}, {left}) is not the mean of the steps under the weights.")
