from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "A feature with the value 2"

CASES = [
    Case("accumulating", 3.0, hint="Mark, fade, mark: what does a feature of 2 add each time?",
         mistakes=[(1.5, "The feature has the value 2, not 1, and a step fades before it marks."),
                   (4.0, "Half of the first mark has faded by then."),
                   (2.0, "That is the replacing trace. Here the second mark is added to what is "
                         "left of the first.")]),
    Case("replacing", 2.0, hint="What is the mark set to, whatever was there?",
         mistakes=[(1.0, "It is set to the value of the feature, and has not faded since.")]),
    Case("dutch", 2.6, hint="How much of the new mark does the faded one cover? That is α times a "
                            "dot product, and the feature is in it twice over.",
         mistakes=[(2.8, "The dot product is mark times feature: the feature is 2."),
                   (2.2, "What is covered is asked of the trace that has faded already."),
                   (1.8, "The new mark is a share of the feature, which is 2, and the faded mark "
                         "stays."),
                   (1.6, "The faded mark stays; only the new one is smaller."),
                   (1.45, "The feature has the value 2, not 1."),
                   (1.3, "A step fades before it marks.")]),
]
