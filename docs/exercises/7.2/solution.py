most = 0.69
grey = 0.25
neither = "collapses"
weak_pull = "looks"
free_nat = "looks"
large = "looks"
