# gets: discounted once
def worth(horizon):
    return horizon

# gets: makes a return smaller
def worth(horizon):
    return horizon * horizon

# gets: one minus its square
def worth(horizon):
    return horizon / 1.5

# gets: later ones count too
def worth(horizon):
    return 1.0
