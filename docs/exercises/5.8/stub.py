from policywerk.building_blocks.grad import (
    Parameter,
    add,
    backward,
    constant,
    mean,
    multiply,
    scale,
    subtract,
    take_rows,
    zero_grads,
)

A, B, C = 0, 1, 2
STEPS = [(A, 0.0, B, False), (A, 0.0, C, False), (B, 1.0, B, True), (C, 0.0, C, True)]

def td_loss(v, steps):
    """Mean of e^2 / 2 over steps (s, r, s', ended); e = v(s) - target."""
    values = take_rows(v, [s for s, _, _, _ in steps])
    goes_on = constant([[0.0 if ended else 1.0] for _, _, _, ended in steps])
    following = multiply(goes_on, take_rows(v, [after for _, _, after, _ in steps]))
    targets = add(constant([[r] for _, r, _, _ in steps]), following)
    errors = subtract(values, targets)
    return scale(0.5, mean(multiply(errors, errors)))

v = Parameter("v", [[0.0], [0.0], [0.0]])
for update in range(200):
    zero_grads([v])
    backward(td_loss(v, STEPS))
    v.values = [[x - g] for [x], [g] in zip(v.values, v.grads)]

print("A {:.2f}  B {:.2f}  C {:.2f}".format(*[x for [x] in v.values]))
