written, three, ten = [1, 2, 3], 2.0, 3.6
