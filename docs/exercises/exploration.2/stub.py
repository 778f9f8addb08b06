from policywerk.building_blocks.schedules import linear_schedule

def epsilons(schedule, lengths):
    """The epsilon of every step, for episodes of these lengths."""
    used = []
    for length in lengths:
        for t in range(length):
            used.append(schedule(t))
    return used

used = epsilons(linear_schedule(1.0, 0.1, 100), [20] * 20)
print(f"{len(used)} steps, smallest {min(used):.3f}, last {used[-1]:.3f}")
