def too_high(sigma, draws):
    ...  # the mean of the larger of two estimates, less the truth

def draws_for(share):
    ...  # the fewest draws an estimate for which that is no more than this share of sigma
