def settled(weight):
    ...  # the two numbers, as a pair, where v0 = 1 + 0.5 v1 and v1 = 2 + weight v0
