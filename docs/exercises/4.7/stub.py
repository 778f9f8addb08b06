def restlessness(alpha):
    ...  # variance of the estimate in the long run, in variances of one target
