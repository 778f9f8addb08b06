def best_baseline(pays, probabilities):
    return probabilities[1] * pays[0] + probabilities[0] * pays[1]
