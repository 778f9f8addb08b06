from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "Where does the loop settle?"

CASES = [
    Case("settled(0.5)", [8 / 3, 10 / 3],
         hint="At rest both lines hold. Put the second into the first: one unknown is left.",
         mistakes=[([10 / 3, 8 / 3], "These are the two numbers, the other way round.")]),
    Case("settled(0.25)", [16 / 7, 18 / 7],
         hint="The first room counts half of the second, and the second `weight` of the first. "
              "What multiplies v0 after one round?",
         mistakes=[([8 / 3, 8 / 3], "v0 depends on the weight too.")]),
    Case("settled(0.0)", [2.0, 2.0], hint="With weight 0 the second room is worth 2."),
    Case("settled(-1.0)", [4 / 3, 2 / 3], hint="A weight may also be negative."),
]
