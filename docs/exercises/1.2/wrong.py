from policywerk.building_blocks.value_functions import optimal_backup

# gets: both changes
def value_iteration(model, gamma, tolerance):
    values = [0.0] * len(model)
    while True:
        newer = [optimal_backup(actions, values, gamma) for actions in model]
        change = max(old - new for new, old in zip(newer, values))
        values = newer
        if change < tolerance:
            return values

# gets: still stops
def value_iteration(model, gamma, tolerance):
    values = [0.0] * len(model)
    while True:
        newer = [optimal_backup(actions, values, gamma) for actions in model]
        change = abs(max(new - old for new, old in zip(newer, values)))
        values = newer
        if change < tolerance:
            return values

# gets: must not cancel
def value_iteration(model, gamma, tolerance):
    values = [0.0] * len(model)
    while True:
        newer = [optimal_backup(actions, values, gamma) for actions in model]
        change = abs(sum(new - old for new, old in zip(newer, values)))
        values = newer
        if change < tolerance:
            return values

# gets: nearer to 0
def value_iteration(model, gamma, tolerance):
    values = [0.0] * len(model)
    while True:
        newer = [optimal_backup(actions, values, gamma) for actions in model]
        change = max(abs(new) - abs(old) for new, old in zip(newer, values))
        values = newer
        if change < tolerance:
            return values
