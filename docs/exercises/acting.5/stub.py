lengths = None  # of the episodes that the first call finds, in order, as in [10]
over = None  # how many of them are over
begins = None  # the cell in which the second call begins
again = None  # the lengths of what the second call finds
third = None  # the cell in which a third call would begin
