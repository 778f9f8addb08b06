def running(batches, decay, limit, percentile, first=0.0):
    low = high = first
    found = []
    for batch in batches:
        low = decay * low + (1.0 - decay) * percentile(batch, 0.05)
        high = decay * high + (1.0 - decay) * percentile(batch, 0.95)
        found.append(max(limit, high - low))
    return found

def between(numbers, share):
    place = share * (len(numbers) - 1)
    k = min(int(place), len(numbers) - 2) if len(numbers) > 1 else 0
    after = numbers[min(k + 1, len(numbers) - 1)]
    return numbers[k] + (place - k) * (after - numbers[k])

# gets: not to be cut
def divisors(batches, decay=0.99, limit=1.0):  # cuts off
    return running(batches, decay, limit,
                   lambda batch, share: sorted(batch)[int(share * (len(batch) - 1))])

# gets: not in order
def divisors(batches, decay=0.99, limit=1.0):  # does not sort
    return running(batches, decay, limit, between)

# gets: nearest places
def divisors(batches, decay=0.99, limit=1.0):
    return running(batches, decay, limit,
                   lambda batch, share: sorted(batch)[round(share * (len(batch) - 1))])

# gets: also the first time
def divisors(batches, decay=0.99, limit=1.0):  # begins with the first batch
    found, low, high = [], None, None
    for batch in batches:
        p5, p95 = between(sorted(batch), 0.05), between(sorted(batch), 0.95)
        low = p5 if low is None else decay * low + (1.0 - decay) * p5
        high = p95 if high is None else decay * high + (1.0 - decay) * p95
        found.append(max(limit, high - low))
    return found

# gets: as if it spread by 1
def divisors(batches, decay=0.99, limit=1.0):  # the maximum inside
    found, spread = [], 0.0
    for batch in batches:
        new = max(limit, between(sorted(batch), 0.95) - between(sorted(batch), 0.05))
        spread = decay * spread + (1.0 - decay) * new
        found.append(max(limit, spread))
    return found
