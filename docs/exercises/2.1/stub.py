def change(stayed, gone, decay):
    ...  # of the weight, by the fall, with a step size of 1000

def half(decay):
    ...  # the last so many steps before a fall bear half of the blame; not a whole number
