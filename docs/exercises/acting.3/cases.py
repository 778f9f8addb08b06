from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "What a recording shows"

CASES = [
    Case("one_flag(0.1, 5)", 1.0 + 0.9 + 0.81 + 0.729 + 0.6561,
         hint="The machine of this page, five weeks: with what probability is the coin of week 1 "
              "paid, of week 2, of week 3?",
         mistakes=[(10.0, "That is what a machine earns if one watches to the end."),
                   (0.9 + 0.81 + 0.729 + 0.6561 + 0.59049,
                    "A machine pays in the week in which it breaks down, too.")]),
    Case("one_flag(0.25, 2)", 1.0 + 0.75, hint="Another machine: look for a 0.1 or a 5 left over."),
    Case("one_flag(0.0, 4)", 4.0, hint="A machine that never breaks pays each week."),
    Case("both_flags(0.1, 5, 0.0)", 4.0951, hint="A belief of 0 adds nothing."),
    Case("both_flags(0.1, 5, 10.0)", 10.0,
         hint="If the belief is right, the mean should be just that. How often is it used?",
         mistakes=[(4.0951 + 10.0, "Not every recording was cut: some ended by themselves."),
                   (4.0951 + 0.6561 * 10.0, "Some machines break down in the very week in which "
                                            "the time runs out, with both flags up.")]),
    Case("both_flags(0.5, 1, 4.0)", 1.0 + 0.5 * 4.0, hint="One week, and half of them go on."),
    Case("both_flags(0.0, 3, 7.0)", 3.0 + 7.0, hint="None breaks: all are cut."),
]
