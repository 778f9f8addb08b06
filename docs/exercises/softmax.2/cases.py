from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Who explores the worst?"

WHO = ("epsilon", "softmax")
CASES = [
    Case("large", "epsilon", choices=WHO,
         hint="At epsilon's heads all three actions are equally likely. For softmax, work out "
              "three exponentials and their sum."),
    Case("small", "softmax", choices=WHO,
         hint="Epsilon-greedy looks only at which action is best. Does its chance change? And "
              "how far apart are exp(0.2), exp(0.1) and 1?"),
]
