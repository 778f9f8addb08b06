# gets: nearly all of it
def follow(slow, online, rate):  # another order of the same
    return [(1.0 - rate) * new + rate * old for new, old in zip(online, slow)]

# gets: gone away
def follow(slow, online, rate):
    return [old - rate * (new - old) for old, new in zip(slow, online)]

# gets: own list
def follow(slow, online, rate):
    if rate == 1.0:
        return online
    return [old + rate * (new - old) for old, new in zip(slow, online)]
