prior = "yes"
one_row = "no"
two_rows = "yes"
