written = None  # what the first four calls write, three steps each, as in [4, 4]
three = None  # the mean of the log after many such calls
ten = None  # and with ten steps a call
