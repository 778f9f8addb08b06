# gets: 6 is not on a bin
two = 2
one = 1
beside = 2
differs = "no"

# gets: Is this one between
two = 4
one = 2
beside = 2
differs = "no"

# gets: share their bins
two = 4
one = 1
beside = 4
differs = "no"

# gets: linear in the number
two = 4
one = 1
beside = 2
differs = "yes"
