# gets: which way
drawn = 0.44
clipped = 0.04

# gets: much nearer
drawn = -0.44
clipped = -0.44

# gets: z the distance
drawn = -1.4
clipped = -1.0
