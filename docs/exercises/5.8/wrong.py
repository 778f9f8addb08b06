from policywerk.building_blocks.grad import (
    add, constant, mean, multiply, scale, stop_gradient, subtract, take_rows,
)

def parts(v, steps):
    values = take_rows(v, [s for s, _, _, _ in steps])
    goes_on = constant([[0.0 if ended else 1.0] for _, _, _, ended in steps])
    following = multiply(goes_on, take_rows(v, [after for _, _, after, _ in steps]))
    targets = add(constant([[r] for _, r, _, _ in steps]), following)
    return values, targets

def half_mean(errors):
    return scale(0.5, mean(multiply(errors, errors)))

# gets: only the target moves
def td_loss(v, steps):
    values, targets = parts(v, steps)
    return half_mean(subtract(stop_gradient(values), targets))

# gets: Now nothing moves
def td_loss(v, steps):
    values, targets = parts(v, steps)
    return add(half_mean(stop_gradient(subtract(values, targets))), scale(0.0, mean(v)))

# gets: has gone from the target
def td_loss(v, steps):
    values, _ = parts(v, steps)
    return half_mean(subtract(values, constant([[r] for _, r, _, _ in steps])))

# gets: After the end of the task
def td_loss(v, steps):
    values = take_rows(v, [s for s, _, _, _ in steps])
    after = constant([v.values[after] for _, _, after, _ in steps])
    return half_mean(subtract(values, add(constant([[r] for _, r, _, _ in steps]), after)))

# gets: still gives way
def td_loss(v, steps):
    values, targets = parts(v, steps)
    return half_mean(subtract(targets, values))
