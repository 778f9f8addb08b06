# gets: Who drew
which = "clipped"
difference = 1.405

# gets: other way
which = "drawn"
difference = -1.405

# gets: second number
which = "drawn"
difference = 0.28
