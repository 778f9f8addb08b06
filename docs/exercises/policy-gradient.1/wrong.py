# gets: That is the mean pay
def best_baseline(pays, probabilities):
    return probabilities[0] * pays[0] + probabilities[1] * pays[1]

# gets: set them equal
def best_baseline(pays, probabilities):
    return (pays[0] + pays[1]) / 2
