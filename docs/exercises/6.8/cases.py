from policywerk.lessons.exercises import Case
from policywerk.primitives.scalar import exp

KIND = "derive"
TITLE = "Two estimates of one divergence"


def by_pieces(f, c):
    """The variance of f(log rho) over the bell, added up over a fine grid of z."""
    weights, first, second = 0.0, 0.0, 0.0
    for i in range(-1200, 1201):
        z = i / 100.0
        w, found = exp(-z * z / 2.0), f(c * z - c * c / 2.0)
        weights, first, second = weights + w, first + w * found, second + w * found * found
    return second / weights - (first / weights) * (first / weights)


def k3(log_ratio):
    return exp(log_ratio) - 1.0 - log_ratio


CASES = [
    Case("k1_variance(0.5)", 0.25,
         hint="k1 is a straight line in z. Which part of it varies?",
         mistakes=[(0.5, "That is its standard deviation."),
                   (0.265625, "That is the mean of its square. The square of its mean has to be "
                              "taken away.")]),
    Case("k1_variance(2.0)", 4.0, hint="Right for one c, wrong for another."),
    Case("k3_variance(0.5)", exp(0.25) - 1.25, tolerance=1e-6,
         hint="Write k3 = rho - 1 - log rho. Its square has six terms, and the mean of each is "
              "known.",
         mistakes=[(exp(0.25) - 1.25 + 0.25 * 0.25 / 4.0,
                    "That is the mean of its square. What is left, if the square of the mean is "
                    "taken away?"),
                   (0.25 * 0.25 / 2.0, "For small c that is nearly right. Keep all terms."),
                   (exp(0.25) - 1.0, "That is the variance of rho alone. Log rho varies with it."),
                   (exp(0.25) - 1.0 + 0.25, "Rho and log rho are not independent: they rise "
                                            "together, and k3 has their difference.")]),
    Case("k3_variance(1.0)", exp(1.0) - 2.0, tolerance=1e-6,
         hint="Right for one c, wrong for another."),
    Case("k3_variance(1.5)", by_pieces(k3, 1.5), tolerance=1e-4,
         hint="Added up over a fine grid of z, it comes to something else."),
    Case("crossing", 0.6282, tolerance=0.003,
         hint="Set the two variances equal, and try numbers for c squared. The KL is half of it.",
         mistakes=[(1.2564, "That is c squared. How much is it in nats?"),
                   (1.1209, "That is c. How much is it in nats?"),
                   (1.0, "With the approximation for small c. Is c small there?")]),
]
