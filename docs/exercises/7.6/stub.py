from policywerk.building_blocks.replay_buffer import Row
from policywerk.primitives.random import choice, stream

def effects(rows):
    """By how much a position changes on average after each action: {action: mean}."""
    moves = {}
    for before, row in zip(rows, rows[1:]):
        if not row.is_first:
            moves.setdefault(row.action, []).append(row.observation - before.observation)
    return {action: sum(found) / len(found) for action, found in sorted(moves.items())}

rng, rows = stream(1, "walks"), []
for episode in range(50):
    place = 0
    for t in range(9):  # the last action of an episode is never carried out
        action = choice(rng, [-1, 1])
        rows.append(Row(place, action, 0.0, t == 0, t == 8, False))
        place += action

print({action: round(mean, 2) for action, mean in effects(rows).items()})
