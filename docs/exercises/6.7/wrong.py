from policywerk.primitives.activations import softmax

def parts(logits, steps, clip_range):
    """Ratio, clipped ratio, advantage, and one-hot minus probabilities, of each step."""
    now = softmax(logits)
    for action, then, advantage in steps:
        ratio = now[action] / then
        near = max(1.0 - clip_range, min(1.0 + clip_range, ratio))
        yield ratio, near, advantage, [(i == action) - p for i, p in enumerate(now)]

def means(found, logits, steps):
    """From pairs of a value and a factor of the slopes of log pi."""
    value, slopes = 0.0, [0.0] * len(logits)
    for worth, factor, of_log in found:
        value += worth / len(steps)
        slopes = [s + factor * x / len(steps) for s, x in zip(slopes, of_log)]
    return value, slopes

# gets: that is the larger
def clipped(logits, steps, clip_range):  # without the minimum
    return means([(near * a, ratio * a if near == ratio else 0.0, of_log)
                  for ratio, near, a, of_log in parts(logits, steps, clip_range)], logits, steps)

# gets: nothing pulls it down
def clipped(logits, steps, clip_range):  # its slopes without the minimum
    return means([(min(ratio * a, near * a), ratio * a if near == ratio else 0.0, of_log)
                  for ratio, near, a, of_log in parts(logits, steps, clip_range)], logits, steps)

# gets: it multiplies the slope
def clipped(logits, steps, clip_range):
    return means([(min(ratio * a, near * a), a if ratio * a <= near * a else 0.0, of_log)
                  for ratio, near, a, of_log in parts(logits, steps, clip_range)], logits, steps)

# gets: a flat line
def clipped(logits, steps, clip_range):  # pulls for ever
    return means([(min(ratio * a, near * a), ratio * a, of_log)
                  for ratio, near, a, of_log in parts(logits, steps, clip_range)], logits, steps)

# gets: another logit rises
def clipped(logits, steps, clip_range):
    value, slopes = 0.0, [0.0] * len(logits)
    for (ratio, near, a, of_log), (action, _, _) in zip(parts(logits, steps, clip_range), steps):
        value += min(ratio * a, near * a) / len(steps)
        if ratio * a <= near * a:
            slopes[action] += ratio * a * of_log[action] / len(steps)
    return value, slopes

# gets: the sum of the four
def clipped(logits, steps, clip_range):
    value, slopes = means(
        [(min(ratio * a, near * a), ratio * a if ratio * a <= near * a else 0.0, of_log)
         for ratio, near, a, of_log in parts(logits, steps, clip_range)], logits, steps)
    return value * len(steps), [s * len(steps) for s in slopes]

# gets: Right for the examples, but the objective
def clipped(logits, steps, clip_range):  # a range of its own
    return means(
        [(min(ratio * a, near * a), ratio * a if ratio * a <= near * a else 0.0, of_log)
         for ratio, near, a, of_log in parts(logits, steps, 0.2)], logits, steps)
