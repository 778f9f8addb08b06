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
    Case("kl([1.0, 0.0], [0.5, 0.5])", 0.6931471805599453,
         hint="An outcome that never comes costs nothing, even if it was thought possible. What "
              "does the other one cost?",
         mistakes=[(INFINITY, "Nothing that was thought impossible comes here. The second outcome "
                              "was thought possible, and never comes.")]),
    Case("kl([0.5, 0.5], [0.25, 0.75])", 0.14384103622589042,
         hint="Where nothing is impossible, the old answer was right: 0.143841."),
]


def told(kl, p, q):
    try:
        return "infinite" if kl(p, q) == INFINITY else kl(p, q)
    except (NameError, TypeError, AttributeError, LookupError, NotImplementedError):
        raise  # a slip; any other error says so
    except Exception:
        return "infinite"
