from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "A discount"

CASES = [
    Case("answer", "between", choices=("0.5", "0.22", "between", "less"),
         hint="Some of the walks are shorter than nine steps. What do they add?",
         mistakes=[("0.5", "Half of the walks are still won, but a discounted win is less than 1."),
                   ("0.22", "That would be so if every walk took nine steps. Try two walks, one of "
                            "three steps and one of fifteen.")]),
]
