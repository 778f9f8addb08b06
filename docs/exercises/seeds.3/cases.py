from policywerk.lessons.exercises import Case, near
from policywerk.primitives.random import stream
from policywerk.primitives.vector import mean

KIND = "build it"
TITLE = "An interval by resampling"

TEN = [3.0, 9.0, 1.0, 10.0, 7.0, 2.0, 8.0, 5.0, 6.0, 4.0]
TWENTY = [float(n) for n in range(20, 0, -1)]
SUMS = {3: 1, 4: 3, 5: 3, 6: 1, 8: 3, 9: 6, 10: 3, 13: 3, 14: 3, 18: 1}
ALL = [total / 3 for total, times in SUMS.items() for _ in range(times)]

CASES = [
    Case("tuple(middle(TEN, 0.5))", (3.0, 8.0),
         hint="Ten means, from 1 to 10, and a quarter goes at each end. That is two and a half. "
              "How is it rounded?",
         mistakes=[((1.0, 5.0), "The means come in any order. Line them up first."),
                   ((8.0, 3.0), "The lower end comes first."),
                   ((1.0, 10.0), "Nothing has been left out."),
                   ((6.0, 5.0), "That leaves out (1 - level) at each end, twice too much."),
                   ((3.0, 9.0), "At the upper end, as many have to go as at the lower one.")]),
    Case("tuple(middle(ALL, 0.8))", (4 / 3, 14 / 3),
         hint="These are the 27 means of this page, and 2.7 of them go: two at each end."),
    Case("tuple(middle(ALL, 0.95))", (1.0, 6.0),
         hint="Less than one mean goes at each end of the 27, so none does.",
         mistakes=[((4 / 3, 14 / 3), "A part of a mean is not a mean: 0.675 is rounded down.")]),
    Case("tuple(middle(TWENTY, 0.9))", (2.0, 19.0),
         hint="One in twenty is a twentieth of twenty. Print (1 - 0.9) / 2 * 20: what does a "
              "computer make of it?"),
    Case("len(resampled_means([1.0, 2.0, 6.0], stream(1, 'cases'), 50))", 50,
         hint="One mean for each resample."),
    Case("resampled_means([4.0, 4.0], stream(1, 'cases'), 3)", [4.0, 4.0, 4.0],
         hint="Equal samples have only one mean."),
]


def check(answer):
    first, second = (answer.resampled_means([1.0, 2.0, 6.0], stream(4, "cases"), 50)
                     for _ in range(2))
    yield (first == second,
           "Two calls with equal streams give different means. Where do your draws come from?")
    means = answer.resampled_means([1.0, 2.0, 6.0], stream(2, "cases"), 3000)
    yield (len({round(m, 6) for m in means}) > 1,
           "All means are the same. Who may be drawn twice?")
    yield ({round(m, 6) for m in means} <= {round(m, 6) for m in ALL},
           "Some of these are no means of three of the samples.")
    yield (near(mean(means), 3.0, tolerance=0.15),
           "Their mean lies far from that of the samples. Is each as likely as the others?")
    for sum_of_three in (3, 9, 18):
        share = len([m for m in means if abs(m - sum_of_three / 3) < 1e-6]) / 3000
        yield (near(share, SUMS[sum_of_three] / 27, tolerance=0.03),
               "The table of the 27 draws says how often each mean comes. Here they come in "
               "other shares.")
    four = answer.resampled_means([0.0, 0.0, 0.0, 8.0], stream(3, "cases"), 400)
    yield ({round(m, 6) for m in four} <= {0.0, 2.0, 4.0, 6.0, 8.0},
           "Four samples, all 0 but for one 8: some of these are no means of a list of four.")
    yield max(four) > 4.0, "Four samples: is each list four long, and may one come twice?"
