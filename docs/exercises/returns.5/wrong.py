# gets: By what is a surprise multiplied
def above(errors, gamma, lam):
    return [sum(gamma ** k * e for k, e in enumerate(errors[t:])) for t in range(len(errors))]

# gets: By what is a surprise multiplied
def above(errors, gamma, lam):
    return [sum(lam ** k * e for k, e in enumerate(errors[t:])) for t in range(len(errors))]

# gets: drawn steps
def above(errors, gamma, lam):  # only two steps looked ahead
    padded = [*errors, 0.0, 0.0]
    return [padded[t] + gamma * lam * padded[t + 1] + (gamma * lam) ** 2 * padded[t + 2]
            for t in range(len(errors))]
