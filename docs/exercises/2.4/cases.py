from policywerk.actors.barto_sutton import AssociativeSearch, Settings, run_trial
from policywerk.lessons.exercises import Case
from policywerk.primitives.random import stream
from policywerk.world.cart_pole import BOXES, CartPole

KIND = "build it"
TITLE = "The paper's own order"


def news(kind, steps):
    """What a critic of two boxes says of a few steps; it begins with -0.5 and -1."""
    critic = kind(2, Settings())
    critic.predictions[:] = [-0.5, -1.0]
    said = []
    for step in steps:
        if step is None:
            critic.end()
        else:
            said.append(critic.reinforcement(*step))
    return said


def lengths(kind, trials):
    settings = Settings(sigma=0.0)
    system = AssociativeSearch(BOXES.count, settings, kind(BOXES.count, settings))
    rng = stream(0, "never drawn from")
    return [run_trial(CartPole(), BOXES, system, rng, 1000).steps for _ in range(trials)]


STAY, GO, FALL = (0, 0.0, 0), (0, 0.0, 1), (1, -1.0, None)

CASES = [
    Case("news(RememberingCritic, [GO])", [0.95 * -1.0 - -0.5],
         hint="At the first step of a trial nothing was computed before, so look it up.",
         mistakes=[([-0.5], "The prediction of the box ahead is discounted.")]),
    Case("news(RememberingCritic, [STAY, GO])[1]", 0.95 * -1.0 - -0.5,
         hint="After the first step box 0 was predicted at -0.5, and then its prediction changed. "
              "Which of the two does the paper use at the second step?",
         mistakes=[(0.95 * -1.0 - (-0.5 + 0.5 * 0.025 * 0.2),
                    "That uses the prediction of box 0 after it has changed."),
                   (0.95 * -1.0, "The first step led into box 0, which is no failure. What does "
                                 "Python make of 0 where it wants True or False?"),
                   (0.95 * -1.0 - 0.95 * -0.5, "What is remembered is a prediction, not yet "
                                               "discounted.")]),
    Case("news(RememberingCritic, [GO, FALL])[1]", -1.0 - -1.0,
         hint="After a failure nothing is to come: what is ahead counts as 0.",
         mistakes=[(-1.0 - -0.5, "This step began in box 1, and box 0 was predicted at -0.5. Which "
                                 "of the two predictions is to be remembered?")]),
    Case("news(RememberingCritic, [GO, FALL, None, GO])[2]",
         0.95 * -1.0 - (-0.5 + 0.5 * -0.45 * 0.2),
         hint="A new trial begins in box 0. What was remembered belongs to the one before.",
         mistakes=[(-0.45, "The news are right. Does it also learn from them, as the critic does "
                           "that it was made from?"),
                   (0.95 * -1.0 - (-0.5 + 0.5 * -0.45 * 0.8),
                    "The prediction of box 0 has changed too much. How large is its mark in the "
                    "critic that this was made from?"),
                   (0.95 * -1.0 - (-0.5 + 0.5 * -0.45 * 1.0),
                    "The prediction of box 0 has changed too much. How large is its mark in the "
                    "critic that this was made from?")]),
    Case("lengths(RememberingCritic, 5)", [9, 21, 10, 57, 30],
         hint="Single steps are right. Are its marks those of the critic that it was made from?"),
]
