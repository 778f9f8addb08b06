from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "Ten steps, and two more"

CASES = [
    Case("lengths", [4, 4, 2], hint="Ten steps, and no episode is longer than the time limit. What "
                                    "is done with a piece that is left over?",
         mistakes=[([4, 4], "That is eight steps. Ten were asked for."),
                   ([4, 4, 4], "That is twelve steps. Ten were asked for."),
                   ([10], "The time limit cuts sooner.")]),
    Case("over", 2, hint="Which of them reached the time limit?",
         mistakes=[(3, "Being at the end of a list is not being over.")]),
    Case("begins", 2, hint="What does `collect` hand back, to go on from?",
         mistakes=[(0, "It calls reset only after a step that ended an episode.")]),
    Case("again", [2], hint="Two steps were asked for.",
         mistakes=[([4], "The two that came before are in the list of the first call.")]),
    Case("third", 0, hint="After the second call, is the episode over? And what follows then?",
         mistakes=[(4, "The episode has taken four steps. Has it more?")]),
]
