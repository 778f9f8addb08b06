# gets: still on the symlog
first = 2.0
second = 26.8

# gets: before it takes symexp
first = 26.8
second = 6.4

# gets: outermost bin
first = 6.4
second = 53.6

# gets: not exp(4)
first = 6.4
second = 27.3
