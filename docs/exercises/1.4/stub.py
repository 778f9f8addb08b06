def sweeps(change, gamma, error):
    ...  # how many are enough, the first included, if that one changed no value by more than change
