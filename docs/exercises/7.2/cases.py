from policywerk.lessons.exercises import Case
from policywerk.primitives.scalar import log

KIND = "predict"
TITLE = "Does looking pay?"

WAYS = ("looks", "collapses")

CASES = [
    Case("most", log(2.0), tolerance=0.006,
         hint="Before looking both classes are equally likely. After it, at most one of them is "
              "possible.",
         mistakes=[(1.0, "That is in bits. A nat is the unit of the natural logarithm.")]),
    Case("grey", 0.25, tolerance=1e-6,
         hint="The pixel is 0 or 1, and half of the time each. Which one grey has the least mean "
              "square, and how large is it?",
         mistakes=[(0.5, "The grey is 0.5. What is the square of what it is off by?")]),
    Case("neither", "collapses", choices=WAYS,
         hint="Add up what looking costs, with both weights, and compare with what it saves."),
    Case("weak_pull", "looks", choices=WAYS,
         hint="To begin with the KL is 0.33. The pull of 1 is on the belief before, which is right "
              "where it is: half black, half white. Which pulls on the belief after are left?"),
    Case("free_nat", "looks", choices=WAYS,
         hint="Can the KL of two classes, equally likely before, ever be more than the free nat?"),
    Case("large", "looks", choices=WAYS,
         hint="Twenty times the error: what does looking save now, and what does it cost?"),
]
