# gets: not cut off on that side
def huber_slope(error, threshold):
    return min(error, threshold)

# gets: threshold of 1 only
def huber_slope(error, threshold):
    return error if abs(error) <= threshold else error / abs(error)

# gets: Which way must it move
def huber_slope(error, threshold):
    return min(abs(error), threshold) if abs(error) > threshold else error
