from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "Foresight without an error"


class Steady:
    """Believes that the dot goes on as it went."""

    def see(self, mind, frame):
        return (frame, frame - mind[0])

    def expect(self, mind):
        return (mind[0] + mind[1], mind[1])


class Still(Steady):
    """Believes that nothing moves."""

    def expect(self, mind):
        return mind


CASES = [
    Case("foresight(Steady(), [1, 2, 3, 4, 6, 9], 3)", [0, 1, 3],
         hint="After three frames the dot goes one a step. Work out by hand where it is foreseen "
              "at the fourth, fifth and sixth.",
         mistakes=[([0, 0, 0], "It still looks at each frame before it says what it foresaw."),
                   ([0, 1, 1], "That is how far off it is one step ahead. It opens its eyes after "
                               "each step, and they should stay closed."),
                   ([1, 2, 3, 4, 6, 9], "It never looks at all. The first frames it may see.")]),
    Case("foresight(Still(), [1, 2, 3, 4, 6, 9], 3)", [1, 3, 6],
         hint="A model that expects no change stays at the last frame that it saw."),
    Case("foresight(Steady(), [5, 4, 3, 2, 1, 1], 2)", [0, 0, 0, 1],
         hint="The context is not always three frames."),
    Case("foresight(Steady(), [1, 2, 3], 3)", [],
         hint="Where all is context, nothing is foreseen."),
]
