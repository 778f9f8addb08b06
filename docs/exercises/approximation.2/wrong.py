# gets: shared weight
def growth(six, seventh, gamma):
    error, last = gamma * seventh - six, (gamma - 1.0) * seventh
    return 5.0 * error + 2.0 * last, 2.0 * error + 5.0 * last

threshold = 15 / 17

# gets: own first weight
def growth(six, seventh, gamma):
    error, last = gamma * seventh - six, (gamma - 1.0) * seventh
    return 6.0 * error + 2.0 * last, 12.0 * error + 4.0 * last

threshold = 15 / 17

# gets: sum of the two numbers
def growth(six, seventh, gamma):
    error, last = gamma * seventh - six, (gamma - 1.0) * seventh
    return 10.0 * error + 2.0 * last, 12.0 * error + 5.0 * last

threshold = 5 / 17
