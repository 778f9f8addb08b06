tenth = None  # the most to earn per pull in the long run, with epsilon 0.1
always = None  # and with epsilon 1
small = None  # "more" or "less": what 0.01 earns in these 1000 pulls, beside 0.1
