from policywerk.lessons.exercises import Case
from policywerk.primitives.scalar import exp

KIND = "predict"
TITLE = "How often is a step seen?"

CASES = [
    Case("times", 32.0, tolerance=0.1,
         hint="For how many batches does a step stay, and how likely is it to be hit by one draw?",
         mistakes=[(0.032, "That is for one batch. A step stays for many."),
                   (1000.0, "That is how many batches it stays for. How many draws hit it?")]),
    Case("never", exp(-1.0), tolerance=0.01,
         hint="A thousand draws each miss it with probability 0.999.",
         mistakes=[(0.0, "On average it is drawn once. That is not the same as: each is drawn "
                         "once.")]),
]
