# gets: one hundredth
def steps(decay):
    mark, count = 1.0, -1
    while mark >= 0.01:
        mark *= decay
        count += 1
    return count

def area(decay):
    return 1.0 / (1.0 - decay)

# gets: multiply, and count
def steps(decay):
    return round(3.5 / (1.0 - decay))

def area(decay):
    return 1.0 / (1.0 - decay)

# gets: before it fades
def steps(decay):
    mark, count = 1.0, 0
    while mark >= 0.01:
        mark *= decay
        count += 1
    return count

def area(decay):
    return decay / (1.0 - decay)

# gets: nearest whole number
from math import log

def steps(decay):
    return round(log(0.01) / log(decay))

def area(decay):
    return 1.0 / (1.0 - decay)
