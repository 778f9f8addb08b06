from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A divergence below 0"

INFINITY = float("inf")
CASES = [
    Case("told(kl, [0.5, 0.5], [1.0, 0.0])", "infinite",
         hint="The truth has an outcome that was thought impossible, and yet the answer is still "
              "finite. It should be infinite, or an error that says so."),
    Case("kl([1.0, 0.0], [1.0, 0.0])", 0.0,
         hint="An outcome that both rule out costs nothing. The first mend is right for one of the "
              "two zeros only."),
    Case("kl([0.5, 0.5], [0.25, 0.75])", 0.14384103622589042,
         hint="Where nothing is impossible, the old answer was right: 0.143841."),
]


def told(kl, p, q):
    try:
        return "infinite" if kl(p, q) == INFINITY else kl(p, q)
    except (ValueError, ZeroDivisionError):
        return "infinite"
