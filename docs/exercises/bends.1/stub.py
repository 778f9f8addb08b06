at_minus_2 = None
at_3 = None
at_0 = None
