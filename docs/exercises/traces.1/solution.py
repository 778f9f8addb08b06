accumulating = 3.0
replacing = 2.0
dutch = 2.6
