from policywerk.lessons.exercises import Case

KIND = "build it"
TITLE = "A sum that loses nothing"

CASES = [
    Case("careful_total([1.0, 2.0, 6.0])", 9.0, hint="1 + 2 + 6 is 9."),
    Case("careful_total([0.1] * 10)", lambda got: got == 1.0,
         hint="Ten times 0.1, with what was dropped, is exactly 1.0. Is it added at the end?"),
    Case("careful_total([1e16, 1.0, 1.0])", lambda got: got == 10000000000000002.0,
         hint="Each 1 is dropped, and both must come back."),
    Case("careful_total([1.0, 1.0, 1e16])", lambda got: got == 10000000000000002.0,
         hint="Here a small sum meets a large number. Which does `_two_sum` want first?"),
    Case("careful_total([1.0, 1e100, 1.0, -1e100])", lambda got: got == 2.0,
         hint="What is dropped beside 1e100 must be kept apart until the end, and the larger "
              "number in size must come first."),
    Case("careful_total([1.0, -1e100, 1.0, 1e100])", lambda got: got == 2.0,
         hint="-1e100 is less than 1. Which of the two is the larger one in size?"),
    Case("careful_total([])", 0.0, hint="An empty sum is 0."),
]
