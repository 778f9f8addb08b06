from statistics import NormalDist

def rest(right, left, sigma):
    return sigma * NormalDist().inv_cdf(left / (left + right))

# gets: the mean news
def drift(weight, right, left, sigma):
    p = NormalDist(0.0, sigma).cdf(weight)
    return p * right + (1.0 - p) * left

# gets: once in six
def drift(weight, right, left, sigma):  # without noise
    return 0.5 * (right - left) if weight == 0.0 else right if weight > 0.0 else -left

# gets: That is the probability
def drift(weight, right, left, sigma):
    p = NormalDist(0.0, sigma).cdf(weight)
    return p * right - (1.0 - p) * left

def rest(right, left, sigma):
    return 0.0 if right == left else left / (left + right)

# gets: costs more
def drift(weight, right, left, sigma):
    p = NormalDist(0.0, sigma).cdf(weight)
    return p * right - (1.0 - p) * left

def rest(right, left, sigma):
    return sigma * NormalDist().inv_cdf(right / (left + right))
