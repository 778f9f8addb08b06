# gets: a tenth
def improved(guess, n, coins):
    return guess + 0.1 * (coins - guess)

# gets: half of the way
def improved(guess, n, coins):
    return coins if n == 1 else (guess + coins) / 2

# gets: stands for two pulls
def improved(guess, n, coins):
    return (guess + coins) / n

# gets: from elsewhere
paid = []
def improved(guess, n, coins):
    paid[n - 1:] = [coins]
    return sum(paid) / n
