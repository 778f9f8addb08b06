def best_of(n, e):
    ...  # mean of the largest of n estimates

def second_opinion(n, e):
    ...  # mean of what a second set of estimates says of the action that the first likes best

def with_a_gap(e):
    ...  # mean of the second opinion for two actions whose true values are e and 0
