ratio = None  # of each step of the minibatch
out_of_range = None  # the share of ratios that are not within 0.8 to 1.2
objective = None  # the mean over the minibatch, a number
slope = None  # with the actor's weights: "all zero" or "not zero"
variants = None  # one update an iteration: "the same weights" or "other weights"
