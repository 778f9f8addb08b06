def chances(diary, kinds):
    counts = [[0.0] * kinds for _ in range(kinds)]
    for today, tomorrow in zip(diary, diary[1:]):
        counts[today][tomorrow] += 1.0
    sums = [sum(row[j] for row in counts) for j in range(kinds)]
    return [[row[j] / sums[j] for j in range(kinds)] for row in counts]

print([[round(p, 3) for p in row] for row in chances([0, 0, 0, 0, 1, 1, 0, 1], 2)])
