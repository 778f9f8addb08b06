from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import integer, stream, uniform
from policywerk.primitives.vector import argmax

KIND = "build it"
TITLE = "Double DQN's targets"

REWARDS, ENDED = [1.0, -1.0, 0.5, 1.0], [False, True, False, False]
ONLINE = [[2.0, 1.0, 0.5], [0.0, 1.0, 0.0], [0.2, 0.3, 0.1], [4.0, 6.0, 4.0]]
FROZEN = [[1.0, 2.0, 0.5], [3.0, -1.0, 0.0], [0.2, 0.1, 0.4], [5.0, 4.0, 4.5]]
EQUAL, APART = [[3.0, 1.0, 3.0]], [[1.0, 9.0, 5.0]]

CASES = [
    Case("targets([3.0], [False], [[2.0, 7.0]], [[5.0, 4.0]], 0.5)", [5.0],
         hint="Which action does the online network choose, and what does the frozen one say of "
              "it?",
         mistakes=[([6.5], "The online network chooses. It does not judge its own choice."),
                   ([5.5], "The best value of the frozen network: that is DQN of 2015."),
                   ([4.0], "To the reward comes half of 2, the online network's value of the "
                           "action that the frozen one likes best. They have changed places."),
                   ([7.0], "What comes a step later is discounted."),
                   ([2.0], "The step itself was paid, too."),
                   ([3.5], "The reward comes at once. Only what follows is discounted.")]),
    Case("targets(REWARDS, ENDED, ONLINE, FROZEN, 0.99)", [1.99, -1.0, 0.599, 4.96],
         hint="Four steps; the second one ended the task.",
         mistakes=[([1.99, -1.99, 0.599, 4.96], "After the end of the task nothing follows.")]),
    Case("targets([0.0], [False], EQUAL, APART, 1.0)", [1.0],
         hint="Of actions that look equally good the first is taken, whatever the frozen network "
              "says.",
         mistakes=[([5.0], "Of equally good ones that is the last."),
                   ([3.0], "That is the mean of the two. One action is taken, the first.")]),
    Case("targets([], [], [], [], 0.9)", [], hint="No steps, no targets."),
]


def check(answer):
    rng = stream(1, "values")
    for _ in range(20):
        n, actions = 1 + integer(rng, 4), 1 + integer(rng, 4)
        online, frozen = ([[uniform(rng, -1.0, 1.0) for _ in range(actions)] for _ in range(n)]
                          for _ in range(2))
        rewards = [uniform(rng, -1.0, 1.0) for _ in range(n)]
        ended = [integer(rng, 3) == 0 for _ in range(n)]
        right = [r if over else r + 0.9 * old[argmax(new)]
                 for r, over, new, old in zip(rewards, ended, online, frozen)]
        yield (near(answer.targets(rewards, ended, online, frozen, 0.9), right),
               f"Right for the examples, wrong for {n} drawn steps with {actions} actions, whose "
               "values may be negative.")
