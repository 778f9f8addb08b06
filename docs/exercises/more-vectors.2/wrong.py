# gets: after both
def split(v, lengths):
    first = lengths[0]
    return [v[:first]] + [v[first:first + n] for n in lengths[1:]]

# gets: should the second piece
def split(v, lengths):
    return [v[i:i + n] for i, n in zip([0, 2], lengths)]

# gets: Equal pieces
def split(v, lengths):
    return [v[:1], v[1:]]
