from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A target that runs along"

LOOP = (1.0, [1.0], False)  # pays 1 and leads back to where it began


def targets(Agent, copy_every, n):
    """What the loop should be worth at each of n updates, two actions and one input."""
    agent, found = Agent([[0.0], [0.0]], copy_every=copy_every), []
    for _ in range(n):
        found.append(agent.target(*LOOP))
        agent.update([1.0], 0, found[-1])
    return found


def meddled(Agent):
    """The target before and after somebody turns a knob of the online network."""
    agent = Agent([[2.0, 0.0], [1.0, 3.0]])
    before = agent.target(0.0, [1.0, 1.0], False)
    agent.online[1][1] = 100.0
    return before, agent.target(0.0, [1.0, 1.0], False)


def synced(Agent):
    """The target after a copy by hand, and again after the online network has moved on."""
    agent = Agent([[2.0, 0.0], [1.0, 3.0]])
    agent.online[0][0] = 10.0
    agent.sync()
    first = agent.target(0.0, [1.0, 1.0], False)
    agent.online[0][0] = 20.0
    return first, agent.target(0.0, [1.0, 1.0], False)


def learnt(Agent, copy_every):
    """What the online network has learnt from four updates towards 1."""
    agent = Agent([[0.0], [0.0]], copy_every=copy_every)
    for _ in range(4):
        agent.update([1.0], 0, 1.0)
    return agent.online


CASES = [
    Case("meddled(Agent)", (0.9 * 4.0, 0.9 * 4.0),
         hint="One weight of the online network was changed, and the target of a step changed "
              "with it. Do the two networks still share something?"),
    Case("targets(Agent, 3, 3)", [1.0, 1.0, 1.0],
         hint="Between two copies the target of the same step should stay what it is."),
    Case("targets(Agent, 3, 6)", [1.0] * 3 + [1.0 + 0.9 * 0.875] * 3,
         hint="After three updates comes a copy. The value is 0.875 by then: is that what the "
              "next target is made of?",
         mistakes=[([1.0] * 6, "The frozen network never hears of what was learnt."),
                   ([1.0] * 3 + [1.0 + 0.9 * 0.875, 1.0 + 0.9 * 1.33125,
                                1.0 + 0.9 * 1.7646875],
                    "The first copy is one, the second is not.")]),
    Case("synced(Agent)", (9.0, 9.0),
         hint="A copy was made when the best value was 10; then that weight became 20."),
    Case("learnt(Agent, 3)", [[0.9375], [0.0]],
         hint="Four updates, each half of the way to 1. Does the online network keep what it "
              "learns when a copy is made?",
         mistakes=[([[0.5], [0.0]], "After the copy it went on from the old values.")]),
    Case("targets(Agent, 1, 3)", [1.0, 1.45, 1.8775],
         hint="With a copy after every update the target moves each time, and should."),
]
