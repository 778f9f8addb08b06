large, small, tiny = 0.1, 0.1, 0.05
