def values(gamma):
    ...  # the true values of the three states, in their order, as a list

surprise = None  # the TD error of every step, if the estimates are these values
n_steps = None  # the 5-step return from the first state, gamma 0.5, such estimates
