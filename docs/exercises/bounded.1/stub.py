drawn = None  # the slope with the mean, if -1.4 is scored, to two digits
clipped = None  # the slope with the mean, if -1 is scored, to two digits
