tenth = 0.59
always = 0.5
small = "less"
