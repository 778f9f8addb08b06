from policywerk.lessons.exercises import Case
from policywerk.primitives.scalar import log

KIND = "predict"
TITLE = "The first update"

CASES = [
    Case("returned", 0.0,
         hint="What do the heads for rewards and values say before they have learned anything, and "
              "what is a return made of?",
         mistakes=[(1.0, "That is the divisor. What does a new head say of everything?")]),
    Case("divisor", 1.0,
         hint="How far do returns spread that are all the same, and what is the least that "
              "advantages are divided by?",
         mistakes=[(0.0, "That is how far they spread. Nothing is divided by 0.")]),
    Case("reward", log(61.0), tolerance=0.006,
         hint="A new head finds all bins equally likely. How surprising is one bin of so many?",
         mistakes=[(0.0, "It says 0, but it is not sure of it: its probability is spread over all "
                         "bins."),
                   (log(255.0), "The paper has 255 bins. This agent has 61."),
                   (2.0 * log(61.0), "The reward has one target.")]),
    Case("lived", 2.0 * log(61.0), tolerance=0.012,
         hint="How many targets has the critic in each state?",
         mistakes=[(log(61.0), "The critic has two targets: the return, and its slow copy."),
                   (0.6 * log(61.0), "The loss itself, please, without its weight of 0.3."),
                   (0.3 * log(61.0), "The critic has two targets, and the weight is not asked "
                                     "for.")]),
    Case("changed", "none", choices=("none", "some", "all"),
         hint="How long is the first step of a warm-up?",
         mistakes=[("all", "Every part gets slopes, and the optimiser multiplies them by the step "
                           "size. What is that, in the first update of a warm-up?")]),
]
