from policywerk.lessons.exercises import Case

KIND = "build it"
TITLE = "What changed?"

A = {"config": {"gamma": 0.9, "slip": 0.2}, "series": {"return": [0.5, 0.25, 0.125]}}
B = {"config": {"gamma": 0.99, "slip": 0.2}, "series": {"return": [0.5, 0.2, 0.125]}}
CASES = [
    Case("differences(A, A)", [], hint="Nothing differs here."),
    Case("sorted(differences(A, B))", ["/config/gamma", "/series/return/1"],
         hint="Two numbers differ, one of them in a list. Each has a path of its own.",
         mistakes=[(["/config", "/series"], "Go inside: which entries differ?"),
                   (["/config/gamma", "/series/return"], "Go inside of lists as well.")]),
    Case("differences({'walks': 3}, {'walks': 3.0})", ["/walks"],
         hint="Python takes 3 and 3.0 for equal, and the digest does not."),
    Case("differences({'a': 1}, {'a': '1'})", ["/a"],
         hint="A number and a text look alike once they are printed, and the digest tells them "
              "apart."),
    Case("differences({'rows': [[1], [2]]}, {'rows': [[1], [5]]})", ["/rows/1/0"],
         hint="A list within a list."),
    Case("sorted(differences({'a': 1, 'b': 2}, {'b': 2, 'c': 3}))", ["/a", "/c"],
         hint="An entry may stand on one side only, on either."),
    Case("differences({'a': None}, {})", ["/a"],
         hint="An entry that is there and is None is not an entry that is missing."),
    Case("differences({'a': [1, 2]}, {'a': [1, 2, 3]})",
         lambda got: got in (["/a"], ["/a/2"]), hint="One list is longer than the other."),
    Case("differences({'a': [1]}, {'a': {'0': 1}})", ["/a"],
         hint="A list on one side, a dictionary on the other."),
    Case("differences({'b': 1, 'a': True}, {'a': 1, 'b': 1})", ["/a"],
         hint="True is not 1, and the order of the keys does not matter."),
]
