def best_baseline(pays, probabilities):
    ...  # two arms: the baseline with which every push is the exact slope
