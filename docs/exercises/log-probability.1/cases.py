from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Chance mixed with chance"

CASES = [
    Case("entropy", 1.0986, tolerance=0.006,
         hint="What do equal logits give, and what does mixing in equal chances change?",
         mistakes=[(1.585, "That is in bits. Nats come from the natural logarithm."),
                   (-1.0986, "That is the log-probability of an outcome.")]),
    Case("slope", 0.0, tolerance=0.001,
         hint="Can the entropy of three outcomes be higher than this? Then what is the slope at "
              "its highest point?"),
]
