from policywerk.building_blocks.models import check_model
from policywerk.building_blocks.value_functions import optimal_backup
from policywerk.lessons.exercises import Case, near

KIND = "build it"
TITLE = "Make it Markov"


def fault(model):
    try:
        check_model(model)
    except ValueError as problem:
        return str(problem)
    return ""


def still_open(model, weeks):
    """The chance that a shop that begins in state 0 is open after so many weeks."""
    chances = {0: 1.0}
    for _ in range(weeks):
        after = {}
        for state, chance in chances.items():
            for p, next_state, _, terminated in model[state][0]:
                if not terminated:
                    after[next_state] = after.get(next_state, 0.0) + chance * p
        chances = after
    return sum(chances.values())


CASES = [
    Case("fault(shop())", "", hint="`check_model` finds a fault in the table. Print what it says."),
    Case("still_open(shop(), 1)", 1.0, hint="One bad week alone does not close the shop."),
    Case("still_open(shop(), 2)", 1.0 - 0.3 * 0.3,
         hint="After two weeks the shop is closed if both were bad, and not otherwise.",
         mistakes=[(1.0, "Nothing has ended after two weeks, however bad they were. Which outcome "
                         "closes the shop, and is it marked as an end, `terminated`?")]),
    Case("still_open(shop(), 3)", 1.0 - 0.3 * 0.3 - 0.7 * 0.3 * 0.3,
         hint="After three weeks: does a good week between two bad ones make her forget the "
              "first? It should."),
]


def check(answer):
    model, values = answer.shop(), [0.0] * len(answer.shop())
    for _ in range(600):
        values = [optimal_backup(actions, values, 1.0) for actions in model]
    yield (near(values[0], 0.91 / 0.09, tolerance=1e-6),
           "It closes as it should, but what it earns until then is not right: a good week pays 1, "
           "a bad one nothing, and a closed shop nothing either.")
