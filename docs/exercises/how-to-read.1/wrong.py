# gets: be for
other_name, second_run = "the same", "the same"

# gets: if they could change
other_name, second_run = "others", "others"
