from policywerk.lessons.exercises import Case

KIND = "derive"
TITLE = "The best of several guesses"

CASES = [
    Case("best_of(1, 1.0)", 0.0, hint="With one action there is nothing to choose."),
    Case("best_of(2, 3.0)", 1.0,
         hint="The largest of n is below x if all of them are. With what probability is that?",
         mistakes=[(2.0, "That would be right for estimates between 0 and e."),
                   (3.0, "That is the most that it can be. What is it on average?"),
                   (0.0, "On average each estimate is right. The one that was chosen for being "
                         "large is not."),
                   (1.5, "Halfway between the middle and the end: measure it.")]),
    Case("best_of(3, 1.0)", 0.5, hint="Right for two actions, wrong for three."),
    Case("best_of(18, 0.5)", 0.5 * 17.0 / 19.0, hint="Atari has up to 18 actions."),
    Case("second_opinion(2, 3.0)", 0.0,
         hint="The second set does not know what the first one chose, nor why. What is its error "
              "on average?",
         mistakes=[(1.0, "The second set was not asked for its own largest."),
                   (-1.0, "Too low? Its errors are as often above 0 as below.")]),
    Case("second_opinion(18, 0.5)", 0.0, hint="Does the number of actions matter here?"),
    Case("with_a_gap(1.0)", 0.875, tolerance=1e-6,
         hint="How often does the first set prefer the wrong action, and what is its true value?",
         mistakes=[(1.0, "Sometimes the worse action looks better to the first set."),
                   (0.75, "The wrong action is preferred less than once in four. Is a difference "
                          "of two uniform numbers itself uniform, and do both of its tails "
                          "count?")]),
    Case("with_a_gap(4.0)", 3.5, tolerance=1e-6,
         hint="Measure everything in units of e. Does anything change?"),
]
