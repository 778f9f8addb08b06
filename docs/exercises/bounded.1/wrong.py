# gets: which way
drawn = 0.44
clipped = 0.04

# gets: much nearer
drawn = -0.44
clipped = -0.44

# gets: z the distance
drawn = -1.4
clipped = -1.0

# gets: close to −1
drawn = -0.40
clipped = 0.0

# gets: The mean is not −2
drawn = 0.60
clipped = 1.0
