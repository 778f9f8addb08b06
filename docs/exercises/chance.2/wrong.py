# gets: How many throws
def categorical(rng, probabilities):
    end = 0.0
    for i, p in enumerate(probabilities):
        end += p
        if rng.random() < end:
            return i
    return len(probabilities) - 1

# gets: Where does it end
def categorical(rng, probabilities):
    u = rng.random()
    for i, p in enumerate(probabilities):
        if u < p:
            return i
    return len(probabilities) - 1

# gets: must never be drawn
def categorical(rng, probabilities):
    u, end = rng.random(), 0.0
    for i, p in enumerate(probabilities):
        end += p
        if u <= end:
            return i
    return len(probabilities) - 1
