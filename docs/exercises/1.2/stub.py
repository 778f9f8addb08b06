from policywerk.building_blocks.value_functions import optimal_backup
from policywerk.world.sutton_barto import figure_4_1

def value_iteration(model, gamma, tolerance):
    values = [0.0] * len(model)
    while True:
        newer = [optimal_backup(actions, values, gamma) for actions in model]
        change = max(new - old for new, old in zip(newer, values))
        values = newer
        if change < tolerance:
            return values

print(value_iteration(figure_4_1(), 1.0, 1e-6)[:4])
