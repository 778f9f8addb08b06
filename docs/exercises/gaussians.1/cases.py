from policywerk.building_blocks.grad import Parameter, backward, multiply, total
from policywerk.lessons.exercises import Case

KIND = "build it"
TITLE = "A draw with a slope"


def drawn(draw, mean, log_sd, z):
    return draw(Parameter("mean", [mean]), Parameter("log_sd", [log_sd]), [z]).values[0]


def slopes(draw, mean, log_sd, z):
    m, s = Parameter("mean", [mean]), Parameter("log_sd", [log_sd])
    u = draw(m, s, [z])
    backward(total(multiply(u, u)))
    return [m.grads[0][0], s.grads[0][0]]


CASES = [
    Case("drawn(draw, [0.5], [0.0], [0.7])", [1.2],
         hint="With log_sd = 0 the deviation is 1. What is its logarithm, and what does the draw "
              "need?"),
    Case("drawn(draw, [0.5, -1.0], [-1.0, 0.0], [0.7, 2.0])",
         [0.5 + 0.36787944117144233 * 0.7, 1.0],
         hint="Each entry has a deviation of its own.",
         mistakes=[([0.5947346982656289, 1.0],
                    "With log_sd = 0 it did not show: that is the variance. The draw needs the "
                    "deviation."),
                   ([0.9245714617988434, 1.0],
                    "With log_sd = 0 it did not show: the number is the logarithm of the "
                    "deviation, not of the variance.")]),
    Case("slopes(draw, [0.5], [0.0], [0.7])", [2 * 1.2, 2 * 1.2 * 0.7],
         hint="The numbers are right, but a slope does not reach both parameters. Of u squared, it "
              "should be 2u with the mean, and 2u z sd with log_sd."),
]
