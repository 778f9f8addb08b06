from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A brake that does not brake"


def again(follow, times):
    """How far a slow copy is from weights that stand still, after so many updates."""
    slow = [0.0]
    for _ in range(times):
        slow = follow(slow, [1.0], 0.02)
    return 1.0 - slow[0]


CASES = [
    Case("follow([1.0], [3.0], 0.02)", [1.04],
         hint="From 1 to 3 the way is 2. What are two hundredths of it?",
         mistakes=[([2.96], "From 1 to 3 the way is 2, and nearly all of it is gone at once."),
                   ([0.96], "It has gone away from the others."),
                   ([1.0], "It does not move at all.")]),
    Case("follow([2.0, -1.0], [0.0, -1.0], 0.5)", [1.0, -1.0], hint="Each weight by itself."),
    Case("follow([5.0], [7.0], 1.0)", [7.0], hint="With a rate of 1 it goes all the way."),
    Case("follow([5.0], [7.0], 0.0)", [5.0], hint="With a rate of 0 it stays."),
    Case("again(follow, 35)", 0.98**35,
         hint="Of the gap, each update leaves 0.98. After 35 of them that should be half of it."),
]


def check(answer):
    online = [1.0, 2.0]
    found = answer.follow([0.0, 0.0], online, 1.0)
    if isinstance(found, list):
        found[0] = 9.0
    yield (online == [1.0, 2.0], "The slow copy is the critic's own list: what one learns, the "
                                 "other has learned.")
