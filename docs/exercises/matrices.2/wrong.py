# gets: stand in columns
def chances(diary, kinds):
    counts = [[0.0] * kinds for _ in range(kinds)]
    for today, tomorrow in zip(diary, diary[1:]):
        counts[tomorrow][today] += 1.0
    sums = [sum(row[j] for row in counts) for j in range(kinds)]
    return [[row[j] / sums[j] for j in range(kinds)] for row in counts]

# gets: shares of all pairs
def chances(diary, kinds):
    counts = [[0.0] * kinds for _ in range(kinds)]
    for today, tomorrow in zip(diary, diary[1:]):
        counts[today][tomorrow] += 1.0
    return [[count / (len(diary) - 1) for count in row] for row in counts]
