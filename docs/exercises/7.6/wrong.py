def averages(pairs):
    moves = {}
    for action, move in pairs:
        moves.setdefault(action, []).append(move)
    return {action: sum(found) / len(found) for action, found in sorted(moves.items())}

# gets: Nobody walked there
def effects(rows):  # across the border
    return averages((before.action, row.observation - before.observation)
                    for before, row in zip(rows, rows[1:]))

# gets: because it went left
def effects(rows):  # looks ahead instead, and still pairs it with the later row's action
    return averages((row.action, row.observation - before.observation)
                    for before, row in zip(rows, rows[1:]) if not before.is_last)

# gets: No step came after
def effects(rows):  # as if the agent stood still after the end
    return averages((row.action, (after.observation if not row.is_last else row.observation)
                     - row.observation) for row, after in zip(rows, [*rows[1:], rows[-1]]))
