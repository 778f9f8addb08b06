# gets: may go to the better machine
tenth, always, small = 0.58, 0.5, "less"

# gets: paid as well
tenth, always, small = 0.54, 0.5, "less"

# gets: who began badly
tenth, always, small = 0.59, 0.5, "more"
