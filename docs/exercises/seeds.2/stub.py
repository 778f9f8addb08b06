nothing = None  # in how many of the 27 draws the mean is 0
eighty = None  # the 80 % interval, as in (1.0, 2.0)
forty = None  # the 40 % interval
