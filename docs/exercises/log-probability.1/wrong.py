# gets: bits
entropy = 1.585
slope = 0.0

# gets: highest
entropy = 1.0986
slope = 0.33
