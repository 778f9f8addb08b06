# gets: watches to the end
def one_flag(breaks, weeks):
    return 1.0 / breaks

def both_flags(breaks, weeks, belief):
    return belief

# gets: in which it breaks down, too
def one_flag(breaks, weeks):
    return sum((1.0 - breaks) ** week for week in range(1, weeks + 1))

def both_flags(breaks, weeks, belief):
    return one_flag(breaks, weeks) + (1.0 - breaks) ** weeks * belief

# gets: ZeroDivisionError
def one_flag(breaks, weeks):
    return (1.0 - (1.0 - breaks) ** weeks) / breaks

def both_flags(breaks, weeks, belief):
    return one_flag(breaks, weeks) + (1.0 - breaks) ** weeks * belief

# gets: with both flags up
def one_flag(breaks, weeks):
    return sum((1.0 - breaks) ** week for week in range(weeks))

def both_flags(breaks, weeks, belief):
    return one_flag(breaks, weeks) + (1.0 - breaks) ** (weeks - 1) * belief
