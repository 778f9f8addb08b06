accumulating = None  # the mark after the second step
replacing = None
dutch = None
