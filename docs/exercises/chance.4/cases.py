from policywerk.lessons.exercises import Case
from policywerk.primitives.random import bernoulli, stream

KIND = "build it"
TITLE = "A fair coin from an unfair one"


def tosses(text):
    """A coin that shows what is written, and then heads and tails in turn."""
    left = [letter == "H" for letter in text + 40 * "HT"]
    return lambda: left.pop(0)


CASES = [
    Case("fair(tosses('HT'))", lambda got: got in (0, 1), hint="It should give 0 or 1."),
    Case("fair(tosses('HT')) != fair(tosses('TH'))", True,
         hint="Heads, then tails is as likely as tails, then heads. The two should give different "
              "numbers."),
    Case("fair(tosses('HHTH')) == fair(tosses('TH'))", True,
         hint="Two heads say nothing that is fair. What should happen after them?"),
    Case("fair(tosses('TTHHHT')) == fair(tosses('HT'))", True,
         hint="After a pair of equal tosses a new pair is wanted, both tosses of it."),
]


def check(answer):
    for p in (0.8, 0.3, 0.5):
        rng, ones = stream(1, f"a coin with {p}"), 0
        for _ in range(1500):
            ones += answer.fair(lambda rng=rng, p=p: bernoulli(rng, p))
        yield (abs(ones / 1500 - 0.5) < 0.06,
               f"With a coin that shows heads with {p} it gives 1 in {ones} of 1500 draws.")
