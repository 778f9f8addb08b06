from policywerk.actors.barto_sutton import AssociativeSearch, NoCritic, Settings
from policywerk.lessons.exercises import Case, near

KIND = "derive"
TITLE = "Who is to blame for a fall?"

CASES = [
    Case("change(1, 0, 0.9)", -100.0,
         hint="The step that fell was pushed in this box. Its mark is fresh: 0.1. The news is -1.",
         mistakes=[(100.0, "A fall is bad news: the push should become less likely."),
                   (-1000.0, "A fresh mark is not 1, it is 1 less the decay."),
                   (-90.0, "When the fall is told the mark has not faded yet.")]),
    Case("change(1, 3, 0.9)", -72.9, hint="Between the push and the fall lie three fadings."),
    Case("change(3, 0, 0.9)", -271.0,
         hint="Three pushes, of which the last is fresh. How large is the mark of each?",
         mistakes=[(-300.0, "The older marks have faded meanwhile."),
                   (-100.0, "The marks of a box that is pushed again add up.")]),
    Case("change(3, 3, 0.9)", -197.559, tolerance=1e-6,
         hint="Three marks, and all of them have faded three times more."),
    Case("change(2, 1, 0.5)", -375.0, hint="It is right for a decay of 0.9 and not for others."),
    Case("half(0.5)", 1.0, hint="With a decay of 0.5 the last push has half of all blame."),
    Case("half(0.9)", 6.578813478960585, tolerance=1e-6,
         hint="The last k pushes bear 1 less the decay to the power k of all blame. For which k is "
              "that one half?",
         mistakes=[(10.0, "That is the sum of a mark's sizes, if a fresh one is 1.")]),
]


def check(answer):
    for stayed, gone, decay in ((1, 5, 0.8), (4, 2, 0.9), (30, 10, 0.95)):
        settings = Settings(search_decay=decay)
        search = AssociativeSearch(2, settings, NoCritic())
        for step in range(stayed + gone):
            fall = -1.0 if step == stayed + gone - 1 else 0.0
            search.learn(0 if step < stayed else 1, 1, fall, 1)
        yield (near(answer.change(stayed, gone, decay), search.weights[0], 1e-6),
               f"change({stayed}, {gone}, {decay}) is not what the search element does.")
