# gets: in bits
most, grey = 1.0, 0.25
neither, weak_pull, free_nat, large = "collapses", "looks", "looks", "looks"

# gets: right where it is
most, grey = 0.69, 0.25
neither, weak_pull, free_nat, large = "collapses", "collapses", "looks", "looks"

# gets: more than the free nat
most, grey = 0.69, 0.25
neither, weak_pull, free_nat, large = "collapses", "looks", "collapses", "looks"

# gets: square of what it is off by
most, grey = 0.69, 0.5
neither, weak_pull, free_nat, large = "collapses", "looks", "looks", "looks"
