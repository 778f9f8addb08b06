# gets: Whose logits
prior = "no"
one_row = "no"
two_rows = "yes"

# gets: memory of a first row
prior = "yes"
one_row = "yes"
two_rows = "yes"

# gets: Of what was that h made
prior = "yes"
one_row = "no"
two_rows = "no"
