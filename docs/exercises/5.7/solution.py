def best_of(n, e):
    return e * (n - 1) / (n + 1)


def second_opinion(n, e):
    return 0.0


def with_a_gap(e):
    return e * 7.0 / 8.0
