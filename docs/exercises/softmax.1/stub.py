answer = None  # the lowest that log p can be now, to two digits after the point
