def best_baseline(pays, probabilities):
    ...  # two arms: the baseline with which every nudge is the exact slope
