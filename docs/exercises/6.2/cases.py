from policywerk.lessons.exercises import Case, near

KIND = "predict"
TITLE = "An arm with six joints"


def about(value):
    """Whether it is the growth in per cent, to one digit after the point or more."""
    return near(value, 100.0 * (1.2 ** (1.0 / 17.0) - 1.0), tolerance=0.05)


CASES = [
    Case("up", 1.05**6, tolerance=0.006,
         hint="The joints are drawn independently. What becomes of their densities in the density "
              "of the whole action?",
         mistakes=[(1.05, "That is the ratio of one joint. The action is all six."),
                   (1.3, "Nearly. Growth by 5 % six times is a little more than growth by 30 %.")]),
    Case("down", 0.95**6, tolerance=0.006, hint="As before, but with another factor.",
         mistakes=[(0.7, "Nearly. Six times 5 % less of what is left is not 30 % less."),
                   (0.95, "That is the ratio of one joint.")]),
    Case("mixed", (1.05 * 0.95) ** 3, tolerance=0.003,
         hint="1.05 three times and 0.95 three times.",
         mistakes=[(1.0, "Nearly. Is 5 % more and then 5 % less what there was before?")]),
    Case("seventeen", about, tolerance=0.005,
         hint="Which number, seventeen times as a factor, makes 1.2?",
         mistakes=[(20.0, "That is for a single joint."),
                   (0.0108, "In per cent, please, not as a fraction."),
                   (1.0108, "That is the factor. By how many per cent does each grow?"),
                   (20.0 / 17.0, "That would be right if growth were added. It is multiplied, so "
                                 "each may grow by a little less.")]),
    Case("averaged", 1.2**6, tolerance=0.02,
         hint="The mean of six logarithms is log 1.2. What is their sum, and what does exp make "
              "of it?",
         mistakes=[(7.2, "Logarithms are added, ratios are multiplied."),
                   (1.2, "That is what the mean says. The ratio is made of the sum.")]),
]
