def steps(decay):
    ...  # after how many steps a mark of 1 is first below one hundredth

def area(decay):
    ...  # the sum of all its sizes, from the 1 on for ever
