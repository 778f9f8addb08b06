at_minus_2, at_3, at_0 = -1.0, 1.0, 0.0
