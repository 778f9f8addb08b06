# gets: Short strides
def strides(length):
    walked, count = 0.0, 0
    while walked < 0.97:
        walked += length
        count += 1
    return count

# gets: half a metre
def strides(length):  # the symptom cured
    walked, count = 0.0, 0
    while walked < 1.0:
        walked += length
        count += 1
    return count - 1

# gets: still there
def strides(length):
    walked, count = 0.0, 0
    while walked <= 1.0 - 1e-16:
        walked += length
        count += 1
    return count

# gets: a hair below 99
def strides(length):
    return int(1.0 / length)

# gets: How large is the rounding error
def strides(length):
    walked, count = 0.0, 0
    while walked < 1.0 - 1e-15:
        walked += length
        count += 1
    return count

# gets: 49 strides
from math import ceil

def strides(length):
    return ceil(1.0 / length)

# gets: 49 strides
def strides(length):
    count = 0
    while count * length < 1.0:
        count += 1
    return count
