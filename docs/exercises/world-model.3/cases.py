from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "The ring"

YES_NO = ("yes", "no")

CASES = [
    Case("prior", "yes", choices=YES_NO,
         hint="Whose logits are held still in the dynamics loss, and whose are not?"),
    Case("one_row", "no", choices=YES_NO,
         hint="The posterior is held still, and the memory of a first row was made of what?"),
    Case("two_rows", "yes", choices=YES_NO,
         hint="The prior of the second row reads h. Of what was that h made?"),
]
