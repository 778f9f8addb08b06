returned = None  # the mean return of its dreams
divisor = None  # what advantages are divided by
reward = None  # the loss of the reward head, with 61 bins; to two digits after the point
lived = None  # the critic's loss on lived rows, a mean over states; to two digits
changed = None  # which weights the first update has changed: "none", "some" or "all"
