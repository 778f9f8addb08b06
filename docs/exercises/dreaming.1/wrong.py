# gets: discounted once
def worth(horizon):
    return horizon

# gets: makes a return smaller
def worth(horizon):
    return horizon * horizon

# gets: multiplies by 1/2 again
def worth(horizon):
    return horizon * 4.0 / 7.0

# gets: half is what it comes to
def worth(horizon):
    return horizon / 2.0

# gets: later ones count too
def worth(horizon):
    return 1.0
