from math import inf, nan

from policywerk.data.record import Record
from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "The same settings, another digest"


def demo(config, **rest):
    return Record("01", "demo", config, 1, **rest)


def same(digest, one, other):
    return digest(one) == digest(other)


def refused(digest, record):
    try:
        digest(record)
    except ValueError:
        return True
    return False


AB, BA = demo({"a": 1, "b": 2}), demo({"b": 2, "a": 1})
DEEP = [demo({}, results={"mean": keys}) for keys in ({"x": 1, "y": 2}, {"y": 2, "x": 1})]
SERIES = [demo({}, series={"return": numbers}) for numbers in ([1.0, 2.0], [2.0, 1.0])]
NAN, INF = demo({}, results={"loss": nan}), demo({}, results={"loss": inf})
CASES = [
    Case("same(digest, AB, BA)", True,
         hint="These two configurations differ in the order of their keys alone."),
    Case("same(digest, *DEEP)", True,
         hint="Here it is a dictionary within the results whose keys come in another order."),
    Case("same(digest, *SERIES)", False,
         hint="In a list the order matters: these two runs went differently."),
    Case("same(digest, AB, demo({'a': 2, 'b': 1}))", False,
         hint="The same keys and the same numbers, and yet not the same settings."),
    Case("same(digest, demo({'a': 1}), demo({'a': '1'}))", False,
         hint="A number is not a text."),
    Case("(refused(digest, NAN), refused(digest, INF))", (True, True),
         hint="There is a value here that JSON has no word for. It should be refused with a "
              "ValueError."),
]
