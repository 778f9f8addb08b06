from policywerk.building_blocks.models import Outcome

# gets: does not close
def shop():
    return [[[Outcome(0.7, 0, 1.0, False), Outcome(0.3, 1, 0.0, True)]], [[Outcome(1.0, 1, 0.0, True)]]]

# gets: until then
def shop():
    return [
        [[Outcome(0.7, 0, 1.0, False), Outcome(0.3, 1, 1.0, False)]],
        [[Outcome(0.7, 0, 1.0, False), Outcome(0.3, 2, 1.0, True)]],
        [[Outcome(1.0, 2, 0.0, True)]],
    ]

# gets: good week between
def shop():
    return [
        [[Outcome(0.7, 0, 1.0, False), Outcome(0.3, 1, 0.0, False)]],
        [[Outcome(0.7, 1, 1.0, False), Outcome(0.3, 2, 0.0, True)]],
        [[Outcome(1.0, 2, 0.0, True)]],
    ]

# gets: finds a fault
def shop():
    return [
        [[Outcome(0.7, 0, 1.0, False), Outcome(0.3, 1, 0.0, False)]],
        [[Outcome(0.7, 0, 1.0, False), Outcome(0.3, 2, 0.0, True)]],
    ]

# gets: marked as an end
def shop():
    return [
        [[Outcome(0.7, 0, 1.0, False), Outcome(0.3, 1, 0.0, False)]],
        [[Outcome(0.7, 0, 1.0, False), Outcome(0.3, 2, 0.0, False)]],
        [[Outcome(1.0, 2, 0.0, True)]],
    ]
