# gets: Does it show
def short_lookahead(outcomes, values, gamma):  # an end is guessed from the value
    return sum(o.probability * (o.reward + (gamma * values[o.next_state] if values[o.next_state] else 0.0))
               for o in outcomes)

# gets: after either
def short_lookahead(outcomes, values, gamma):
    future = 0.0 if any(o.terminated for o in outcomes) else gamma
    return sum(o.probability * (o.reward + future * values[o.next_state]) for o in outcomes)

# gets: still counts
def short_lookahead(outcomes, values, gamma):
    return sum(o.probability * (o.reward + gamma * values[o.next_state])
               for o in outcomes if not o.terminated)
