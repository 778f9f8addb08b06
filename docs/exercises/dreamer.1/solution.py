small = 0.001
large = 0.001
clipped = 0.6
bias = 0.0003
warm = 0.0
