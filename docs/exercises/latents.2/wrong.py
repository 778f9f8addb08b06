# gets: change the number
value = 0.1
before = 0.1
after = 1.0

# gets: this belief now has the stop-gradient
value = 1.1
before = 1.0
after = 0.1

# gets: In one of the two
value = 1.1
before = 0.1
after = 1.1
