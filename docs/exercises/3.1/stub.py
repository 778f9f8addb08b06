def weights(lam, left):
    ...  # a list: of the return of 1 step, of 2 steps, ..., of all the steps that are left

def ahead(lam, left):
    ...  # how many steps the lambda-return looks ahead, in the mean of these weights
