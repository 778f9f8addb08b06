from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "A bootstrap by hand"

CASES = [
    Case("nothing", 8, hint="Each of the three places of a draw can take either of the two zeros.",
         mistakes=[(1, "There are two zeros, from two seeds. Which draws have no 9?")]),
    Case("tuple(eighty)", (0.0, 6.0),
         hint="Line up all 27 means, each as often as it comes. How many go at each end?",
         mistakes=[((0.0, 9.0), "How often does the mean 9 come? More than that is left out."),
                   ((0, 18), "These are sums. The mean is a third of that.")]),
    Case("tuple(forty)", (3.0, 3.0), hint="Three tenths are left out at each end.",
         mistakes=[((0.0, 6.0), "Three tenths of 27: how many is that?"),
                   ((0.0, 3.0), "How many zeros are there? How many go at the lower end?")]),
]
