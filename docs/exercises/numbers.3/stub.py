def improved(guess, n, coins):
    """The mean of n pulls, from that of the n - 1 before (guess) and what the last one paid."""
    raise NotImplementedError

guess = 0.0
for n, coins in enumerate([6.0, 2.0, 7.0, 5.0], 1):
    guess = improved(guess, n, coins)
    print(n, guess)
