from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream

KIND = "find the bug"
TITLE = "A draw in four lines"


class Thrown:
    """A stream whose numbers are written down beforehand; the last goes on for ever."""

    def __init__(self, *numbers):
        self.numbers = list(numbers)

    def random(self):
        return self.numbers.pop(0) if len(self.numbers) > 1 else self.numbers[0]


CASES = [
    Case("categorical(Thrown(0.75, 0.1), [0.2, 0.5, 0.3])", 2,
         hint="The number thrown is 0.75, which lies in the third piece of the line. Another 0.1 "
              "would come next. How many throws does one draw take?"),
    Case("categorical(Thrown(0.65), [0.2, 0.5, 0.3])", 1,
         hint="0.65 lies in the second piece, which does not end at 0.5. Where does it end?"),
    Case("categorical(Thrown(0.1), [0.2, 0.5, 0.3])", 0, hint="0.1 lies in the first piece."),
    Case("categorical(Thrown(0.0), [0.0, 1.0])", 1,
         hint="What has probability 0 must never be drawn, not even when 0.0 is thrown."),
]


def check(answer):
    rng, counts = stream(1, "many"), [0, 0, 0, 0]
    for _ in range(4000):
        counts[answer.categorical(rng, [0.1, 0.2, 0.3, 0.4])] += 1
    shares = [count / 4000 for count in counts]
    yield near(shares, [0.1, 0.2, 0.3, 0.4], tolerance=0.03), f"The shares are {shares} now."
