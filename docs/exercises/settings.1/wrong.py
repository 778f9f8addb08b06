# gets: In which order
twice, fifty, point, empty = 0.1, "refused", "accepted", "refused"

# gets: type has the default
twice, fifty, point, empty = 0.3, "accepted", "accepted", "refused"

# gets: float('1')
twice, fifty, point, empty = 0.3, "refused", "refused", "refused"
