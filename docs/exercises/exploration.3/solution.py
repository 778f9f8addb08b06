line = 550
curve = 391
