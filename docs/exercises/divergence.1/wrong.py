# gets: certain
sure = 0.0
even = "infinite"

# gets: half of the time
sure = 0.693
even = "the same"

# gets: nats
sure = 1.0
even = "infinite"
