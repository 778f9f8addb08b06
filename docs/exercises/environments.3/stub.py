from policywerk.primitives.vector import dot

def earned(weeks):
    total = [0.0, 0.0]
    for week in range(weeks):
        total[0] = 4.0 + dot([0.8, 0.2], total)
        total[1] = -5.0 + dot([0.7, 0.3], total)
    return total

print([round(x, 4) for x in earned(1)], [round(x, 4) for x in earned(2)])
