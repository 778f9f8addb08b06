from policywerk.lessons.exercises import Case

KIND = "predict"
TITLE = "How much to explore"

CASES = [
    Case("tenth", 0.59, tolerance=0.001,
         hint="Nine pulls in ten go to the better machine. And the tenth?",
         mistakes=[(0.58, "An exploring pull may go to the better machine, too."),
                   (0.54, "Exploring pulls are paid as well."),
                   (0.6, "That is the better machine alone, without exploring.")]),
    Case("always", 0.5, tolerance=0.001, hint="Half of the pulls go to either machine."),
    Case("small", "less", choices=("more", "less"),
         hint="In the long run it would earn more. In 1000 pulls, how many explore, and when does "
              "a player who began badly find out?"),
]
