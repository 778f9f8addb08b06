from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "A reward one step too early"

SEEN, DONE, PAID = ["s0", "s1", "s2"], ["a0", "a1"], [0.5, 5.0]


def tuples(rows, *episode):
    """The rows, whatever kind of sequence each is."""
    return [tuple(row) for row in rows(*episode)]


CASES = [
    Case("len(tuples(rows, SEEN, DONE, PAID, 'none'))", 3,
         hint="Three things were seen: how many rows should there be?"),
    Case("[row[1] for row in tuples(rows, SEEN, DONE, PAID, 'none')]", [0.0, 0.5, 5.0],
         hint="Which observation came with which reward, and what came with the first one?",
         mistakes=[([0.5, 5.0, 0.0], "Now there are three rows, and every reward still stands "
                                     "with the observation before it. The last row gets what "
                                     "nobody was paid.")]),
    Case("[row[2] for row in tuples(rows, SEEN, DONE, PAID, 'none')]", ["a0", "a1", "none"],
         hint="The action of a row is the one chosen after its observation."),
    Case("tuples(rows, ['s0'], [], [], -1)", [("s0", 0.0, -1)],
         hint="An episode that has only just begun has one row."),
    Case("tuples(rows, [1, 2], [7], [-1.0], 0)", [(1, 0.0, 7), (2, -1.0, 0)],
         hint="Right for three rows, wrong for two."),
]
