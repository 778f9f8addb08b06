from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "The sign is seen, and forgotten"

NAN = float("nan")


def digits(h, x):
    """A step that shows what it remembers: the inputs since the start are the digits."""
    return 10.0 * h + x


CASES = [
    Case("unroll(digits, [0.0, 0.0], [[1.0, 2.0], [3.0, 4.0]], [[True, True], [False, False]])",
         [[1.0, 2.0], [13.0, 24.0]],
         hint="Each of the two should remember its first digit. What is there to be forgotten at a "
              "first step, and what not?"),
    Case("unroll(digits, [7.0], [[1.0], [2.0]], [[False], [True]])", [[71.0], [2.0]],
         hint="The second step begins another episode. What came before it must not show in the "
              "state after it, and the state before it is still wanted."),
    Case("unroll(digits, [7.0], [[1.0], [2.0]], [[True], [False]])", [[1.0], [12.0]],
         hint="The very first step may begin an episode too; what h was before must not show."),
    Case("unroll(digits, [1.0, 2.0], [[3.0, 4.0], [5.0, 6.0]], [[False, True], [True, False]])",
         [[13.0, 4.0], [5.0, 46.0]],
         hint="Each sequence begins when its own flag says so."),
    Case("unroll(digits, [NAN], [[1.0]], [[True]])", [[1.0]],
         hint="The episode before ended with a nan, and the new one inherits it. What is 0 times "
              "nan?"),
]
