def drift(weight, right, left, sigma):
    ...  # mean change of the weight in one step, for a step size of 1

def rest(right, left, sigma):
    ...  # the weight that does not drift, if the news is bad on both sides
