# gets: less than 1
answer = "0.5"

# gets: two walks
answer = "0.22"

# gets: shorter than nine
answer = "less"

# gets: one of '0.5'
answer = 0.26
