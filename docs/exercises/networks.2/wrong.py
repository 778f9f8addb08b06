# gets: What do the two share
def renew(copy, network):
    for mine, theirs in zip(copy.parameters(), network.parameters()):
        mine.values[:] = theirs.values

# gets: Right after it was renewed
def renew(copy, network):
    for mine, theirs in zip(copy.parameters(), network.parameters()):
        values = [list(row) for row in theirs.values]

# gets: The network has changed
def renew(copy, network):
    for mine, theirs in zip(copy.parameters(), network.parameters()):
        for row, into in zip(mine.values, theirs.values):
            into[:] = row

# gets: say what the
def renew(copy, network):
    for mine, theirs in zip(copy.parameters()[::2], network.parameters()[::2]):
        mine.values = [list(row) for row in theirs.values]
