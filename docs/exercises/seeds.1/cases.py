from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "Ten equal rewards"

SMALL = 3e-5
CASES = [
    Case("standardise([0.1] * 10)", [0.0] * 10, tolerance=1e-3,
         hint="Ten equal rewards, and each is told to be something special. What is the computed "
              "variance of this list?"),
    Case("standardise([0.5] * 10)", [0.0] * 10, tolerance=1e-3,
         hint="Ten equal rewards are no news."),
    Case("standardise([0.1 + 0.2] * 3 + [0.3] * 3)", [0.0] * 6, tolerance=1e-3,
         hint="0.1 + 0.2 and 0.3 differ by rounding alone, and here they come out as good news and "
              "bad news. What if a test for equal entries is not enough?"),
    Case("standardise([1.0, 3.0])", [-1.0, 1.0], tolerance=1e-3,
         hint="Rewards that do differ should have a standard deviation of 1 afterwards."),
    Case("standardise([SMALL, 3 * SMALL])", [-1.0, 1.0], tolerance=1e-3,
         hint="Small rewards that differ are standardised like large ones. What is small beside "
              "these, and large beside rounding?"),
    Case("standardise([300.0, 100.0, 200.0])", [1.5 ** 0.5, -(1.5 ** 0.5), 0.0], tolerance=1e-3,
         hint="The order of the entries stays."),
]
