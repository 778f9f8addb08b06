def one_flag(breaks, weeks):
    mean, works = 0.0, 1.0  # works: the probability that a week begins with a working machine
    for _ in range(weeks):
        mean += works
        works *= 1.0 - breaks
    return mean

def both_flags(breaks, weeks, belief):
    works = 1.0
    for _ in range(weeks):
        works *= 1.0 - breaks
    return one_flag(breaks, weeks) + works * belief
