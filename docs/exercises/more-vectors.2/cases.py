from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "Pieces of a vector"

V = [1.0, 2.0, 3.0, 4.0]

CASES = [
    Case("split(V, [1, 3])", [[1.0], [2.0, 3.0, 4.0]],
         hint="Where should the second piece begin, and where does it begin?"),
    Case("split(V, [2, 2])", [[1.0, 2.0], [3.0, 4.0]], hint="Equal pieces were right before."),
    Case("split(V, [3, 1])", [[1.0, 2.0, 3.0], [4.0]], hint="The longer piece may come first."),
    Case("split(V, [1, 2, 1])", [[1.0], [2.0, 3.0], [4.0]],
         hint="With three pieces the last one begins after both of the others."),
    Case("split(V, [0, 4])", [[], V], hint="A piece may be empty."),
]
