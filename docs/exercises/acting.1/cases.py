from policywerk.building_blocks.environments import TabularEnvironment
from policywerk.building_blocks.models import check_model
from policywerk.lessons.exercises import Case

KIND = "build it"
TITLE = "A lamp with a spare bulb"


def merged(model, state, action):
    """What may happen, with what probability: outcomes that are the same are added up."""
    found = {}
    for probability, after, reward, terminated in model[state][action]:
        if probability > 0.0:
            key = (after, float(reward), bool(terminated))
            found[key] = found.get(key, 0.0) + probability
    return found


def sound(model):
    check_model(model)  # whose error says what is wrong
    return True


def drawn_from(model):
    return TabularEnvironment(model, [1.0, 0.0, 0.0]).action_space.n


CASES = [
    Case("len(lamp(0.2))", 3, hint="Three states are asked for, and the last has its row too."),
    Case("sound(lamp(0.2))", True, hint="This should be a list of lists of lists of outcomes."),
    Case("merged(lamp(0.2), 1, 1)", {(1, 1.0, False): 0.8, (2, 1.0, True): 0.2},
         hint="The last bulb is on. What are the two things that may happen, and is each evening "
              "one of light?",
         mistakes=[({(1, 1.0, False): 0.8, (2, 1.0, False): 0.2},
                    "Without a bulb there is nothing left to do, and no flag says so."),
                   ({(1, 1.0, False): 0.8, (2, 0.0, True): 0.2},
                    "The bulb burns out at the end of the evening. Was there light?")]),
    Case("merged(lamp(0.2), 0, 1)", {(0, 1.0, False): 0.8, (1, 1.0, False): 0.2},
         hint="A bulb and a spare. Where does a burnt-out bulb lead, and is the task over then?"),
    Case("(merged(lamp(0.2), 0, 0), merged(lamp(0.2), 1, 0))",
         ({(0, 0.0, False): 1.0}, {(1, 0.0, False): 1.0}),
         hint="Left off, a lamp gives nothing and stays as it is."),
    Case("merged(lamp(0.7), 0, 1)", {(0, 1.0, False): 0.3, (1, 1.0, False): 0.7},
         hint="These are worse bulbs: is the probability still that of the others?"),
    Case("merged(lamp(0.7), 1, 1)", {(1, 1.0, False): 0.3, (2, 1.0, True): 0.7},
         hint="The spare bulb is a worse one too: is its probability still that of the others?"),
    Case("drawn_from(lamp(0.2))", 2,
         hint="Whoever draws actions from the action space of this lamp never switches it on. "
              "From which states does a TabularEnvironment take the number of actions?"),
]
