from policywerk.lessons.exercises import Case

KIND = "build it"
TITLE = "One factor for all"

LONG = [[3.0, 0.0], [4.0]]

CASES = [
    Case("clip(LONG, 0.5)", [[0.3, 0.0], [0.4]], tolerance=1e-6,
         hint="The length is that of all vectors together, as one: here 5."),
    Case("clip([[0.3], [0.4]], 2.0)", [[0.3], [0.4]], tolerance=1e-6,
         hint="These are shorter than the limit: nothing should happen to them."),
    Case("clip([[0.9], [1.2]], 2.0)", [[0.9], [1.2]], tolerance=1e-6,
         hint="Together they are 1.5 long, and the limit is 2: nothing should happen to them."),
    Case("clip([[0.3], [0.4]], 0.4)", [[0.24], [0.32]], tolerance=1e-6,
         hint="They are 0.5 long, and the limit is 0.4. Do you compare a length with a length?"),
    Case("clip([[0.0, 0.0]], 1.0)", [[0.0, 0.0]], tolerance=1e-6,
         hint="A gradient of length 0 is as short as can be; mind the division."),
    Case("lists_shared(clip)", 0,
         hint="Where nothing is shortened, the old lists come back. The caller wants new ones."),
]


def lists_shared(clip):
    """How many lists come back themselves."""
    short, nothing = [[0.3], [0.4]], [[0.0]]
    return sum(new is old for gradients in (short, nothing) for new in clip(gradients, 2.0)
               for old in gradients)
