# gets: chain rule
at_minus_2, at_3, at_0 = 1.0, 1.0, 0.0

# gets: pass something on
at_minus_2, at_3, at_0 = 0.0, 1.0, 0.0

# gets: by our choice
at_minus_2, at_3, at_0 = -1.0, 1.0, 1.0
