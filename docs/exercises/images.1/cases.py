from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "What comes out of a layer of filters"

CASES = [
    Case("side", 5,
         hint="With the padding a side is 12 pixels long. Where does a window of 3 stop, if it "
              "goes two pixels at a time?",
         mistakes=[(4, "Have you counted the padding at both ends?"),
                   (10, "That would be so with stride 1.")]),
    Case("channels", 16, hint="Each filter's answers are one channel.",
         mistakes=[(48, "A filter looks at all three channels at once, and adds up.")]),
    Case("numbers", 16 * 28,
         hint="How many pixels does a filter see in one window, over all channels? And it has a "
              "bias.",
         mistakes=[(16 * 27, "Each filter has a bias, too."),
                   (16 * 10, "A filter has a window of weights for each channel.")]),
]
