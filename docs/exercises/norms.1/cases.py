from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "All weights 0?"

CASES = [
    Case("first", 2,
         hint="The slope of a weight is what goes into it times what comes back. What comes back "
              "through a last weight of 0?",
         mistakes=[(0, "The last weights are 0, but is what goes into them 0?"),
                   (1, "The last bias is not alone: what goes into the last weights?"),
                   (5, "What comes back through last weights that are 0?")]),
    Case("second", 5,
         hint="After the first step the last weights are not 0 any more. Count the gain too."),
    Case("all_zero", 1,
         hint="Now the hidden neurons say 0 as well: what goes into the last weights, and what "
              "comes back through them?",
         mistakes=[(0, "What is the slope of the loss with the last bias?"),
                   (2, "What do hidden neurons say whose weights and biases are 0? Then what is "
                       "the slope of a weight that takes it?"),
                   (5, "Does anything change in the first step that lets slopes through later?")]),
]
