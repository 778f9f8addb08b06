# gets: begins another episode
def unroll(step, h, inputs, is_first):
    states = []
    for row, _first in zip(inputs, is_first):
        h = [step(before, x) for before, x in zip(h, row)]
        states.append(h)
    return states

# gets: first step may begin
def unroll(step, h, inputs, is_first):
    states = []
    for t, row in enumerate(inputs):
        h = [step(before, x) for before, x in zip(h, row)]
        states.append(h)
        following = is_first[t + 1] if t + 1 < len(inputs) else [True] * len(h)
        h = [0.0 if begins else after for after, begins in zip(h, following)]
    return states

# gets: its own flag
def unroll(step, h, inputs, is_first):
    states = []
    for row, first in zip(inputs, is_first):
        if first[0]:
            h = [0.0] * len(h)
        h = [step(before, x) for before, x in zip(h, row)]
        states.append(h)
    return states

# gets: 0 times
def unroll(step, h, inputs, is_first):
    states = []
    for row, first in zip(inputs, is_first):
        h = [(not begins) * before for before, begins in zip(h, first)]
        h = [step(before, x) for before, x in zip(h, row)]
        states.append(h)
    return states

# gets: still wanted
def unroll(step, h, inputs, is_first):
    states = []
    for t, row in enumerate(inputs):
        h = [step(before, x) for before, x in zip(h, row)]
        following = is_first[t + 1] if t + 1 < len(inputs) else [False] * len(h)
        h = [0.0 if begins else after for after, begins in zip(h, following)]
        states.append(h)
    return states
