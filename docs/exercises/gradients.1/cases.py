from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Two paths, and one of them cut"

CASES = [
    Case("da", 4.0, hint="a reaches L on two paths. What is the slope along each?",
         mistakes=[(3.0, "That is the path through the product. There is another."),
                   (1.0, "That is the path of the second term. There is another.")]),
    Case("db", 2.0, hint="b is in the product only. How fast does it move the product?",
         mistakes=[(3.0, "A factor moves the product as fast as the other one is large.")]),
    Case("da_cut", 3.0, hint="One of the two paths is cut.",
         mistakes=[(4.0, "stop_gradient keeps the value of L. Does it keep the slope?"),
                   (1.0, "The other path was cut.")]),
]
