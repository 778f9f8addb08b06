from policywerk.lessons.exercises import Case

KIND = "find the bug"
TITLE = "Paid before arriving"

DREAM = ([0.0, 0.0, 0.0, 1.0], [1.0, 1.0, 0.5, 1.0], [0.5, 0.5, 0.5, 2.0], 0.9)

CASES = [
    Case("dream_returns(*DREAM)", [1.2875, 1.375, 3.0], tolerance=1e-9,
         hint="Work out R_2 by hand. Which state does the last action lead to, what does it pay, "
              "and who says whether the world goes on from there?",
         mistakes=[([1.715, 1.85, 2.0], "The reward is that of the state one arrives at now. "
                                          "From which state on does the world go on or not?"),
                   ([0.8825, 0.925, 2.0], "The last dreamt state pays 1, and nobody has counted "
                                          "it.")]),
    Case("dream_returns([9.0, 1.0], [0.1, 0.5], [7.0, 4.0], 0.9)", [3.0], tolerance=1e-9,
         hint="Of the first state of a dream neither the reward nor the critic's word enters a "
              "return: they are about how one got there."),
    Case("dream_returns([0.0, 0.0, 1.0], [1.0, 0.0, 1.0], [5.0, 5.0, 5.0], 0.5)", [0.0, 6.0],
         tolerance=1e-9, hint="The middle state ends the world. What is worth anything after it?"),
]
