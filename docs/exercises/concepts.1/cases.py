from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A return that passes its test"

CASES = [
    Case("discounted_return([1.0], 0.9)", 1.0,
         hint="One reward, right after the first action. How much does the first one count?"),
    Case("discounted_return([0.0, 0.0, 1.0], 0.9)", 0.81,
         hint="The third reward comes two steps after the first.",
         mistakes=[(0.9, "Each step more should make a reward count less once more.")]),
    Case("discounted_return([3.0, 5.0], 0.0)", 3.0,
         hint="With discount 0 the next reward counts, and nothing else."),
    Case("discounted_return([2.0, -4.0, 8.0], 0.5)", 2.0 - 2.0 + 2.0,
         hint="Three rewards, each counting half as much as the one before."),
    Case("discounted_return([], 0.9)", 0.0, hint="Without rewards nothing is earned."),
]
