from policywerk.primitives.random import integer, stream

def shuffle(rng, items):
    for place in range(len(items)):
        other = integer(rng, len(items))
        items[place], items[other] = items[other], items[place]

rng, counts = stream(1, "shuffles"), {}
for _ in range(27000):
    letters = ["a", "b", "c"]
    shuffle(rng, letters)
    order = "".join(letters)
    counts[order] = counts.get(order, 0) + 1

for order in sorted(counts):
    print(order, counts[order])
