each = None  # (30, 0.4), every entry clipped to [-0.5, 0.5] by itself: a list of two numbers
norm = None  # (30, 0.4), clipped by its length to 0.5: a list of two numbers, to two digits
