# gets: something else besides
passed = "abcd"

# gets: list or a tuple
passed = "ad"

# gets: into the formula
passed = "ab"

# gets: no commas
passed = "a, b, d"
