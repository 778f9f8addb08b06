from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "One list, six times"


def before(remember, positions):
    buffer = remember(positions)
    return [buffer.get(number).observation for number in range(len(positions))]


def after(remember, positions):
    buffer = remember(positions)
    return [buffer.get(number).next_observation for number in range(len(positions))]


CASES = [
    Case("before(remember, [1, 2, 3])", [[0, 0, 0], [0, 0, 1], [0, 1, 2]],
         hint="These are the observations before each step. When is each of them written down, "
              "and does anybody write on it afterwards?",
         mistakes=[([[0, 0], [0, 1], [1, 2]],
                    "Written down too late: one position has left the list already."),
                   ([[1, 2, 3]] * 3, "They are all the same list still.")]),
    Case("after(remember, [1, 2, 3])", [[0, 0, 1], [0, 1, 2], [1, 2, 3]],
         hint="These are the observations after each step. The ones before are right now; are "
              "these kept too?"),
    Case("before(remember, [-4, 7])", [[0, 0, 0], [0, 0, -4]],
         hint="The same for other positions."),
    Case("after(remember, [-4, 7])", [[0, 0, -4], [0, -4, 7]],
         hint="The same for other positions."),
]
