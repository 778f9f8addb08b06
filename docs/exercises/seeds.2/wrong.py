# gets: two zeros
nothing, eighty, forty = 1, (0.0, 6.0), (3.0, 3.0)

# gets: How often does the mean 9 come
nothing, eighty, forty = 8, (0.0, 9.0), (3.0, 3.0)

# gets: How many go at the lower end
nothing, eighty, forty = 8, (0.0, 6.0), (0.0, 3.0)

# gets: How many go at each end
nothing, eighty, forty = 8, (0.0, 3.0), (3.0, 3.0)
