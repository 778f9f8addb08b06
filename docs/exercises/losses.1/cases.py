from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "One number for 1, 2 and 9"

CASES = [
    Case("squared", 4.0, tolerance=1e-6,
         hint="Where do the three errors sum to 0?",
         mistakes=[(2.0, "That is the one in the middle. The square minds how far the 9 is.")]),
    Case("huber", 2.0, tolerance=1e-6,
         hint="Try a number between 2 and 3. Which of the three slopes are cut off, and to what?",
         mistakes=[(4.0, "At 4 two slopes are cut off upwards and one downwards. Do they cancel?"),
                   (1.5, "At 1.5 add the slopes with the targets 1, 2 and 9. Do they cancel?")]),
]
