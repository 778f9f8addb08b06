def tolerance(gamma, error):
    ...  # the largest change of a last sweep after which no value is wrong by more than error
