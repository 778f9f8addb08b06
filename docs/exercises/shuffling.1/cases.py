from policywerk.lessons.exercises import Case
from policywerk.primitives.random import stream

KIND = "find the bug"
TITLE = "A shuffle that looks thorough"


def tally(shuffle, letters, times):
    rng, found = stream(2, "shuffles"), {}
    for _ in range(times):
        items = list(letters)
        shuffle(rng, items)
        order = "".join(items)
        found[order] = found.get(order, 0) + 1
    return found


CASES = [
    Case("sorted(tally(shuffle, 'abc', 300))", ["abc", "acb", "bac", "bca", "cab", "cba"],
         hint="Of six orders some never come, or some letter has been lost. Does each place meet "
              "itself, too?"),
    Case("max(tally(shuffle, 'abc', 6000).values())", lambda most: most < 1090,
         hint="One order of six comes too often. How many ways are there through your loop, and "
              "can they be shared out evenly among six orders?"),
    Case("max(tally(shuffle, 'abcd', 6000).values())", lambda most: most < 310,
         hint="Three items are shuffled evenly. Four are not."),
]
