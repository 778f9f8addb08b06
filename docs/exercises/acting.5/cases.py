from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "What the log says"

CASES = [
    Case("written", [1, 2, 3],
         hint="The first call ends in the middle of an episode, so it writes nothing. How many "
              "steps of that episode are left for the second call?",
         mistakes=[([4, 4, 4], "Its steps are spread over two calls. Which of them does the "
                               "Episode hold that is over?"),
                   ([3, 3, 3], "A stretch of three steps that is not over is not written."),
                   ([1, 1, 1], "The second episode begins with two steps, not with three.")]),
    Case("three", 2.0, hint="The same three numbers return for ever. What is their mean?",
         mistakes=[(4.0, "That is what episodes earn. What does the log say?")]),
    Case("ten", 3.6,
         hint="Ten steps are two episodes and a half. What does the second call find of the half "
              "one?",
         mistakes=[(4.0, "The third episode is split between two calls."),
                   (10.0 / 3.0, "The piece at the end of the first call is not over, so it is not "
                                "written.")]),
]
