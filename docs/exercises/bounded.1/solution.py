drawn = -0.44
clipped = -0.04
