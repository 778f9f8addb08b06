# gets: already probabilities
answer = -4.61

# gets: before the mixing
answer = -100.0

# gets: sign
answer = 5.99
