def divisors(batches, decay=0.99, limit=1.0):
    """What advantages are divided by, after each of some batches of returns.

    Two running means, of the percentiles 0.05 and 0.95 of each batch; both begin at 0. The
    percentile p of n numbers stands at the place p (n - 1) among them, sorted, counted from 0;
    between two places it lies on the straight line from one number to the other.
    Returns: a list with the divisor after each batch.
    """
    raise NotImplementedError
