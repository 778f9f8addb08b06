from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Who explores the worst?"

WHO = ("epsilon", "softmax")
CASES = [
    Case("small", "epsilon", choices=WHO,
         hint="At epsilon's heads all three actions are equally likely. For softmax, work out "
              "three exponentials and their sum."),
    Case("large", "epsilon", choices=WHO,
         hint="Epsilon-greedy looks only at which action is best. Does its chance change? And "
              "what does exp(-20) say?"),
]
