from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "A ring of four"

CASES = [
    Case("sorted(held)", [6, 7, 8, 9],
         hint="Four are held, the newest four of the numbers 0 to 9.",
         mistakes=[([7, 8, 9, 10], "The first item has the number 0. Which number has the last?")]),
    Case("slots", [2, 3, 0, 1],
         hint="The slot is the rest when the number is divided by 4.",
         mistakes=[([0, 1, 2, 3], "Nothing is shifted in a ring. Where did item 6 land?")]),
    Case("by_slot", 9, hint="Who stood in that slot last?",
         mistakes=[(5, "Item 5 stood there once. Who came after it?")]),
]
