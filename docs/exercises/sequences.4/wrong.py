# gets: before or
one_mean = "more"
max_inside = "more"

# gets: narrow batches
one_mean = "the same"
max_inside = "the same"

# gets: As what does
one_mean = "the same"
max_inside = "less"
