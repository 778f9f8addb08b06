# gets: no number below all others
def argmax(values):  # the symptom cured
    best, largest = 0, -1000000.0
    for i, value in enumerate(values):
        if value > largest:
            best, largest = i, value
    return best

# gets: the first is wanted
def argmax(values):
    best = 0
    for i, value in enumerate(values):
        if value >= values[best]:
            best = i
    return best

# gets: gets into
def argmax(values):
    best, largest = 0, 0.0
    for i, value in enumerate(values):
        if abs(value) > largest:
            best, largest = i, abs(value)
    return best
