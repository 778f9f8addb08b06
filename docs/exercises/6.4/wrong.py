from policywerk.building_blocks.curves import clip, maximum, minimum
from policywerk.building_blocks.grad import add, constant, multiply

# gets: Nothing pulls it down
def objective(ratios, advantages, clip_range):  # the larger of the two
    near = clip(ratios, 1.0 - clip_range, 1.0 + clip_range)
    return maximum(multiply(ratios, advantages), multiply(near, advantages))

# gets: Nothing pulls it down
def objective(ratios, advantages, clip_range):  # the smaller ratio, whatever the advantage
    near = clip(ratios, 1.0 - clip_range, 1.0 + clip_range)
    return multiply(minimum(ratios, near), advantages)

# gets: 1.4 times as likely by now
def objective(ratios, advantages, clip_range):  # never clips
    return multiply(ratios, advantages)

# gets: half as likely by now
def objective(ratios, advantages, clip_range):  # clips what went better, and nothing else
    better = constant([[float(a > 0.0)] for [a] in advantages.values])
    worse = constant([[float(a <= 0.0)] for [a] in advantages.values])
    near = minimum(ratios, constant([[1.0 + clip_range] for _ in ratios.values]))
    return multiply(add(multiply(better, near), multiply(worse, ratios)), advantages)

# gets: all four ratios are outside
def objective(ratios, advantages, clip_range):  # a range of its own
    near = clip(ratios, 0.8, 1.2)
    return minimum(multiply(ratios, advantages), multiply(near, advantages))
