def corridor(p):
    ...  # the return from the first cell, with probability p of right; 0 < p < 1
