nothing = 8
eighty = (0.0, 6.0)
forty = (3.0, 3.0)
