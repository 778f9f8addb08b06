# gets: other way round
returns = [8.0, 4.0, 2.0]
at_half, at_six_tenths = "either", "later"

# gets: counts in full
returns = [1.0, 2.0, 4.0]
at_half, at_six_tenths = "either", "later"

# gets: one step of waiting
returns = [2.0, 4.0, 8.0]
at_half, at_six_tenths = "later", "later"
