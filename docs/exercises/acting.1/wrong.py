from policywerk.building_blocks.models import Outcome

# gets: no flag says so
def lamp(burns):
    return [
        [[Outcome(1.0, 0, 0.0, False)],
         [Outcome(1.0 - burns, 0, 1.0, False), Outcome(burns, 1, 1.0, False)]],
        [[Outcome(1.0, 1, 0.0, False)],
         [Outcome(1.0 - burns, 1, 1.0, False), Outcome(burns, 2, 1.0, False)]],
        [[Outcome(1.0, 2, 0.0, True)], [Outcome(1.0, 2, 0.0, True)]],
    ]

# gets: Was there light
def lamp(burns):
    return [
        [[Outcome(1.0, 0, 0.0, False)],
         [Outcome(1.0 - burns, 0, 1.0, False), Outcome(burns, 1, 0.0, False)]],
        [[Outcome(1.0, 1, 0.0, False)],
         [Outcome(1.0 - burns, 1, 1.0, False), Outcome(burns, 2, 0.0, True)]],
        [[Outcome(1.0, 2, 0.0, True)], [Outcome(1.0, 2, 0.0, True)]],
    ]

# gets: is the task over then
def lamp(burns):
    return [
        [[Outcome(1.0, 0, 0.0, False)],
         [Outcome(1.0 - burns, 0, 1.0, False), Outcome(burns, 1, 1.0, True)]],
        [[Outcome(1.0, 1, 0.0, False)],
         [Outcome(1.0 - burns, 1, 1.0, False), Outcome(burns, 2, 1.0, True)]],
        [[Outcome(1.0, 2, 0.0, True)], [Outcome(1.0, 2, 0.0, True)]],
    ]

# gets: never switches it on
def lamp(burns):
    return [
        [[Outcome(1.0, 0, 0.0, False)],
         [Outcome(1.0 - burns, 0, 1.0, False), Outcome(burns, 1, 1.0, False)]],
        [[Outcome(1.0, 1, 0.0, False)],
         [Outcome(1.0 - burns, 1, 1.0, False), Outcome(burns, 2, 1.0, True)]],
        [[Outcome(1.0, 2, 0.0, True)]],
    ]

# gets: worse bulbs
def lamp(burns):
    return [
        [[Outcome(1.0, 0, 0.0, False)],
         [Outcome(0.8, 0, 1.0, False), Outcome(0.2, 1, 1.0, False)]],
        [[Outcome(1.0, 1, 0.0, False)],
         [Outcome(0.8, 1, 1.0, False), Outcome(0.2, 2, 1.0, True)]],
        [[Outcome(1.0, 2, 0.0, True)], [Outcome(1.0, 2, 0.0, True)]],
    ]

# gets: The spare bulb is a worse one
def lamp(burns):
    return [
        [[Outcome(1.0, 0, 0.0, False)],
         [Outcome(1.0 - burns, 0, 1.0, False), Outcome(burns, 1, 1.0, False)]],
        [[Outcome(1.0, 1, 0.0, False)],
         [Outcome(0.8, 1, 1.0, False), Outcome(0.2, 2, 1.0, True)]],
        [[Outcome(1.0, 2, 0.0, True)], [Outcome(1.0, 2, 0.0, True)]],
    ]
