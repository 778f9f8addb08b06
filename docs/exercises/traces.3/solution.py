def steps(decay):
    mark, count = 1.0, 0
    while mark >= 0.01:
        mark *= decay
        count += 1
    return count

def area(decay):
    return 1.0 / (1.0 - decay)
