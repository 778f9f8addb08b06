from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "How long is a memory?"

CASES = [
    Case("steps(0.5)", 7, hint="Halve until it is below 0.01: 1/2, 1/4, 1/8 …",
         mistakes=[(6, "One sixty-fourth is more than one hundredth."),
                   (8, "Before the first step the mark is 1: that is no step yet.")]),
    Case("steps(0.9)", 44, hint="It need not be guessed: multiply, and count.",
         mistakes=[(43, "There it is still a little above."),
                   (10, "That is the sum. The mark is then 0.35.")]),
    Case("steps(0.99)", 459, hint="A decay ten times nearer to 1 takes about ten times as long.",
         mistakes=[(458, "There it is still a little above. Rounded to the nearest whole "
                         "number?")]),
    Case("steps(0.25)", 4, hint="A quarter, a sixteenth, a sixty-fourth …"),
    Case("area(0.5)", 2.0, hint="1 + 1/2 + 1/4 + …",
         mistakes=[(1.0, "The mark itself, before it fades, is part of the sum.")]),
    Case("area(0.9)", 10.0, hint="Write the sum S as 1 plus something times S."),
    Case("area(0.0)", 1.0, hint="There is the mark, and then nothing."),
]
