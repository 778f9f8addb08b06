from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream, uniform
from policywerk.primitives.vector import mean

KIND = "build it"
TITLE = "A guess that is a mean"

CASES = [
    Case("improved(0.0, 1, 6.0)", 6.0,
         hint="After one pull the mean is what it paid. The guess before counts for nothing.",
         mistakes=[(0.6, "That is a step of a tenth. How large must the first step be?")]),
    Case("improved(6.0, 2, 2.0)", 4.0,
         hint="Two pulls, 6 and 2. What is their mean, and how far is it from the old guess?"),
    Case("improved(4.0, 3, 7.0)", (6.0 + 2.0 + 7.0) / 3.0,
         hint="The old guess stands for two pulls, the new coins for one.",
         mistakes=[(5.5, "That is half of the way: right if the guess stood for one pull.")]),
    Case("improved(5.0, 4, 1.0)", 4.0, hint="A pull that pays less must lower the guess."),
    Case("improved(10.0, 5, 0.0)", 8.0,
         hint="Another machine: its first four pulls paid 10 on average, and all that is left of "
              "them is the guess. Does yours remember coins from elsewhere?"),
]


def check(answer):
    rng = stream(1, "coins")
    paid, guess = [], 0.0
    for n in range(1, 30):
        paid.append(uniform(rng, -5.0, 5.0))
        guess = answer.improved(guess, n, paid[-1])
        yield near(guess, mean(paid)), f"After {n} pulls the guess is no longer their mean."
