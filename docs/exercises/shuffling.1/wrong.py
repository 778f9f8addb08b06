from policywerk.primitives.random import integer

# gets: meet itself
def shuffle(rng, items):
    for last in range(len(items) - 1, 0, -1):
        other = integer(rng, last)
        items[other], items[last] = items[last], items[other]

# gets: ways are there through your loop
def shuffle(rng, items):  # one swap less
    for place in range(len(items) - 1):
        other = integer(rng, len(items))
        items[place], items[other] = items[other], items[place]
