from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "A ring of four"


def numbers(value):
    """Whether a value is a list of whole numbers."""
    return isinstance(value, (list, tuple)) and all(type(n) is int for n in value)


def four(value):
    """Whether there are as many as items are held."""
    return numbers(value) and len(value) == 4


CASES = [
    Case("held", numbers, hint="A list, please, of the numbers of the items."),
    Case("sorted(held)", [6, 7, 8, 9],
         hint="Four are held, the newest four of the numbers 0 to 9.",
         mistakes=[([7, 8, 9, 10], "The first item has the number 0. Which number has the last?")]),
    Case("slots", four, hint="A list, please, of the slots, one for each item of `held`."),
    Case("sorted(zip(held, slots))", [(6, 2), (7, 3), (8, 0), (9, 1)],
         hint="The slot of an item is the rest when its number is divided by 4.",
         mistakes=[([(6, 0), (7, 1), (8, 2), (9, 3)],
                    "Nothing is shifted in a ring. Where did item 6 land?")]),
    Case("by_slot", 9, hint="Who stood in that slot last?",
         mistakes=[(5, "Item 5 stood there once. Who came after it?")]),
]
