from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Every row once"


def rows(found):
    return isinstance(found, (list, tuple)) and all(isinstance(row, int) for row in found)


CASES = [
    Case("without", rows, hint="A list of row numbers, please, such as [3, 7]."),
    Case("sorted(without)", [0, 5, 10, 15, 20],
         hint="Where does each window begin, and what is its first row for? Is every window full?",
         mistakes=[([0, 5, 10, 15], "Nearly. Has the last row of the stream come to a window that "
                                    "is full?"),
                   ([20], "The first row of each window is context, and nothing is learned "
                          "from it."),
                   ([0], "That would be so if the last row of each window were the first of the "
                         "next.")]),
    Case("overlapping", rows, hint="A list of row numbers, please, such as [3, 7]."),
    Case("overlapping", [0],
         hint="The windows begin at 0, 4, 8, 12, 16. Which rows are context, and of which window "
              "is each of them a later row?",
         mistakes=[([0, 4, 8, 12, 16], "Each of these is context of one window, and the last row "
                                       "of another: all but one."),
                   ([], "What comes before the first row of all?"),
                   ([0, 20], "The last window ends with the last row. Is it full?")]),
]
